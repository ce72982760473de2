import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import { openBooks, type Books } from '../../../lib/factusol/books';
import { companyFile, type Company } from '../../../lib/factusol/company';
import { toErrorItem, toNodeError } from '../../shared/error-item';
import { itemParameters, type ReadParameter } from '../../shared/parameters';
import { fiscalYearOf } from './common.descriptions';

/**
 * Runs a reading operation once per input item on books that are opened once, and gives failures the shape the
 * node's "On Error" setting asks for.
 *
 * @param fields the fields of the operation
 * @param read results of one item, as JSON
 */
export async function readPerItem(
	context: IExecuteFunctions,
	company: Company,
	items: readonly INodeExecutionData[],
	fields: readonly INodeProperties[],
	read: (books: Books, parameter: ReadParameter) => Promise<IDataObject[]>,
): Promise<INodeExecutionData[]> {
	const results: INodeExecutionData[] = [];
	const opened = new Map<string, Promise<Books>>();
	try {
		for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
			try {
				const parameter = itemParameters(context, fields, itemIndex);
				const year = fiscalYearOf(parameter);
				const { file } = companyFile(company, year);
				let books = opened.get(file);
				if (!books) opened.set(file, (books = openBooks(company, year)));
				for (const json of await read(await books, parameter)) {
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
