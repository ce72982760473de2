import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { Breather } from '../../../../lib/breather';
import { itemProblem } from '../../../../lib/ledger/input';
import type { Ledger } from '../../../../lib/ledger/ledger';
import type { RegisterItem } from '../../../../lib/ledger/types';
import {
	collection,
	filledText,
	optionalJsonObject,
	trimmed,
} from '../../../shared/parameter-kinds';
import { counted, several, tell } from '../../../shared/run-notes';
import { contextOf, refused, verdictOf } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
import { fingerprint, key, stream, targetKey } from '../common.descriptions';

const properties: INodeProperties[] = [
	stream,
	{ ...key, default: '={{ $json.key }}' },
	fingerprint,
	{
		displayName:
			'An item with a field "verdict" (state "held" or "skipped", code, reason) is registered in that state. Its field "message" becomes the sentence that people read about the entry.',
		name: 'verdictNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Payload',
				name: 'payload',
				type: 'json',
				default: '={{ $json }}',
				description: 'What Claim will hand to the worker. The whole item when this is not set.',
			},
			{
				displayName: 'Replaces',
				name: 'replaces',
				type: 'string',
				default: '={{ $json.replaces }}',
				description:
					'Key under which the item waited before its own key was known. An entry that still waits there is skipped.',
			},
			targetKey,
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['register'] } },
	properties,
);

const optionsKind = collection({
	payload: optionalJsonObject,
	replaces: trimmed,
	targetKey: trimmed,
});

const OUTPUT_OF = { new: 0, changed: 1, known: 2 } as const;

/** Registers all input items in one transaction; each goes to the output New, Changed or Known. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const streamName = ledgerParameters(this, properties, 0)('stream', filledText);
	const outputs: INodeExecutionData[][] = [[], [], []];
	const wanted: RegisterItem[] = [];
	const places: number[] = [];
	const breather = new Breather();
	for (const [itemIndex, { json }] of items.entries()) {
		await breather.breathe();
		try {
			const parameter = ledgerParameters(this, properties, itemIndex);
			const options = parameter('options', optionsKind);
			const item: RegisterItem = {
				key: parameter('key', filledText),
				fingerprint: parameter('fingerprint', filledText),
				payload: options.payload ?? json,
				verdict: verdictOf(json),
				message: typeof json.message === 'string' ? json.message : null,
				replaces: options.replaces || null,
				targetKey: options.targetKey || null,
			};
			const problem = itemProblem(item);
			if (problem) throw problem;
			wanted.push(item);
			places.push(itemIndex);
		} catch (error) {
			outputs[0]?.push(refused(this, error, itemIndex));
		}
	}
	const registered = await ledger.register(streamName, wanted, contextOf(this));
	const how = (outcome: string) => registered.filter((each) => each.outcome === outcome).length;
	const counts = { new: how('new'), changed: how('changed'), known: how('known') };
	tell(
		this,
		`${several(items.length, 'item')}: ${counted({ ...counts, refused: items.length - registered.length }, 'nothing to register')}`,
	);
	for (const [place, { id, key: entryKey, state, outcome, message }] of registered.entries()) {
		const itemIndex = places[place] ?? 0;
		const item = items[itemIndex];
		outputs[OUTPUT_OF[outcome]]?.push({
			...(item?.binary ? { binary: item.binary } : {}),
			json: {
				...item?.json,
				ledger: { id, stream: streamName, key: entryKey, state, outcome, message },
			},
			pairedItem: { item: itemIndex },
		});
	}
	return outputs;
}
