import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { toErrorItems, toNodeError } from '../../shared/error-item';
import { toCompany } from '../../shared/factusol-credential';
import { resources } from './resources';

/** Finds the operation that the parameters name and runs it on the company of the credential. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const resource = this.getNodeParameter('resource', 0);
	const name = this.getNodeParameter('operation', 0);
	const operation = resources
		.find((each) => each.value === resource)
		?.operations.find((each) => each.value === name)?.operation;
	if (!operation) {
		throw new NodeOperationError(
			this.getNode(),
			`The operation "${name}" of "${resource}" does not exist`,
			{ description: 'Choose resource and operation again.' },
		);
	}
	try {
		const company = toCompany(await this.getCredentials('factusolDatabase'));
		return [await operation.execute(this, company, items)];
	} catch (error) {
		if (this.continueOnFail()) return [toErrorItems(error, items.length)];
		throw error instanceof NodeOperationError ? error : toNodeError(this.getNode(), error);
	}
}
