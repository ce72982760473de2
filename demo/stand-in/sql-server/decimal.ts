import { divideByZero, overflow } from './errors';

/** Exact decimals as SQL Server's: an integer and how many of its digits are decimals. */
interface Scaled {
	unscaled: bigint;
	scale: number;
}

const MAX_PRECISION = 38;

export function parseDecimal(text: string): Scaled | undefined {
	const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
	if (!match || (!match[2] && !match[3])) return undefined;
	const decimals = match[3] ?? '';
	const digits = BigInt(`${match[2] ?? ''}${decimals}` || '0');
	return { unscaled: match[1] === '-' ? -digits : digits, scale: decimals.length };
}

export function formatDecimal(unscaled: bigint, scale: number): string {
	const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
	const sign = unscaled < 0n ? '-' : '';
	if (scale === 0) return sign + digits;
	return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Changes the number of decimals, halves away from zero. */
export function rescale(unscaled: bigint, from: number, to: number): bigint {
	if (to >= from) return unscaled * 10n ** BigInt(to - from);
	const divisor = 10n ** BigInt(from - to);
	const half = divisor / 2n;
	return (unscaled < 0n ? unscaled - half : unscaled + half) / divisor;
}

/**
 * The text of a decimal with exactly `scale` decimals.
 *
 * @throws SqlServerError 8115 when it needs more than `precision` digits
 */
export function fitDecimal(value: Scaled, precision: number, scale: number, from: string): string {
	const unscaled = rescale(value.unscaled, value.scale, scale);
	const limit = 10n ** BigInt(precision);
	if (unscaled >= limit || unscaled <= -limit) throw overflow(from, 'numeric');
	return formatDecimal(unscaled, scale);
}

export function scaled(value: string | bigint): Scaled {
	if (typeof value === 'bigint') return { unscaled: value, scale: 0 };
	const parsed = parseDecimal(value);
	if (!parsed) throw new TypeError(`Not a decimal: ${value}`);
	return parsed;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** Precision and scale of a result, by the table "Precision, scale, and length" of the T-SQL reference. */
export function resultPrecision(
	operator: ArithmeticOperator,
	a: { precision: number; scale: number },
	b: { precision: number; scale: number },
): { precision: number; scale: number } {
	const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
	let precision: number;
	let scale: number;
	switch (operator) {
		case '+':
		case '-':
			scale = Math.max(a.scale, b.scale);
			precision = whole + scale + 1;
			break;
		case '*':
			scale = a.scale + b.scale;
			precision = a.precision + b.precision + 1;
			break;
		case '/':
			scale = Math.max(6, a.scale + b.precision + 1);
			precision = a.precision - a.scale + b.scale + scale;
			break;
		case '%':
			scale = Math.max(a.scale, b.scale);
			precision = Math.min(a.precision - a.scale, b.precision - b.scale) + scale;
			break;
	}
	if (precision <= MAX_PRECISION) return { precision, scale };
	const integral = precision - scale;
	const kept =
		operator === '*' || operator === '/'
			? Math.max(Math.min(scale, MAX_PRECISION - integral), Math.min(scale, 6))
			: Math.max(MAX_PRECISION - integral, 0);
	return { precision: MAX_PRECISION, scale: kept };
}

/** Computes exactly, then keeps `scale` decimals. */
export function arithmetic(
	operator: ArithmeticOperator,
	left: string | bigint,
	right: string | bigint,
	precision: number,
	scale: number,
): string {
	const a = scaled(left);
	const b = scaled(right);
	const common = Math.max(a.scale, b.scale);
	const x = rescale(a.unscaled, a.scale, common);
	const y = rescale(b.unscaled, b.scale, common);
	let result: Scaled;
	switch (operator) {
		case '+':
			result = { unscaled: x + y, scale: common };
			break;
		case '-':
			result = { unscaled: x - y, scale: common };
			break;
		case '*':
			result = { unscaled: a.unscaled * b.unscaled, scale: a.scale + b.scale };
			break;
		case '/':
			if (y === 0n) throw divideByZero();
			// SQL Server cuts the quotient, it does not round it.
			result = { unscaled: (x * 10n ** BigInt(scale)) / y, scale };
			break;
		case '%':
			if (y === 0n) throw divideByZero();
			result = { unscaled: x % y, scale: common };
			break;
	}
	return fitDecimal(result, precision, scale, 'expression');
}

/** -1, 0 or 1. */
export function compareDecimals(left: string | bigint, right: string | bigint): number {
	const a = scaled(left);
	const b = scaled(right);
	const common = Math.max(a.scale, b.scale);
	const difference = rescale(a.unscaled, a.scale, common) - rescale(b.unscaled, b.scale, common);
	return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** A text that sorts as the decimal does. */
export function sortKey(value: string | bigint): string {
	const { unscaled, scale } = scaled(value);
	const shifted = rescale(unscaled, scale, MAX_PRECISION) + 10n ** 77n;
	return shifted.toString().padStart(78, '0');
}
