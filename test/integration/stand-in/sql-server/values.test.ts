import * as sql from 'mssql';
import type { SqlServerStandIn } from '../../../../demo/stand-in/sql-server/server';
import { connect, fixture, startWithSales } from './start';

describe('values through the SQL Server stand-in', () => {
	let server: SqlServerStandIn;
	let pool: sql.ConnectionPool;
	beforeAll(async () => {
		server = await startWithSales();
		pool = await connect(server);
	});
	afterAll(async () => {
		expect(server.defects).toEqual([]);
		await pool.close();
		await server.close();
	});

	const one = async (request: sql.Request, text: string): Promise<Record<string, unknown>> =>
		(await request.query(text)).recordset[0];

	it('takes typed parameters and gives every type back as it came', async () => {
		const request = pool
			.request()
			.input('int', sql.Int, -5)
			.input('big', sql.BigInt, '9007199254740993')
			.input('small', sql.SmallInt, -300)
			.input('tiny', sql.TinyInt, 255)
			.input('yes', sql.Bit, true)
			.input('text', sql.VarChar(20), "d'Or ñ €")
			.input('wide', sql.NVarChar(20), 'Łódź 😀')
			.input('long', sql.NVarChar(sql.MAX), 'x'.repeat(9000))
			.input('day', sql.Date, new Date('2026-03-16T00:00:00Z'))
			.input('moment', sql.DateTime, new Date('2026-03-16T23:59:59.997Z'))
			.input('fine', sql.DateTime2(7), new Date('2026-03-16T10:05:30.123Z'))
			.input('float', sql.Float, 0.1)
			.input('char', sql.Char(5), 'ab');
		const row = await one(
			request,
			'SELECT @int AS int, @big AS big, @small AS small, @tiny AS tiny, @yes AS yes, @text AS text, @wide AS wide, ' +
				'LEN(@long) AS long, @day AS day, @moment AS moment, @fine AS fine, @float AS float, @char AS char',
		);
		expect(row).toEqual({
			int: -5,
			big: '9007199254740993',
			small: -300,
			tiny: 255,
			yes: true,
			text: "d'Or ñ €",
			wide: 'Łódź 😀',
			long: 9000,
			day: new Date('2026-03-16T00:00:00Z'),
			moment: new Date('2026-03-16T23:59:59.997Z'),
			fine: new Date('2026-03-16T10:05:30.123Z'),
			float: 0.1,
			char: 'ab   ',
		});
	});

	it('gives NULL of every type back', async () => {
		const types = {
			int: sql.Int,
			big: sql.BigInt,
			bit: sql.Bit,
			dec: sql.Decimal(22, 7),
			text: sql.VarChar(10),
			wide: sql.NVarChar(10),
			max: sql.NVarChar(sql.MAX),
			day: sql.Date,
			moment: sql.DateTime,
			fine: sql.DateTime2(3),
			time: sql.Time(0),
		};
		const request = pool.request();
		for (const [name, type] of Object.entries(types)) request.input(name, type, null);
		const list = Object.keys(types).map((name) => `@${name} AS ${name}`);
		const row = await one(request, `SELECT ${list.join(', ')}`);
		expect(row).toEqual(Object.fromEntries(Object.keys(types).map((name) => [name, null])));
	});

	it('keeps decimals exact where binary numbers would not', async () => {
		await pool
			.request()
			.query('CREATE TABLE dbo.EXACT (A decimal(22,7) NOT NULL, B decimal(38,10) NULL)');
		await pool
			.request()
			.query(
				"INSERT INTO dbo.EXACT (A, B) VALUES (123456789012345.1234567, 0.1), ('-0.0000001', 0.2)",
			);
		const { recordset } = await pool
			.request()
			.query(
				'SELECT CONVERT(varchar(40), A) AS a, CONVERT(varchar(40), B) AS b FROM dbo.EXACT AS e ORDER BY A DESC',
			);
		expect(recordset).toEqual([
			{ a: '123456789012345.1234567', b: '0.1000000000' },
			{ a: '-0.0000001', b: '0.2000000000' },
		]);
		const sums = await one(
			pool.request(),
			'SELECT CONVERT(varchar(40), SUM(B)) AS total, CONVERT(varchar(40), MAX(A)) AS most, ' +
				'CONVERT(varchar(40), AVG(B)) AS mean, COUNT(*) AS n FROM dbo.EXACT AS e',
		);
		expect(sums).toEqual({
			total: '0.3000000000',
			most: '123456789012345.1234567',
			mean: '0.1500000000',
			n: 2,
		});
	});

	it('computes with decimals as T-SQL does: halves away from zero, integers divide whole', async () => {
		const row = await one(
			pool.request(),
			'SELECT CONVERT(varchar(40), ROUND(1.005, 2)) AS up, CONVERT(varchar(40), ROUND(-1.005, 2)) AS down, ' +
				'CONVERT(varchar(40), 2.50 * 1.21) AS product, CONVERT(varchar(40), 1.00 / 3) AS third, 7 / 2 AS whole, ' +
				'CAST(1.005 AS decimal(18,2)) AS cut, CONVERT(varchar(40), CAST(1.005 AS decimal(18,2))) AS cut_text',
		);
		expect(row).toMatchObject({
			up: '1.010',
			down: '-1.010',
			product: '3.0250',
			third: '0.333333',
			whole: 3,
			cut_text: '1.01',
		});
	});

	it('says decimals, days and times as text in the styles that are asked for', async () => {
		const row = await one(
			pool.request().input('n', sql.VarChar(14), 'B0021500030562'),
			'SELECT CONVERT(char(10), h.FECHA_EMIS, 120) AS day, CONVERT(varchar(40), h.IMPORTE) AS amount, ' +
				'CONVERT(varchar(40), h.MON_CTE) AS bit FROM dbo.CTA02 AS h WHERE h.N_COMP = @n',
		);
		expect(row).toEqual({ day: '2024-11-28', amount: '85900.0000000', bit: '1' });
		const times = await one(
			pool.request(),
			"SELECT CONVERT(char(8), p.HORA_EMIS, 108) AS clock FROM dbo.EB_T_HistorialSincVentas_Solar AS p WHERE p.N_COMP = 'B0021500030562'",
		);
		expect(times).toEqual({ clock: '12:17:00' });
	});

	it('keeps what a driver would shift: the day of a datetime is the stored one in any zone', async () => {
		const row = await one(
			pool.request(),
			"SELECT CONVERT(char(10), CONVERT(datetime, '2026-03-16 00:00:00', 120), 120) AS day, " +
				"CONVERT(varchar(30), CAST('2026-03-16T23:59:59.999' AS datetime), 121) AS rounded",
		);
		expect(row).toEqual({ day: '2026-03-16', rounded: '2026-03-17 00:00:00.000' });
	});

	it('reads accents, quotes and trailing blanks of the fixture unchanged', async () => {
		const { recordset } = await pool
			.request()
			.input('code', sql.VarChar(40), 'ÑANDÚ\'S-01"B')
			.query(
				'SELECT a.COD_ARTICULO AS c, a.DESC_CTA_ARTICULO AS d FROM dbo.CTA_ARTICULO AS a WHERE a.COD_ARTICULO = @code',
			);
		expect(recordset).toEqual([{ c: 'ÑANDÚ\'S-01"B  ', d: 'Camisón "Ñandú" d\'Or talle Ú   ' }]);
	});

	it('compares key columns byte by byte and other texts without case and accents', async () => {
		const row = await one(
			pool.request(),
			"SELECT (SELECT COUNT(*) FROM dbo.CTA_ARTICULO AS a WHERE a.COD_ARTICULO = 'rm-bas-m') AS bytes, " +
				"(SELECT COUNT(*) FROM dbo.CTA_ARTICULO AS a WHERE a.DESC_CTA_ARTICULO = 'REMERA BASICA ALGODON TALLE M') AS folded, " +
				"(SELECT COUNT(*) FROM dbo.CTA_ARTICULO AS a WHERE a.DESC_CTA_ARTICULO LIKE 'camison \"nandu%') AS tilde",
		);
		expect(row).toEqual({ bytes: 0, folded: 1, tilde: 0 });
	});

	it('refuses to compare columns of different collations, as SQL Server does', async () => {
		await expect(
			pool
				.request()
				.query(
					'SELECT a.COD_ARTICULO AS c FROM dbo.CTA_ARTICULO AS a INNER JOIN dbo.CTA02 AS h ON a.DESC_CTA_ARTICULO = h.N_COMP',
				),
		).rejects.toMatchObject({ number: 468 });
	});

	it('sends a result of many packets whole and in order', async () => {
		await pool
			.request()
			.query('CREATE TABLE dbo.MANY (N int NOT NULL PRIMARY KEY, T nvarchar(200) NULL)');
		for (let start = 0; start < 20_000; start += 1000) {
			const rows = Array.from(
				{ length: 1000 },
				(_, index) => `(${start + index}, ${index % 3 === 0 ? 'NULL' : `N'ñ ${'x'.repeat(90)}'`})`,
			);
			await pool.request().batch(`INSERT INTO dbo.MANY (N, T) VALUES ${rows.join(', ')}`);
		}
		const { recordset } = await pool.request().query('SELECT N, T FROM dbo.MANY AS m ORDER BY N');
		expect(recordset).toHaveLength(20_000);
		expect(recordset.every((row, index) => row.N === index)).toBe(true);
		expect(recordset[3].T).toBeNull();
		expect(recordset[4].T).toBe(`ñ ${'x'.repeat(90)}`);
	});

	it('pages with OFFSET and FETCH and counts what it changed', async () => {
		const page = await pool
			.request()
			.input('skip', sql.Int, 2)
			.query(
				'SELECT s.COD_CTA AS c FROM dbo.SBA01 AS s ORDER BY s.COD_CTA OFFSET @skip ROWS FETCH NEXT 2 ROWS ONLY',
			);
		expect(page.recordset.map(({ c }) => c)).toEqual([250100, 250200]);
		const top = await pool
			.request()
			.input('n', sql.Int, 1)
			.query('SELECT TOP (@n) s.COD_CTA AS c FROM dbo.SBA01 AS s ORDER BY s.COD_CTA DESC');
		expect(top.recordset).toEqual([{ c: 250800 }]);
		const changed = await pool
			.request()
			.query(
				"UPDATE dbo.SBA01 SET DESCRIPCIO = 'X' WHERE COD_CTA > 250100; SELECT @@ROWCOUNT AS n",
			);
		expect(changed.rowsAffected).toEqual([3, 1]);
		expect(changed.recordset).toEqual([{ n: 3 }]);
	});

	it('returns what changed with OUTPUT', async () => {
		const { recordset } = await pool
			.request()
			.query(
				"UPDATE dbo.SBA01 SET DESCRIPCIO = 'Y' OUTPUT inserted.COD_CTA, inserted.DESCRIPCIO AS d WHERE COD_CTA = 110100",
			);
		expect(recordset).toEqual([{ COD_CTA: 110100, d: 'Y' }]);
	});

	it('runs prepared statements and output parameters', async () => {
		const prepared = new sql.PreparedStatement(pool);
		prepared.input('branch', sql.Int);
		prepared.input('amount', sql.Decimal(22, 7));
		await prepared.prepare(
			'SELECT COUNT(*) AS n, CONVERT(varchar(40), @amount) AS amount FROM dbo.CTA02 AS h WHERE h.NRO_SUCURS = @branch',
		);
		const first = await prepared.execute({ branch: 10, amount: 1.5 });
		const second = await prepared.execute({ branch: 99, amount: -2 });
		await prepared.unprepare();
		expect(first.recordset[0].n).toBeGreaterThan(20);
		expect(first.recordset[0].amount).toBe('1.5000000');
		expect(second.recordset).toEqual([{ n: 0, amount: '-2.0000000' }]);

		const { output } = await pool
			.request()
			.output('total', sql.Int)
			.query('SET @total = (SELECT COUNT(*) FROM dbo.SUCURSAL AS s)');
		expect(output).toEqual({ total: 2 });
	});

	it('joins, groups, unions and numbers rows', async () => {
		const { recordset } = await pool.request().query(`
			WITH paid AS (
				SELECT m.NRO_SUCURS AS b, m.N_COMP AS n, SUM(m.MONTO) AS total, COUNT(*) AS rows_
				FROM dbo.CTA29 AS m WHERE m.D_H = 'D' GROUP BY m.NRO_SUCURS, m.N_COMP HAVING COUNT(*) > 1
			)
			SELECT p.n AS n, CONVERT(varchar(40), p.total) AS total, s.DESC_SUCURSAL AS branch,
				ROW_NUMBER() OVER (PARTITION BY p.b ORDER BY p.total DESC) AS place
			FROM paid AS p INNER JOIN dbo.SUCURSAL AS s ON s.NRO_SUCURSAL = p.b
			WHERE p.b = 10 AND p.total > 40000.5
			ORDER BY p.total DESC`);
		expect(recordset[0]).toMatchObject({
			n: 'B0021500040382',
			total: '128700.0000000',
			branch: 'LOCAL SHOPPING NORTE',
			place: '1',
		});
		const union = await pool
			.request()
			.query(
				"SELECT 1 AS n, 'a' AS t UNION ALL SELECT 2.5, N'b' UNION ALL SELECT NULL, NULL ORDER BY n DESC",
			);
		expect(union.recordset).toEqual([
			{ n: 2.5, t: 'b' },
			{ n: 1, t: 'a' },
			{ n: null, t: null },
		]);
		const values = await pool
			.request()
			.input('t', sql.VarChar(3), 'NCR')
			.input('n', sql.VarChar(14), 'B0021500040374')
			.query(
				'SELECT h.TCOMP_IN_V AS c FROM (VALUES (@t, @n)) AS k (T, N) INNER JOIN dbo.CTA02 AS h ON h.T_COMP = k.T AND h.N_COMP = k.N',
			);
		expect(values.recordset).toEqual([{ c: 'CC' }]);
	});

	it('describes its tables in the catalogue views', async () => {
		const { recordset } = await pool
			.request()
			.input('table', sql.NVarChar(128), 'cta29')
			.query(
				'SELECT c.COLUMN_NAME AS n, c.DATA_TYPE AS t, c.CHARACTER_MAXIMUM_LENGTH AS l, c.NUMERIC_PRECISION AS p, c.COLLATION_NAME AS k ' +
					'FROM INFORMATION_SCHEMA.COLUMNS AS c WHERE c.TABLE_NAME = @table ORDER BY c.ORDINAL_POSITION',
			);
		expect(recordset).toHaveLength(10);
		expect(recordset[1]).toEqual({
			n: 'COD_COMP',
			t: 'varchar',
			l: 3,
			p: null,
			k: 'Latin1_General_BIN2',
		});
		expect(recordset[7]).toEqual({ n: 'MONTO', t: 'decimal', l: null, p: 22, k: null });
		const found = await one(
			pool.request(),
			"SELECT COUNT(*) AS n FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'dbo.CTA02', N'U')",
		);
		expect(found.n).toBe(23);
	});

	it('takes the late lines of the fixture', async () => {
		await server.runScript(fixture('seed.late.sql'));
		const row = await one(
			pool.request(),
			"SELECT COUNT(*) AS n FROM dbo.CTA03 AS l WHERE l.N_COMP = 'B0021500040385'",
		);
		expect(row.n).toBe(2);
	});
});
