import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { filledText } from '../../../shared/parameter-kinds';
import { refused } from '../../helpers/items';
import { ledgerParameters } from '../../helpers/parameters';
import { key, stream } from '../common.descriptions';

const properties: INodeProperties[] = [stream, key];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['getHistory'] } },
	properties,
);

/** One item for each event of the entry, the oldest first; none for an entry that the ledger does not have. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const itemIndex of this.getInputData().keys()) {
		try {
			const parameter = ledgerParameters(this, properties, itemIndex);
			const names = {
				stream: parameter('stream', filledText),
				key: parameter('key', filledText),
			};
			for (const event of await ledger.history(names.stream, names.key)) {
				output.push({
					json: { ...names, ...(event as unknown as IDataObject) },
					pairedItem: { item: itemIndex },
				});
			}
		} catch (error) {
			output.push(refused(this, error, itemIndex));
		}
	}
	return [output];
}
