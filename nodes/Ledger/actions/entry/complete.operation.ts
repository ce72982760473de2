import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { collection, filledText, optionalJsonObject } from '../../../shared/parameter-kinds';
import { ledgerField, settleItems, without } from '../../helpers/items';
import { entryTarget, ledgerParameters } from '../../helpers/parameters';
import { entryId, owner } from '../common.descriptions';

const properties: INodeProperties[] = [
	entryId,
	owner,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Result',
				name: 'result',
				type: 'json',
				default: '={{ $json }}',
				description:
					'What the work produced, for whoever looks at the entry later. The whole item when this is not set.',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['complete'] } },
	properties,
);

const optionsKind = collection({ result: optionalJsonObject });

/** Marks each item's entry as done. The field `message` of the item becomes the sentence of the event. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		this,
		ledger,
		(json, itemIndex) => {
			const parameter = ledgerParameters(this, properties, itemIndex);
			const { result } = parameter('options', optionsKind);
			return {
				action: 'complete',
				target: entryTarget(parameter),
				owner: parameter('owner', filledText),
				result: result ?? without(json, 'ledger'),
				message: typeof json.message === 'string' ? json.message : null,
			};
		},
		(json, settled) => ({
			...json,
			ledger: ledgerField(settled, json.ledger),
			message: typeof json.message === 'string' ? json.message : settled.message,
		}),
	);
	return [output];
}
