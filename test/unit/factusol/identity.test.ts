import fc from 'fast-check';

import {
	documentName,
	orderKey,
	parseDocumentName,
	purchaseReference,
} from '../../../lib/factusol/identity';

describe('names of documents', () => {
	it('are written as Factusol shows them', () => {
		expect(documentName('1', 123)).toBe('1-000123');
		expect(documentName('W', 1)).toBe('W-000001');
		expect(documentName('2', 1_234_567)).toBe('2-1234567');
	});

	it('are read back from what people write', () => {
		expect(parseDocumentName(' 1-123 ')).toEqual({ series: '1', number: 123 });
		expect(parseDocumentName('w - 000004')).toEqual({ series: 'w', number: 4 });
	});

	it('are read back from what is written, for every series and number', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('1', '2', '9', 'W', 'A'),
				fc.integer({ min: 1, max: 999_999_999 }),
				(series, number) => {
					expect(parseDocumentName(documentName(series, number))).toEqual({ series, number });
				},
			),
		);
	});

	it.each(['', '123', '1-', '-5', '12-5', '1-5a', '1/5'])(
		'refuses "%s" and shows how it should look',
		(text) => {
			expect(() => parseDocumentName(text)).toThrow(
				expect.objectContaining({
					code: 'BAD_DOCUMENT_NUMBER',
					whatToDo: expect.stringContaining('1-000123') as string,
				}),
			);
		},
	);
});

it('keys an order by company, year, series and number', () => {
	expect(orderKey({ companyCode: '002', fiscalYear: 2026, series: '1', number: 123 })).toBe(
		'002/2026/1/000123',
	);
});

it('gives every order of a company a reference of its own across years and series', () => {
	const identity = fc.record({
		fiscalYear: fc.integer({ min: 2000, max: 2099 }),
		series: fc.constantFrom('1', '2', 'W'),
		number: fc.integer({ min: 1, max: 999_999 }),
	});
	fc.assert(
		fc.property(identity, identity, (a, b) => {
			const same = a.fiscalYear === b.fiscalYear && a.series === b.series && a.number === b.number;
			expect(purchaseReference('Duofic', a) === purchaseReference('Duofic', b)).toBe(same);
		}),
	);
	expect(purchaseReference(' Duofic ', { fiscalYear: 2026, series: '1', number: 123 })).toBe(
		'DUOFIC 2026 1-000123',
	);
});
