import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { purgeSentence } from '../../../../lib/ledger/sentences';
import { optionalText } from '../../helpers/parameters';
import { anyStream } from '../common.descriptions';

const properties: INodeProperties[] = [
	anyStream,
	{
		displayName: 'Older Than (Days)',
		name: 'olderThanDays',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 400,
		description:
			'Entries that were done longer ago than this are deleted with their history. Check first how long you have to keep it.',
	},
];

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['purge'] } },
	properties,
);

/** Deletes what has been done for long, and says how much that was. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const days = this.getNodeParameter('olderThanDays', 0);
	const purged = await ledger.purge({
		stream: optionalText(this, 'stream', 0) || undefined,
		olderThanDays: typeof days === 'number' ? days : Number.NaN,
	});
	const json = { deleted: true, ...purged, message: purgeSentence(purged) };
	return [[{ json, pairedItem: { item: 0 } }]];
}
