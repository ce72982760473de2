import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { dateText, localNow, utc, utcNow, wallClock } from './calendar';
import type { Catalogue } from './catalogue';
import { assign, convert, decimalOperand } from './conversion';
import {
	arithmetic,
	compareDecimals,
	fitDecimal,
	formatDecimal,
	rescale,
	scaled,
	sortKey,
	type ArithmeticOperator,
} from './decimal';
import { SqlServerError, divideByZero, notInStandIn } from './errors';
import { typeText, type SqlType, type SqlValue } from './types';

/** Types travel into SQLite functions as their place in this list. */
const interned: SqlType[] = [];
const places = new Map<string, number>();

export function typeNumber(type: SqlType): number {
	const text = `${typeText(type)} ${type.collation?.name ?? ''}`;
	let place = places.get(text);
	if (place === undefined) {
		place = interned.push(type) - 1;
		places.set(text, place);
	}
	return place;
}

function typeOf(place: SqlValue): SqlType {
	const type = interned[Number(place)];
	if (!type) throw new RangeError(`No type ${place}`);
	return type;
}

/** How `Modern_Spanish_CI_AI` sees a text: no case, no accents but the tilde of ñ, no trailing blanks. */
export function fold(text: string): string {
	return text
		.replace(/ +$/, '')
		.toLowerCase()
		.normalize('NFD')
		.replace(/(n\u0303)|\p{M}/gu, '$1')
		.normalize('NFC');
}

/** Matches LIKE: %, _, [abc], [a-z], [^a]. */
export function like(text: string, pattern: string, escape: string): boolean {
	let source = '';
	for (let index = 0; index < pattern.length; index++) {
		const character = pattern.charAt(index);
		if (escape !== '' && character === escape) {
			source += literal(pattern.charAt(++index));
		} else if (character === '%') {
			source += '[\\s\\S]*';
		} else if (character === '_') {
			source += '[\\s\\S]';
		} else if (character === '[') {
			const end = pattern.indexOf(']', index + 1);
			if (end < 0) return false;
			const set = pattern.slice(index + 1, end).replace(/[\\\]]/g, '\\$&');
			source += `[${set}]`;
			index = end;
		} else {
			source += literal(character);
		}
	}
	return new RegExp(`^${source}$`, 'u').test(text);
}

function literal(character: string): string {
	return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

type Scalar = (...values: SqlValue[]) => SqlValue;

/** NULL in, NULL out, as nearly all of T-SQL's functions do it. */
const strict =
	(compute: Scalar): Scalar =>
	(...values) =>
		values.some((value) => value === null) ? null : compute(...values);

const flag = (value: boolean): bigint => (value ? 1n : 0n);

function dateAdd(part: string, amount: number, moment: string): string {
	const date = new Date(utc(moment));
	switch (part) {
		case 'year':
		case 'quarter':
		case 'month': {
			const months = part === 'year' ? amount * 12 : part === 'quarter' ? amount * 3 : amount;
			const day = date.getUTCDate();
			date.setUTCDate(1);
			date.setUTCMonth(date.getUTCMonth() + months);
			const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));
			date.setUTCDate(Math.min(day, last.getUTCDate()));
			return wallClock(date.getTime());
		}
		default:
			return wallClock(date.getTime() + amount * partLength(part));
	}
}

function dateDifference(part: string, from: string, until: string): bigint {
	const year = (text: string): number => Number(text.slice(0, 4));
	const month = (text: string): number => year(text) * 12 + Number(text.slice(5, 7));
	if (part === 'year') return BigInt(year(until) - year(from));
	if (part === 'month') return BigInt(month(until) - month(from));
	const length = partLength(part);
	// DATEDIFF counts the borders that are crossed, not the time that passes.
	return BigInt(Math.floor(utc(until) / length) - Math.floor(utc(from) / length));
}

const PART_LENGTHS: Record<string, number> = {
	day: 86_400_000,
	hour: 3_600_000,
	minute: 60_000,
	second: 1000,
	millisecond: 1,
};

function partLength(part: string): number {
	const length = PART_LENGTHS[part];
	if (length === undefined) throw notInStandIn(`the date part ${part}`);
	return length;
}

function datePart(part: string, moment: string): bigint {
	const places: Record<string, [number, number]> = {
		year: [0, 4],
		month: [5, 7],
		day: [8, 10],
		hour: [11, 13],
		minute: [14, 16],
		second: [17, 19],
	};
	const place = places[part];
	if (!place) throw notInStandIn(`the date part ${part}`);
	return BigInt(moment.slice(...place) || '0');
}

