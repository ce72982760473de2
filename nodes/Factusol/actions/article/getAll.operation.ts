import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { codeKey } from '../../../../lib/factusol/codes';
import { fiscalYearOptions, returnAllFields, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';

const fields: INodeProperties[] = [
	...returnAllFields,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: [
			{
				displayName: 'Family',
				name: 'family',
				type: 'string',
				default: '',
				placeholder: 'e.g. INF',
			},
			{
				displayName: 'Only Usable',
				name: 'onlyUsable',
				type: 'boolean',
				default: false,
				description: 'Whether to leave out blocked and discontinued articles',
			},
			{
				displayName: 'Usual Supplier',
				name: 'usualSupplier',
				type: 'number',
				default: 0,
				description: 'Code of the supplier; 0 for any',
			},
		],
	},
	fiscalYearOptions,
];

export const getAll: Operation = {
	description: shownFor('article', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, async (books, itemIndex) => {
			const filters = context.getNodeParameter('filters', itemIndex, {}) as {
				family?: string;
				onlyUsable?: boolean;
				usualSupplier?: number;
			};
			const articles = [...(await books.articles()).values()]
				.filter(
					(article) =>
						(!filters.family || codeKey(article.family) === codeKey(filters.family.trim())) &&
						(!filters.usualSupplier || article.usualSupplier === filters.usualSupplier) &&
						!(filters.onlyUsable && (article.blocked || article.discontinued)),
				)
				.sort((a, b) => a.code.localeCompare(b.code));
			const limit = context.getNodeParameter('returnAll', itemIndex, false)
				? articles.length
				: Number(context.getNodeParameter('limit', itemIndex, 50));
			return articles.slice(0, limit) as unknown as IDataObject[];
		}),
};
