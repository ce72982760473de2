import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../../lib/errors';
import { codeKey } from '../../../../lib/factusol/codes';
import { orderKey, parseDocumentName } from '../../../../lib/factusol/identity';
import { text } from '../../../shared/parameter-kinds';
import { relayLineFields } from '../../../shared/parent-line-fields';
import { documentField, fiscalYearOptions, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';
import { findIn, withVerdict } from './find';

const fields: INodeProperties[] = [documentField, ...relayLineFields, fiscalYearOptions];

export const get: Operation = {
	description: shownFor('customerOrder', 'get', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const asked = parameter('document', text);
			const { series, number } = parseDocumentName(asked);
			const key = orderKey({
				companyCode: company.code,
				fiscalYear: books.file.fiscalYear,
				series,
				number,
			});
			const found = await findIn(books, parameter, { series: [series] }, new Set([codeKey(key)]));
			if (found.length > 0) return found.map(withVerdict) as unknown as IDataObject[];
			throw new FactuLinkError({
				class: 'person',
				code: 'DOCUMENT_UNKNOWN',
				message: `${books.file.label} has no customer order ${asked} with lines of the parent company.`,
				whatToDo:
					'Check series, number and fiscal year, and whether the articles of the order are the parent’s by the settings of this node.',
				details: { document: asked },
			});
		}),
};
