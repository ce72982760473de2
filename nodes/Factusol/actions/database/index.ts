import { check } from './check.operation';
import type { NamedOperation } from '../resources';

export const operations: readonly NamedOperation[] = [
	{
		name: 'Check',
		value: 'check',
		action: 'Check a database',
		description: 'Check driver, file, rights, version, tables and columns',
		operation: check,
	},
];
