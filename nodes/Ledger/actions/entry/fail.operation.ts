import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { DEFAULT_POLICY } from '../../../../lib/ledger/delay';
import type { Ledger } from '../../../../lib/ledger/ledger';
import { choice, collection, filledText, number, optional } from '../../../shared/parameter-kinds';
import { readErrorItem } from '../../../shared/read-error-item';
import { ledgerField, settleItems, without } from '../../helpers/items';
import { entryTarget, ledgerParameters } from '../../helpers/parameters';
import { entryId, owner } from '../common.descriptions';

const properties: INodeProperties[] = [
	{
		displayName:
			'Connect this to the error output of the node that does the work. Its errors say by themselves whether trying later can help; if not, the entry is held for a person.',
		name: 'failNotice',
		type: 'notice',
		default: '',
	},
	entryId,
	owner,
	{
		displayName: 'When the Error Does Not Say',
		name: 'classWhenUnknown',
		type: 'options',
		default: 'retry',
		options: [
			{
				name: 'Hold for a Person',
				value: 'person',
				description: 'Nothing is tried again until somebody releases the entry',
			},
			{
				name: 'Try Again Later',
				value: 'retry',
				description: 'With a delay that grows, up to Max Attempts',
			},
		],
		description: 'What to do with an error of a node that is not from this package',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'First Delay (Seconds)',
				name: 'firstDelaySeconds',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 60,
				description: 'Wait before the second attempt. It doubles with every further one.',
			},
			{
				displayName: 'Longest Delay (Seconds)',
				name: 'maxDelaySeconds',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 21600,
				description: 'The wait between two attempts never grows beyond this',
			},
			{
				displayName: 'Max Attempts',
				name: 'maxAttempts',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description: 'After so many attempts the entry is dead until a person releases it',
			},
		],
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['fail'] } },
	properties,
);

const errorClass = choice(['person', 'retry']);

const policyKind = collection({
	firstDelaySeconds: optional(number({ least: 0 }), DEFAULT_POLICY.firstDelaySeconds),
	maxDelaySeconds: optional(number({ least: 0 }), DEFAULT_POLICY.maxDelaySeconds),
	maxAttempts: optional(number({ least: 0 }), DEFAULT_POLICY.maxAttempts),
});

/** Gives each item's entry back as its error says. The error leaves the item: what is dealt with is no error any more. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		this,
		ledger,
		(json, itemIndex) => {
			const parameter = ledgerParameters(this, properties, itemIndex);
			return {
				action: 'fail',
				target: entryTarget(parameter),
				owner: parameter('owner', filledText),
				error: readErrorItem(json, parameter('classWhenUnknown', errorClass)),
				policy: parameter('options', policyKind),
			};
		},
		(json, settled) => ({
			...without(json, 'error', 'details'),
			failure: json.details ?? { message: json.error },
			ledger: ledgerField(settled, json.ledger),
			message: settled.message,
		}),
	);
	return [output];
}
