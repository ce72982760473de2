import Big from 'big.js';

/**
 * Exact decimal arithmetic for money, quantities and percentages. Values travel as decimal text
 * ("412.35"), become a {@link Decimal} to be computed with, and go back to text; binary floating point
 * never takes part.
 */
export type Decimal = Big;

// Products of prices, quantities and three discounts stay exact: only division uses DP.
const Exact = Big();
Exact.DP = 40;
Exact.RM = Big.roundHalfUp;
// Plain notation for everything a FactuSOL or Tango amount can be.
Exact.NE = -40;
Exact.PE = 40;

export const ZERO: Decimal = new Exact(0);
export const HUNDRED: Decimal = new Exact(100);

/**
 * Reads a decimal.
 *
 * @param value decimal text with a point, or a number that came as JSON (its shortest text is taken, so 12.35 is
 *   exactly 12.35)
 * @throws Error when the value is no finite decimal number
 */
export function decimal(value: string | number | Decimal): Decimal {
	return new Exact(typeof value === 'string' ? value.trim() : value);
}

/** Whether a text is a plain decimal number ("-12.5"), without exponent, blanks or thousands separators. */
export function isDecimalText(text: string): boolean {
	return /^-?\d+(\.\d+)?$/.test(text);
}

/** Rounds with halves away from zero, as Spanish accounting, FactuSOL and T-SQL ROUND do: -1.005 → -1.01. */
export function round(value: Decimal, places = 2): Decimal {
	return value.round(places, Big.roundHalfUp);
}

export function sum(values: Iterable<Decimal>): Decimal {
	let total = ZERO;
	for (const value of values) total = total.plus(value);
	return total;
}

/** `value` × (1 − d1/100) × (1 − d2/100) × …: cascade discounts, unrounded. */
export function lessDiscounts(value: Decimal, discounts: readonly Decimal[]): Decimal {
	return discounts.reduce(
		(rest, discount) => rest.times(HUNDRED.minus(discount)).div(HUNDRED),
		value,
	);
}

/** `percent` of `value`, unrounded. */
export function percentOf(value: Decimal, percent: Decimal): Decimal {
	return value.times(percent).div(HUNDRED);
}

/** Plain decimal text without trailing zeros: "412.35", "0", "-3". */
export function toText(value: Decimal): string {
	const text = value.toFixed();
	return text === '-0' ? '0' : text;
}

/** Decimal text with a fixed number of decimals: toFixedText(2.5, 2) is "2.50". Rounds like {@link round}. */
export function toFixedText(value: Decimal, places: number): string {
	const text = round(value, places).toFixed(places);
	return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}
