import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { openLedger } from '../../../lib/ledger/open-ledger';
import { toErrorItems, toNodeError } from '../../shared/error-item';
import { ledgerFile } from '../../shared/ledger-memory';
import { resources } from './resources';

/** Opens the ledger and runs the chosen operation; what concerns all items ends here. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = this.getNodeParameter('resource', 0);
	const name = this.getNodeParameter('operation', 0);
	const operations = resources.find(({ value }) => value === resource)?.operations ?? {};
	const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
	if (!operation) {
		throw new NodeOperationError(
			this.getNode(),
			`The operation "${name}" of "${String(resource)}" does not exist`,
			{ description: 'Choose resource and operation again.' },
		);
	}
	try {
		const file = ledgerFile(await this.getCredentials('factuLinkLedger'));
		const ledger = await openLedger(file, { anew: operation.makesLedger === true });
		return await operation.execute.call(this, ledger);
	} catch (error) {
		const answer = await operation.answerFailure?.call(this, error);
		if (answer) return answer;
		if (this.continueOnFail()) return [toErrorItems(error, this.getInputData().length)];
		throw toNodeError(this.getNode(), error);
	}
}
