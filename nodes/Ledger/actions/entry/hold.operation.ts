import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { decide } from '../../helpers/decision';
import { entryId, ownerOrNobody, reason, reasonCode } from '../common.descriptions';

const properties: INodeProperties[] = [
	entryId,
	ownerOrNobody,
	reasonCode('HELD_BY_WORKFLOW'),
	reason,
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['hold'] } },
	properties,
);

/** Sets each item's entry aside until a person decides. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	return await decide(this, ledger, 'hold', properties);
}
