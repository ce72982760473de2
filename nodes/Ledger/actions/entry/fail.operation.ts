import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { ErrorClass } from '../../../../lib/errors';
import { DEFAULT_POLICY } from '../../../../lib/ledger/delay';
import type { Ledger } from '../../../../lib/ledger/ledger';
import type { RetryPolicy } from '../../../../lib/ledger/types';
import { readErrorItem } from '../../../shared/read-error-item';
import { ledgerField, settleItems, without } from '../../helpers/items';
import { entryTarget, text } from '../../helpers/parameters';
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

/** Gives each item's entry back as its error says. The error leaves the item: what is dealt with is no error any more. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const errorOf = (json: IDataObject, itemIndex: number) =>
		readErrorItem(json, this.getNodeParameter('classWhenUnknown', itemIndex) as ErrorClass);
	const output = await settleItems(
		this,
		ledger,
		(json, itemIndex) => ({
			action: 'fail',
			target: entryTarget(this, itemIndex),
			owner: text(this, 'owner', 'Owner', itemIndex),
			error: errorOf(json, itemIndex),
			policy: {
				...DEFAULT_POLICY,
				...(this.getNodeParameter('options', itemIndex, {}) as Partial<RetryPolicy>),
			},
		}),
		(json, settled) => ({
			...without(json, 'error', 'details'),
			failure: json.details ?? { message: json.error },
			ledger: ledgerField(settled, json.ledger),
			message: settled.message,
		}),
	);
	return [output];
}
