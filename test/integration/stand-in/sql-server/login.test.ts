import { connect, poolConfig, startStandIn, PASSWORD } from './start';
import type { SqlServerStandIn } from '../../../../demo/stand-in/sql-server/server';
import * as sql from 'mssql';
import { BrowserStandIn } from '../../../../demo/stand-in/sql-server/browser';

describe('login to the SQL Server stand-in', () => {
	let server: SqlServerStandIn;
	beforeAll(async () => {
		server = await startStandIn();
	});
	afterAll(async () => {
		expect(server.defects).toEqual([]);
		await server.close();
	});

	it('lets a login with its password in, and says who and where it is', async () => {
		const pool = await connect(server, { user: 'SA' });
		const { recordset } = await pool
			.request()
			.query('SELECT DB_NAME() AS db, SUSER_SNAME() AS who, @@TRANCOUNT AS depth');
		expect(recordset).toEqual([{ db: 'TangoCentralTest', who: 'SA', depth: 0 }]);
		await pool.close();
	});

	it.each([
		['a wrong password', { password: 'wrong' }],
		['an unknown login', { user: 'nobody' }],
		['an empty password', { password: '' }],
	])('refuses %s with ELOGIN', async (_case, change) => {
		await expect(connect(server, change)).rejects.toMatchObject({
			code: 'ELOGIN',
			message: expect.stringContaining('Login failed for user'),
		});
	});

	it('refuses an unknown database with 4060 and 18456, of which the driver shows the last', async () => {
		await expect(connect(server, { database: 'Other' })).rejects.toMatchObject({
			code: 'ELOGIN',
			message: expect.stringContaining('Login failed'),
		});
	});

	it('takes a password of any characters', async () => {
		const password = 'cl@ve "ñÑ€" ½ \u{1F600}';
		const other = await startStandIn({ logins: { tango: password } });
		const pool = await connect(other, { user: 'tango', password });
		expect((await pool.request().query('SELECT 1 AS one')).recordset).toEqual([{ one: 1 }]);
		await pool.close();
		await other.close();
	});

	it('refuses connections while it is down and takes them on the same port when it is up again', async () => {
		const own = await startStandIn();
		const { port } = own;
		const pool = await connect(own);
		await own.down();
		await expect(connect(own)).rejects.toMatchObject({ code: 'ESOCKET' });
		await own.up();
		expect(own.port).toBe(port);
		const again = await connect(own);
		expect((await again.request().query('SELECT 1 AS one')).recordset).toHaveLength(1);
		await again.close();
		await pool.close();
		await own.close();
	});

	it('encrypts when the client asks, and shows a certificate that its authority vouches for', async () => {
		const pool = await connect(server, {
			options: {
				encrypt: true,
				trustServerCertificate: false,
				cryptoCredentialsDetails: { ca: server.authority },
			},
		});
		const long = 'ñ'.repeat(100_000);
		const { recordset } = await pool
			.request()
			.input('text', sql.NVarChar(sql.MAX), long)
			.query('SELECT @text AS text');
		expect(recordset[0].text).toBe(long);
		await pool.close();
	});

	it('is not trusted without its authority', async () => {
		await expect(
			connect(server, { options: { encrypt: true, trustServerCertificate: false } }),
		).rejects.toMatchObject({ message: expect.stringMatching(/certificate/i) });
	});

	it('insists on encryption when it is set to', async () => {
		const strict = await startStandIn({ encryption: 'required' });
		await expect(connect(strict)).rejects.toMatchObject({
			message: expect.stringMatching(/requires encryption/i),
		});
		const pool = await connect(strict, {
			options: { encrypt: true, trustServerCertificate: true },
		});
		expect((await pool.request().query('SELECT 1 AS one')).recordset).toHaveLength(1);
		await pool.close();
		await strict.close();
	});

	it('serves a pool of several connections and notices when they leave', async () => {
		const own = await startStandIn();
		const pool = await connect(own, { pool: { min: 0, max: 4, idleTimeoutMillis: 50 } });
		const answers = await Promise.all(
			Array.from({ length: 12 }, (_, index) =>
				pool
					.request()
					.input('n', sql.Int, index)
					.query("WAITFOR DELAY '00:00:00.050'; SELECT @n AS n, @@SPID AS spid"),
			),
		);
		expect(answers.map(({ recordset }) => recordset[0].n)).toEqual([...Array(12).keys()]);
		expect(new Set(answers.map(({ recordset }) => recordset[0].spid)).size).toBe(4);
		await pool.close();
		const patience = Date.now() + 2000;
		while (own.openConnections > 0 && Date.now() < patience) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		expect(own.openConnections).toBe(0);
		await own.close();
	});

	it('is found by the name of its instance', async () => {
		const browser = new BrowserStandIn({ OTRA: 1, TANGO: server.port });
		await browser.up();
		const named = {
			port: undefined,
			options: { encrypt: false, instanceName: 'tango' },
		};
		const pool = await connect(server, named);
		expect((await pool.request().query('SELECT 1 AS one')).recordset).toEqual([{ one: 1 }]);
		await pool.close();
		await expect(
			connect(server, { ...named, options: { encrypt: false, instanceName: 'NINGUNA' } }),
		).rejects.toMatchObject({ code: 'EINSTLOOKUP' });
		await browser.close();
	});

	it('does not write the password into what it records', async () => {
		const pool = await connect(server);
		await pool.request().query('SELECT 1 AS one');
		expect(server.requests.join('\n')).not.toContain(PASSWORD);
		expect(poolConfig(server).password).toBe(PASSWORD);
		await pool.close();
	});
});
