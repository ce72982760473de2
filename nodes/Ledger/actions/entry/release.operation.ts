import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { filledText } from '../../../shared/parameter-kinds';
import { ledgerField, settleItems } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
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
		(_json, itemIndex) => {
			const parameter = ledgerParameters(this, properties, itemIndex);
			return {
				action: 'release',
				target: { stream: parameter('stream', filledText), key: parameter('key', filledText) },
			};
		},
		(json, settled) => ({
			...json,
			ledger: ledgerField(settled, undefined),
			message: settled.message,
		}),
	);
	return [output];
}
