import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { Ledger } from '../../../../lib/ledger/ledger';
import { summarySentence } from '../../../../lib/ledger/sentences';
import { trimmed } from '../../../shared/parameter-kinds';
import { ledgerParameters } from '../../helpers/parameters';
import { anyStream } from '../common.descriptions';

export const description = updateDisplayOptions(
	{ show: { resource: ['entry'], operation: ['summary'] } },
	[anyStream],
);

/** One item: counts and ages for each stream, how every source is, and one sentence for people. */
export async function execute(
	this: IExecuteFunctions,
	ledger: Ledger,
): Promise<INodeExecutionData[][]> {
	const parameter = ledgerParameters(this, [anyStream], 0);
	const summary = await ledger.summary(parameter('stream', trimmed) || undefined);
	const json = { ...(summary as unknown as IDataObject), message: summarySentence(summary) };
	return [[{ json, pairedItem: { item: 0 } }]];
}
