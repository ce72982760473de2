import * as sql from 'mssql';
import type { SqlServerStandIn } from '../../../../demo/stand-in/sql-server/server';
import { connect, poolConfig, startWithSales } from './start';

describe('errors of the SQL Server stand-in', () => {
	let server: SqlServerStandIn;
	let pool: sql.ConnectionPool;
	beforeAll(async () => {
		server = await startWithSales();
		pool = await connect(server);
	});
	afterEach(() => {
		server.faults.clear();
		expect(server.defects).toEqual([]);
	});
	afterAll(async () => {
		await pool.close();
		await server.close();
	});

	it.each([
		[208, 'SELECT a AS a FROM dbo.MISSING AS m', /Invalid object name 'dbo.MISSING'/],
		[207, 'SELECT h.NOPE AS a FROM dbo.CTA02 AS h', /Invalid column name 'NOPE'/],
		[4104, 'SELECT x.IMPORTE AS a FROM dbo.CTA02 AS h', /multi-part identifier "x.IMPORTE"/],
		[209, 'SELECT N_COMP AS a FROM dbo.CTA02 AS h, dbo.CTA03 AS l', /Ambiguous/],
		[102, 'SELEC 1', /Incorrect syntax near 'SELEC'/],
		[137, 'SELECT @unknown AS a', /@unknown/],
		[245, "SELECT CONVERT(int, 'abc') AS a", /varchar value 'abc' to data type int/],
		[8114, "SELECT CONVERT(decimal(22,7), '1,5') AS a", /varchar to numeric/],
		[241, "SELECT CONVERT(datetime, '2026-02-30') AS a", /date and\/or time/],
		[8115, 'SELECT CONVERT(decimal(3,2), 10) AS a', /overflow/],
		[8134, 'SELECT 1 / 0 AS a', /Divide by zero/],
		[195, "SELECT STRING_AGG('a', ',') AS a", /STRING_AGG/],
		[
			2627,
			"INSERT INTO dbo.SUCURSAL (ID_SUCURSAL, NRO_SUCURSAL, DESC_SUCURSAL) VALUES (1, 30, 'X')",
			/PK_SUCURSAL/,
		],
		[
			2627,
			"INSERT INTO dbo.SUCURSAL (ID_SUCURSAL, NRO_SUCURSAL, DESC_SUCURSAL) VALUES (3, 10, 'X')",
			/UQ_SUCURSAL_NRO/,
		],
		[515, 'INSERT INTO dbo.SUCURSAL (ID_SUCURSAL, NRO_SUCURSAL) VALUES (3, 30)', /DESC_SUCURSAL/],
		[
			547,
			"INSERT INTO dbo.CTA_TIPO_COMPROBANTE_VENTAS (NRO_SUCURS, IDENT_COMP, TIPO_COMP) VALUES (10, 'XXX', 'Z')",
			/CK_CTA_TIPO_COMP/,
		],
		[8152, "UPDATE dbo.CTA02 SET ESTADO = 'ANULADO' WHERE N_COMP = 'B0021500030562'", /truncated/],
		[
			544,
			"INSERT INTO dbo.CTA04 (ID_CTA04, NRO_SUCURS, T_COMP, N_COMP, COD_ALICUO, IMPORTE) VALUES (1, 1, 'A', 'B', 1, 1)",
			/identity/,
		],
		[2812, 'EXEC_MISSING', /./],
	])('answers with number %i: %s', async (number, text, message) => {
		const request = pool.request();
		const run = text === 'EXEC_MISSING' ? request.execute('dbo.missing') : request.query(text);
		await expect(run).rejects.toMatchObject({
			number,
			message: expect.stringMatching(message),
			class: expect.any(Number),
			lineNumber: expect.any(Number),
		});
	});

	it('names the line of the statement', async () => {
		await expect(
			pool.request().batch('SELECT 1 AS a;\nSELECT 2 AS a;\nSELECT a AS a FROM dbo.NOPE AS n'),
		).rejects.toMatchObject({ number: 208, lineNumber: 3 });
	});

	it('takes 2,100 parameters and refuses more', async () => {
		const many = (count: number): sql.Request => {
			const request = pool.request();
			for (let index = 0; index < count; index++) request.input(`p${index}`, sql.Int, index);
			return request;
		};
		// The statement and its parameter list are parameters of the call as well.
		expect((await many(2098).query('SELECT @p2097 AS last')).recordset).toEqual([{ last: 2097 }]);
		await expect(many(2101).query('SELECT 1 AS one')).rejects.toMatchObject({ number: 8003 });
	});

	it('denies what a login may not do, and hides a table it may not touch at all', async () => {
		const reader = await connect(server, { user: 'reader' });
		const read = 'SELECT COUNT(*) AS n FROM dbo.CTA29 AS m';
		const catalogue =
			"SELECT COUNT(*) AS n FROM INFORMATION_SCHEMA.COLUMNS AS c WHERE c.TABLE_NAME = 'CTA29'";
		expect((await reader.request().query(read)).recordset[0].n).toBeGreaterThan(0);
		await pool.request().batch('DENY SELECT ON dbo.CTA29 TO reader');
		await expect(reader.request().query(read)).rejects.toMatchObject({
			number: 229,
			message: expect.stringContaining("SELECT permission was denied on the object 'CTA29'"),
		});
		expect((await reader.request().query(catalogue)).recordset[0].n).toBe(10);
		server.denyAll('dbo.CTA29', 'reader');
		expect((await reader.request().query(catalogue)).recordset[0].n).toBe(0);
		expect((await pool.request().query(read)).recordset[0].n).toBeGreaterThan(0);
		await reader.close();
	});

	it('injects a number of errors, then works again', async () => {
		server.faults.add({ matching: 'cta02', error: 'deadlock', times: 2 });
		const read = 'SELECT COUNT(*) AS n FROM dbo.CTA02 AS h';
		await expect(pool.request().query(read)).rejects.toMatchObject({ number: 1205 });
		expect((await pool.request().query('SELECT 1 AS one')).recordset).toHaveLength(1);
		await expect(pool.request().query(read)).rejects.toMatchObject({ number: 1205 });
		expect((await pool.request().query(read)).recordset[0].n).toBeGreaterThan(0);
	});

	it.each(['before', 'within', 'after'] as const)(
		'can cut the connection %s the answer',
		async (drop) => {
			const own = await connect(server);
			const sale = `INSERT INTO dbo.SBA01 (COD_CTA, DESCRIPCIO) OUTPUT inserted.COD_CTA VALUES (${drop.length}, 'X')`;
			server.faults.add({ matching: 'SBA01', drop });
			await expect(own.request().query(sale)).rejects.toMatchObject({
				message: expect.stringMatching(/hang up|connection/i),
			});
			const { recordset } = await pool
				.request()
				.query(`SELECT COUNT(*) AS n FROM dbo.SBA01 AS s WHERE s.COD_CTA = ${drop.length}`);
			expect(recordset).toEqual([{ n: drop === 'before' ? 0 : 1 }]);
			await own.close();
		},
	);

	it('stops when the request time-out of the driver cancels, and keeps serving the connection', async () => {
		const own = await connect(server, { requestTimeout: 100, pool: { min: 0, max: 1 } });
		await expect(
			own.request().query("WAITFOR DELAY '00:00:30'; DELETE FROM dbo.SUCURSAL"),
		).rejects.toMatchObject({ code: 'ETIMEOUT' });
		const { recordset } = await own.request().query('SELECT COUNT(*) AS n FROM dbo.SUCURSAL AS s');
		expect(recordset).toEqual([{ n: 2 }]);
		await own.close();
	});

	it('stops a long result when the caller cancels, and serves the next request', async () => {
		const own = await connect(server, { pool: { min: 0, max: 1 } });
		const request = own.request();
		request.stream = true;
		let rows = 0;
		const ended = new Promise<unknown>((resolve) => {
			request.on('error', resolve);
			request.on('done', () => resolve('done'));
		});
		request.on('row', () => {
			if (++rows === 10) request.cancel();
		});
		void request.query(
			'SELECT a.N_COMP AS n FROM dbo.CTA02 AS a, dbo.CTA02 AS b, dbo.CTA02 AS c, dbo.CTA02 AS d',
		);
		expect(await ended).toMatchObject({ code: 'ECANCEL' });
		expect(rows).toBeLessThan(5_000_000);
		expect((await own.request().query('SELECT 1 AS one')).recordset).toEqual([{ one: 1 }]);
		await own.close();
	});

	it('delays an answer as long as it is told', async () => {
		server.faults.add({ matching: 'slow', delayMs: 150 });
		const started = Date.now();
		await pool.request().query("SELECT 'slow' AS a");
		expect(Date.now() - started).toBeGreaterThanOrEqual(149);
	});

	it('says so when a statement is beyond it, instead of guessing', async () => {
		await expect(
			pool
				.request()
				.query('MERGE dbo.SBA01 AS t USING dbo.SBA01 AS s ON 1 = 1 WHEN MATCHED THEN DELETE;'),
		).rejects.toMatchObject({ number: 50000, message: expect.stringContaining('stand-in') });
	});

	it('keeps a file between two lives', async () => {
		const { mkdtempSync, rmSync } = await import('node:fs');
		const { tmpdir } = await import('node:os');
		const { join } = await import('node:path');
		const folder = mkdtempSync(join(tmpdir(), 'stand-in-file-'));
		const dataFile = join(folder, 'tango.sqlite');
		const first = await startWithSales({ dataFile });
		const write = await connect(first);
		await write.request().query("UPDATE dbo.SBA01 SET DESCRIPCIO = 'KEPT' WHERE COD_CTA = 110100");
		await write.close();
		await first.close();
		const { SqlServerStandIn: StandIn } =
			await import('../../../../demo/stand-in/sql-server/server');
		const second = new StandIn({ dataFile, logins: { sa: String(poolConfig(server).password) } });
		await second.up();
		expect(second.isEmpty()).toBe(false);
		const read = await connect(second);
		const { recordset } = await read
			.request()
			.query('SELECT s.DESCRIPCIO AS d FROM dbo.SBA01 AS s WHERE s.COD_CTA = 110100');
		expect(recordset).toEqual([{ d: 'KEPT' }]);
		await read.close();
		await second.close();
		rmSync(folder, { recursive: true });
	});
});
