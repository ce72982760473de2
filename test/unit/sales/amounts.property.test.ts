import fc from 'fast-check';

import { examineVoucher } from '../../../lib/sales/checks';
import type { Sale } from '../../../lib/sales/sale';
import type { SalesSettings } from '../../../lib/sales/settings';
import { parseSalesSettings } from '../../../lib/sales/settings';
import type { HeaderRow, LineRow, TaxRow, TreasuryRow, Voucher } from '../../../lib/sales/voucher';
import type { Decimal } from '../../../lib/money';
import { decimal, round, sum, toFixedText, ZERO } from '../../../lib/money';

const KEY = { NRO_SUCURS: 10, T_COMP: 'FAC', N_COMP: 'B0021500000001' };

/** Ten-millionths, as decimal(22,7) stores them. */
const amount = (min: number, max: number) =>
	fc
		.tuple(fc.integer({ min, max }), fc.integer({ min: 0, max: 9_999_999 }))
		.map(([whole, part]) => `${whole}.${`${part}`.padStart(7, '0')}`);

interface Recipe {
	lines: Array<{ net: string; rate: string; isArticle: boolean; isKitPart: boolean }>;
	/** Discount or surcharge of the whole voucher, per cent. */
	adjustment: number;
	perception: string;
	internalTax: string;
	rate: string | null;
	withoutVat: boolean;
	headerCents: number;
	payments: number[];
	paymentCents: number;
	isCreditNote: boolean;
}

const recipe: fc.Arbitrary<Recipe> = fc.record({
	lines: fc.array(
		fc.record({
			net: amount(-500, 90_000),
			rate: fc.constantFrom('21.0000000', '10.5000000', '27.0000000'),
			isArticle: fc.boolean(),
			isKitPart: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 12 },
	),
	adjustment: fc.integer({ min: -30, max: 30 }),
	perception: amount(0, 500),
	internalTax: amount(0, 100),
	rate: fc.option(amount(1, 1500)),
	withoutVat: fc.boolean(),
	headerCents: fc.integer({ min: -5, max: 5 }),
	payments: fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 4 }),
	paymentCents: fc.integer({ min: -5, max: 5 }),
	isCreditNote: fc.boolean(),
});

/** A voucher as Tango would have stored it, with a header and payments that may be some cents off. */
function voucherOf(made: Recipe): { voucher: Voucher; header: HeaderRow } {
	const factor = decimal(made.rate ?? 1);
	const share = decimal(100 + made.adjustment).div(100);
	const lines = made.lines.map((line, index): LineRow => ({
		...KEY,
		N_RENGL_V: index + 1,
		COD_ARTICU: line.isArticle ? `ART-${index}` : 'Art. Ajuste',
		CANTIDAD: '1.0000000',
		PORC_IVA: line.rate,
		IMP_NETO_P: decimal(line.net).times(share).round(7).toFixed(7),
		RENGL_PADR: line.isKitPart ? 1 : null,
		INSUMO_KIT_SEPARADO: line.isKitPart ? '0' : null,
	}));
	const gross = sum(
		lines
			.filter((row) => row.RENGL_PADR === null)
			.map((row) => {
				const rate = made.withoutVat ? ZERO : decimal(row.PORC_IVA);
				return decimal(row.IMP_NETO_P).times(rate.plus(100)).div(100);
			}),
	);
	const total = round(gross.plus(made.perception).plus(made.internalTax)).plus(
		decimal(made.headerCents).div(100),
	);
	const header: HeaderRow = {
		...KEY,
		TCOMP_IN_V: made.isCreditNote ? 'CC' : 'FC',
		FECHA_EMIS: '2026-03-16',
		HORA_EMIS: '100530',
		ESTADO: '',
		COD_VENDED: '07',
		MON_CTE: made.rate === null ? '1' : '0',
		COTIZ: made.rate ?? '1.0000000',
		IMPORTE: total.toFixed(7),
		IMPORTE_IV: made.withoutVat ? '0.0000000' : '1.0000000',
		IMPORTE_IN: made.internalTax,
	};
	const inPesos = round(total.times(factor));
	const treasury: TreasuryRow[] = [];
	let left = inPesos.plus(decimal(made.paymentCents).div(100));
	made.payments.forEach((percent, index) => {
		const isLast = index === made.payments.length - 1;
		const paid = isLast ? left : round(left.times(percent).div(100));
		left = left.minus(paid);
		treasury.push({
			...KEY,
			RENGLON: index + 1,
			COD_CTA: `${1000 + (index % 3)}`,
			D_H: made.isCreditNote ? 'H' : 'D',
			MONTO: paid.toFixed(7),
		});
	});
	const tax: TaxRow = { ...KEY, COD_IMPUES: '', COD_ALICUO: 51, IMPORTE: made.perception };
	return {
		header,
		voucher: {
			group: { type: 'FAC', number: KEY.N_COMP, rows: 1, first: null, day: null },
			headers: [header],
			lines,
			taxes: [tax, { ...KEY, COD_IMPUES: '', COD_ALICUO: 1, IMPORTE: '999.0000000' }],
			treasury,
			typeKind: null,
			descriptions: new Map(),
			unreadable: [],
		},
	};
}

