import type { Decimal } from '../money';
import { decimal, HUNDRED, round, sum, toFixedText, toText, ZERO } from '../money';
import type { SaleLine } from './sale';
import type { SalesSettings } from './settings';
import type { HeaderRow, LineRow, TaxRow, Voucher } from './voucher';
import { trimmed } from './voucher';

/** A line that counts, unrounded, in the currency of the voucher. */
interface CountingLine {
	row: LineRow;
	/** False for comment and adjustment lines, which are no articles. */
	isArticle: boolean;
	rate: Decimal;
	net: Decimal;
	gross: Decimal;
}

/** What lines and header say, before anything is spread; section 4, steps 1 to 5. */
export interface Amounts {
	lines: CountingLine[];
	/** Sum of the counting lines and the other taxes, in the currency of the voucher, rounded once. */
	fromLines: Decimal;
	/** The header's total in the currency of the voucher, rounded. */
	fromHeader: Decimal;
	factor: Decimal;
	/** H: the header's total in pesos. */
	total: Decimal;
	/** Other taxes in pesos, rounded. */
	otherTaxes: Decimal;
}

/** 1 for pesos, else the exchange rate; null when there is none above zero. */
export function currencyFactor(header: HeaderRow): Decimal | null {
	if (header.MON_CTE !== null && decimal(header.MON_CTE).eq(1)) return decimal(1);
	const rate = header.COTIZ === null ? ZERO : decimal(header.COTIZ);
	return rate.gt(0) ? rate : null;
}

/** A component of a kit that is not separated is left out, whatever amount it carries. */
function counts(row: LineRow): boolean {
	const hasParent = row.RENGL_PADR !== null && row.RENGL_PADR !== 0;
	return !hasParent || (row.INSUMO_KIT_SEPARADO !== null && decimal(row.INSUMO_KIT_SEPARADO).eq(1));
}

/** Every CTA04 row that is not the VAT itself. */
function isOtherTax(row: TaxRow): boolean {
	if (trimmed(row.COD_IMPUES) !== '') return true;
	const rateCode = row.COD_ALICUO;
	return rateCode !== null && ((rateCode >= 21 && rateCode <= 80) || rateCode === 82);
}

export function readAmounts(
	voucher: Voucher,
	header: HeaderRow,
	factor: Decimal,
	settings: SalesSettings,
): Amounts {
	const adjustments = new Set(settings.adjustmentArticles);
	const withoutVat = decimal(header.IMPORTE_IV).eq(0);
	const lines = voucher.lines
		.filter(counts)
		.sort((one, other) => one.N_RENGL_V - other.N_RENGL_V)
		.map((row): CountingLine => {
			const code = trimmed(row.COD_ARTICU);
			const rate = withoutVat ? ZERO : decimal(row.PORC_IVA);
			const net = decimal(row.IMP_NETO_P);
			return {
				row,
				isArticle: code !== '' && !adjustments.has(code),
				rate,
				net,
				gross: net.times(HUNDRED.plus(rate)).div(HUNDRED),
			};
		});
	const otherTaxes = sum([
		...voucher.taxes.filter(isOtherTax).map((row) => decimal(row.IMPORTE)),
		decimal(header.IMPORTE_IN),
	]);
	const total = decimal(header.IMPORTE);
	return {
		lines,
		fromLines: round(sum(lines.map(({ gross }) => gross)).plus(otherTaxes)),
		fromHeader: round(total),
		factor,
		total: round(total.times(factor)),
		otherTaxes: round(otherTaxes.times(factor)),
	};
}

interface SentLine {
	line: CountingLine;
	net: Decimal;
	tax: Decimal;
}

export interface SpreadLines {
	lines: SentLine[];
	/** T: what lines and payments add up to. */
	total: Decimal;
}

/**
 * The lines that are sent, with everything that is no line of its own put on the largest of them; section 4,
 * steps 5 to 8. Afterwards net and tax add up to the total to the cent.
 *
 * @returns null when no article line with a net other than zero is left to report
 */
export function spreadOverLines(amounts: Amounts, settings: SalesSettings): SpreadLines | null {
	const { factor } = amounts;
	const inPesos = amounts.lines.map((line): SentLine => {
		const net = round(line.net.times(factor));
		return { line, net, tax: round(line.gross.times(factor)).minus(net) };
	});
	const sent = inPesos.filter(({ line, net }) => line.isArticle && !net.eq(0));
	const [first, ...others] = sent;
	if (first === undefined) return null;
	const largest = others.reduce(
		(best, candidate) => (candidate.net.abs().gt(best.net.abs()) ? candidate : best),
		first,
	);

	for (const { line, net, tax } of inPesos) {
		if (line.isArticle) continue;
		largest.net = largest.net.plus(net);
		largest.tax = largest.tax.plus(tax);
	}
	const reportsOtherTaxes = settings.otherTaxes === 'largestLine';
	if (reportsOtherTaxes) largest.tax = largest.tax.plus(amounts.otherTaxes);
	const total = reportsOtherTaxes ? amounts.total : amounts.total.minus(amounts.otherTaxes);
	// The last cents go to the net, because tax ≈ net × rate then stays closest.
	const rest = total.minus(sum(sent.map(({ net, tax }) => net.plus(tax))));
	largest.net = largest.net.plus(rest);
	return largest.net.eq(0) ? null : { lines: sent, total };
}

/** The lines as texts, with the sign that the settings want. */
export function toSaleLines(
	spread: SpreadLines,
	sign: Decimal,
	descriptions: ReadonlyMap<string, string>,
	settings: SalesSettings,
): SaleLine[] {
	return spread.lines.map(({ line, net, tax }) => ({
		item: itemText(line.row, descriptions, settings),
		quantity: toText(decimal(line.row.CANTIDAD).times(sign)),
		rate: toFixedText(line.rate, 2),
		rubro: settings.rubro,
		net: toFixedText(net.times(sign), 2),
		tax: toFixedText(tax.times(sign), 2),
	}));
}

function itemText(
	row: LineRow,
	descriptions: ReadonlyMap<string, string>,
	settings: SalesSettings,
): string {
	const code = trimmed(row.COD_ARTICU);
	if (settings.itemText === 'code') return code;
	return (descriptions.get((row.COD_ARTICU ?? '').trimEnd()) ?? '').trim() || code;
}
