import { get } from './get.operation';
import type { NamedOperation } from '../resources';

export const operations: readonly NamedOperation[] = [
	{
		name: 'Get',
		value: 'get',
		action: 'Get the stock of an article',
		description: 'Get stock per warehouse and what is still to be received',
		operation: get,
	},
];
