import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { PageAnswer } from '../../../../lib/status-page/status-page';
import { unavailablePage } from '../../../../lib/status-page/unavailable';
import { classify } from '../../../shared/error-item';

export function pageItem({ status, html }: PageAnswer, itemIndex: number): INodeExecutionData {
	return { json: { status, html }, pairedItem: { item: itemIndex } };
}

/**
 * A page in place of an error: somebody sits in front of a browser, and n8n itself would only say that the workflow
 * could not be started.
 */
export function unavailableItems(context: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	const answer = unavailablePage(classify(error));
	return context.getInputData().map((_, itemIndex) => pageItem(answer, itemIndex));
}
