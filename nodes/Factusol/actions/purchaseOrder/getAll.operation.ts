import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { PURCHASE_ORDER } from '../../../../lib/factusol/documents';
import { readDocuments, type DocumentFilter } from '../../../../lib/factusol/read-documents';
import { locatorField } from '../../../shared/locator';
import { chosenNumber, collection, moment, trimmed } from '../../../shared/parameter-kinds';
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
			{
				displayName: 'From',
				name: 'from',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-11-01',
				description: 'First day of the purchase orders, as YYYY-MM-DD',
			},
			{
				displayName: 'Series Name or ID',
				name: 'series',
				type: 'options',
				typeOptions: { loadOptionsMethod: 'getSeries' },
				default: '',
				description:
					'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			locatorField({
				displayName: 'Supplier',
				name: 'party',
				searchListMethod: 'searchSuppliers',
				example: '901',
				description: 'Only purchase orders to this supplier (F_PRO)',
			}),
			{
				displayName: 'To',
				name: 'to',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-11-30',
				description: 'Last day of the purchase orders, as YYYY-MM-DD',
			},
		],
	},
	fiscalYearOptions,
];

const filterKinds = collection({
	series: trimmed,
	party: chosenNumber,
	from: moment,
	to: moment,
});

export const getAll: Operation = {
	description: shownFor('purchaseOrder', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const { series, party, from, to } = parameter('filters', filterKinds);
			const filter: DocumentFilter = { newestFirst: true, limit: limitOf(parameter) };
			if (series) filter.series = series;
			if (party) filter.party = party;
			if (from) filter.from = from.slice(0, 10);
			if (to) filter.to = to.slice(0, 10);
			return (await readDocuments(books, PURCHASE_ORDER, filter)) as unknown as IDataObject[];
		}),
};
