import fc from 'fast-check';

import type { Cell, Column, Row } from '../../../lib/access';
import { readArticles, readSupplierPrices } from '../../../lib/factusol/articles';
import { readOrders } from '../../../lib/factusol/customer-orders';
import { listOrderKeys } from '../../../lib/factusol/order-keys';
import { RowsDatabase } from '../../support/rows-database';

const text = (name: string): Column => ({ name, type: 'text', length: 50 });
const long = (name: string): Column => ({ name, type: 'long' });
const amount = (name: string): Column => ({ name, type: 'currency' });
const date = (name: string): Column => ({ name, type: 'datetime' });

const HEADER = [
	text('TIPPCL'),
	long('CODPCL'),
	date('FECPCL'),
	...['NET1PCL', 'NET2PCL', 'NET3PCL', 'NET4PCL', 'TOTPCL'].map(amount),
];
const LINE = [
	text('TIPLPC'),
	long('CODLPC'),
	long('POSLPC'),
	text('ARTLPC'),
	text('DESLPC'),
	...['CANLPC', 'PRELPC', 'TOTLPC'].map(amount),
];

const header = (series: string, number: number, day: Cell): Row => ({
	TIPPCL: series,
	CODPCL: number,
	FECPCL: day,
});
const file = (headers: readonly Row[], linesEach = 1) =>
	new RowsDatabase({
		F_PCL: { columns: HEADER, rows: headers },
		F_LPC: {
			columns: LINE,
			rows: headers.flatMap(({ TIPPCL, CODPCL }) =>
				Array.from({ length: linesEach }, (_, at) => ({
					TIPLPC: TIPPCL ?? '',
					CODLPC: CODPCL ?? 0,
					POSLPC: at + 1,
				})),
			),
		},
	});

const dayAt = (at: number) => new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
const days = fc.oneof(
	fc.constantFrom(null, '1899-12-30 00:00:00', '1900-01-01 00:00:00', '1900-01-02 00:00:00'),
	fc
		.tuple(fc.integer({ min: 0, max: 1100 }), fc.constantFrom('00:00:00', '23:59:59'))
		.map(([at, time]) => `${dayAt(at)} ${time}`),
);

describe('the keys of the orders of a file', () => {
	it('are those of all orders, or of the wanted days and without a date, each once and in order', async () => {
		const since = fc.option(
			fc.oneof(
				fc.integer({ min: 0, max: 1100 }).map(dayAt),
				fc.constantFrom('1899-12-30', '1900-01-01', '1900-01-02'),
			),
			{ nil: undefined },
		);
		await fc.assert(
			fc.asyncProperty(fc.array(days, { maxLength: 60 }), since, async (dates, first) => {
				const rows = dates.map((day, at) => header(['1', 'W', '2'][at % 3] ?? '', 60 - at, day));
				const counts = ({ FECPCL }: Row) => {
					const day = String(FECPCL ?? '').slice(0, 10);
					return first === undefined || day <= '1900-01-01' || day >= first;
				};
				const expected = rows
					.filter(counts)
					.map(({ TIPPCL, CODPCL }) => `${TIPPCL} ${String(CODPCL).padStart(2, '0')}`)
					.sort();
				const keys = await listOrderKeys(file(rows), first === undefined ? {} : { since: first });
				expect(keys.map((key) => `${key.series} ${String(key.number).padStart(2, '0')}`)).toEqual(
					expected,
				);
			}),
		);
	});

	it('are those of the wanted series, whatever the case', async () => {
		const rows = [header('1', 1, null), header('w', 2, null), header('2', 3, null)];
		const keys = await listOrderKeys(file(rows), { series: ['W', '2'] });
		expect(keys.map(({ series }) => series)).toEqual(['2', 'w']);
	});

	it('come a month at a time for the year until today, so that no answer is large', async () => {
		const today = Date.now();
		const rows = Array.from({ length: 3600 }, (_, at) =>
			header(
				'1',
				at,
				new Date(today - (at / 10) * 86_400_000).toISOString().slice(0, 10) + ' 00:00:00',
			),
		);
		const database = file(rows);
		expect(await listOrderKeys(database, {})).toHaveLength(3600);
		expect(Math.max(...database.selects.map(({ answered }) => answered))).toBeLessThanOrEqual(330);
	});
});

describe('the orders of a file', () => {
	const numbersOf = async (database: RowsDatabase, numbers: readonly number[]) => {
		const keys = numbers.map((number) => ({ series: '1', number, date: null }));
		const found: number[] = [];
		for await (const slice of readOrders(database, keys, 'a test')) {
			found.push(...slice.map(({ number }) => number));
		}
		return found;
	};
	const answers = ({ selects }: RowsDatabase) => Math.max(...selects.map((each) => each.answered));
	const all = Array.from({ length: 3000 }, (_, at) => at + 1);

	it('are all read, those without lines too', async () => {
		expect(await numbersOf(file(all.map((number) => header('1', number, null))), all)).toEqual(all);
		expect(
			await numbersOf(
				file(
					all.map((number) => header('1', number, null)),
					0,
				),
				all,
			),
		).toEqual(all);
	});

	it('are read without those that lie between an old one and the new ones', async () => {
		const database = file(all.map((number) => header('1', number, null)));
		expect(await numbersOf(database, [1, 2, 2999, 3000])).toEqual([1, 2, 2999, 3000]);
		expect(answers(database)).toBeLessThanOrEqual(200);
	});

	it('are read fewer at a time when they have many lines', async () => {
		const database = file(
			all.slice(0, 400).map((number) => header('1', number, null)),
			50,
		);
		expect(await numbersOf(database, all.slice(0, 400))).toEqual(all.slice(0, 400));
		const lines = database.selects.filter(({ query }) => query.table === 'F_LPC').slice(1);
		expect(Math.max(...lines.map(({ answered }) => answered))).toBeLessThanOrEqual(1000);
	});
});

describe('the articles and prices of a file', () => {
	const codes = Array.from({ length: 900 }, (_, at) => `A${at}${at % 3 === 0 ? ' ' : ''}`);
	const database = () =>
		new RowsDatabase({
			F_ART: {
				columns: [text('CODART'), text('DESART'), long('PHAART'), long('TIVART')],
				rows: codes.map((code) => ({ CODART: code, PHAART: 1, TIVART: 0 })),
			},
			F_LPA: {
				columns: [text('ARTLPA'), long('PROLPA'), amount('PRELPA')],
				rows: codes.flatMap((code, at) => [
					{ ARTLPA: code, PROLPA: 1, PRELPA: String(at) },
					{ ARTLPA: code, PROLPA: 2, PRELPA: '0' },
				]),
			},
		});

	it('are read by their codes, which alone come in one answer', async () => {
		const opened = database();
		expect((await readArticles(opened, 'a test')).size).toBe(900);
		const prices = await readSupplierPrices(opened, 'a test', 1);
		expect(prices.get('A7')?.price).toBe('7');
		expect(prices.size).toBe(900);
		const whole = opened.selects.filter(({ query }) => !query.where?.some(({ is }) => is === 'in'));
		expect(whole.map(({ query }) => query.columns)).toEqual([['CODART'], ['ARTLPA']]);
	});
});
