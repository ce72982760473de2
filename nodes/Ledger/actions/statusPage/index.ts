import type { INodeProperties } from 'n8n-workflow';

import * as decide from './decide.operation';
import * as render from './render.operation';

export const operations = { decide, render };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['statusPage'] } },
		default: 'render',
		options: [
			{
				name: 'Decide',
				value: 'decide',
				action: 'Do what a button of the status page asks for',
				description:
					'Release or skip an entry for a person who pressed a button of the page. Refuses what does not come from there.',
			},
			{
				name: 'Render',
				value: 'render',
				action: 'Render the status page',
				description:
					'Make the HTML page that a webhook answers with: flows, entries, search, history',
			},
		],
	},
	{
		displayName:
			'Feed this with the item of a Webhook node that asks for a user and password, and answer with Respond to Webhook. The workflow "Página de estado" of this package is set up that way.',
		name: 'statusPageNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { resource: ['statusPage'] } },
	},
];
