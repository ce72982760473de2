import * as sql from 'mssql';
import type { SqlServerStandIn } from '../../../../demo/stand-in/sql-server/server';
import { connect, startWithSales } from './start';

const PENDING =
	'SELECT COUNT(*) AS n FROM dbo.EB_T_HistorialSincVentas_Solar AS p WHERE p.ESTADO_SYNC = 0';
const CLOSE_ONE =
	"UPDATE dbo.EB_T_HistorialSincVentas_Solar SET ESTADO_SYNC = 1, FECHA_SYNC = GETDATE() WHERE T_COMP = 'FAC' AND N_COMP = 'B0021500030562' AND ESTADO_SYNC = 0";

describe('transactions on the SQL Server stand-in', () => {
	let server: SqlServerStandIn;
	let pool: sql.ConnectionPool;
	beforeEach(async () => {
		server = await startWithSales();
		pool = await connect(server, { pool: { min: 0, max: 5 } });
	});
	afterEach(async () => {
		expect(server.defects).toEqual([]);
		await pool.close();
		await server.close();
	});

	const pending = async (from: sql.ConnectionPool | sql.Transaction = pool): Promise<number> =>
		(await new sql.Request(from as sql.Transaction).query(PENDING)).recordset[0].n;

	it('keeps what is committed and forgets what is rolled back', async () => {
		const before = await pending();
		const undone = new sql.Transaction(pool);
		await undone.begin();
		await undone.request().query(CLOSE_ONE);
		expect(await pending(undone)).toBe(before - 1);
		expect(await pending()).toBe(before);
		await undone.rollback();
		expect(await pending()).toBe(before);

		const kept = new sql.Transaction(pool);
		await kept.begin();
		await kept.request().query(CLOSE_ONE);
		await kept.commit();
		expect(await pending()).toBe(before - 1);
	});

	it('runs transactions that T-SQL itself begins', async () => {
		const before = await pending();
		const { recordset } = await pool
			.request()
			.batch(`BEGIN TRAN; ${CLOSE_ONE}; SELECT @@TRANCOUNT AS n; ROLLBACK TRAN`);
		expect(recordset).toEqual([{ n: 1 }]);
		expect(await pending()).toBe(before);
		await expect(pool.request().batch('COMMIT TRAN')).rejects.toMatchObject({ number: 3902 });
	});

	it('under READ COMMITTED sees what others commit in between, under SNAPSHOT does not', async () => {
		const before = await pending();
		const committed = new sql.Transaction(pool);
		await committed.begin(sql.ISOLATION_LEVEL.READ_COMMITTED);
		const snapshot = new sql.Transaction(pool);
		await snapshot.begin(sql.ISOLATION_LEVEL.SNAPSHOT);
		expect(await pending(committed)).toBe(before);
		expect(await pending(snapshot)).toBe(before);
		await pool.request().query(CLOSE_ONE);
		expect(await pending(committed)).toBe(before - 1);
		expect(await pending(snapshot)).toBe(before);
		await expect(snapshot.request().query(CLOSE_ONE.replace('= 0', '= 1'))).rejects.toMatchObject({
			number: 3960,
		});
		await committed.rollback();
	});

	it('lets a second writer wait for the first, and give up after its lock time-out', async () => {
		const first = new sql.Transaction(pool);
		await first.begin();
		await first.request().query(CLOSE_ONE);
		const impatient = await connect(server);
		await expect(
			impatient.request().batch(`SET LOCK_TIMEOUT 50; ${CLOSE_ONE}`),
		).rejects.toMatchObject({ number: 1222 });
		await impatient.close();

		const waiting = pool.request().query(CLOSE_ONE);
		await new Promise((resolve) => setTimeout(resolve, 100));
		await first.commit();
		// The state test in WHERE is what keeps the second run from changing anything.
		expect((await waiting).rowsAffected).toEqual([0]);
	});

	it('changes each row once when several ask at once', async () => {
		const results = await Promise.all(
			Array.from({ length: 5 }, () => pool.request().query(CLOSE_ONE)),
		);
		expect(results.map(({ rowsAffected }) => rowsAffected[0] ?? 0).sort()).toEqual([0, 0, 0, 0, 1]);
	});

	it('rolls the transaction of a deadlock victim back and tells the driver', async () => {
		const before = await pending();
		server.faults.add({ matching: 'FECHA_SYNC', error: 'deadlock', after: 1 });
		const transaction = new sql.Transaction(pool);
		await transaction.begin();
		await transaction.request().query(CLOSE_ONE);
		await expect(transaction.request().query(CLOSE_ONE)).rejects.toMatchObject({ number: 1205 });
		await expect(transaction.commit()).rejects.toMatchObject({ code: 'EABORT' });
		expect(await pending()).toBe(before);
	});

	it('undoes what a lost connection had not committed', async () => {
		const before = await pending();
		const other = await connect(server);
		const transaction = new sql.Transaction(other);
		await transaction.begin();
		await transaction.request().query(CLOSE_ONE);
		server.faults.add({ matching: 'SELECT 1', drop: 'before' });
		await expect(transaction.request().query('SELECT 1 AS one')).rejects.toThrow();
		expect(await pending()).toBe(before);
		expect((await pool.request().query(CLOSE_ONE)).rowsAffected).toEqual([1]);
		await transaction.rollback().catch(() => undefined);
		await other.close();
	});

	it('rolls back on any error under XACT_ABORT, and goes on without it', async () => {
		const script = (setting: string): string =>
			`SET XACT_ABORT ${setting}; BEGIN TRAN; ${CLOSE_ONE}; INSERT INTO dbo.SUCURSAL (ID_SUCURSAL, NRO_SUCURSAL, DESC_SUCURSAL) VALUES (1, 99, 'X'); COMMIT TRAN`;
		const before = await pending();
		await expect(pool.request().batch(script('ON'))).rejects.toMatchObject({ number: 2627 });
		expect(await pending()).toBe(before);
		await expect(pool.request().batch(script('OFF'))).rejects.toMatchObject({ number: 2627 });
		expect(await pending()).toBe(before - 1);
	});
});
