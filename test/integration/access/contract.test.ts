import {
	openCompanyDatabase,
	type Cell,
	type CompanyDatabase,
	type Condition,
	type Row,
} from '../../../lib/access';
import {
	CompanyFiles,
	driverless,
	expectations,
	throughOdbc,
	type ExpectedOrder,
} from '../../support/company-files';

// Deriving an encrypted file's key and starting processes take their time on a busy machine.
jest.setTimeout(60_000);

let files: CompanyFiles;
const opened: CompanyDatabase[] = [];

beforeAll(async () => {
	files = await CompanyFiles.create();
});

afterAll(async () => {
	await Promise.all(opened.map(async (database) => await database.close()));
	await files.remove();
});

const ways = [
	['without a driver', async (fixture: string) => driverless(await files.copy(fixture))],
	['through ODBC (stand-in)', async (fixture: string) => throughOdbc(await files.standIn(fixture))],
] as const;

const known = new Map<string, CompanyDatabase>();

/** Each fixture is opened once for each way: what is tested here does not change it. */
async function database(way: (typeof ways)[number], fixture: string): Promise<CompanyDatabase> {
	const key = `${way[0]} ${fixture}`;
	let found = known.get(key);
	if (found === undefined) {
		found = await openCompanyDatabase(await way[1](fixture));
		known.set(key, found);
		opened.push(found);
	}
	return found;
}

async function wholeTable(source: CompanyDatabase, table: string): Promise<Row[]> {
	const names = (await source.columns(table)).map(({ name }) => name);
	return await source.select({ table, columns: names, orderBy: names });
}

function amount(value: number | null): string | null {
	return value === null ? null : String(value);
}

/** An expected order as the cells that say the same. */
function orderCells(order: ExpectedOrder) {
	return {
		TIPPCL: order.series,
		CODPCL: order.number,
		date: order.date,
		time: order.time,
		ESTPCL: order.state,
		CLIPCL: order.customer,
		CNOPCL: order.customerName,
		REFPCL: order.reference,
		net: order.net.map(amount),
		base: order.base.map(amount),
		vat: order.vat.map(amount),
		TOTPCL: amount(order.total),
		lines: order.lines.map((line) => ({
			POSLPC: line.pos,
			ARTLPC: line.article,
			DESLPC: line.description,
			CANLPC: amount(line.quantity),
			PRELPC: amount(line.price),
			discounts: line.discounts.map(amount),
			TOTLPC: amount(line.total),
			comment: line.comment ?? '',
		})),
	};
}

async function ordersOf(source: CompanyDatabase) {
	const brackets = ['NET1', 'NET2', 'NET3', 'NET4', 'BAS1', 'BAS2', 'BAS3', 'BAS4'];
	const headers = await source.select({
		table: 'F_PCL',
		columns: [
			...['TIPPCL', 'CODPCL', 'FECPCL', 'HORPCL', 'ESTPCL', 'CLIPCL', 'CNOPCL', 'REFPCL'],
			...['IIVA1PCL', 'IIVA2PCL', 'IIVA3PCL', 'TOTPCL'],
			...brackets.map((name) => `${name}PCL`),
		],
		orderBy: ['TIPPCL', 'CODPCL'],
	});
	const lines = await source.select({
		table: 'F_LPC',
		columns: [
			...['TIPLPC', 'CODLPC', 'POSLPC', 'ARTLPC', 'DESLPC', 'CANLPC', 'PRELPC', 'TOTLPC'],
			...['DT1LPC', 'DT2LPC', 'DT3LPC', 'MEMLPC'],
		],
		orderBy: ['TIPLPC', 'CODLPC', 'POSLPC'],
	});
	return headers.map((header) => {
		const bracket = (name: string) => ['1', '2', '3', '4'].map((n) => header[`${name}${n}PCL`]);
		const { TIPPCL, CODPCL, ESTPCL, CLIPCL, CNOPCL, REFPCL, TOTPCL } = header;
		return {
			...{ TIPPCL, CODPCL, ESTPCL, CLIPCL, CNOPCL, REFPCL, TOTPCL },
			date: String(header.FECPCL).slice(0, 10),
			time: typeof header.HORPCL === 'string' ? header.HORPCL.slice(11) : null,
			net: bracket('NET'),
			base: bracket('BAS'),
			vat: bracket('IIVA').slice(0, 3),
			lines: lines
				.filter((line) => line.TIPLPC === TIPPCL && line.CODLPC === CODPCL)
				.map(({ POSLPC, ARTLPC, DESLPC, CANLPC, PRELPC, TOTLPC, ...line }) => ({
					...{ POSLPC, ARTLPC, DESLPC, CANLPC, PRELPC, TOTLPC },
					discounts: [line.DT1LPC, line.DT2LPC, line.DT3LPC],
					comment: line.MEMLPC ?? '',
				})),
		};
	});
}

