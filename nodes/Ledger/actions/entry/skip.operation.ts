import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { decide } from '../../helpers/decision';
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
	return await decide(this, ledger, 'skip', properties);
}
