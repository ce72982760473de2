import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { moment } from '../../shared/parameter-kinds';
import { itemParameters } from '../../shared/parameters';

export const sinceField: INodeProperties = {
	displayName: 'Since',
	name: 'since',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 2026-03-01',
	description: 'First day, as YYYY-MM-DD',
};

/** @throws FactuLinkError `SINCE_MISSING` (person) */
export function sinceOf(context: IExecuteFunctions): string {
	const since = itemParameters(context, [sinceField], 0, 'SINCE_MISSING')('since', moment);
	if (/^\d{4}-\d{2}-\d{2}$/.test(since) && !Number.isNaN(Date.parse(since))) return since;
	throw new FactuLinkError({
		class: 'person',
		code: 'SINCE_MISSING',
		message: `The field "Since" must hold a day such as 2026-03-01, not "${since}".`,
		whatToDo: 'Enter the first day whose vouchers matter.',
	});
}
