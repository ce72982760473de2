import { FactuLinkError } from '../errors';
import type { ResolvedSelect, TableCatalogue } from './catalogue';
import { comparable, type ColumnCondition } from './cells';
import { comparedLiteral, isStorable, storedLiteral, type LiteralPlace } from './literals';
import type { Column, Value } from './types';

/** The engine reads statements of about 64,000 characters; half of that leaves room for every encoding. */
const LIST_CHARACTERS = 30_000;
const LIST_VALUES = 200;
const STATEMENT_CHARACTERS = 60_000;

/** Words that Access reads as syntax although FactuSOL's neighbours use them as names. */
const RESERVED = new Set(
	'ALL AND AS ASC BETWEEN BY DATE DESC DISTINCT FROM GROUP IN INSERT INTO IS KEY LIKE NOT NULL ON OR ORDER SELECT SET TABLE TIME TO UPDATE USER VALUE VALUES WHERE YEAR'.split(
		' ',
	),
);

/** The names come from the file's catalogue; brackets only where a plain name would not be understood. */
function identifier(name: string): string {
	if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toUpperCase())) return name;
	if (/[[\]\0]/.test(name)) {
		throw new FactuLinkError({
			class: 'bug',
			code: 'NAME_NOT_WRITABLE',
			message: 'A table or column name of the file contains brackets.',
			whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink.',
		});
	}
	return `[${name}]`;
}

/**
 * The statements that together select what the query wants, each row once. More than one when an `in` list is
 * too long for one statement; none when an `in` list is empty.
 *
 * Rows come in no order: it is made afterwards, the same for every way of opening a file.
 */
export function selectTexts(query: ResolvedSelect, place: LiteralPlace): string[] {
	return restricted(`SELECT ${query.columns.map(selected).join(', ')}`, query, place);
}

/** The statements of which the highest answer is the highest value of the query's only column. */
export function maxTexts(query: ResolvedSelect, place: LiteralPlace): string[] {
	const wanted = query.columns.map(({ name }) => `MAX(${identifier(name)}) AS FL1`).join(', ');
	return restricted(`SELECT ${wanted}`, query, place);
}

export function countText(table: string): string {
	return `SELECT COUNT(*) AS FL1 FROM ${identifier(table)}`;
}

function restricted(what: string, query: ResolvedSelect, place: LiteralPlace): string[] {
	const start = `${what} FROM ${identifier(query.table)}`;
	const lists = query.where.filter(({ is }) => is === 'in').length;
	let restrictions: string[][] = [[]];
	for (const condition of query.where) {
		const alternatives = conditionTexts(condition, LIST_CHARACTERS / lists, place);
		restrictions = restrictions.flatMap((restriction) =>
			alternatives.map((alternative) => [...restriction, alternative]),
		);
	}
	return restrictions.map((restriction) =>
		restriction.length === 0 ? start : `${start} WHERE ${restriction.join(' AND ')}`,
	);
}

/**
 * Currency and Single would be fetched as text in the decimal notation of Windows, where 12,50 is read as 12; as
 * a Double they come in binary. Access refuses an alias that repeats the column's name.
 */
function selected(column: Column, index: number): string {
	const name = identifier(column.name);
	return column.type === 'currency' || column.type === 'single'
		? `(${name} * 1.0E0) AS FL${index + 1}`
		: name;
}

function conditionTexts(
	condition: ColumnCondition,
	characters: number,
	place: LiteralPlace,
): string[] {
	const { column, is, values } = condition;
	const name = identifier(column.name);
	if (is === 'null') return [`${name} IS NULL`];
	if (is === 'in') {
		// What no row can hold equals none of them, and must not keep the others of the list from being found.
		const findable = values.filter((value) => typeof value !== 'string' || isStorable(value));
		const distinct = new Map(
			findable.map((value) => [
				comparable(column.type, value),
				comparedLiteral(column, value, place),
			]),
		);
		return parts([...distinct.values()], characters).map(
			(part) => `${name} IN (${part.join(', ')})`,
		);
	}
	return values.map((value) => `${name} ${is} ${comparedLiteral(column, value, place)}`);
}

function parts(literals: readonly string[], most: number): string[][] {
	const result: string[][] = [];
	let part: string[] = [];
	let characters = 0;
	for (const literal of literals) {
		if (part.length === LIST_VALUES || characters + literal.length > most) {
			result.push(part);
			part = [];
			characters = 0;
		}
		part.push(literal);
		characters += literal.length + 2;
	}
	if (part.length > 0) result.push(part);
	return result;
}

/**
 * The statement that inserts one row.
 *
 * @throws FactuLinkError of the literal writer; `ROW_TOO_LONG` (person) when its texts together are longer than
 *   Access takes in one statement
 */
export function insertText(
	catalogue: TableCatalogue,
	values: Readonly<Record<string, Value>>,
	place: LiteralPlace,
): string {
	const names: string[] = [];
	const literals: string[] = [];
	for (const [name, value] of Object.entries(values)) {
		const column = catalogue.column(name);
		names.push(identifier(column.name));
		literals.push(storedLiteral(column, value, place));
	}
	const text = `INSERT INTO ${identifier(catalogue.table)} (${names.join(', ')}) VALUES (${literals.join(', ')})`;
	if (text.length > STATEMENT_CHARACTERS) {
		throw new FactuLinkError({
			class: 'person',
			code: 'ROW_TOO_LONG',
			message: `${place.label}: the texts of one row of ${place.table} have ${text.length} characters together, more than Access takes at once.`,
			whatToDo: 'Shorten the long comments at their source, then try again. Nothing was cut.',
			details: { table: place.table, allowed: STATEMENT_CHARACTERS, actual: text.length },
		});
	}
	return text;
}
