import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openLedger } from '../../../lib/ledger/open-ledger';
import { toErrorItems, toNodeError } from '../../shared/error-item';
import { operations } from './entry';

/** Opens the ledger and runs the chosen operation; what concerns all items ends here. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
		const { file } = await this.getCredentials<{ file: string }>('factuLinkLedger');
		const ledger = await openLedger(file);
		return await operations[operation].execute.call(this, ledger);
	} catch (error) {
		if (this.continueOnFail()) return [toErrorItems(error, this.getInputData().length)];
		throw toNodeError(this.getNode(), error);
	}
}
