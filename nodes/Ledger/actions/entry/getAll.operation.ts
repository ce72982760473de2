import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { STATES, type Entry } from '../../../../lib/ledger/types';
import {
	choices,
	collection,
	days,
	flag,
	optional,
	text,
	trimmed,
	wholeNumber,
} from '../../../shared/parameter-kinds';
import { tell } from '../../../shared/run-notes';
import { refused } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
import { anyStream } from '../common.descriptions';

const properties: INodeProperties[] = [
	anyStream,
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Changed Since Done',
				name: 'changedSinceDone',
				type: 'boolean',
				default: true,
				description:
					'Whether to return only what was changed in its source after it was done: what was relayed is no longer what the source has. Get History shows both.',
			},
			{
				displayName: 'Search',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. 000123',
				description: 'Text that key, message or reason must contain',
			},
			{
				displayName: 'States',
				name: 'states',
				type: 'multiOptions',
				default: [],
				options: [
					{ name: 'Claimed', value: 'claimed', description: 'A run is working on it' },
					{ name: 'Dead', value: 'dead', description: 'Failed too often; a person decides' },
					{ name: 'Done', value: 'done', description: 'Relayed or reported' },
					{ name: 'Held', value: 'held', description: 'Waits for a person, with a reason' },
					{ name: 'Pending', value: 'pending', description: 'Waits for the next run' },
					{ name: 'Skipped', value: 'skipped', description: 'There is nothing to do' },
				],
				description: 'Only entries in one of these states',
			},
			{
				displayName: 'Unchanged For (Days)',
				name: 'olderThanDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 1,
				description: 'Only entries that nothing has happened to for so many days',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['getAll'] } },
	properties,
);

const filtersKind = collection({
	changedSinceDone: optional(flag),
	search: text,
	states: choices(STATES),
	olderThanDays: optional(days),
});

const limitKind = wholeNumber({ least: 0 });

function simplified(entry: Entry): IDataObject {
	const { id, stream, key, state, message, reasonCode, reason, attempts, since, updatedAt } = entry;
	return { id, stream, key, state, message, reasonCode, reason, attempts, since, updatedAt };
}

/** One item for each entry; its field `ledger` lets Hold, Skip, Release and Get History follow as they are. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const itemIndex of this.getInputData().keys()) {
		try {
			const parameter = ledgerParameters(this, properties, itemIndex);
			const filters = parameter('filters', filtersKind);
			const { changedSinceDone, search, states, olderThanDays } = filters;
			const all = parameter('returnAll', flag);
			const { entries, total } = await ledger.list({
				stream: parameter('stream', trimmed) || undefined,
				states: states.length > 0 ? states : undefined,
				search: search || undefined,
				changedSinceDone,
				unchangedForDays: olderThanDays,
				limit: all ? undefined : parameter('limit', limitKind),
			});
			if (total > entries.length) {
				tell(
					this,
					`${entries.length} of ${total} entries: raise Limit, or set Return All`,
					'warning',
				);
			}
			const simplify = parameter('simplify', flag);
			for (const entry of entries) {
				const { id, stream, key, state } = entry;
				output.push({
					json: {
						...(simplify ? simplified(entry) : (entry as unknown as IDataObject)),
						ledger: { id, stream, key, state },
					},
					pairedItem: { item: itemIndex },
				});
			}
		} catch (error) {
			output.push(refused(this, error, itemIndex));
		}
	}
	return [output];
}
