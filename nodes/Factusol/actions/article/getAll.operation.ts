import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { codeKey } from '../../../../lib/factusol/codes';
import { locatorField } from '../../../shared/locator';
import {
	chosenCode,
	chosenNumber,
	collection,
	flag,
	optional,
} from '../../../shared/parameter-kinds';
import { fiscalYearOptions, limitOf, returnAllFields, shownFor } from '../common.descriptions';
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

const filterKinds = collection({
	family: chosenCode,
	onlyUsable: optional(flag, false),
	usualSupplier: chosenNumber,
});

export const getAll: Operation = {
	description: shownFor('article', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const { family, usualSupplier, onlyUsable } = parameter('filters', filterKinds);
			const articles = [...(await books.articles()).values()]
				.filter(
					(article) =>
						(family === '' || codeKey(article.family) === codeKey(family)) &&
						(usualSupplier === 0 || article.usualSupplier === usualSupplier) &&
						!(onlyUsable && (article.blocked || article.discontinued)),
				)
				.sort((a, b) => a.code.localeCompare(b.code));
			return articles.slice(0, limitOf(parameter)) as unknown as IDataObject[];
		}),
};
