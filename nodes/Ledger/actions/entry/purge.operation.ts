import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { purgeSentence } from '../../../../lib/ledger/sentences';
import { number, trimmed } from '../../../shared/parameter-kinds';
import { ledgerParameters } from '../../helpers/parameters';
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
	const parameter = ledgerParameters(this, properties, 0);
	const purged = await ledger.purge({
		stream: parameter('stream', trimmed) || undefined,
		olderThanDays: parameter('olderThanDays', number({ least: 0 })),
	});
	const json = { deleted: true, ...purged, message: purgeSentence(purged) };
	return [[{ json, pairedItem: { item: 0 } }]];
}
