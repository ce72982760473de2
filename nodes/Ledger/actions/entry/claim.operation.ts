import { randomUUID } from 'node:crypto';

import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import {
	collection,
	filledText,
	number,
	optional,
	texts,
	wholeNumber,
} from '../../../shared/parameter-kinds';
import { several, tell } from '../../../shared/run-notes';
import { contextOf } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
import { stream } from '../common.descriptions';

const properties: INodeProperties[] = [
	stream,
	{
		displayName: 'Max Entries',
		name: 'maxEntries',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10000 },
		default: 100,
		description: 'How many entries to take at most. The rest waits for the next run.',
	},
	{
		displayName: 'Lease (Minutes)',
		name: 'leaseMinutes',
		type: 'number',
		typeOptions: { minValue: 0.1, numberPrecision: 1 },
		default: 5,
		description:
			'How long the entries belong to this run. If it has not finished them by then (because n8n was stopped, for example), another run may take them: allow more than all entries together need.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Keys',
				name: 'keys',
				type: 'string',
				default: '',
				placeholder: 'e.g. 002/2026/1/000123, 002/2026/1/000124',
				description:
					'Take only the entries with these keys, separated by commas. An expression may give a list. All when empty.',
			},
			{
				displayName: 'Max in Hand',
				name: 'maxInHand',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 10000 },
				default: 0,
				description:
					'How many entries of the stream all runs together may have claimed. A run takes fewer, or none, rather than exceed it: for work that gains nothing from being done by several runs at once. 0: no limit.',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['claim'] } },
	properties,
);

const optionsKind = collection({
	keys: texts,
	maxInHand: optional(wholeNumber({ least: 0 }), 0),
});

/** One item for each claimed entry: what was registered, and in `ledger` what the later operations need. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const context = contextOf(this);
	const parameter = ledgerParameters(this, properties, 0);
	const streamName = parameter('stream', filledText);
	const limit = parameter('maxEntries', number({ least: 0 }));
	const leaseMinutes = parameter('leaseMinutes', number({ least: 0 }));
	const { keys, maxInHand: mostInHand } = parameter('options', optionsKind);
	const entries = await ledger.claim({
		...context,
		stream: streamName,
		limit,
		leaseSeconds: leaseMinutes * 60,
		// Two runs of one node in one execution (a loop) are two owners.
		owner: [context.workflowId, context.executionId, randomUUID().slice(0, 8)].join(':'),
		keys: keys.length > 0 ? keys : undefined,
		mostInHand: mostInHand === 0 ? undefined : mostInHand,
	});
	const claimed = several(entries.length, 'entry', 'entries');
	tell(this, `${claimed} claimed for ${several(leaseMinutes, 'minute')}`);
	if (entries.length >= limit) {
		tell(
			this,
			`Max Entries (${limit}) is reached: what else is due waits for the next run`,
			'warning',
		);
	}
	if (entries.length < limit && mostInHand > 0) {
		const inHand = await ledger.inHand(streamName);
		if (inHand >= mostInHand) {
			tell(
				this,
				`Max in Hand (${mostInHand}) is reached: what else is due waits until other runs have ended`,
				'warning',
			);
		}
	}
	return [
		entries.map(({ id, stream: entryStream, key, owner, attempts, leaseUntil, payload }) => ({
			json: {
				...(payload as IDataObject),
				ledger: { id, stream: entryStream, key, owner, attempt: attempts, leaseUntil },
			},
			pairedItem: { item: 0 },
		})),
	];
}
