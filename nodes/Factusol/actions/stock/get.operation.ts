import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readStock } from '../../../../lib/factusol/stock';
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
				displayName: 'Warehouse',
				name: 'warehouse',
				type: 'string',
				default: '',
				placeholder: 'e.g. GEN',
				description: 'Empty: all of them',
			},
		],
	},
];

export const get: Operation = {
	description: shownFor('stock', 'get', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, async (books, itemIndex) => {
			const { warehouse } = context.getNodeParameter('options', itemIndex, {}) as {
				warehouse?: string;
			};
			const article = String(context.getNodeParameter('articleCode', itemIndex, '')).trim();
			return (await readStock(books, article, warehouse?.trim())) as unknown as IDataObject[];
		}),
};