/** T-SQL's ROUND with length; for decimals it keeps the scale and only clears digits. */
function roundDecimal(value: string | bigint, places: number): string {
	const { unscaled, scale } = scaled(value);
	if (places >= scale) return formatDecimal(unscaled, scale);
	const steps = 10n ** BigInt(scale - places);
	const half = steps / 2n;
	return formatDecimal(
		((unscaled < 0n ? unscaled - half : unscaled + half) / steps) * steps,
		scale,
	);
}

/** What the statements of a session can ask about it. */
export interface SessionFacts {
	/** A value such as `rowcount`, `trancount`, `database` or `login`. */
	fact(name: string): SqlValue;
	hasPermission(object: string, permission: string): boolean | undefined;
}

/** Registers what the translated statements call. */
export function registerFunctions(
	database: Database.Database,
	catalogue: Catalogue,
	session: SessionFacts,
): void {
	const define = (name: string, compute: Scalar, deterministic = true): void => {
		database.function(
			name,
			{ deterministic, varargs: true, safeIntegers: true },
			compute as (...values: unknown[]) => unknown,
		);
	};

	define('tds_convert', (value, from, to, style) =>
		convert(value ?? null, typeOf(from ?? 0), typeOf(to ?? 0), Number(style ?? 0)),
	);
	define('tds_try_convert', (value, from, to, style) => {
		try {
			return convert(value ?? null, typeOf(from ?? 0), typeOf(to ?? 0), Number(style ?? 0));
		} catch (error) {
			if (error instanceof SqlServerError) return null;
			throw error;
		}
	});
	define('tds_assign', (value, from, to) =>
		assign(value ?? null, typeOf(from ?? 0), typeOf(to ?? 0)),
	);

	define(
		'tds_arithmetic',
		strict((operator, left, right, precision, scale) =>
			arithmetic(
				String(operator) as ArithmeticOperator,
				decimalOperand(left ?? 0n),
				decimalOperand(right ?? 0n),
				Number(precision),
				Number(scale),
			),
		),
	);
	define(
		'tds_integer_division',
		strict((operator, left, right) => {
			const divisor = BigInt(right ?? 0n);
			if (divisor === 0n) throw divideByZero();
			const dividend = BigInt(left ?? 0n);
			return operator === '/' ? dividend / divisor : dividend % divisor;
		}),
	);
	define(
		'tds_compare',
		strict((left, right) =>
			BigInt(compareDecimals(decimalOperand(left ?? 0n), decimalOperand(right ?? 0n))),
		),
	);
	define(
		'tds_sort_key',
		strict((value) => sortKey(decimalOperand(value ?? 0n))),
	);
	define(
		'tds_round',
		strict((value, places) => roundDecimal(decimalOperand(value ?? 0n), Number(places))),
	);
	define(
		'tds_negate',
		strict((value) => {
			const { unscaled, scale } = scaled(decimalOperand(value ?? 0n));
			return formatDecimal(-unscaled, scale);
		}),
	);
	define(
		'tds_absolute',
		strict((value) => {
			const { unscaled, scale } = scaled(decimalOperand(value ?? 0n));
			return formatDecimal(unscaled < 0n ? -unscaled : unscaled, scale);
		}),
	);

	define(
		'tds_fold',
		strict((text) => fold(String(text))),
	);
	define(
		'tds_like',
		strict((text, pattern, escape) =>
			flag(like(String(text), String(pattern), String(escape ?? ''))),
		),
	);
	define(
		'tds_upper',
		strict((text) => String(text).toUpperCase()),
	);
	define(
		'tds_lower',
		strict((text) => String(text).toLowerCase()),
	);
	define(
		'tds_length',
		strict((text) => BigInt(String(text).replace(/ +$/, '').length)),
	);
	define(
		'tds_substring',
		strict((text, start, length) => {
			const first = Number(start) - 1;
			return String(text).slice(Math.max(0, first), Math.max(0, first + Number(length)));
		}),
	);
	define(
		'tds_right',
		strict((text, length) => (Number(length) === 0 ? '' : String(text).slice(-Number(length)))),
	);
	define(
		'tds_position',
		strict((part, text, start) => {
			const from = Math.max(0, Number(start ?? 1) - 1);
			return BigInt(String(text).indexOf(String(part), from) + 1);
		}),
	);
	define('tds_concat', (...values) => values.map((value) => value ?? '').join(''));
	define(
		'tds_replace',
		strict((text, from, to) => {
			if (from === '') return text ?? null;
			const pattern = new RegExp(literal(String(from)), 'gi');
			return String(text).replace(pattern, () => String(to));
		}),
	);

	define(
		'tds_date_add',
		strict((part, amount, moment) => dateAdd(String(part), Number(amount), String(moment))),
	);
	define(
		'tds_date_difference',
		strict((part, from, until) => dateDifference(String(part), String(from), String(until))),
	);
	define(
		'tds_date_part',
		strict((part, moment) => datePart(String(part), String(moment))),
	);
	define(
		'tds_month_end',
		strict((moment) => {
			const date = new Date(utc(String(moment)));
			return dateText(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));
		}),
	);
	define('tds_session', (name) => session.fact(String(name)), false);
	define(
		'tds_has_permission',
		strict((object, permission) => {
			const allowed = session.hasPermission(String(object), String(permission));
			return allowed === undefined ? null : flag(allowed);
		}),
		false,
	);
	define('tds_now', () => localNow(), false);
	define('tds_utc_now', () => utcNow(), false);
	define('tds_new_id', () => randomUUID().toUpperCase(), false);

	define(
		'tds_object_id',
		strict((name, kind) => {
			const table = catalogue.findByText(String(name));
			const wanted = String(kind ?? '')
				.trim()
				.toUpperCase();
			return table && (wanted === '' || wanted === 'U') ? BigInt(table.objectId) : null;
		}),
		false,
	);
	define(
		'tds_object_name',
		strict((objectId) => catalogue.findById(Number(objectId))?.name ?? null),
		false,
	);
	define(
		'tds_column_length',
		strict((table, column) => {
			const found = catalogue
				.findByText(String(table))
				?.columns.find(({ name }) => name.toLowerCase() === String(column).toLowerCase());
			return found ? BigInt(storageBytes(found.type)) : null;
		}),
		false,
	);

	database.aggregate('tds_sum', {
		start: null as string | null,
		step: (total: string | null, value: SqlValue) => (value === null ? total : plus(total, value)),
		inverse: (total: string | null, value: SqlValue) =>
			value === null ? total : plus(total, scaledNegation(value)),
		safeIntegers: true,
	} as Parameters<Database.Database['aggregate']>[1]);
	for (const [name, direction] of [
		['tds_min', -1],
		['tds_max', 1],
	] as const) {
		database.aggregate(name, {
			start: null as SqlValue,
			step: (best: SqlValue, value: SqlValue) => {
				if (value === null) return best;
				if (best === null) return value;
				const order = compareDecimals(decimalOperand(value), decimalOperand(best));
				return order === direction ? value : best;
			},
			safeIntegers: true,
		} as Parameters<Database.Database['aggregate']>[1]);
	}
}

