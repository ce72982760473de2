import { FactuLinkError } from '../errors';
import type { Cell, Column, CompanyDatabase, Row } from '../access';

/** A column this package reads or writes, and whether it can do without it. */
export interface TableColumns {
	table: string;
	/** Without these nothing can be done; a missing one is named in the error. */
	required: readonly string[];
	/** Absent in older files, or not worth stopping for. */
	optional: readonly string[];
}

/**
 * The columns of `wanted` that the opened file really has: Factusol's schema grew over the years.
 *
 * @throws FactuLinkError `COLUMN_MISSING` (person) naming table and columns
 */
export async function presentColumns(
	database: CompanyDatabase,
	wanted: TableColumns,
	label: string,
): Promise<Column[]> {
	const present = new Map(
		(await database.columns(wanted.table)).map((column) => [column.name.toUpperCase(), column]),
	);
	const missing = wanted.required.filter((name) => !present.has(name));
	if (missing.length > 0) {
		throw new FactuLinkError({
			class: 'person',
			code: 'COLUMN_MISSING',
			message: `The table ${wanted.table} of ${label} has no column ${missing.join(', ')}.`,
			whatToDo:
				'Check that this is a Factusol company file; if it is, open it once with a current Factusol, which updates its structure.',
			details: { table: wanted.table, columns: missing.join(', ') },
		});
	}
	return [...wanted.required, ...wanted.optional].flatMap((name) => present.get(name) ?? []);
}

// A column that the file does not have, or that a foreign tool left NULL, reads as Factusol's own default.

export function textOf(row: Row, column: string): string {
	const cell: Cell | undefined = row[column];
	return cell === null || cell === undefined ? '' : String(cell);
}

/** Decimal text; "0" when empty. */
export function amountOf(row: Row, column: string): string {
	const text = textOf(row, column).trim();
	return text === '' ? '0' : text;
}

export function integerOf(row: Row, column: string): number {
	return Math.trunc(Number(amountOf(row, column)));
}

/** The first day that is a date: 1900-01-01 is Factusol's "no date", and what lies before is Access' day zero. */
export const FIRST_DATE = '1900-01-02';

/** The day of a date column, `YYYY-MM-DD`; null when empty or Factusol's "no date". */
export function dayOf(row: Row, column: string): string | null {
	const day = textOf(row, column).slice(0, 10);
	return day < FIRST_DATE ? null : day;
}

/**
 * The time of a time column, `HH:MM:SS`. Tools store it on different base dates (1899-12-30, 1900-01-01), so only
 * the time part counts. Null when the column is empty or absent.
 */
export function timeOf(row: Row, column: string): string | null {
	const text = textOf(row, column);
	return text.length >= 19 ? text.slice(11, 19) : null;
}
