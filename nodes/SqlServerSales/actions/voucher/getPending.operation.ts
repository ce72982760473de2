import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { labelOf, parseSqlServerCredential } from '../../../../lib/sales/credential';
import type { PendingSource, PendingVouchers } from '../../../../lib/sales/get-pending';
import { getPending as readPending } from '../../../../lib/sales/get-pending';
import { toVoucherResult } from '../../../../lib/solar/voucher-result';
import { flag, wholeNumber } from '../../../shared/parameter-kinds';
import { itemParameters, type ReadParameter } from '../../../shared/parameters';
import { counted, several, tell } from '../../../shared/run-notes';
import { spanishReason } from '../../../shared/spanish-reason';
import { toItem } from '../item';
import type { Operation } from '../operation';
import { pendingListFields, pendingListOf } from '../pending-list';
import type { PendingMemory } from '../pending-memory';
import { pendingMemoryOf, pendingSource } from '../pending-memory';
import { salesSettingsFields, salesSettingsOf } from '../sales-settings';
import { sinceField, sinceOf } from '../since-field';

const listFields = updateDisplayOptions({ show: { pendingSource: ['list'] } }, pendingListFields);

const streamField = (show: Record<string, Array<string | boolean>>): INodeProperties => ({
	displayName: 'Stream',
	name: 'stream',
	type: 'string',
	required: true,
	default: 'solar-sales',
	placeholder: 'e.g. solar-sales',
	displayOptions: { show },
	description: 'Name of the flow in the ledger',
});

const properties: INodeProperties[] = [
	{
		displayName: 'Pending Vouchers Come From',
		name: 'pendingSource',
		type: 'options',
		default: 'list',
		description: 'What tells which vouchers the mall still has to receive',
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
	{ ...sinceField, displayOptions: { show: { pendingSource: ['vouchers'] } } },
	{
		displayName: 'Only What Is New to the Ledger',
		name: 'onlyNew',
		type: 'boolean',
		default: false,
		description:
			'Whether to leave out vouchers that wait in the ledger unchanged, and to take a bounded number in each run. Needs the FactuLink Ledger credential.',
	},
	{
		displayName: 'Max Vouchers',
		name: 'maxVouchers',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10000 },
		default: 500,
		displayOptions: { show: { onlyNew: [true] } },
		description: 'How many to take in one run, the oldest first; the rest comes in the next runs',
	},
	streamField({ pendingSource: ['vouchers'] }),
	streamField({ pendingSource: ['list'], onlyNew: [true] }),
	...salesSettingsFields,
];

/** One item for each pending voucher: what it is, whether it goes, and exactly what would be sent. Runs once. */
export const getPending: Operation = {
	description: updateDisplayOptions({ show: { operation: ['getPending'] } }, properties),
	execute: async (context, database) => {
		const parameter = itemParameters(context, properties, 0);
		const memory = await pendingMemoryOf(context, parameter);
		const source = sourceOf(context, parameter, memory);
		const settings = salesSettingsOf(context);
		const found = await readPending(
			database,
			source,
			settings,
			parameter('onlyNew', flag) && memory !== null
				? {
						limit: parameter('maxVouchers', wholeNumber({ least: 1 })),
						newsOf: async (verdicts) => await memory.newsOf(verdicts, source.from === 'list'),
						skipped: memory.skippedIn(database.label, settings),
					}
				: undefined,
		);
		const { pending, remaining } = found;
		await memory?.report(database.label, { counts: { pending, remaining }, error: null });
		tellPending(context, found);
		return found.verdicts.map((verdict) => ({
			json: toItem(toVoucherResult(verdict)),
			pairedItem: { item: 0 },
		}));
	},
	failed: async (context, error) => {
		const credential = parseSqlServerCredential(await context.getCredentials('microsoftSql'));
		await (
			await pendingMemoryOf(context, itemParameters(context, properties, 0))
		)?.report(labelOf(credential), {
			error: { code: error.code, message: spanishReason(error) ?? error.message },
		});
	},
};

function tellPending(context: IExecuteFunctions, found: PendingVouchers): void {
	const { verdicts, pending, remaining } = found;
	const how = (wanted: string) => verdicts.filter(({ outcome }) => outcome === wanted).length;
	const counts = { 'to send': how('send'), held: how('hold'), skipped: how('skip') };
	tell(
		context,
		pending === 0
			? 'Nothing is pending'
			: `${pending} pending: ${counted(counts, 'none that is new to the ledger')}`,
	);
	if (remaining > 0) {
		const rest = several(remaining, 'voucher waits', 'vouchers wait');
		tell(context, `Max Vouchers is reached: ${rest} for the next runs`, 'warning');
	}
}

function sourceOf(
	context: IExecuteFunctions,
	parameter: ReadParameter,
	memory: PendingMemory | null,
): PendingSource {
	if (memory === null || parameter('pendingSource', pendingSource) === 'list') {
		return { from: 'list', table: pendingListOf(context) };
	}
	const since = sinceOf(context);
	return { from: 'vouchers', since, known: async (keys) => await memory.done(keys) };
}
