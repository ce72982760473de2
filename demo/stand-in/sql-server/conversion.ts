import {
	datetimeSteps,
	dateFromDays1900,
	daysSince1900,
	ticksOfDay,
	timeOfDatetimeSteps,
	timeText,
	dateText,
	utc,
} from './calendar';
import { throughCodePage } from './code-page';
import { fitDecimal, parseDecimal, rescale, scaled } from './decimal';
import {
	SqlServerError,
	conversionFailed,
	dateConversionFailed,
	errorConverting,
	operandClash,
	overflow,
	truncated,
} from './errors';
import {
	integerWidth,
	isInteger,
	isText,
	isTime,
	isUnicode,
	typeText,
	type SqlType,
	type SqlValue,
} from './types';

/**
 * Converts a value as CAST and CONVERT do.
 *
 * @param style the style number of CONVERT; 0 is SQL Server's default
 * @throws SqlServerError with the number SQL Server gives (241, 245, 8114, 8115)
 */
export function convert(value: SqlValue, from: SqlType, to: SqlType, style = 0): SqlValue {
	if (value === null) return null;
	if (isText(to)) return toText(value, from, to, style);
	if (to.name === 'decimal') return toDecimal(value, from, to);
	if (isInteger(to)) return toInteger(value, from, to);
	if (to.name === 'float') return toFloat(value, from);
	return toTime(value, from, to);
}

/**
 * Converts a value for a column: like {@link convert}, but a text that does not fit is refused.
 *
 * @throws SqlServerError 8152 besides those of {@link convert}
 */
export function assign(value: SqlValue, from: SqlType, to: SqlType): SqlValue {
	if (value !== null && isText(to) && typeof to.length === 'number') {
		const text = String(isText(from) ? value : toText(value, from, { ...to, length: 'max' }, 0));
		if (text.replace(/ +$/, '').length > to.length) throw truncated();
	}
	return convert(value, from, to);
}

function toText(value: SqlValue, from: SqlType, to: SqlType, style: number): string {
	const text = isText(from) ? String(value) : formatted(value, from, style);
	const limit = to.length === 'max' ? Infinity : (to.length ?? 30);
	if (!isText(from) && text.length > limit) {
		if (isInteger(from)) return isUnicode(to) ? overflowText(from, to) : '*'.padEnd(padding(to));
		if (!isTime(from)) return overflowText(from, to);
	}
	const cut = text.slice(0, limit === Infinity ? undefined : limit);
	const kept = isUnicode(to) ? cut : throughCodePage(cut);
	return kept.padEnd(padding(to));
}

/** `char` and `nchar` are filled up with blanks. */
function padding(to: SqlType): number {
	return (to.name === 'char' || to.name === 'nchar') && typeof to.length === 'number'
		? to.length
		: 0;
}

