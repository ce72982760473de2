import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { get } from './get.operation';
import { getPending } from './getPending.operation';
import { getSent } from './getSent.operation';
import { markHeld } from './markHeld.operation';
import { markSent } from './markSent.operation';
import { report } from './report.operation';

interface NamedOperation {
	name: string;
	value: string;
	action: string;
	description: string;
	operation: Operation;
}

export const operations: readonly NamedOperation[] = [
	{
		name: 'Get',
		value: 'get',
		action: 'Explain a voucher',
		description: 'Show the rows of one voucher, each check, and exactly what would be sent',
		operation: get,
	},
	{
		name: 'Get Pending',
		value: 'getPending',
		action: 'Get the pending vouchers',
		description: 'Examine every voucher that the mall still has to receive. Runs once.',
		operation: getPending,
	},
	{
		name: 'Get Sent',
		value: 'getSent',
		action: 'Get the vouchers that were sent',
		description:
			'Read which vouchers the pending list calls sent, to rebuild a lost ledger. Runs once.',
		operation: getSent,
	},
	{
		name: 'Mark Held',
		value: 'markHeld',
		action: 'Note why a voucher waits',
		description: 'Write the reason into the pending list, where it has a column for it',
		operation: markHeld,
	},
	{
		name: 'Mark Sent',
		value: 'markSent',
		action: 'Mark a voucher as sent',
		description: 'Close the rows of the pending list of a voucher that the mall has confirmed',
		operation: markSent,
	},
	{
		name: 'Report',
		value: 'report',
		action: 'Report the sales of a period',
		description: 'Compare what Tango sold with what was sent, and find missing numbers',
		operation: report,
	},
];

/** All fields of the node. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'getPending',
		options: operations.map(({ operation: _operation, ...option }) => option),
	},
	...operations.flatMap(({ operation }) => operation.description),
];
