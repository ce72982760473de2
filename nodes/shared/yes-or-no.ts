import type { IExecuteFunctions } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';

/**
 * A parameter that is true or false; also as text, as an expression may give it.
 *
 * @throws FactuLinkError `NODE_SETTINGS` (person) naming the field: neither may be guessed
 */
export function yesOrNo(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): boolean {
	const value: unknown = context.getNodeParameter(name, itemIndex);
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new FactuLinkError({
		class: 'person',
		code: 'NODE_SETTINGS',
		message: `The field "${displayName}" is neither true nor false.`,
		whatToDo: `Check the expression in "${displayName}" and what the item carries.`,
		details: { field: displayName },
	});
}
