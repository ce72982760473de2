import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { ledgerField, settleItems } from '../../helpers/items';
import { text } from '../../helpers/parameters';
import { key, stream } from '../common.descriptions';

const properties: INodeProperties[] = [stream, key];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['release'] } },
	properties,
);

/** Lets each named entry be claimed again. An entry that is not held, dead or skipped stays as it is and says so. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		this,
		ledger,
		(_json, itemIndex) => ({
			action: 'release',
			target: {
				stream: text(this, 'stream', 'Stream', itemIndex),
				key: text(this, 'key', 'Key', itemIndex),
			},
		}),
		(json, settled) => ({
			...json,
			ledger: ledgerField(settled, undefined),
			message: settled.message,
		}),
	);
	return [output];
}
