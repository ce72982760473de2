import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readStock } from '../../../../lib/factusol/stock';
import { chosenCode, collection, trimmed } from '../../../shared/parameter-kinds';
import { articleField, fiscalYearOption, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';

const fields: INodeProperties[] = [
	articleField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			fiscalYearOption,
			{
				displayName: 'Warehouse Name or ID',
				name: 'warehouse',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getWarehouses' },
				default: '',
				hint: 'Without one: all of them',
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
		],
	},
];

const optionKinds = collection({ warehouse: trimmed });

export const get: Operation = {
	description: shownFor('stock', 'get', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const { warehouse } = parameter('options', optionKinds);
			const article = parameter('articleCode', chosenCode);
			return (await readStock(books, article, warehouse)) as unknown as IDataObject[];
		}),
};
