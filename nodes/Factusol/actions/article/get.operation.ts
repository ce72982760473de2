import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { FactuLinkError } from '../../../../lib/errors';
import { chosenCode } from '../../../shared/parameter-kinds';
import { articleField, fiscalYearOptions, shownFor } from '../common.descriptions';
import type { Operation } from '../operation';
import { readPerItem } from '../per-item';

const fields: INodeProperties[] = [articleField, fiscalYearOptions];

export const get: Operation = {
	description: shownFor('article', 'get', fields),
	execute: (context, company, items) =>
		readPerItem(context, company, items, fields, async (books, parameter) => {
			const code = parameter('articleCode', chosenCode);
			const [article] = [...(await books.articles(new Set([code]))).values()];
			if (article) return [article as unknown as IDataObject];
			throw new FactuLinkError({
				class: 'person',
				code: 'ARTICLE_UNKNOWN',
				message: `${books.file.label} has no article "${code}".`,
				whatToDo: 'Check the code; upper and lower case do not matter.',
				details: { article: code },
			});
		}),
};
