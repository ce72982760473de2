import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { checkConnection } from './checkConnection.operation';
import { preview } from './preview.operation';
import { send } from './send.operation';

interface NamedOperation {
	name: string;
	value: string;
	action: string;
	description: string;
	operation: Operation;
}

export const operations: readonly NamedOperation[] = [
	{
		name: 'Check Connection',
		value: 'checkConnection',
		action: 'Check the connection',
		description: 'Log in without reporting anything, and tell which step did not work. Runs once.',
		operation: checkConnection,
	},
	{
		name: 'Preview',
		value: 'preview',
		action: 'Preview vouchers',
		description: 'Show exactly what would be sent. Nothing is sent.',
		operation: preview,
	},
	{
		name: 'Send',
		value: 'send',
		action: 'Send vouchers',
		description:
			'Report vouchers to the mall, and tell which it took, refused or could not take now',
		operation: send,
	},
];

/** All fields of the node. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'send',
		options: operations.map(({ operation: _operation, ...option }) => option),
	},
	...operations.flatMap(({ operation }) => operation.description),
];
