import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../../lib/errors';
import { PURCHASE_ORDER } from '../../../../lib/factusol/documents';
import { parseDocumentName } from '../../../../lib/factusol/identity';
import { readDocuments } from '../../../../lib/factusol/read-documents';
import { choice, trimmed } from '../../../shared/parameter-kinds';
import { documentField, fiscalYearOptions, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';

const fields: INodeProperties[] = [
	{
		displayName: 'Find By',
		name: 'findBy',
		type: 'options',
		default: 'document',
		description: 'What is known of the purchase order',
		options: [
			{ name: 'Document', value: 'document', description: 'Series and number' },
			{ name: 'Reference', value: 'reference', description: 'For example DUOFIC 2026 1-000123' },
		],
	},
	{ ...documentField, displayOptions: { show: { findBy: ['document'] } } },
	{
		displayName: 'Reference',
		name: 'reference',
		type: 'string',
		default: '={{ $json.purchaseReference }}',
		required: true,
		placeholder: 'e.g. DUOFIC 2026 1-000123',
		description: 'What the purchase order carries in its reference (REFPPR)',
		displayOptions: { show: { findBy: ['reference'] } },
	},
	fiscalYearOptions,
];

const findBy = choice(['document', 'reference']);

export const get: Operation = {
	description: shownFor('purchaseOrder', 'get', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const byReference = parameter('findBy', findBy) === 'reference';
			const asked = parameter(byReference ? 'reference' : 'document', trimmed);
			const found = await readDocuments(
				books,
				PURCHASE_ORDER,
				byReference ? { reference: asked } : parseDocumentName(asked),
			);
			if (found.length > 0) return found as unknown as IDataObject[];
			throw new FactuLinkError({
				class: 'person',
				code: 'DOCUMENT_UNKNOWN',
				message: `${books.file.label} has no purchase order ${asked}.`,
				whatToDo: 'Check series and number, or the reference, and the fiscal year.',
				details: { document: asked },
			});
		}),
};
