import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import { filledText, trimmed } from '../../shared/parameter-kinds';
import { ledgerField, settleItems, without } from './items';
import { entryTarget, ledgerParameters } from './parameters';

/** Takes each item's entry out of the queue with a code and a reason: for a person to decide, or for good. */
export async function decide(
	context: IExecuteFunctions,
	ledger: Ledger,
	action: 'hold' | 'skip',
	fields: readonly INodeProperties[],
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		context,
		ledger,
		(_json, itemIndex) => {
			const parameter = ledgerParameters(context, fields, itemIndex);
			return {
				action,
				target: entryTarget(parameter),
				owner: parameter('owner', trimmed) || null,
				code: parameter('reasonCode', filledText),
				reason: parameter('reason', filledText),
			};
		},
		(json, settled) => ({
			...without(json, 'error', 'details'),
			ledger: ledgerField(settled, json.ledger),
			message: settled.message,
		}),
	);
	return [output];
}
