import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { daysBefore, today } from '../../../../lib/factusol/company';
import type { OrderFilter } from '../../../../lib/factusol/order-keys';
import { oldestFirst } from '../../../../lib/factusol/relay-order';
import { collection, days, flag, optional, texts } from '../../../shared/parameter-kinds';
import { relayLineFields } from '../../../shared/parent-line-fields';
import { fiscalYearOption, limitOf, returnAllFields, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';
import { findIn, withVerdict } from './find';

const fields: INodeProperties[] = [
	...relayLineFields,
	...returnAllFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			fiscalYearOption,
			{
				displayName: 'Look Back (Days)',
				name: 'lookBackDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description: 'Orders dated earlier are left out. 0 looks at the whole file.',
			},
			{
				displayName: 'Only Orders That Can Be Relayed',
				name: 'onlyReady',
				type: 'boolean',
				default: true,
				description: 'Whether to leave out cancelled, unfinished and returned ones',
			},
			{
				displayName: 'Series Names or IDs',
				name: 'series',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getSeries' },
				default: [],
				hint: 'Without one: all of them',
				description:
					'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
		],
	},
];

const optionKinds = collection({
	lookBackDays: optional(days, 30),
	onlyReady: optional(flag, true),
	series: texts,
});

export const getAll: Operation = {
	description: shownFor('customerOrder', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const { lookBackDays, onlyReady, series } = parameter('options', optionKinds);
			const filter: OrderFilter = {
				series,
				...(lookBackDays > 0 ? { since: daysBefore(today(), lookBackDays) } : {}),
			};
			const found = await findIn(books, parameter, filter);
			const orders = found
				.filter((each) => !onlyReady || (!each.excluded && !each.unfinished))
				.map(withVerdict)
				.sort(oldestFirst);
			const limit = limitOf(parameter) ?? orders.length;
			// The newest ones when not all are wanted, still in the order in which they were made.
			return orders.slice(Math.max(0, orders.length - limit)) as unknown as IDataObject[];
		}),
};
