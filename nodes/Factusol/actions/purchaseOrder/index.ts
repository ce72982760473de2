import { create } from './create.operation';
import { findByReference } from './findByReference.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import type { NamedOperation } from '../resources';

export const operations: readonly NamedOperation[] = [
	{
		name: 'Create',
		value: 'create',
		action: 'Create a purchase order',
		description: 'Write a purchase order unless one with its reference exists',
		operation: create,
	},
	{
		name: 'Find by Reference',
		value: 'findByReference',
		action: 'Find purchase orders by reference',
		description: 'Say of each order whether its purchase order exists; nothing is written',
		operation: findByReference,
	},
	{
		name: 'Get',
		value: 'get',
		action: 'Get a purchase order',
		description: 'Get one purchase order with its lines',
		operation: get,
	},
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many purchase orders',
		description: 'Get purchase orders with their lines',
		operation: getAll,
	},
];
