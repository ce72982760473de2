import type { INodeProperties } from 'n8n-workflow';

import * as claim from './claim.operation';
import * as complete from './complete.operation';
import * as fail from './fail.operation';
import * as getAll from './getAll.operation';
import * as getHistory from './getHistory.operation';
import * as hold from './hold.operation';
import * as purge from './purge.operation';
import * as rebuild from './rebuild.operation';
import * as register from './register.operation';
import * as release from './release.operation';
import * as skip from './skip.operation';
import * as summary from './summary.operation';

export const operations = {
	claim,
	complete,
	fail,
	getAll,
	getHistory,
	hold,
	purge,
	rebuild,
	register,
	release,
	skip,
	summary,
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['entry'] } },
		default: 'register',
		options: [
			{
				name: 'Claim',
				value: 'claim',
				action: 'Claim the next entries',
				description:
					'Take the oldest entries that are due, so that no other run works on them. Runs once, however many items come in.',
			},
			{
				name: 'Complete',
				value: 'complete',
				action: 'Complete an entry',
				description: 'Note that the work on a claimed entry is done',
			},
			{
				name: 'Fail',
				value: 'fail',
				action: 'Fail an entry',
				description:
					'Give a claimed entry back after an error: for a later attempt or for a person, as the error says',
			},
			{
				name: 'Get History',
				value: 'getHistory',
				action: 'Get the history of an entry',
				description: 'Get every event of an entry, the oldest first',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				action: 'Get many entries',
				description: 'Get a list of entries, the newest first',
			},
			{
				name: 'Hold',
				value: 'hold',
				action: 'Hold an entry for a person',
				description: 'Set an entry aside until a person decides',
			},
			{
				name: 'Purge',
				value: 'purge',
				action: 'Purge old entries',
				description:
					'Delete entries that were done long ago. Their keys stay known, and no other entry is touched.',
			},
			{
				name: 'Rebuild',
				value: 'rebuild',
				action: 'Rebuild a lost ledger',
				description:
					'Enter items again by what their target says: done when it is found there. What the ledger knows stays as it is.',
			},
			{
				name: 'Register',
				value: 'register',
				action: 'Register entries',
				description: 'Make items known, and tell which are new, changed or known already',
			},
			{
				name: 'Release',
				value: 'release',
				action: 'Release an entry',
				description: 'Let a held, dead or skipped entry be claimed again',
			},
			{
				name: 'Skip',
				value: 'skip',
				action: 'Skip an entry',
				description: 'Note that there is nothing to do for an entry',
			},
			{
				name: 'Summary',
				value: 'summary',
				action: 'Get a summary',
				description: 'Count entries by state and tell how each source is. Runs once.',
			},
		],
	},
	...register.description,
	...claim.description,
	...complete.description,
	...fail.description,
	...hold.description,
	...skip.description,
	...release.description,
	...getAll.description,
	...getHistory.description,
	...summary.description,
	...purge.description,
	...rebuild.description,
];
