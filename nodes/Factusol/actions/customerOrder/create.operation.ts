import { composeCustomerOrder } from '../../../../lib/factusol/customer-order';
import { CUSTOMER_ORDER } from '../../../../lib/factusol/documents';
import { shownFor } from '../common.descriptions';
import { createDocuments, createFields } from '../create-document';
import type { Operation } from '../operation';

const fields = createFields('customer');

export const create: Operation = {
	description: shownFor('customerOrder', 'create', fields),
	execute: (context, company, items) =>
		createDocuments(context, company, items, CUSTOMER_ORDER, composeCustomerOrder, fields),
};
