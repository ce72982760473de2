import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { Choice } from '../../../lib/choices';
import { openBooks, type Books } from '../../../lib/factusol/books';
import {
	articleChoices,
	customerChoices,
	familyChoices,
	seriesChoices,
	supplierChoices,
	warehouseChoices,
	writableSeriesChoices,
} from '../../../lib/factusol/choices';
import { today } from '../../../lib/factusol/company';
import { CUSTOMER_ORDER, PURCHASE_ORDER, type DocumentKind } from '../../../lib/factusol/documents';
import { listSearchOf, loadOptionsOf } from '../../shared/choice-lists';
import { toCompany } from '../../shared/factusol-credential';

/** Reads from the company file of the credential, of the fiscal year that the node's options ask for. */
function fromBooks(read: (books: Books, context: ILoadOptionsFunctions) => Promise<Choice[]>) {
	return async (context: ILoadOptionsFunctions): Promise<Choice[]> => {
		const company = toCompany(await context.getCredentials('factusolDatabase'));
		const asked = Number(context.getCurrentNodeParameter('options.fiscalYear'));
		const books = await openBooks(company, asked > 0 ? asked : today().year);
		try {
			return await read(books, context);
		} finally {
			await books.close();
		}
	};
}

/** Purchase orders where the node is set to them; the trigger only knows customer orders. */
function kindOf(context: ILoadOptionsFunctions): DocumentKind {
	return context.getCurrentNodeParameter('resource') === 'purchaseOrder'
		? PURCHASE_ORDER
		: CUSTOMER_ORDER;
}

const searchFamilies = listSearchOf(fromBooks(familyChoices));
const searchSuppliers = listSearchOf(fromBooks(supplierChoices));
const getFamilies = loadOptionsOf(fromBooks(familyChoices));
const getSeries = loadOptionsOf(
	fromBooks(async (books, context) => await seriesChoices(books, kindOf(context))),
);

/** Lists of Factusol. */
export const listSearch = {
	searchArticles: listSearchOf(fromBooks(articleChoices)),
	searchCustomers: listSearchOf(fromBooks(customerChoices)),
	searchFamilies,
	searchSuppliers,
};
export const loadOptions = {
	getFamilies,
	getSeries,
	getWritableSeries: loadOptionsOf(
		fromBooks(async (books, context) => [
			{ code: '0', name: 'the default series of the supplier or customer, else 1' },
			...(await writableSeriesChoices(books, kindOf(context))),
		]),
	),
	getWarehouses: loadOptionsOf(fromBooks(warehouseChoices)),
};

/** Lists of Factusol Trigger: those of the fields that both nodes have. */
export const triggerListSearch = { searchSuppliers };
export const triggerLoadOptions = { getFamilies, getSeries };
