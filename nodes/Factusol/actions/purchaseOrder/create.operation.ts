import { composePurchaseOrder } from '../../../../lib/factusol/purchase-order';
import { PURCHASE_ORDER } from '../../../../lib/factusol/documents';
import { shownFor } from '../common.descriptions';
import { createDocuments, createFields } from '../create-document';
import type { Operation } from '../operation';

const fields = createFields('supplier');

export const create: Operation = {
	description: shownFor('purchaseOrder', 'create', fields),
	execute: (context, company, items) =>
		createDocuments(context, company, items, PURCHASE_ORDER, composePurchaseOrder, fields),
};
