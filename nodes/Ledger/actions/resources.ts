import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import * as entry from './entry';

export interface Operation {
	description: INodeProperties[];
	execute(this: IExecuteFunctions, ledger: Ledger): Promise<INodeExecutionData[][]>;
}

interface Resource {
	name: string;
	value: string;
	operations: Record<string, Operation>;
	/** The choice of the operation, then the fields of each. */
	description: INodeProperties[];
}

/** Every resource with its operations, in the order of the panel. */
export const resources: readonly Resource[] = [{ name: 'Entry', value: 'entry', ...entry }];

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
