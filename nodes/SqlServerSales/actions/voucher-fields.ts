import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import type { TypeAndNumber } from '../../../lib/sales/queries';
import { text } from '../../shared/parameter-kinds';
import { itemParameters } from '../../shared/parameters';

/** Which voucher an item is about. */
export const voucherFields: INodeProperties[] = [
	{
		displayName: 'Type',
		name: 'voucherType',
		type: 'string',
		required: true,
		default: '={{ $json.voucher.type }}',
		placeholder: 'e.g. FAC',
		description: 'T_COMP of the voucher',
	},
	{
		displayName: 'Number',
		name: 'voucherNumber',
		type: 'string',
		required: true,
		default: '={{ $json.voucher.number }}',
		placeholder: 'e.g. B0021500040374',
		description: 'N_COMP of the voucher, 14 characters',
	},
];

/** @throws FactuLinkError `VOUCHER_MISSING` (person) when a field is empty for this item */
export function voucherOf(context: IExecuteFunctions, itemIndex: number): TypeAndNumber {
	const parameter = itemParameters(context, voucherFields, itemIndex, 'VOUCHER_MISSING');
	const read = (name: string, displayName: string): string => {
		const value = parameter(name, text).trimEnd();
		if (value !== '' && value.length <= 20) return value;
		throw new FactuLinkError({
			class: 'person',
			code: 'VOUCHER_MISSING',
			message: `The field "${displayName}" names no voucher for this item.`,
			whatToDo: `Check the expression in "${displayName}" and what the item carries.`,
			details: { field: displayName },
		});
	};
	return { type: read('voucherType', 'Type'), number: read('voucherNumber', 'Number') };
}
