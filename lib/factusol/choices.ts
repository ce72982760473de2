import type { Row } from '../access';
import { Breather } from '../breather';
import type { Choice } from '../choices';
import type { Books } from './books';
import { codeKey } from './codes';
import { integerOf, presentColumns, textOf, type TableColumns } from './columns';
import type { DocumentKind } from './documents';
import { documentName } from './identity';

// What a person can choose from in the fields of a node, as the opened file has it, in the order in which Factusol
// shows it. Only the columns that a dropdown shows are read.

const SUPPLIERS: TableColumns = {
	table: 'F_PRO',
	required: ['CODPRO', 'NOFPRO'],
	optional: ['NVAPRO'],
};
const CUSTOMERS: TableColumns = {
	table: 'F_CLI',
	required: ['CODCLI', 'NOFCLI'],
	optional: ['NVCCLI'],
};
const ARTICLES: TableColumns = {
	table: 'F_ART',
	required: ['CODART', 'DESART'],
	optional: ['NPUART', 'DSCART'],
};
const WAREHOUSES: TableColumns = { table: 'F_ALM', required: ['CODALM'], optional: ['NOMALM'] };
const FAMILIES: TableColumns = { table: 'F_FAM', required: ['CODFAM'], optional: ['DESFAM'] };
const FAMILIES_OF_ARTICLES: TableColumns = {
	table: 'F_ART',
	required: ['CODART'],
	optional: ['FAMART'],
};

/** Series that Factusol numbers by itself (its settings hold a first number for each); web shops add letters. */
const USUAL_SERIES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Suppliers (F_PRO) by number. */
export async function supplierChoices(books: Books): Promise<Choice[]> {
	return await parties(books, SUPPLIERS, 'PRO', 'NVAPRO');
}

/** Customers (F_CLI) by number. */
export async function customerChoices(books: Books): Promise<Choice[]> {
	return await parties(books, CUSTOMERS, 'CLI', 'NVCCLI');
}

/** Articles (F_ART) by code. */
export async function articleChoices(books: Books): Promise<Choice[]> {
	return await read(books, ARTICLES, (row) => {
		const discontinued = integerOf(row, 'DSCART') !== 0;
		const note = integerOf(row, 'NPUART') !== 0 ? 'Blocked' : discontinued ? 'Discontinued' : '';
		return choice(textOf(row, 'CODART'), textOf(row, 'DESART'), note);
	});
}

/** Warehouses (F_ALM) by code. */
export async function warehouseChoices(books: Books): Promise<Choice[]> {
	return await read(books, WAREHOUSES, (row) =>
		choice(textOf(row, 'CODALM'), textOf(row, 'NOMALM')),
	);
}

/** Families (F_FAM) by code; in a file without that table those that articles name, without their names. */
export async function familyChoices(books: Books): Promise<Choice[]> {
	const tables = await books.database.tables();
	if (tables.some((table) => table.toUpperCase() === 'F_FAM')) {
		return await read(books, FAMILIES, (row) =>
			choice(textOf(row, 'CODFAM'), textOf(row, 'DESFAM')),
		);
	}
	const named = await read(books, FAMILIES_OF_ARTICLES, (row) => choice(textOf(row, 'FAMART'), ''));
	const byKey = new Map(named.map((each) => [codeKey(each.code), each]));
	byKey.delete('');
	return [...byKey.values()].sort((one, other) =>
		codeKey(one.code).localeCompare(codeKey(other.code)),
	);
}

/** Series that documents of this kind have in the file, with their highest number. */
export async function seriesChoices(books: Books, kind: DocumentKind): Promise<Choice[]> {
	const rows = await books.database.select({
		table: kind.headerTable,
		columns: [kind.series, kind.number],
		orderBy: [kind.series],
	});
	const found = new Map<string, { series: string; documents: number; highest: number }>();
	const breather = new Breather();
	for (const row of rows) {
		const series = textOf(row, kind.series).trimEnd();
		const entry = found.get(codeKey(series)) ?? { series, documents: 0, highest: 0 };
		entry.documents++;
		entry.highest = Math.max(entry.highest, integerOf(row, kind.number));
		found.set(codeKey(series), entry);
		await breather.breathe();
	}
	return [...found.values()].map(({ series, documents, highest }) => ({
		code: series,
		name: `${documents} ${documents === 1 ? 'order' : 'orders'}`,
		note: `The highest number is ${documentName(series, highest)}`,
	}));
}

/** Series that a document can be written in: those in use, and the ones that Factusol offers. */
export async function writableSeriesChoices(books: Books, kind: DocumentKind): Promise<Choice[]> {
	const used = await seriesChoices(books, kind);
	const taken = new Set(used.map(({ code }) => codeKey(code)));
	const unused = USUAL_SERIES.filter((series) => !taken.has(series)).map((series) => ({
		code: series,
		name: 'no orders yet',
	}));
	return [...used, ...unused].sort((one, other) =>
		codeKey(one.code).localeCompare(codeKey(other.code)),
	);
}

async function parties(
	books: Books,
	wanted: TableColumns,
	suffix: string,
	barred: string,
): Promise<Choice[]> {
	return await read(books, wanted, (row) =>
		choice(
			String(integerOf(row, `COD${suffix}`)),
			textOf(row, `NOF${suffix}`),
			integerOf(row, barred) === 0 ? '' : 'Marked as not to be traded with',
		),
	);
}

async function read(
	books: Books,
	wanted: TableColumns,
	toChoice: (row: Row) => Choice,
): Promise<Choice[]> {
	const columns = await presentColumns(books.database, wanted, books.file.label);
	const rows = await books.database.select({
		table: wanted.table,
		columns: columns.map((column) => column.name),
		orderBy: wanted.required.slice(0, 1),
	});
	const choices: Choice[] = [];
	const breather = new Breather();
	for (const row of rows) {
		choices.push(toChoice(row));
		await breather.breathe();
	}
	return choices;
}

function choice(code: string, name: string, note = ''): Choice {
	return { code: code.trimEnd(), name: name.trim(), ...(note === '' ? {} : { note }) };
}
