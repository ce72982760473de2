import { create } from './create.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getNew } from './getNew.operation';
import { report } from './report.operation';
import type { NamedOperation } from '../resources';

export const operations: readonly NamedOperation[] = [
	{
		name: 'Create',
		value: 'create',
		action: 'Create a customer order',
		description: 'Write a customer order unless one with its reference exists',
		operation: create,
	},
	{
		name: 'Get',
		value: 'get',
		action: 'Get a customer order',
		description: 'Get one order as Factusol Trigger emits it',
		operation: get,
	},
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many customer orders',
		description: 'Get orders as Factusol Trigger emits them',
		operation: getAll,
	},
	{
		name: 'Get New',
		value: 'getNew',
		action: 'Get new customer orders',
		description: 'Look once, as Factusol Trigger does, for orders that the ledger does not know',
		operation: getNew,
	},
	{
		name: 'Report',
		value: 'report',
		action: 'Report customer orders',
		description:
			'Compare the orders of a period with what became of them in the ledger, per day and series, and find missing numbers',
		operation: report,
	},
];
