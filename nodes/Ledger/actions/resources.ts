import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import * as alert from './alert';
import * as entry from './entry';
import * as report from './report';
import * as statusPage from './statusPage';

export interface Operation {
	description: INodeProperties[];
	/** Whether it may begin with an empty ledger where one was lost. */
	makesLedger?: boolean;
	execute(this: IExecuteFunctions, ledger: Ledger): Promise<INodeExecutionData[][]>;
	/** What goes out when the ledger cannot be used, where that is no error of the workflow; `null`: it is one. */
	answerFailure?(
		this: IExecuteFunctions,
		error: unknown,
	): INodeExecutionData[][] | null | Promise<INodeExecutionData[][] | null>;
}

interface Resource {
	name: string;
	value: string;
	operations: Record<string, Operation>;
	/** The choice of the operation, then the fields of each. */
	description: INodeProperties[];
}

/** Every resource with its operations, in the order of the panel. */
export const resources: readonly Resource[] = [
	{ name: 'Alert', value: 'alert', ...alert },
	{ name: 'Entry', value: 'entry', ...entry },
	{ name: 'Report', value: 'report', ...report },
	{ name: 'Status Page', value: 'statusPage', ...statusPage },
];

/** All fields of the node. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'entry',
		options: resources.map(({ name, value }) => ({ name, value })),
	},
	...resources.flatMap(({ description }) => description),
];
