import type { INodeProperties } from 'n8n-workflow';

import { watchFields, watchOptions } from '../shared/watch-fields';

const calm: INodeProperties = {
	displayName: 'Repeat a Report After (Minutes)',
	name: 'calmMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 60,
	description: 'How often an outage that lasts fails an execution again',
};

export const triggerFields: INodeProperties[] = [
	...watchFields,
	{
		displayName: 'Remember Orders In',
		name: 'memory',
		type: 'options',
		default: 'ledger',
		description: 'What knows which orders were handed over',
		options: [
			{
				name: 'FactuLink Ledger (Recommended)',
				value: 'ledger',
				description:
					'An order is new until the ledger knows it. Nothing is lost or repeated by a crash or restart.',
			},
			{
				name: 'Workflow Static Data',
				value: 'staticData',
				description: 'For trying out: after a crash an order can come twice or not at all',
			},
		],
	},
	{
		displayName:
			'Without a ledger, n8n saves what was seen apart from the execution and not after every poll. After a crash or a restart an order can be emitted again or not at all, and nobody can tell later what became of it.',
		name: 'staticDataNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { memory: ['staticData'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...watchOptions, calm].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	},
];
