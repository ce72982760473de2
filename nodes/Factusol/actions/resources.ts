import type { INodeProperties } from 'n8n-workflow';

import * as article from './article';
import * as customerOrder from './customerOrder';
import * as database from './database';
import type { Operation } from './operation';
import * as purchaseOrder from './purchaseOrder';
import * as stock from './stock';

interface NamedOperation {
	name: string;
	value: string;
	action: string;
	description: string;
	operation: Operation;
}

/** Every resource with its operations, in the order of the panel. */
export const resources: ReadonlyArray<{
	name: string;
	value: string;
	operations: readonly NamedOperation[];
}> = [
	{ name: 'Article', value: 'article', operations: article.operations },
	{ name: 'Customer Order', value: 'customerOrder', operations: customerOrder.operations },
	{ name: 'Database', value: 'database', operations: database.operations },
	{ name: 'Purchase Order', value: 'purchaseOrder', operations: purchaseOrder.operations },
	{ name: 'Stock', value: 'stock', operations: stock.operations },
];

export type { NamedOperation };

/** All fields of the node. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'purchaseOrder',
		options: resources.map(({ name, value }) => ({ name, value })),
	},
	// The rule only sees literals; every resource has at least one operation, the first of which is the default.
	// eslint-disable-next-line n8n-nodes-base/node-param-default-missing
	...resources.map(({ value, operations }): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value] } },
		default: operations[0]?.value ?? '',
		options: operations.map(({ name, value: option, action, description }) => ({
			name,
			value: option,
			action,
			description,
		})),
	})),
	...resources.flatMap(({ operations }) =>
		operations.flatMap(({ operation }) => operation.description),
	),
];
