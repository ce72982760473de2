import type { INodeProperties } from 'n8n-workflow';

import * as daily from './daily.operation';

export const operations = { daily };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['report'] } },
		default: 'daily',
		options: [
			{
				name: 'Daily',
				value: 'daily',
				action: 'Get the daily report',
				description:
					'Compose one message about a day: what was done, what waits, and how that compares with the sources',
			},
		],
	},
	...daily.description,
];
