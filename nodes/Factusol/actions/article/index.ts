import { get } from './get.operation';
import { getAll } from './getAll.operation';
import type { NamedOperation } from '../resources';

export const operations: readonly NamedOperation[] = [
	{
		name: 'Get',
		value: 'get',
		action: 'Get an article',
		description: 'Get one article by its code',
		operation: get,
	},
	{
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many articles',
		description: 'Get articles of the company',
		operation: getAll,
	},
];
