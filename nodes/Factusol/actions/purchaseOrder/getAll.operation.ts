import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { PURCHASE_ORDER } from '../../../../lib/factusol/documents';
import { readDocuments, type DocumentFilter } from '../../../../lib/factusol/read-documents';
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
				displayName: 'From',
				name: 'from',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-11-01',
			},
			{ displayName: 'Series', name: 'series', type: 'string', default: '' },
			{ displayName: 'Supplier Code', name: 'party', type: 'number', default: 0 },
			{
				displayName: 'To',
				name: 'to',
				type: 'string',
				default: '',
				placeholder: 'e.g. 2026-11-30',
			},
		],
	},
	fiscalYearOptions,
];

export const getAll: Operation = {
	description: shownFor('purchaseOrder', 'getAll', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, async (books, itemIndex) => {
			const filters = context.getNodeParameter('filters', itemIndex, {}) as {
				series?: string;
				party?: number;
				from?: string;
				to?: string;
			};
			const filter: DocumentFilter = { newestFirst: true };
			if (filters.series) filter.series = String(filters.series).trim();
			if (filters.party) filter.party = filters.party;
			if (filters.from) filter.from = filters.from.slice(0, 10);
			if (filters.to) filter.to = filters.to.slice(0, 10);
			if (!context.getNodeParameter('returnAll', itemIndex, false)) {
				filter.limit = Number(context.getNodeParameter('limit', itemIndex, 50));
			}
			return (await readDocuments(books, PURCHASE_ORDER, filter)) as unknown as IDataObject[];
		}),
};