function overflowText(from: SqlType, to: SqlType): never {
	throw overflow(from.name === 'decimal' ? 'numeric' : from.name, to.name);
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function formatted(value: SqlValue, from: SqlType, style: number): string {
	if (!isTime(from)) return String(value);
	const text = String(value);
	const date = from.name === 'time' ? '1900-01-01' : text.slice(0, 10);
	const time = from.name === 'time' ? text : text.slice(11) || '00:00:00';
	const clock = time.slice(0, 8);
	const [year = '', month = '', day = ''] = date.split('-');
	switch (style) {
		case 0:
		case 100:
			if (from.name === 'date' || from.name === 'datetime2') return text;
			if (from.name === 'time') return text;
			return `${MONTHS[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${year} ${twelveHours(time)}`;
		case 20:
		case 120:
			return from.name === 'date' ? date : from.name === 'time' ? clock : `${date} ${clock}`;
		case 21:
		case 121:
			return from.name === 'date' ? date : from.name === 'time' ? time : `${date} ${time}`;
		case 23:
			return date;
		case 101:
			return `${month}/${day}/${year}`;
		case 103:
			return `${day}/${month}/${year}`;
		case 105:
			return `${day}-${month}-${year}`;
		case 108:
		case 8:
			return clock;
		case 112:
			return `${year}${month}${day}`;
		case 114:
			return `${clock}:${(time.slice(9) || '000').padEnd(3, '0').slice(0, 3)}`;
		case 126:
			return from.name === 'date'
				? date
				: `${date}T${/^\d\d:\d\d:\d\d\.0+$/.test(time) ? clock : time}`;
		default:
			throw new SqlServerError(
				281,
				`${style} is not a valid style number when converting from ${from.name} to a character string.`,
				16,
				1,
				'batch',
			);
	}
}

function twelveHours(time: string): string {
	const hours = Number(time.slice(0, 2));
	const shown = String(hours % 12 || 12).padStart(2);
	return `${shown}:${time.slice(3, 5)}${hours < 12 ? 'AM' : 'PM'}`;
}

function toDecimal(value: SqlValue, from: SqlType, to: SqlType): string {
	const precision = to.precision ?? 18;
	const scale = to.scale ?? 0;
	if (isTime(from)) throw operandClash(from.name, 'decimal');
	if (isText(from)) {
		const parsed = parseDecimal(String(value));
		if (!parsed) throw errorConverting(from.name, 'numeric');
		return fitDecimal(parsed, precision, scale, from.name);
	}
	if (from.name === 'float') {
		const parsed = parseDecimal(Number(value).toFixed(Math.min(scale + 2, 30)));
		if (!parsed) throw errorConverting('float', 'numeric');
		return fitDecimal(parsed, precision, scale, 'float');
	}
	const source = from.name === 'decimal' ? 'numeric' : from.name;
	return fitDecimal(scaled(decimalOperand(value)), precision, scale, source);
}

/** A number that is kept exactly, as decimal arithmetic takes it. */
export function decimalOperand(value: SqlValue): string | bigint {
	if (typeof value === 'number') return BigInt(value);
	if (value === null) throw new TypeError('NULL is no number');
	return value;
}

function toInteger(value: SqlValue, from: SqlType, to: SqlType): bigint {
	let result: bigint;
	if (isTime(from)) throw operandClash(from.name, to.name);
	if (isText(from)) {
		const text = String(value).trim();
		if (to.name === 'bit' && /^(true|false)$/i.test(text)) return /true/i.test(text) ? 1n : 0n;
		if (!/^[+-]?\d*$/.test(text)) {
			if (to.name === 'bigint') throw errorConverting(from.name, 'bigint');
			throw conversionFailed(from.name, String(value), to.name);
		}
		result = BigInt(text.replace(/^\+/, '') || '0');
	} else if (from.name === 'decimal') {
		const { unscaled, scale } = scaled(decimalOperand(value));
		if (to.name === 'bit') return unscaled === 0n ? 0n : 1n;
		result = unscaled / 10n ** BigInt(scale);
	} else {
		result = from.name === 'float' ? BigInt(Math.trunc(Number(value))) : BigInt(value ?? 0);
	}
	if (to.name === 'bit') return result === 0n ? 0n : 1n;
	const bits = BigInt(integerWidth(to.name) * 8);
	const [low, high] =
		to.name === 'tinyint' ? [0n, 255n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
	if (result < low || result > high) {
		throw overflow(isText(from) || from.name === 'decimal' ? 'expression' : from.name, to.name);
	}
	return result;
}

function toFloat(value: SqlValue, from: SqlType): number {
	if (isTime(from)) throw operandClash(from.name, 'float');
	const result = Number(value);
	if (!Number.isFinite(result)) throw errorConverting(from.name, 'float');
	return result;
}

function toTime(value: SqlValue, from: SqlType, to: SqlType): string {
	if (isInteger(from) && (to.name === 'datetime' || to.name === 'smalldatetime')) {
		return stored(dateFromDays1900(Number(value)), '00:00:00', to);
	}
	if (!isTime(from) && !isText(from)) throw operandClash(typeText(from), to.name);
	const { date, time } = isText(from) ? parseMoment(String(value)) : split(String(value), from);
	return stored(date, time, to);
}

function split(text: string, from: SqlType): { date: string; time: string } {
	if (from.name === 'time') return { date: '1900-01-01', time: text };
	return { date: text.slice(0, 10), time: text.slice(11) || '00:00:00' };
}

function parseMoment(text: string): { date: string; time: string } {
	const match =
		/^\s*(?:(\d{4})-?(\d{2})-?(\d{2}))?(?:[T ]?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?Z?\s*$/.exec(
			text,
		);
	if (!match || (text.trim() !== '' && !match[1] && !match[4])) throw dateConversionFailed();
	const date = match[1] ? `${match[1]}-${match[2]}-${match[3]}` : '1900-01-01';
	if (dateText(utc(date)) !== date) throw dateConversionFailed();
	const hours = Number(match[4] ?? 0);
	const minutes = Number(match[5] ?? 0);
	const seconds = Number(match[6] ?? 0);
	if (hours > 23 || minutes > 59 || seconds > 59) throw dateConversionFailed();
	const ticks =
		BigInt(hours * 3600 + minutes * 60 + seconds) * 10_000_000n +
		BigInt((match[7] ?? '').padEnd(7, '0'));
	return { date, time: timeText(ticks, 7) };
}

const STEPS_PER_DAY = 25_920_000;
const TICKS_PER_DAY = 864_000_000_000n;

/** The stored text of a moment in a type, rounded to what the type can hold. */
function stored(date: string, time: string, to: SqlType): string {
	switch (to.name) {
		case 'date':
			return date;
		case 'time':
			return timeText(rounded(time, to.scale ?? 7) % TICKS_PER_DAY, to.scale ?? 7);
		case 'datetime': {
			if (date < '1753-01-01') {
				throw new SqlServerError(
					242,
					'The conversion of a varchar data type to a datetime data type resulted in an out-of-range value.',
					16,
					3,
					'rollback',
				);
			}
			const steps = datetimeSteps(time);
			return steps === STEPS_PER_DAY
				? `${nextDay(date)} 00:00:00.000`
				: `${date} ${timeOfDatetimeSteps(steps)}`;
		}
		case 'smalldatetime': {
			const minutes = rescale(ticksOfDay(time) / 60n, 7, 0);
			const ticks = minutes * 600_000_000n;
			return ticks === TICKS_PER_DAY
				? `${nextDay(date)} 00:00:00`
				: `${date} ${timeText(ticks, 0)}`;
		}
		default: {
			const scale = to.scale ?? 7;
			const ticks = rounded(time, scale);
			return ticks === TICKS_PER_DAY
				? `${nextDay(date)} ${timeText(0n, scale)}`
				: `${date} ${timeText(ticks, scale)}`;
		}
	}
}

function rounded(time: string, scale: number): bigint {
	return rescale(ticksOfDay(time), 7, scale) * 10n ** BigInt(7 - scale);
}

function nextDay(date: string): string {
	return dateFromDays1900(daysSince1900(date) + 1);
}
