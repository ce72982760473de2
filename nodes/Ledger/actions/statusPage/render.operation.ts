import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { statusPage } from '../../../../lib/status-page/status-page';
import { pageSettings, webhookRequest } from '../../helpers/webhook-request';
import { pageItem, unavailableItems } from './answer';

export const description: INodeProperties[] = [];

/** The page for each request: the first view, a list, what a search found, or one entry, as its query asks. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const [itemIndex, { json }] of this.getInputData().entries()) {
		const { query, user } = webhookRequest(json);
		const answer = await statusPage(ledger, query, pageSettings(this, user));
		output.push(pageItem(answer, itemIndex));
	}
	return [output];
}

export function answerFailure(this: IExecuteFunctions, error: unknown): INodeExecutionData[][] {
	return [unavailableItems(this, error)];
}
