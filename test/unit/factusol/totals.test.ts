import fc from 'fast-check';

import {
	BRACKETS,
	documentTotals,
	lineTotal,
	surchargeFor,
	toBracket,
	type Bracket,
	type TaxRegime,
} from '../../../lib/factusol/totals';
import { decimal, round, sum, toText, ZERO } from '../../../lib/money';

const decimals = (places: number, min: number, max: number) =>
	fc
		.integer({ min: min * 10 ** places, max: max * 10 ** places })
		.map((units) => decimal(units).div(decimal(10 ** places)));

const percentage = decimals(2, 0, 100);
const amounts = fc.record({
	quantity: decimals(4, -100, 10_000),
	price: decimals(4, 0, 20_000),
	discounts: fc.tuple(percentage, percentage, percentage),
});
const line = fc
	.record({ bracket: fc.constantFrom<Bracket>(...BRACKETS), amounts })
	.map(({ bracket, amounts: each }) => ({ bracket, total: lineTotal(each) }));
const regime: fc.Arbitrary<TaxRegime> = fc.record({
	vatRegime: fc.constantFrom(0, 0, 0, 1, 2, 3),
	vatPercentages: fc.constantFrom(
		[decimal(21), decimal(10), decimal(4)] as const,
		[decimal('21'), decimal('7.5'), decimal('0')] as const,
	),
	surcharge: fc.boolean(),
	withholdingPercentage: fc.constantFrom(ZERO, decimal(15), decimal('7.35')),
	promptPaymentPercentage: fc.constantFrom(ZERO, ZERO, decimal(2), decimal('3.33')),
});

/** Cents as an integer: an arithmetic that shares nothing with the decimals under test. */
const cents = (text: string) => BigInt(decimal(text).times(decimal(100)).toFixed());

describe('the total of a line', () => {
	it.each([
		['12', '8.4', ['3', '0', '0'], '97.78'],
		['6', '44.9', ['12.5', '0', '0'], '235.73'],
		['1', '1.005', ['0', '0', '0'], '1.01'],
		['-1', '1.005', ['0', '0', '0'], '-1.01'],
		['3', '33.3333', ['33.33', '0', '0'], '66.67'],
		['2', '50', ['10', '10', '10'], '72.9'],
		['5', '99.99', ['100', '0', '0'], '0'],
		['0', '99.99', ['0', '0', '0'], '0'],
	])('%s × %s less %j is %s', (quantity, price, discounts, total) => {
		expect(
			toText(
				lineTotal({
					quantity: decimal(quantity),
					price: decimal(price),
					discounts: discounts.map(decimal),
				}),
			),
		).toBe(total);
	});

	it('is rounded once, with halves away from zero, from the exact product', () => {
		fc.assert(
			fc.property(amounts, ({ quantity, price, discounts }) => {
				const total = lineTotal({ quantity, price, discounts });
				// quantity and price have 4 decimals, discounts 2: the product is an integer of 10^-20.
				const units = (value: typeof quantity, places: number) =>
					BigInt(value.times(decimal(10).pow(places)).toFixed());
				let exact = units(quantity, 4) * units(price, 4);
				for (const discount of discounts) exact *= 10_000n - units(discount, 2);
				const one = 10n ** 18n;
				const absolute = exact < 0n ? -exact : exact;
				const rounded = (2n * absolute + one) / (2n * one);
				expect(cents(toText(total))).toBe(exact < 0n ? -rounded : rounded);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('the totals of a document', () => {
	it('obey the identities of Factusol for every mixture of lines and regimes', () => {
		fc.assert(
			fc.property(fc.array(line, { maxLength: 40 }), regime, (lines, taxes) => {
				const totals = documentTotals(lines, taxes);
				for (const bracket of BRACKETS) {
					const net = sum(
						lines.filter((each) => each.bracket === bracket).map((each) => each.total),
					);
					expect(totals.net[bracket].eq(net)).toBe(true);
					expect(totals.base[bracket].eq(net.minus(totals.promptPayment[bracket]))).toBe(true);
				}
				for (const slot of [0, 1, 2] as const) {
					const { vatPercentage, surchargePercentage, base } = totals;
					const of = (percent: (typeof base)[0]) =>
						round(base[slot].times(percent).div(decimal(100)));
					expect(totals.vat[slot].eq(of(vatPercentage[slot]))).toBe(true);
					expect(totals.surchargeAmount[slot].eq(of(surchargePercentage[slot]))).toBe(true);
				}
				const parts = sum([...totals.base, ...totals.vat, ...totals.surchargeAmount]);
				expect(totals.total.eq(parts.minus(totals.withholding))).toBe(true);
				expect(round(totals.total, 2).eq(totals.total)).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});

	it('carry neither VAT nor surcharge in the regimes without VAT', () => {
		fc.assert(
			fc.property(fc.array(line), regime, fc.constantFrom(1, 2, 3), (lines, taxes, vatRegime) => {
				const totals = documentTotals(lines, { ...taxes, vatRegime });
				for (const slot of [0, 1, 2] as const) {
					expect(toText(totals.vat[slot])).toBe('0');
					expect(toText(totals.surchargeAmount[slot])).toBe('0');
					expect(toText(totals.vatPercentage[slot])).toBe('0');
				}
			}),
		);
	});

	it('carry a surcharge only when the supplier has one', () => {
		const lines = [{ bracket: 0 as const, total: decimal('100') }];
		const taxes: TaxRegime = {
			vatRegime: 0,
			vatPercentages: [decimal(21), decimal(10), decimal(4)],
			surcharge: true,
			withholdingPercentage: ZERO,
			promptPaymentPercentage: ZERO,
		};
		expect(toText(documentTotals(lines, taxes).total)).toBe('126.2');
		expect(toText(documentTotals(lines, { ...taxes, surcharge: false }).total)).toBe('121');
	});

	it('take the withholding off the sum of the bases', () => {
		const totals = documentTotals(
			[
				{ bracket: 0, total: decimal('100') },
				{ bracket: 3, total: decimal('50.05') },
			],
			{
				vatRegime: 0,
				vatPercentages: [decimal(21), decimal(10), decimal(4)],
				surcharge: false,
				withholdingPercentage: decimal(15),
				promptPaymentPercentage: ZERO,
			},
		);
		expect(toText(totals.withholding)).toBe('22.51');
		expect(toText(totals.total)).toBe('148.54');
	});
});

it('couples the surcharge to the VAT percentage as the law does', () => {
	expect(
		['21', '10', '4', '5', '0', '16'].map((vat) => toText(surchargeFor(decimal(vat)))),
	).toEqual(['5.2', '1.4', '0.5', '0.62', '0', '0']);
});

it('reads a bracket that Factusol does not know as exempt', () => {
	expect([0, 1, 2, 3, 4, -1].map(toBracket)).toEqual([0, 1, 2, 3, 3, 3]);
});
