import type { INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { FactuLinkError } from '../../../../lib/errors';
import { openLedger } from '../../../../lib/ledger/open-ledger';
import type { PendingSource } from '../../../../lib/sales/get-pending';
import { getPending as readPending } from '../../../../lib/sales/get-pending';
import { toVoucherResult } from '../../../../lib/solar/voucher-result';
import { ledgerFile } from '../../../shared/ledger-memory';
import { toItem } from '../item';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import { salesSettingsFields, salesSettingsOf } from '../sales-settings';

const listFields = updateDisplayOptions({ show: { pendingSource: ['list'] } }, pendingListFields);

const properties: INodeProperties[] = [
	{
		displayName: 'Pending Vouchers Come From',
		name: 'pendingSource',
		type: 'options',
		default: 'list',
		options: [
			{
				name: 'A Table That Lists Them',
				value: 'list',
				description: 'The pending list of the earlier program',
			},
			{
				name: 'All Vouchers Since a Date',
				value: 'vouchers',
				description:
					'Those that the ledger has not done yet. Needs the FactuLink Ledger credential.',
			},
		],
	},
	...listFields,
	{
		displayName: 'Since',
		name: 'since',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 2026-03-01',
		displayOptions: { show: { pendingSource: ['vouchers'] } },
		description: 'First day, as YYYY-MM-DD',
	},
	{
		displayName: 'Stream',
		name: 'stream',
		type: 'string',
		required: true,
		default: 'solar-sales',
		displayOptions: { show: { pendingSource: ['vouchers'] } },
		description: 'Name of the flow in the ledger',
	},
	...salesSettingsFields,
];

/** One item for each pending voucher: what it is, whether it goes, and exactly what would be sent. Runs once. */
export const getPending: Operation = {
	description: updateDisplayOptions({ show: { operation: ['getPending'] } }, properties),
	execute: async (context, database) => {
		const settings = salesSettingsOf(context);
		const verdicts = await readPending(database, await sourceOf(), settings);
		return verdicts.map((verdict) => ({
			json: toItem(toVoucherResult(verdict)),
			pairedItem: { item: 0 },
		}));

		async function sourceOf(): Promise<PendingSource> {
			if (context.getNodeParameter('pendingSource', 0) === 'list') {
				return { from: 'list', table: pendingListOf(context) };
			}
			const since = `${context.getNodeParameter('since', 0) as string}`.trim();
			if (!/^\d{4}-\d{2}-\d{2}$/.test(since)) {
				throw new FactuLinkError({
					class: 'person',
					code: 'SINCE_MISSING',
					message: `The field "Since" must hold a day such as 2026-03-01, not "${since}".`,
					whatToDo: 'Enter the first day whose vouchers have to be sent.',
				});
			}
			const ledger = await openLedger(ledgerFile(await context.getCredentials('factuLinkLedger')));
			const stream = context.getNodeParameter('stream', 0) as string;
			return {
				from: 'vouchers',
				since,
				// What waits is examined again in every run; only what is finished is left alone.
				known: async (keys) => {
					const known = await ledger.lookup(stream, keys);
					return new Set([...known].flatMap(([key, { state }]) => (state === 'done' ? [key] : [])));
				},
			};
		}
	},
};
