import type { CompanyDatabase, Condition, Row } from '../access';
import type { Books } from './books';
import { dayOf, integerOf, textOf } from './columns';
import type { DocumentKind } from './documents';
import { documentName } from './identity';

/** A document as the file has it: Factusol's own column names, with its lines. */
export interface StoredDocument {
	/** `2-000045` */
	document: string;
	header: Row;
	lines: Row[];
}

export interface DocumentFilter {
	series?: string;
	number?: number;
	party?: number;
	reference?: string;
	/** First and last day, `YYYY-MM-DD`. */
	from?: string;
	to?: string;
	limit?: number;
	/** Highest numbers first. */
	newestFirst?: boolean;
}

/** Documents that match, with every column the file has. */
export async function readDocuments(
	books: Books,
	kind: DocumentKind,
	filter: DocumentFilter,
): Promise<StoredDocument[]> {
	const { database } = books;
	const date = kind.headerTable === 'F_PPR' ? 'FECPPR' : 'FECPCL';
	const where: Condition[] = [];
	if (filter.series !== undefined)
		where.push({ column: kind.series, is: '=', value: filter.series });
	if (filter.number !== undefined)
		where.push({ column: kind.number, is: '=', value: filter.number });
	if (filter.party !== undefined) where.push({ column: kind.party, is: '=', value: filter.party });
	if (filter.reference !== undefined)
		where.push({ column: kind.reference, is: '=', value: filter.reference });
	if (filter.from !== undefined)
		where.push({ column: date, is: '>=', value: `${filter.from} 00:00:00` });
	if (filter.to !== undefined)
		where.push({ column: date, is: '<=', value: `${filter.to} 23:59:59` });
	const keys = await database.select({
		table: kind.headerTable,
		columns: [kind.series, kind.number, date],
		where,
		orderBy: [kind.series, kind.number],
	});
	if (filter.newestFirst)
		keys.sort((a, b) => (dayOf(b, date) ?? '').localeCompare(dayOf(a, date) ?? ''));
	const headerColumns = await allColumns(database, kind.headerTable);
	const lineColumns = await allColumns(database, kind.lineTable);
	const documents: StoredDocument[] = [];
	for (const key of keys.slice(0, filter.limit ?? keys.length)) {
		const series = textOf(key, kind.series);
		const number = integerOf(key, kind.number);
		const [header] = await database.select({
			table: kind.headerTable,
			columns: headerColumns,
			where: [
				{ column: kind.series, is: '=', value: series },
				{ column: kind.number, is: '=', value: number },
			],
		});
		if (!header) continue;
		const lines = await database.select({
			table: kind.lineTable,
			columns: lineColumns,
			where: [
				{ column: kind.lineSeries, is: '=', value: series },
				{ column: kind.lineNumber, is: '=', value: number },
			],
			orderBy: [kind.linePosition],
		});
		documents.push({
			document: documentName(series, number),
			header,
			lines,
		});
	}
	return documents;
}

async function allColumns(database: CompanyDatabase, table: string): Promise<string[]> {
	return (await database.columns(table)).map((column) => column.name);
}
