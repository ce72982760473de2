import fc from 'fast-check';

import { mayRelease, maySkip } from '../../../lib/status-page/decisions';
import { contentOf } from '../../../lib/status-page/payload';
import { STATES } from '../../../lib/ledger/types';
import { amountText, decimalText } from '../../../lib/status-page/words';

describe('what an entry holds', () => {
	it('is told of whatever was registered, without ever failing', () => {
		const names = fc.constantFrom(
			'lines',
			'company',
			'comprobante',
			'voucher',
			'omittedLines',
			'x',
		);
		const payload = fc.dictionary(names, fc.jsonValue());
		fc.assert(
			fc.property(payload, (given) => {
				const { facts, tables } = contentOf(given);
				for (const [, value] of facts) expect(typeof value).toBe('string');
				for (const { heads, rows } of tables) {
					for (const row of rows) expect(row).toHaveLength(heads.length);
				}
			}),
		);
	});

	it('is the order with its lines, in the numbers of the office', () => {
		const { facts, tables } = contentOf({
			company: { code: '002', name: 'Duofic' },
			document: '1-000123',
			date: '2026-03-14',
			customer: { code: 15, name: 'Cerrajería' },
			total: '1234.5',
			purchaseReference: 'DUOFIC 2026 1-000123',
			lines: [
				{
					article: 'A',
					parentArticle: 'B',
					description: 'C',
					quantity: '2.5',
					purchasePrice: '38.49',
				},
			],
			omittedLines: [],
		});
		expect(facts).toContainEqual(['Total del pedido', '1.234,50 €']);
		expect(facts).toContainEqual(['Fecha', '14/03/2026']);
		expect(tables.map(({ title, rows }) => [title, rows])).toEqual([
			['Líneas que se piden', [['A', 'B', 'C', '2,5', '38,49']]],
		]);
	});

	it('of a very long order tells how much was left out', () => {
		const line = { article: 'A', description: 'x'.repeat(2000), quantity: '1' };
		const [table] = contentOf({
			company: { code: '002', name: 'Duofic' },
			lines: Array.from({ length: 250 }, () => line),
		}).tables;
		expect(table).toMatchObject({ more: 50 });
		expect(table?.rows[0]?.[2]?.length).toBeLessThan(600);
	});
});

describe('what a person may decide', () => {
	const allowed = (may: typeof mayRelease | typeof maySkip) =>
		STATES.filter((state) => may({ state, payload: {} }));

	it('depends on the state', () => {
		expect(allowed(mayRelease)).toEqual(['held', 'dead', 'skipped']);
		expect(allowed(maySkip)).toEqual(['pending', 'held', 'dead']);
	});

	it('leaves out to release a sale that is stored without what would be sent', () => {
		expect(mayRelease({ state: 'held', payload: { outcome: 'hold' } })).toBe(false);
		expect(mayRelease({ state: 'held', payload: { outcome: 'send' } })).toBe(true);
	});
});

it.each([
	['0', '0'],
	['1234567.80', '1.234.567,80'],
	['-1000', '-1.000'],
	['1e9', '1e9'],
	['<b>', '<b>'],
])('%s is written as %s', (text, written) => {
	expect(decimalText(text)).toBe(written);
});

it.each([
	['46.2', '46,20'],
	['1000', '1.000,00'],
	['-3', '-3,00'],
	['13.745', '13,745'],
	['', ''],
	['<b>', '<b>'],
])('the amount %s is written as %s', (text, written) => {
	expect(amountText(text)).toBe(written);
});
