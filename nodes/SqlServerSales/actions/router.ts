import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { withDatabase } from '../../../lib/sales/connection';
import { parseSqlServerCredential } from '../../../lib/sales/credential';
import { classify, toErrorItems, toNodeError } from '../../shared/error-item';
import { operations } from './voucher';

/** Opens the database of the credential and runs the chosen operation; what concerns all items ends here. */
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
		const credential = parseSqlServerCredential(await this.getCredentials('microsoftSql'));
		return [await withDatabase(credential, (database) => operation.execute(this, database, items))];
	} catch (error) {
		// What is to be reported is the failure itself, also when the report cannot be written.
		await operation.failed?.(this, classify(error)).catch(() => undefined);
		if (this.continueOnFail()) return [toErrorItems(error, items.length)];
		throw toNodeError(this.getNode(), error);
	}
}
