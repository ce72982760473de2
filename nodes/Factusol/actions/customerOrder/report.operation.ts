import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { UNWANTED_BY_DEFAULT } from '../../../../lib/factusol/find-orders';
import {
	reportOrders,
	type OrderFate,
	type OrderFates,
} from '../../../../lib/factusol/report-orders';
import { openLedger } from '../../../../lib/ledger/open-ledger';
import type { State } from '../../../../lib/ledger/types';
import { ledgerFile } from '../../../shared/ledger-memory';
import { collection, moment, optional, trimmed } from '../../../shared/parameter-kinds';
import { relayLineFields, toLineSettings } from '../../../shared/parent-line-fields';
import { fiscalYearOption, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';

const fields: INodeProperties[] = [
	...relayLineFields,
	{
		displayName: 'From',
		name: 'from',
		type: 'string',
		required: true,
		default: "={{ $now.minus({ days: 1 }).toFormat('yyyy-MM-dd') }}",
		placeholder: 'e.g. 2026-03-01',
		description: 'First day, as YYYY-MM-DD',
	},
	{
		displayName: 'Until',
		name: 'until',
		type: 'string',
		required: true,
		default: "={{ $now.toFormat('yyyy-MM-dd') }}",
		placeholder: 'e.g. 2026-03-02',
		description: 'The day after the last one, as YYYY-MM-DD',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			fiscalYearOption,
			{
				displayName: 'Stream',
				name: 'stream',
				type: 'string',
				default: 'order-relay',
				placeholder: 'e.g. order-relay',
				description: 'Name of the stream in the ledger; the same as in the Ledger nodes',
			},
		],
	},
];

const optionKinds = collection({ stream: optional(trimmed, 'order-relay') });

const FATES: Readonly<Record<State, OrderFate>> = {
	pending: 'waiting',
	claimed: 'waiting',
	done: 'relayed',
	held: 'held',
	dead: 'held',
	skipped: 'skipped',
};

/** Per day and series: orders, with lines of the parent, and what became of these; and the numbers that are missing. */
export const report: Operation = {
	description: shownFor('customerOrder', 'report', fields),
	execute: async (context, company, items) => {
		const ledger = await openLedger(ledgerFile(await context.getCredentials('factuLinkLedger')));
		return await readPerItem(context, company, items, fields, async (books, parameter) => {
			const { stream } = parameter('options', optionKinds);
			const fates: OrderFates = async (keys) =>
				new Map(
					[...(await ledger.lookup(stream, keys))].map(([key, { state }]) => [key, FATES[state]]),
				);
			const found = await reportOrders(
				books,
				{ ...toLineSettings(parameter), unwantedStates: UNWANTED_BY_DEFAULT, filter: {} },
				{ from: parameter('from', moment), until: parameter('until', moment) },
				fates,
			);
			return [found as unknown as IDataObject];
		});
	},
};
