import type { INodeProperties } from 'n8n-workflow';

import * as confirm from './confirm.operation';
import * as putBack from './putBack.operation';
import * as raise from './raise.operation';
import * as review from './review.operation';

export const operations = { confirm, putBack, raise, review };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['alert'] } },
		default: 'review',
		options: [
			{
				name: 'Confirm',
				value: 'confirm',
				action: 'Confirm an alert',
				description: 'Note that the message of an alert went out',
			},
			{
				name: 'Put Back',
				value: 'putBack',
				action: 'Put an alert back',
				description:
					'Note that the message of an alert did not go out, so that it is handed out again',
			},
			{
				name: 'Raise',
				value: 'raise',
				action: 'Raise an alert',
				description: 'Note a failure that the Error Trigger reports',
			},
			{
				name: 'Review',
				value: 'review',
				action: 'Review the alerts',
				description:
					'Look for what is not as it should be, and get one message for each cause that is new, lasts or is over. Runs once.',
			},
		],
	},
	...raise.description,
	...review.description,
	...confirm.description,
	...putBack.description,
];
