import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { markHeld as noteReason } from '../../../../lib/sales/mark-held';
import { findPendingTable } from '../../../../lib/sales/pending-table';
import { text } from '../../../shared/parameter-kinds';
import { itemParameters } from '../../../shared/parameters';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import { perItem } from '../per-item';
import { voucherFields, voucherOf } from '../voucher-fields';

const properties: INodeProperties[] = [
	...voucherFields,
	{
		displayName: 'Reason Code',
		name: 'reasonCode',
		type: 'string',
		required: true,
		default: '={{ $json.details?.code ?? $json.reason }}',
		placeholder: 'e.g. LINES_MISSING',
		description: 'Short, stable name of the reason',
	},
	{
		displayName: 'Reason',
		name: 'reasonText',
		type: 'string',
		default: '={{ $json.message }}',
		placeholder: 'e.g. Faltan los renglones del comprobante',
		description: 'Sentence that follows the code, cut at the length of the column',
	},
	...pendingListFields,
];

/** Writes into the pending rows of each item's voucher why it waits; they stay pending. */
export const markHeld: Operation = {
	description: updateDisplayOptions({ show: { operation: ['markHeld'] } }, properties),
	execute: async (context, database, items) => {
		const list = await findPendingTable(database, pendingListOf(context));
		return await perItem(context, items, async (itemIndex, json) => {
			const parameter = itemParameters(context, properties, itemIndex);
			const notedRows = await noteReason(database, list, voucherOf(context, itemIndex), {
				reason: parameter('reasonCode', text),
				message: parameter('reasonText', text),
			});
			return { ...json, marked: { notedRows } };
		});
	},
};
