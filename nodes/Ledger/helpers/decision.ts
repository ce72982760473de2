import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import { ledgerField, settleItems, without } from './items';
import { entryTarget, optionalText, text } from './parameters';

/** Takes each item's entry out of the queue with a code and a reason: for a person to decide, or for good. */
export async function decide(
	context: IExecuteFunctions,
	ledger: Ledger,
	action: 'hold' | 'skip',
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		context,
		ledger,
		(_json, itemIndex) => ({
			action,
			target: entryTarget(context, itemIndex),
			owner: optionalText(context, 'owner', itemIndex) || null,
			code: text(context, 'reasonCode', 'Reason Code', itemIndex),
			reason: text(context, 'reason', 'Reason', itemIndex),
		}),
		(json, settled) => ({
			...without(json, 'error', 'details'),
			ledger: ledgerField(settled, json.ledger),
			message: settled.message,
		}),
	);
	return [output];
}
