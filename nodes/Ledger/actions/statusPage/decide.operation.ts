import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { decide } from '../../../../lib/status-page/decide';
import { pageSettings, webhookRequest } from '../../helpers/webhook-request';
import { pageItem, unavailableItems } from './answer';

export const description: INodeProperties[] = [];

/**
 * Does what the button of the page asks for. The first output leads back to the entry, the second shows why nothing
 * was changed.
 */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const decided: INodeExecutionData[] = [];
	const refused: INodeExecutionData[] = [];
	// The execution is not kept (see the workflow), so the event names none.
	const context = { workflowId: this.getWorkflow().id ?? null };
	for (const [itemIndex, { json }] of this.getInputData().entries()) {
		const { body, user } = webhookRequest(json);
		const answer = await decide(ledger, body, pageSettings(this, user), context);
		if ('location' in answer) {
			decided.push({ json: { ...answer }, pairedItem: { item: itemIndex } });
		} else {
			refused.push(pageItem(answer, itemIndex));
		}
	}
	return [decided, refused];
}

export function answerFailure(this: IExecuteFunctions, error: unknown): INodeExecutionData[][] {
	return [[], unavailableItems(this, error)];
}