function plus(total: string | null, value: SqlValue): string {
	const b = scaled(decimalOperand(value));
	if (total === null) return formatDecimal(b.unscaled, b.scale);
	const a = scaled(total);
	const scale = Math.max(a.scale, b.scale);
	const sum = rescale(a.unscaled, a.scale, scale) + rescale(b.unscaled, b.scale, scale);
	return fitDecimal({ unscaled: sum, scale }, 38, scale, 'expression');
}

function scaledNegation(value: SqlValue): string {
	const { unscaled, scale } = scaled(decimalOperand(value));
	return formatDecimal(-unscaled, scale);
}

/** max_length of sys.columns: bytes, -1 for `max`. */
export function storageBytes(type: SqlType): number {
	switch (type.name) {
		case 'bit':
		case 'tinyint':
			return 1;
		case 'smallint':
			return 2;
		case 'int':
		case 'smalldatetime':
			return 4;
		case 'bigint':
		case 'datetime':
		case 'float':
		case 'datetime2':
			return 8;
		case 'date':
			return 3;
		case 'time':
			return 5;
		case 'decimal':
			return (type.precision ?? 18) <= 9
				? 5
				: (type.precision ?? 18) <= 19
					? 9
					: (type.precision ?? 18) <= 28
						? 13
						: 17;
		default: {
			if (type.length === 'max') return -1;
			return (type.length ?? 1) * (type.name.startsWith('n') ? 2 : 1);
		}
	}
}