describe.each(ways)('a company file read %s', (...way) => {
	test.each([
		['base', '0012026.accdb'],
		['base', '0022026.accdb'],
		['base', '0032026.accdb'],
		['new-orders', '0022026.accdb'],
		['half-written', '0022026.accdb'],
		['being-edited', '0022026.accdb'],
		['new-year', '0022027.accdb'],
		['older-schema', '0032026.accdb'],
	])('%s/%s has exactly the expected tables, rows and orders', async (folder, file) => {
		const source = await database(way, `${folder}/${file}`);
		const expected = expectations.snapshots[folder]?.[file];
		if (expected === undefined) throw new Error('no expectation');

		const rows: Record<string, number> = {};
		for (const table of await source.tables()) {
			rows[table] = (await wholeTable(source, table)).length;
		}
		expect(rows).toEqual(expected.rows);

		const bySeriesAndNumber = (a: ExpectedOrder, b: ExpectedOrder) =>
			a.series < b.series ? -1 : a.series > b.series ? 1 : a.number - b.number;
		expect(await ordersOf(source)).toEqual(
			[...expected.orders].sort(bySeriesAndNumber).map(orderCells),
		);

		for (const [series, number] of Object.entries(expected.highestOrderNumber)) {
			const where: Condition[] = [{ column: 'TIPPCL', is: '=', value: series }];
			expect(await source.max('F_PCL', 'CODPCL', where)).toBe(number);
		}
	});

	test('columns have their kinds and lengths, in any case asked for', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const columns = await source.columns('f_lpc');
		const kinds = Object.fromEntries(
			columns.map(({ name, type, length }) => [name, { type, length }]),
		);
		expect(kinds).toMatchObject({
			TIPLPC: { type: 'text', length: 1 },
			CODLPC: { type: 'long', length: undefined },
			POSLPC: { type: 'short' },
			ARTLPC: { type: 'text', length: 13 },
			DESLPC: { type: 'memo', length: undefined },
			CANLPC: { type: 'currency' },
			DT1LPC: { type: 'single' },
		});
		const header = await source.columns('F_PCL');
		expect(header.find(({ name }) => name === 'FECPCL')?.type).toBe('datetime');
	});

	test('a file of an older FactuSOL has fewer columns', async () => {
		const source = await database(way, 'older-schema/0032026.accdb');
		const names = (await source.columns('F_PCL')).map(({ name }) => name);
		expect(names).toContain('TOTPCL');
		for (const missing of ['FUMPCL', 'TIVA1PCL', 'CPAPCL']) expect(names).not.toContain(missing);
	});

	test('NULL and empty text stay apart', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const columns = ['CODPCL', 'REFPCL', 'TOTPCL', 'NET2PCL', 'HORPCL', 'PRIPCL'];
		const orders = await source.select({
			table: 'F_PCL',
			columns,
			where: [
				{ column: 'TIPPCL', is: '=', value: '1' },
				{ column: 'CODPCL', is: 'in', values: [1, 27] },
			],
			orderBy: ['CODPCL'],
		});
		expect(orders).toEqual([
			{
				CODPCL: 1,
				REFPCL: '',
				TOTPCL: '1622.09',
				NET2PCL: '0',
				HORPCL: '1899-12-30 10:00:52',
				PRIPCL: '',
			},
			{ CODPCL: 27, REFPCL: null, TOTPCL: '251.52', NET2PCL: null, HORPCL: null, PRIPCL: null },
		]);
	});

	test('negative amounts are negative every time they are read', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const read = async () =>
			await source.select({
				table: 'F_LPC',
				columns: ['TOTLPC'],
				where: [{ column: 'TOTLPC', is: '<', value: 0 }],
				orderBy: ['TOTLPC'],
			});
		const expected = ['-1074.96', '-312.42', '-156.21', '-24.35', '-6.66', '-1.31'].map(
			(TOTLPC) => ({ TOTLPC }),
		);
		expect(await read()).toEqual(expected);
		expect(await read()).toEqual(expected);
	});

	test('long texts and texts that look like SQL come unchanged', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const [long] = await source.select({
			table: 'F_LPC',
			columns: ['MEMLPC'],
			where: [
				{ column: 'CODLPC', is: '=', value: 25 },
				{ column: 'TIPLPC', is: '=', value: '1' },
				{ column: 'POSLPC', is: '=', value: 2 },
			],
		});
		expect(long?.MEMLPC).toHaveLength(3074);
		expect(long?.MEMLPC).toContain('\r\n');
		const hostile = "'; DROP TABLE F_PCL; --";
		expect(
			await source.select({
				table: 'F_LPC',
				columns: ['CODLPC', 'DESLPC'],
				where: [{ column: 'DESLPC', is: '=', value: hostile }],
			}),
		).toEqual([{ CODLPC: 33, DESLPC: hostile }]);
	});

	describe('conditions', () => {
		const columns = ['TIPLPC', 'CODLPC', 'POSLPC', 'ARTLPC', 'CANLPC', 'DT1LPC'];
		const cases: ReadonlyArray<readonly [string, Condition[], (row: Row) => boolean]> = [
			['a text', [{ column: 'TIPLPC', is: '=', value: 'w' }], (row) => row.TIPLPC === 'W'],
			['a number', [{ column: 'CODLPC', is: '<=', value: 20 }], (row) => Number(row.CODLPC) <= 20],
			[
				'an amount',
				[{ column: 'CANLPC', is: '>', value: '2.5' }],
				(row) => Number(row.CANLPC) > 2.5,
			],
			[
				'a range',
				[
					{ column: 'codlpc', is: '>=', value: 10 },
					{ column: 'CODLPC', is: '<', value: 15 },
				],
				(row) => Number(row.CODLPC) >= 10 && Number(row.CODLPC) < 15,
			],
			[
				'a short list',
				[
					{ column: 'TIPLPC', is: 'in', values: ['1', 'W'] },
					{ column: 'POSLPC', is: 'in', values: [1, 3] },
				],
				(row) => row.TIPLPC !== '2' && [1, 3].includes(Number(row.POSLPC)),
			],
			[
				'a list longer than a statement, with repetitions',
				[
					{
						column: 'CODLPC',
						is: 'in',
						values: Array.from({ length: 1500 }, (_, index) => (index * 2) % 1400),
					},
				],
				(row) => Number(row.CODLPC) % 2 === 0 && Number(row.CODLPC) < 1400,
			],
			[
				'a Single, as people write it',
				[{ column: 'DT1LPC', is: '=', value: '33.33' }],
				(row) => row.DT1LPC === '33.33',
			],
			['an empty list', [{ column: 'CODLPC', is: 'in', values: [] }], () => false],
			['nothing that exists', [{ column: 'ARTLPC', is: '=', value: 'x'.repeat(300) }], () => false],
		];
		test.each(cases)('rows are those that satisfy %s', async (name, where, holds) => {
			const source = await database(way, 'base/0022026.accdb');
			const orderBy = ['TIPLPC', 'CODLPC', 'POSLPC'];
			const all = await source.select({ table: 'F_LPC', columns, orderBy });
			const expected = all.filter(holds);
			expect(await source.select({ table: 'F_LPC', columns, where, orderBy })).toEqual(expected);
			if (!/empty|nothing/.test(name)) expect(expected.length).toBeGreaterThan(0);
			expect(expected.length).toBeLessThan(all.length);
		});

		test('NULL is found by a condition of its own, and empty text is not', async () => {
			const source = await database(way, 'base/0022026.accdb');
			const found = await source.select({
				table: 'F_PCL',
				columns: ['CODPCL', 'REFPCL'],
				where: [
					{ column: 'REFPCL', is: 'null' },
					{ column: 'CODPCL', is: '<', value: 100 },
				],
			});
			expect(found).toEqual([{ CODPCL: 27, REFPCL: null }]);
		});

		test('a day is found as a range', async () => {
			const source = await database(way, 'base/0022026.accdb');
			const found = await source.select({
				table: 'F_PCL',
				columns: ['CODPCL', 'FECPCL'],
				where: [
					{ column: 'FECPCL', is: '>=', value: '2026-03-19 00:00:00' },
					{ column: 'FECPCL', is: '<', value: '2026-03-20 00:00:00' },
				],
			});
			expect(found.map(({ CODPCL }) => CODPCL)).toContain(27);
			expect(new Set(found.map(({ FECPCL }) => FECPCL))).toEqual(new Set(['2026-03-19 00:00:00']));
		});
	});

	test('rows come in the order asked for, also by columns that are not wanted', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const rows = await source.select({
			table: 'F_LPC',
			columns: ['POSLPC', 'CODLPC'],
			orderBy: ['TOTLPC', 'TIPLPC', 'CODLPC', 'POSLPC'],
		});
		expect(rows[0]).toEqual({ POSLPC: 1, CODLPC: 76 });
		expect(rows).toHaveLength(440);
	});

	test('the highest value of nothing is null', async () => {
		const source = await database(way, 'base/0022026.accdb');
		expect(
			await source.max('F_PCL', 'CODPCL', [{ column: 'TIPPCL', is: '=', value: '9' }]),
		).toBeNull();
		expect(
			await source.max('F_PCL', 'CODPCL', [{ column: 'TIPPCL', is: 'in', values: [] }]),
		).toBeNull();
	});

	test('a table or column that the file has not is named', async () => {
		const source = await database(way, 'base/0022026.accdb');
		await expect(source.columns('F_NOPE')).rejects.toMatchObject({
			class: 'person',
			code: 'TABLE_MISSING',
			details: { table: 'F_NOPE' },
		});
		await expect(
			source.select({ table: 'F_PCL', columns: ['CODPCL', 'NOPEPCL'] }),
		).rejects.toMatchObject({
			class: 'person',
			code: 'COLUMN_MISSING',
			details: { table: 'F_PCL', column: 'NOPEPCL' },
		});
	});

	test('many questions at once get each their own answer', async () => {
		const source = await database(way, 'base/0022026.accdb');
		const tables = await source.tables();
		const together = await Promise.all(
			tables.map(async (table) => await wholeTable(source, table)),
		);
		for (const [index, table] of tables.entries()) {
			expect(together[index]).toEqual(await wholeTable(source, table));
		}
	});

	test('a closed file answers nothing', async () => {
		const source = await openCompanyDatabase(await way[1]('new-year/0022027.accdb'));
		await source.columns('F_PCL');
		await source.close();
		await expect(source.select({ table: 'F_PCL', columns: ['CODPCL'] })).rejects.toMatchObject({
			class: 'bug',
			code: 'CLOSED',
		});
	});
});

test.each([
	'base/0012026.accdb',
	'base/0022026.accdb',
	'base/0032026.accdb',
	'older-schema/0032026.accdb',
])('%s is the same, table by table and cell by cell, both ways', async (fixture) => {
	const [first, second] = await Promise.all(ways.map(async (way) => await database(way, fixture)));
	if (first === undefined || second === undefined) throw new Error('two ways are compared');
	const tables = await first.tables();
	expect([...(await second.tables())].sort()).toEqual([...tables].sort());
	for (const table of tables) {
		expect(await second.columns(table)).toEqual(await first.columns(table));
		const rows: Cell[][] = (await wholeTable(first, table)).map((row) => Object.values(row));
		expect((await wholeTable(second, table)).map((row) => Object.values(row))).toEqual(rows);
	}
});