const linesTotal = (sale: Sale): Decimal =>
	sum(sale.lines.map(({ net, tax }) => decimal(net).plus(tax)));
const paymentsTotal = (sale: Sale): Decimal =>
	sum(sale.payments.map(({ amount: paid }) => decimal(paid)));

function saleOf(made: Recipe, settings: SalesSettings): Sale | null {
	const { verdict } = examineVoucher(voucherOf(made).voucher, settings);
	return verdict.outcome === 'send' ? verdict.sale : null;
}

const means = { '1000': 'EFECTIVO', '1001': 'CREDITO' };

describe('a random voucher with three rates, discounts, surcharges, exchange rates and other taxes', () => {
	test.each([
		['the defaults', { paymentMeans: means }],
		['other taxes left out', { paymentMeans: means, otherTaxes: 'leaveOut' }],
		['negative credit notes', { paymentMeans: means, creditNoteSign: 'negative' }],
	])('adds up to the cent with %s', (_, change) => {
		const settings = parseSalesSettings(change);
		let sent = 0;
		fc.assert(
			fc.property(recipe, (made) => {
				const sale = saleOf(made, settings);
				if (sale === null) return;
				sent += 1;
				expect(toFixedText(linesTotal(sale), 2)).toBe(sale.total);
				expect(toFixedText(paymentsTotal(sale), 2)).toBe(sale.total);
				for (const { net } of sale.lines) expect(decimal(net).eq(0)).toBe(false);
			}),
			{ numRuns: 400 },
		);
		// A property over vouchers that are all held would prove nothing.
		expect(sent).toBeGreaterThan(150);
	});

	test('reports the header total in pesos, less the other taxes where they are left out', () => {
		const whole = parseSalesSettings({ paymentMeans: means });
		const without = parseSalesSettings({ paymentMeans: means, otherTaxes: 'leaveOut' });
		fc.assert(
			fc.property(recipe, (made) => {
				const { header } = voucherOf(made);
				const factor = decimal(made.rate ?? 1);
				const total = round(decimal(header.IMPORTE).times(factor));
				const other = round(decimal(made.perception).plus(made.internalTax).times(factor));
				const one = saleOf(made, whole);
				if (one !== null) expect(one.total).toBe(toFixedText(total, 2));
				const less = saleOf(made, without);
				if (less !== null) expect(less.total).toBe(toFixedText(total.minus(other), 2));
			}),
			{ numRuns: 300 },
		);
	});

	test('is the same in whatever order the server returns its rows', () => {
		const settings = parseSalesSettings({ paymentMeans: means });
		const shuffled = <T>(rows: readonly T[]) =>
			fc.shuffledSubarray([...rows], { minLength: rows.length });
		fc.assert(
			fc.property(
				recipe
					.map((made) => voucherOf(made).voucher)
					.chain((voucher) =>
						fc.tuple(
							fc.constant(voucher),
							fc.record({
								lines: shuffled(voucher.lines),
								taxes: shuffled(voucher.taxes),
								treasury: shuffled(voucher.treasury),
							}),
						),
					),
				([voucher, otherOrder]) => {
					expect(examineVoucher({ ...voucher, ...otherOrder }, settings).verdict).toEqual(
						examineVoucher(voucher, settings).verdict,
					);
				},
			),
			{ numRuns: 200 },
		);
	});

	test('has the opposite of every amount when credit notes are negative', () => {
		const positive = parseSalesSettings({ paymentMeans: means });
		const negative = parseSalesSettings({ paymentMeans: means, creditNoteSign: 'negative' });
		const opposite = (text: string) => toFixedText(ZERO.minus(text), 2);
		fc.assert(
			fc.property(recipe, (made) => {
				const one = saleOf({ ...made, isCreditNote: true }, positive);
				const other = saleOf({ ...made, isCreditNote: true }, negative);
				expect(other?.lines.map(({ net, tax }) => [net, tax])).toEqual(
					one?.lines.map(({ net, tax }) => [opposite(net), opposite(tax)]),
				);
				expect(other?.payments.map(({ amount: paid }) => paid)).toEqual(
					one?.payments.map(({ amount: paid }) => opposite(paid)),
				);
				expect(JSON.stringify(other ?? '')).not.toMatch(/"-0(\.00)?"/);
			}),
			{ numRuns: 200 },
		);
	});

	test('is held, never bent, when the header differs by more than the tolerance', () => {
		const settings = parseSalesSettings({ tolerance: '0.03' });
		fc.assert(
			fc.property(recipe, (made) => {
				if (Math.abs(made.headerCents) <= 3) return;
				const { verdict } = examineVoucher(voucherOf(made).voucher, settings);
				expect(verdict).toMatchObject({
					outcome: 'hold',
					reason: 'TOTAL_MISMATCH',
					detail: 'lines',
				});
			}),
			{ numRuns: 200 },
		);
	});
});
