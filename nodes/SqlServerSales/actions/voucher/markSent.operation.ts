import { updateDisplayOptions } from 'n8n-workflow';

import { markSent as closeRows } from '../../../../lib/sales/mark-sent';
import { findPendingTable } from '../../../../lib/sales/pending-table';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import { perItem } from '../per-item';
import { voucherFields, voucherOf } from '../voucher-fields';

/** Closes the pending rows of each item's voucher; once closed they stay as they are. */
export const markSent: Operation = {
	description: updateDisplayOptions({ show: { operation: ['markSent'] } }, [
		...voucherFields,
		...pendingListFields,
	]),
	execute: async (context, database, items) => {
		const list = await findPendingTable(database, pendingListOf(context));
		return await perItem(context, items, async (itemIndex, json) => {
			const marked = await closeRows(database, list, voucherOf(context, itemIndex));
			return { ...json, marked: { ...marked } };
		});
	},
};
