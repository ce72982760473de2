import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { explainVoucher } from '../../../../lib/sales/explain';
import { toVoucherResult } from '../../../../lib/solar/voucher-result';
import { flag } from '../../../shared/parameter-kinds';
import { itemParameters } from '../../../shared/parameters';
import { toItem } from '../item';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import { perItem } from '../per-item';
import { salesSettingsFields, salesSettingsOf } from '../sales-settings';
import { voucherFields, voucherOf } from '../voucher-fields';

const properties: INodeProperties[] = [
	...voucherFields,
	{
		displayName: 'Look It Up in the Pending List',
		name: 'usePendingList',
		type: 'boolean',
		default: true,
		description:
			'Whether there is a pending list that may know date, time and payment mean of the voucher',
	},
	...updateDisplayOptions({ show: { usePendingList: [true] } }, pendingListFields),
	...salesSettingsFields,
];

/** Explains one voucher: its rows, each check, the amounts, and exactly what would be sent. */
export const get: Operation = {
	description: updateDisplayOptions({ show: { operation: ['get'] } }, properties),
	execute: async (context, database, items) => {
		const settings = salesSettingsOf(context);
		const usesList = itemParameters(context, properties, 0)('usePendingList', flag);
		const table = usesList ? pendingListOf(context) : null;
		return await perItem(context, items, async (itemIndex) => {
			const voucher = voucherOf(context, itemIndex);
			const { verdict, ...explanation } = await explainVoucher(database, voucher, table, settings);
			return {
				...toItem(toVoucherResult(verdict)),
				...(explanation as unknown as IDataObject),
			};
		});
	},
};
