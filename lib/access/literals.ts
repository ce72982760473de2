import { FactuLinkError } from '../errors';
import { decimal, isDecimalText, toText, type Decimal } from '../money';
import type { Column, ColumnType, Value } from './types';

/**
 * The only place that turns a value into SQL text. The Access driver takes no parameters (it cannot describe
 * them, so the odbc module refuses to bind), hence values travel as literals, and what is written here decides
 * whether a customer's text can ever be read as SQL. Nothing but what a function of this file returns may follow
 * a column name in a statement.
 */

/** Who reads the statement: the Access engine, or one that keeps to the SQL standard. */
export type Engine = 'access' | 'standard';

/** Where a literal goes. */
export interface LiteralPlace {
	engine: Engine;
	/** How a person calls the file. */
	label: string;
	table: string;
}

const INTEGER_RANGES: Partial<Record<ColumnType, readonly [number, number]>> = {
	byte: [0, 255],
	short: [-32_768, 32_767],
	long: [-2_147_483_648, 2_147_483_647],
};

const CURRENCY_LIMIT = decimal('922337203685477.5807');
const SINGLE_LIMIT = decimal('3.4028234e38');
const DOUBLE_LIMIT = decimal('1.7976931348623157e308');

/**
 * A value to be stored in a column.
 *
 * @throws FactuLinkError `TEXT_TOO_LONG`, `TEXT_NOT_STORABLE`, `NUMBER_OUT_OF_RANGE`, `DATE_NOT_VALID` (person)
 *   when the column cannot hold the value; `VALUE_KIND` (bug) when it is of the wrong kind
 */
export function storedLiteral(column: Column, value: Value, place: LiteralPlace): string {
	if (column.type === 'text' && typeof value === 'string' && column.length !== undefined) {
		if (value.length > column.length) throw textTooLong(column, column.length, value, place);
	}
	return comparedLiteral(column, value, place);
}

/**
 * A value that a column is compared with. A text longer than the column is allowed: it equals nothing.
 *
 * @throws FactuLinkError as {@link storedLiteral}, except `TEXT_TOO_LONG`
 */
export function comparedLiteral(column: Column, value: Value, place: LiteralPlace): string {
	switch (column.type) {
		case 'text':
		case 'memo':
			return textLiteral(column, value, place);
		case 'byte':
		case 'short':
		case 'long':
			return integerLiteral(column, value, place);
		case 'currency':
		case 'single':
		case 'double':
			return decimalLiteral(column, value, place);
		case 'datetime':
			return datetimeLiteral(column, value, place);
		case 'boolean':
			if (typeof value !== 'boolean') throw wrongKind(column, value, place, 'true or false');
			return value ? 'TRUE' : 'FALSE';
		case 'other':
			throw wrongKind(column, value, place, 'nothing: this kind of column is not written');
	}
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A zero byte ends the text for the driver; half of a surrogate pair has no encoding at all. */
export function isStorable(text: string): boolean {
	return !text.includes('\0') && !LONE_SURROGATE.test(text);
}

function textLiteral(column: Column, value: Value, place: LiteralPlace): string {
	if (typeof value !== 'string') throw wrongKind(column, value, place, 'text');
	if (!isStorable(value)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'TEXT_NOT_STORABLE',
			message: `${place.label}: the text for ${place.table}.${column.name} contains a character that Access cannot store.`,
			whatToDo:
				'Remove the invisible or broken character from the text at its source, then try again.',
			details: { table: place.table, column: column.name },
		});
	}
	const literal = quoted(value);
	if (place.engine !== 'access' || !value.includes('|')) return literal;
	// The Access engine evaluates what stands between two vertical bars inside a text, and Microsoft's driver
	// forbids them there ("String limitations" of its documentation); joined from outside they are a character.
	return `(${value.split('|').map(quoted).join(' & Chr(124) & ')})`;
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}

function integerLiteral(column: Column, value: Value, place: LiteralPlace): string {
	const number = numberOf(column, value, place);
	const [least, most] = INTEGER_RANGES[column.type] ?? [0, 0];
	if (number.lt(least) || number.gt(most)) throw outOfRange(column, number, place);
	if (!number.eq(number.round(0))) throw wrongKind(column, value, place, 'a whole number');
	return toText(number);
}

function decimalLiteral(column: Column, value: Value, place: LiteralPlace): string {
	const number = numberOf(column, value, place);
	if (column.type === 'currency') {
		if (number.abs().gt(CURRENCY_LIMIT)) throw outOfRange(column, number, place);
		if (!number.eq(number.round(4))) {
			throw wrongKind(column, value, place, 'an amount with at most four decimals');
		}
	} else if (number.abs().gt(column.type === 'single' ? SINGLE_LIMIT : DOUBLE_LIMIT)) {
		throw outOfRange(column, number, place);
	}
	return toText(number);
}

function numberOf(column: Column, value: Value, place: LiteralPlace): Decimal {
	if (typeof value === 'number' && Number.isFinite(value)) return decimal(value);
	if (typeof value === 'string' && isDecimalText(value)) return decimal(value);
	throw wrongKind(column, value, place, 'a number');
}

const DATETIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** `{ts '…'}` is understood by every ODBC driver; `#…#` by Access only, `{d '…'}` is another value on SQLite. */
function datetimeLiteral(column: Column, value: Value, place: LiteralPlace): string {
	if (typeof value !== 'string' || !isRealDatetime(value)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'DATE_NOT_VALID',
			message: `${place.label}: the value for ${place.table}.${column.name} is not a date and time that exists (YYYY-MM-DD HH:MM:SS, years 100 to 9999).`,
			whatToDo: 'Correct the date at its source, then try again.',
			details: { table: place.table, column: column.name },
		});
	}
	return `{ts '${value}'}`;
}

function isRealDatetime(text: string): boolean {
	const match = DATETIME.exec(text);
	if (match === null) return false;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
		.slice(1)
		.map(Number);
	if (year < 100 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59)
		return false;
	return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function textTooLong(column: Column, length: number, value: string, place: LiteralPlace) {
	return new FactuLinkError({
		class: 'person',
		code: 'TEXT_TOO_LONG',
		message: `${place.label}: the text for ${place.table}.${column.name} has ${value.length} characters, and the column holds ${length}.`,
		whatToDo: 'Shorten the text at its source, then try again. It was not cut.',
		details: { table: place.table, column: column.name, allowed: length, actual: value.length },
	});
}

function outOfRange(column: Column, number: Decimal, place: LiteralPlace): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'NUMBER_OUT_OF_RANGE',
		message: `${place.label}: ${toText(number)} is outside the range of ${place.table}.${column.name} (${column.type}).`,
		whatToDo: 'Correct the number at its source, then try again.',
		details: { table: place.table, column: column.name, value: toText(number) },
	});
}

function wrongKind(
	column: Column,
	value: Value,
	place: LiteralPlace,
	expected: string,
): FactuLinkError {
	return new FactuLinkError({
		class: 'bug',
		code: 'VALUE_KIND',
		message: `${place.label}: ${place.table}.${column.name} takes ${expected}, and got another kind of value (${typeof value}).`,
		whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink. Nothing was written.',
		details: { table: place.table, column: column.name },
	});
}
