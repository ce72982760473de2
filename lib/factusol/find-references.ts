import { codeKey } from './codes';
import { amountOf, integerOf, presentColumns, textOf } from './columns';
import type { Books } from './books';
import type { DocumentKind } from './documents';

/** A document that carries a reference. Amounts are decimal text. */
export interface FoundDocument {
	series: string;
	number: number;
	/** Supplier of a purchase order, customer of a customer order. */
	party: number;
	reference: string;
	lines: number;
	net: string[];
	total: string;
}

/**
 * The documents that carry these references, by `codeKey` of the reference. As the writer does, the first one wins
 * should somebody have copied a document with its reference. One pass through the table for some hundred references:
 * the column has no index.
 */
export async function findReferences(
	books: Books,
	kind: DocumentKind,
	references: readonly string[],
): Promise<Map<string, FoundDocument>> {
	const { database, file } = books;
	const { series, number, reference, party } = kind;
	const suffix = kind.number.slice(-3);
	const nets = ['NET1', 'NET2', 'NET3', 'NET4'].map((net) => `${net}${suffix}`);
	const total = `TOT${suffix}`;
	const columns = await presentColumns(
		database,
		{
			table: kind.headerTable,
			required: [series, number, reference, party, total],
			optional: nets,
		},
		file.label,
	);
	const rows = await database.select({
		table: kind.headerTable,
		columns: columns.map(({ name }) => name),
		where: [{ column: reference, is: 'in', values: references }],
		orderBy: [series, number],
	});
	const found = new Map<string, FoundDocument>();
	for (const row of rows) {
		const key = codeKey(textOf(row, reference));
		if (key === '' || found.has(key)) continue;
		found.set(key, {
			series: textOf(row, series),
			number: integerOf(row, number),
			party: integerOf(row, party),
			reference: textOf(row, reference).trimEnd(),
			lines: 0,
			net: nets.map((net) => amountOf(row, net)),
			total: amountOf(row, total),
		});
	}
	await countLines(books, kind, [...found.values()]);
	return found;
}

async function countLines(
	{ database }: Books,
	kind: DocumentKind,
	documents: readonly FoundDocument[],
): Promise<void> {
	for (const [series, group] of Map.groupBy(documents, (document) => document.series)) {
		const byNumber = new Map(group.map((document) => [document.number, document]));
		const rows = await database.select({
			table: kind.lineTable,
			columns: [kind.lineNumber],
			where: [
				{ column: kind.lineSeries, is: '=', value: series },
				{ column: kind.lineNumber, is: 'in', values: [...byNumber.keys()] },
			],
		});
		for (const row of rows) {
			const document = byNumber.get(integerOf(row, kind.lineNumber));
			if (document) document.lines++;
		}
	}
}
