import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toErrorItems, toNodeError } from '../../shared/error-item';
import { operations } from './voucher';

/** Runs the chosen operation; what concerns all items ends here. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const name = this.getNodeParameter('operation', 0);
	const operation = operations.find(({ value }) => value === name)?.operation;
	if (!operation) {
		throw new NodeOperationError(this.getNode(), `The operation "${name}" does not exist`, {
			description: 'Choose the operation again.',
		});
	}
	try {
		return await operation.execute(this, items);
	} catch (error) {
		if (this.continueOnFail()) return [toErrorItems(error, items.length)];
		throw toNodeError(this.getNode(), error);
	}
}
