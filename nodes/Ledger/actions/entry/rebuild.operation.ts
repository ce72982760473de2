import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { rebuildItemProblem } from '../../../../lib/ledger/input';
import type { Ledger } from '../../../../lib/ledger/ledger';
import { ABSENT_CHOICES, STATES } from '../../../../lib/ledger/types';
import type { RebuildItem } from '../../../../lib/ledger/types';
import {
	choice,
	collection,
	filledText,
	flag,
	jsonObject,
	optional,
	trimmed,
} from '../../../shared/parameter-kinds';
import { counted, several, tell } from '../../../shared/run-notes';
import { contextOf, refused, verdictOf, without } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
import { fingerprint, key, stream, targetKey } from '../common.descriptions';

const properties: INodeProperties[] = [
	{
		displayName:
			'For a ledger that was lost. Stop the other workflows first. What the ledger knows already stays as it is, so this can be repeated.',
		name: 'rebuildNotice',
		type: 'notice',
		default: '',
	},
	stream,
	{ ...key, default: '={{ $json.key }}' },
	fingerprint,
	{
		displayName: 'Found',
		name: 'found',
		type: 'string',
		required: true,
		default: '={{ $json.target.found }}',
		description: 'Whether the target has what this item asked for: true or false',
	},
	{
		displayName: 'Result',
		name: 'result',
		type: 'json',
		default: '={{ $json.target.result }}',
		description: 'What the target has, as Complete would have stored it. Only for what was found.',
	},
	{
		displayName: 'When Not Found',
		name: 'absent',
		type: 'options',
		default: 'held',
		options: [
			{
				name: 'Leave It Alone',
				value: 'skipped',
				description: 'It is entered as skipped, and can be released',
			},
			{
				name: 'Let a Person Decide',
				value: 'held',
				description: 'It is held until it is released or skipped',
			},
			{
				name: 'Process It',
				value: 'pending',
				description: 'It is pending, and done by the next run',
			},
		],
		description: 'An item that brings a verdict of its own is entered with that one',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Source',
				name: 'source',
				type: 'string',
				default: '={{ $json.company?.code }}',
				description:
					'Company code that the item comes from. A listener that finds it takes no existing orders for known.',
			},
			targetKey,
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['rebuild'] } },
	properties,
);

const absentKind = choice(ABSENT_CHOICES);
const optionsKind = collection({ source: optional(trimmed), targetKey: trimmed });

/** What was lost is made anew; every other operation says that it is missing. */
export const makesLedger = true;

/** Enters all input items into a ledger that lost them, in one transaction. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const streamName = ledgerParameters(this, properties, 0)('stream', filledText);
	const output: (INodeExecutionData | undefined)[] = [];
	const wanted: RebuildItem[] = [];
	const places: number[] = [];
	for (const [itemIndex, { json }] of items.entries()) {
		try {
			const item = readItem(this, json, itemIndex);
			const problem = rebuildItemProblem(item);
			if (problem) throw problem;
			wanted.push(item);
			places.push(itemIndex);
		} catch (error) {
			output[itemIndex] = refused(this, error, itemIndex);
		}
	}
	const entered = await ledger.rebuild(streamName, wanted, contextOf(this));
	for (const [place, { id, key: entryKey, state, outcome, message }] of entered.entries()) {
		const itemIndex = places[place] ?? 0;
		output[itemIndex] = {
			json: {
				...items[itemIndex]?.json,
				ledger: { id, stream: streamName, key: entryKey, state, outcome, message },
			},
			pairedItem: { item: itemIndex },
		};
	}
	const count = (wantedState: string) =>
		entered.filter(({ outcome, state }) => outcome === 'rebuilt' && state === wantedState).length;
	const counts = counted(
		{
			...Object.fromEntries(STATES.map((state) => [state, count(state)])),
			'known already': entered.filter(({ outcome }) => outcome === 'known').length,
			'not entered': items.length - entered.length,
		},
		'nothing to enter',
	);
	tell(this, `${several(items.length, 'item')}: ${counts}`);
	return [output.filter((item) => item !== undefined)];
}

function readItem(node: IExecuteFunctions, json: IDataObject, itemIndex: number): RebuildItem {
	const parameter = ledgerParameters(node, properties, itemIndex);
	const options = parameter('options', optionsKind);
	return {
		key: parameter('key', filledText),
		fingerprint: parameter('fingerprint', filledText),
		payload: without(json, 'target'),
		verdict: verdictOf(json),
		message: typeof json.message === 'string' ? json.message : null,
		// A missing answer is no "not found": whoever did not look must not say so.
		result: parameter('found', flag) ? parameter('result', jsonObject) : null,
		absent: parameter('absent', absentKind),
		source: (options.source ?? companyOf(json)) || null,
		targetKey: options.targetKey || null,
	};
}

function companyOf({ company }: IDataObject): string | null {
	const code =
		typeof company === 'object' && company !== null ? (company as IDataObject).code : null;
	return typeof code === 'string' ? code.trim() : null;
}
