import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import type { Comprobante } from '../../../lib/solar/comprobante';
import { comprobanteSchema } from '../../../lib/solar/comprobante';
import { json } from '../../shared/parameter-kinds';
import { itemParameters } from '../../shared/parameters';

export const comprobanteField: INodeProperties = {
	displayName: 'Voucher',
	name: 'comprobante',
	type: 'json',
	required: true,
	default: '={{ $json.comprobante }}',
	description: 'The voucher as the mall takes it; SQL Server Sales: Get Pending makes it',
};

/** @throws FactuLinkError `COMPROBANTE_UNREADABLE` (person) naming the member that does not fit */
export function comprobanteOf(context: IExecuteFunctions, itemIndex: number): Comprobante {
	const value = itemParameters(context, [comprobanteField], itemIndex)('comprobante', json);
	const parsed = comprobanteSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new FactuLinkError({
		class: 'person',
		code: 'COMPROBANTE_UNREADABLE',
		message: `The field "Voucher" holds no voucher for this item: ${issue?.path.join('.') || 'the whole'} does not fit.`,
		whatToDo:
			'Check the expression in "Voucher". Vouchers come from SQL Server Sales: Get Pending, those with the outcome "send".',
		details: { member: issue?.path.join('.') ?? '' },
	});
}
