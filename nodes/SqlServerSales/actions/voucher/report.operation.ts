import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { openLedger } from '../../../../lib/ledger/open-ledger';
import type { State } from '../../../../lib/ledger/types';
import type { LedgerState, LedgerStates } from '../../../../lib/sales/report';
import { reportSales } from '../../../../lib/sales/report';
import { ledgerFile } from '../../../shared/ledger-memory';
import { filledText, moment } from '../../../shared/parameter-kinds';
import { itemParameters } from '../../../shared/parameters';
import type { Operation } from '../operation';
import { perItem } from '../per-item';
import { salesSettingsFields, salesSettingsOf } from '../sales-settings';

const properties: INodeProperties[] = [
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		required: true,
		default: "={{ $now.minus({ days: 7 }).toFormat('yyyy-MM-dd') }}",
		placeholder: 'e.g. 2026-03-01',
		description: 'First day, as YYYY-MM-DD',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'string',
		required: true,
		default: "={{ $now.plus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
		placeholder: 'e.g. 2026-04-01',
		description: 'The day after the last one, as YYYY-MM-DD',
	},
	{
		displayName: 'Stream',
		name: 'stream',
		type: 'string',
		required: true,
		default: 'solar-sales',
		placeholder: 'e.g. solar-sales',
		description: 'Name of the flow in the ledger',
	},
	...salesSettingsFields,
];

const MEANING: Readonly<Record<State, LedgerState>> = {
	pending: 'open',
	claimed: 'open',
	done: 'sent',
	held: 'held',
	dead: 'held',
	skipped: 'skipped',
};

const WAITING_PER_PAGE = 1000;

/** The codes of everything that waits for a person, read once: there are few of them beside what was sent. */
async function reasonsOf(ledger: Ledger, stream: string): Promise<Map<string, string | null>> {
	const reasons = new Map<string, string | null>();
	for (let offset = 0; ; offset += WAITING_PER_PAGE) {
		const { entries } = await ledger.list({
			stream,
			states: ['held', 'dead'],
			limit: WAITING_PER_PAGE,
			offset,
		});
		for (const { key, reasonCode } of entries) reasons.set(key, reasonCode);
		if (entries.length < WAITING_PER_PAGE) return reasons;
	}
}

/** Per day and branch: sold in Tango, sent, held, open; and the numbers that are missing. */
export const report: Operation = {
	description: updateDisplayOptions({ show: { operation: ['report'] } }, properties),
	execute: async (context, database, items) => {
		const settings = salesSettingsOf(context);
		const ledger = await openLedger(ledgerFile(await context.getCredentials('factuLinkLedger')));
		return await perItem(context, items, async (itemIndex) => {
			const parameter = itemParameters(context, properties, itemIndex);
			const stream = parameter('stream', filledText);
			const reasons = await reasonsOf(ledger, stream);
			const states: LedgerStates = async (keys) =>
				new Map(
					[...(await ledger.lookup(stream, keys))].map(([key, { state }]) => [
						key,
						{ state: MEANING[state], reason: reasons.get(key) ?? null },
					]),
				);
			const period = {
				from: parameter('from', moment),
				until: parameter('until', moment),
			};
			const found = await reportSales(database, period, states, settings);
			return { ...period, ...(found as unknown as IDataObject) };
		});
	},
};
