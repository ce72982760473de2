import type { Cell, Column, ColumnType, Value } from './types';

// This file is also loaded inside the reader's worker, where neither TypeScript nor other files of the package
// are resolved: it imports types only.

/** A condition whose column is known. `in` has any number of values, the comparisons one, `null` none. */
export interface ColumnCondition {
	column: Column;
	is: '=' | '<' | '<=' | '>' | '>=' | 'in' | 'null';
	values: readonly Value[];
}

/** Numbers as plain decimal text, never with an exponent: 1e-7 → "0.0000001". */
export function plainText(value: number): string {
	const text = String(value);
	const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
	if (match === null) return text === '-0' ? '0' : text;
	const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
	const digits = whole + fraction;
	const point = 1 + Number(exponentText);
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * The shortest decimal text that means the same 32-bit number. FactuSOL keeps discounts in Single columns, where
 * 33.33 is stored as 33.3300018…; people typed, and mean, 33.33.
 */
export function singleText(value: number): string {
	const single = Math.fround(value);
	if (Number.isInteger(single)) return plainText(single);
	for (let digits = 1; digits < 9; digits++) {
		const candidate = Number(single.toPrecision(digits));
		if (Math.fround(candidate) === single) return plainText(candidate);
	}
	return plainText(Number(single.toPrecision(9)));
}

/** Ten-thousandths of Access' Currency as decimal text: 125000n → "12.5". */
export function currencyText(tenThousandths: number | bigint): string {
	const negative = tenThousandths < 0;
	const digits = String(negative ? -tenThousandths : tenThousandths).padStart(5, '0');
	const fraction = digits.slice(-4).replace(/0+$/, '');
	const whole = digits.slice(0, -4);
	const text = fraction === '' ? whole : `${whole}.${fraction}`;
	return negative ? `-${text}` : text;
}

/** Text as the Access engine compares it: case and trailing blanks do not matter. */
export function comparedText(text: string): string {
	return text.replace(/ +$/, '').toLowerCase();
}

function tenThousandths(text: string): bigint {
	const negative = text.startsWith('-');
	const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
	const value = BigInt(whole + fraction.padEnd(4, '0').slice(0, 4));
	return negative ? -value : value;
}

export type Comparable = string | number | bigint;

/** What decides about equality and order of two cells of a column. */
export function comparable(type: ColumnType, value: Value): Comparable {
	switch (type) {
		case 'text':
		case 'memo':
			return comparedText(String(value));
		case 'currency':
			return tenThousandths(plainDecimal(value));
		case 'single':
			return Math.fround(Number(value));
		case 'byte':
		case 'short':
		case 'long':
		case 'double':
		case 'boolean':
			return Number(value);
		case 'datetime':
		case 'other':
			return String(value);
	}
}

function plainDecimal(value: Value): string {
	return typeof value === 'number' ? plainText(value) : String(value);
}

/** The cells that decide about the order of rows: their place in a row and their column's type. */
export type SortedBy = readonly { at: number; type: ColumnType }[];

/** What is compared of a row; made once, because sorting looks at it again and again. */
export interface Sortable {
	row: Cell[];
	keys: (Comparable | null)[];
}

export function sortable(row: Cell[], by: SortedBy): Sortable {
	return {
		row,
		keys: by.map(({ at, type }) => {
			const cell = row[at] ?? null;
			return cell === null ? null : comparable(type, cell);
		}),
	};
}

/** Ascending, NULL first as Access and SQLite have it. */
export function compareSortables(a: Sortable, b: Sortable): number {
	for (let key = 0; key < a.keys.length; key++) {
		const order = compare(a.keys[key] ?? null, b.keys[key] ?? null);
		if (order !== 0) return order;
	}
	return 0;
}

function compare(a: Comparable | null, b: Comparable | null): number {
	if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Compiles a condition to a test of a cell's {@link comparable}. NULL satisfies none but `null`. */
export function conditionTest(condition: ColumnCondition): (cell: Comparable | null) => boolean {
	if (condition.is === 'null') return (cell) => cell === null;
	const { type } = condition.column;
	const values = condition.values.map((value) => comparable(type, value));
	if (condition.is === 'in') {
		const wanted = new Set(values);
		return (cell) => cell !== null && wanted.has(cell);
	}
	const [value] = values;
	if (value === undefined) return () => false;
	const test = comparison(condition.is, value);
	return (cell) => cell !== null && test(cell);
}

function comparison(
	is: '=' | '<' | '<=' | '>' | '>=',
	value: Comparable,
): (cell: Comparable) => boolean {
	switch (is) {
		case '=':
			return (cell) => cell === value;
		case '<':
			return (cell) => cell < value;
		case '<=':
			return (cell) => cell <= value;
		case '>':
			return (cell) => cell > value;
		case '>=':
			return (cell) => cell >= value;
	}
}
