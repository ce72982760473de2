import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { codeKey } from '../../../../lib/factusol/codes';
import { chosenText, locatorField } from '../../../shared/locator';
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
			locatorField({
				displayName: 'Family',
				name: 'family',
				searchListMethod: 'searchFamilies',
				example: 'INF',
				description: 'Only articles of this family',
			}),
			{
				displayName: 'Only Usable',
				name: 'onlyUsable',
				type: 'boolean',
				default: false,
				description: 'Whether to leave out blocked and discontinued articles',
			},
			locatorField({
				displayName: 'Usual Supplier',
				name: 'usualSupplier',
				searchListMethod: 'searchSuppliers',
				example: '1',
				description: 'Only articles that are usually bought from this supplier (PHAART)',
			}),
		],
	},
	fiscalYearOptions,
];

export const getAll: Operation = {
	description: shownFor('article', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, async (books, itemIndex) => {
			const filters = context.getNodeParameter('filters', itemIndex, {}) as {
				family?: unknown;
				onlyUsable?: boolean;
				usualSupplier?: unknown;
			};
			const family = chosenText(filters.family);
			const usualSupplier = Number(chosenText(filters.usualSupplier));
			const articles = [...(await books.articles()).values()]
				.filter(
					(article) =>
						(family === '' || codeKey(article.family) === codeKey(family)) &&
						(usualSupplier === 0 || article.usualSupplier === usualSupplier) &&
						!(filters.onlyUsable && (article.blocked || article.discontinued)),
				)
				.sort((a, b) => a.code.localeCompare(b.code));
			const limit = context.getNodeParameter('returnAll', itemIndex, false)
				? articles.length
				: Number(context.getNodeParameter('limit', itemIndex, 50));
			return articles.slice(0, limit) as unknown as IDataObject[];
		}),
};
