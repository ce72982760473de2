import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { wholeNumber } from '../../shared/parameter-kinds';
import { itemParameters, type ReadParameter } from '../../shared/parameters';

/** Reads the parameters of an operation on the ledger; what is not as it should be is `LEDGER_PARAMETER` (person). */
export function ledgerParameters(
	node: IExecuteFunctions,
	fields: readonly INodeProperties[],
	itemIndex: number,
): ReadParameter {
	return itemParameters(node, fields, itemIndex, 'LEDGER_PARAMETER');
}

const entryNumber = wholeNumber({ least: 1 });

/** The entry of an item that was claimed or registered before. */
export function entryTarget(parameter: ReadParameter): { id: number } {
	return { id: parameter('entryId', entryNumber) };
}
