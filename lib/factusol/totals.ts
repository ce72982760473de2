import { decimal, lessDiscounts, percentOf, round, sum, ZERO } from '../money';
import type { Decimal } from '../money';

/**
 * VAT bracket of a line or article (IVALPC, IVALPP, TIVART): 0 to 2 are IVA1 to IVA3, 3 is exempt. A selector, not
 * a percentage. Net, discount and base have four slots in a header (exempt is the fourth), VAT has three.
 */
export const BRACKETS = [0, 1, 2, 3] as const;
export type Bracket = (typeof BRACKETS)[number];
export type FourSlots<T> = readonly [T, T, T, T];
export type ThreeSlots<T> = readonly [T, T, T];

/** Any stored selector as a bracket; what is not 0, 1 or 2 is exempt, as in Factusol's own list. */
export function toBracket(stored: number): Bracket {
	return stored === 0 || stored === 1 || stored === 2 ? stored : 3;
}

export interface LineAmounts {
	quantity: Decimal;
	price: Decimal;
	/** Three cascade discounts in percent. */
	discounts: readonly Decimal[];
}

/** TOT of a line = CAN × PRE × (1−DT1/100) × (1−DT2/100) × (1−DT3/100), rounded once to cents. */
export function lineTotal({ quantity, price, discounts }: LineAmounts): Decimal {
	return round(lessDiscounts(quantity.times(price), discounts));
}

/** What decides about the taxes of a whole document. */
export interface TaxRegime {
	/** TIV*: 0 with VAT; 1 without, 2 intra-community, 3 import and export carry none. */
	vatRegime: number;
	/** IVA1 to IVA3 of the company, in percent. */
	vatPercentages: ThreeSlots<Decimal>;
	/** REQ*: whether the equivalence surcharge applies. */
	surcharge: boolean;
	/** Percent of the sum of the bases that is withheld (PRET1). */
	withholdingPercentage: Decimal;
	/** Percent of prompt-payment discount (PPPAn). */
	promptPaymentPercentage: Decimal;
}

export interface DocumentTotals {
	/** NETn: sum of the line totals of the bracket. */
	net: FourSlots<Decimal>;
	/** IPPAn: prompt-payment discount of the bracket. */
	promptPayment: FourSlots<Decimal>;
	/** BASn = NETn − IPPAn. */
	base: FourSlots<Decimal>;
	/** PIVAn; 0 where the regime carries no VAT. */
	vatPercentage: ThreeSlots<Decimal>;
	/** IIVAn */
	vat: ThreeSlots<Decimal>;
	/** PRECn; 0 without surcharge. */
	surchargePercentage: ThreeSlots<Decimal>;
	/** IRECn */
	surchargeAmount: ThreeSlots<Decimal>;
	/** IRET1 */
	withholding: Decimal;
	/** TOT */
	total: Decimal;
}

/** Equivalence surcharge by VAT percentage, as Spanish law couples them (recargo de equivalencia). */
const SURCHARGE_BY_VAT = new Map([
	['21', '5.2'],
	['10', '1.4'],
	['5', '0.62'],
	['4', '0.5'],
]);

export function surchargeFor(vatPercentage: Decimal): Decimal {
	return decimal(SURCHARGE_BY_VAT.get(vatPercentage.toFixed()) ?? '0');
}

/**
 * Totals of a document from its line totals, per bracket and rounded per bracket, by the identities of Factusol:
 * NETn = Σ lines, BASn = NETn − IPPAn, IIVAn = round(BASn × PIVAn %), IRECn = round(BASn × PRECn %),
 * IRET1 = round(Σ BASn × PRET1 %), TOT = Σ (BASn + IIVAn + IRECn) + BAS4 − IRET1.
 */
export function documentTotals(
	lines: ReadonlyArray<{ bracket: Bracket; total: Decimal }>,
	regime: TaxRegime,
): DocumentTotals {
	const four = (amount: (bracket: Bracket) => Decimal): FourSlots<Decimal> => [
		amount(0),
		amount(1),
		amount(2),
		amount(3),
	];
	const three = (amount: (slot: 0 | 1 | 2) => Decimal): ThreeSlots<Decimal> => [
		amount(0),
		amount(1),
		amount(2),
	];
	const net = four((bracket) =>
		sum(lines.filter((line) => line.bracket === bracket).map((line) => line.total)),
	);
	const promptPayment = four((n) => round(percentOf(net[n], regime.promptPaymentPercentage)));
	const base = four((n) => net[n].minus(promptPayment[n]));
	const taxed = regime.vatRegime === 0;
	const vatPercentage = three((n) => (taxed ? regime.vatPercentages[n] : ZERO));
	const surchargePercentage = three((n) =>
		taxed && regime.surcharge ? surchargeFor(regime.vatPercentages[n]) : ZERO,
	);
	const vat = three((n) => round(percentOf(base[n], vatPercentage[n])));
	const surchargeAmount = three((n) => round(percentOf(base[n], surchargePercentage[n])));
	const withholding = round(percentOf(sum(base), regime.withholdingPercentage));
	return {
		net,
		promptPayment,
		base,
		vatPercentage,
		vat,
		surchargePercentage,
		surchargeAmount,
		withholding,
		total: sum([...base, ...vat, ...surchargeAmount]).minus(withholding),
	};
}
