import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { ledgerField, settleItems, without } from '../../helpers/items';
import { entryTarget, optionalText, text } from '../../helpers/parameters';
import { entryId, ownerOrNobody, reason, reasonCode } from '../common.descriptions';

const properties: INodeProperties[] = [entryId, ownerOrNobody, reasonCode('NOTHING_TO_DO'), reason];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['skip'] } },
	properties,
);

/** Notes for each item's entry that there is nothing to do. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const output = await settleItems(
		this,
		ledger,
		(_json, itemIndex) => ({
			action: 'skip',
			target: entryTarget(this, itemIndex),
			owner: optionalText(this, 'owner', itemIndex) || null,
			code: text(this, 'reasonCode', 'Reason Code', itemIndex),
			reason: text(this, 'reason', 'Reason', itemIndex),
		}),
		(json, settled) => ({
			...without(json, 'error', 'details'),
			ledger: ledgerField(settled, json.ledger),
			message: settled.message,
		}),
	);
	return [output];
}
