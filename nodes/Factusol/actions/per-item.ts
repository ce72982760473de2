import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openBooks, type Books } from '../../../lib/factusol/books';
import { companyFile, today, type Company } from '../../../lib/factusol/company';
import { toErrorItem, toNodeError } from '../../shared/error-item';

/**
 * Runs a reading operation once per input item on books that are opened once, and gives failures the shape the
 * node's "On Error" setting asks for.
 *
 * @param read results of one item, as JSON
 */
export async function readPerItem(
	context: IExecuteFunctions,
	company: Company,
	items: readonly INodeExecutionData[],
	read: (books: Books, itemIndex: number) => Promise<IDataObject[]>,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	const opened = new Map<string, Promise<Books>>();
	try {
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			try {
				const year = fiscalYearOf(context, itemIndex);
				const { file } = companyFile(company, year);
				let books = opened.get(file);
				if (!books) opened.set(file, (books = openBooks(company, year)));
				for (const json of await read(await books, itemIndex)) {
					results.push({ json, pairedItem: { item: itemIndex } });
				}
			} catch (error) {
				if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, itemIndex);
				results.push(toErrorItem(error, itemIndex));
			}
		}
	} finally {
		for (const books of opened.values()) await books.then((each) => each.close()).catch(() => {});
	}
	return results;
}

/** The year asked for in the options; otherwise that of the calendar. A fixed year of the credential wins. */
export function fiscalYearOf(context: IExecuteFunctions, itemIndex: number): number {
	const options = context.getNodeParameter('options', itemIndex, {}) as { fiscalYear?: number };
	return options.fiscalYear || today().year;
}
