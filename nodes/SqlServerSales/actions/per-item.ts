import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { toErrorItem, toNodeError } from '../../shared/error-item';

/** Runs an operation once per input item, and gives failures the shape that the node's "On Error" setting asks for. */
export async function perItem(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	run: (itemIndex: number, json: IDataObject) => Promise<IDataObject>,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	for (const [itemIndex, item] of items.entries()) {
		try {
			results.push({
				json: await run(itemIndex, item.json),
				pairedItem: { item: itemIndex },
			});
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
			results.push(toErrorItem(error, itemIndex));
		}
	}
	return results;
}
