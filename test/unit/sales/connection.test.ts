import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { FactuLinkError } from '../../../lib/errors';
import { closeAllPools, withDatabase } from '../../../lib/sales/connection';
import {
	addressOf,
	labelOf,
	parseSqlServerCredential,
	toMssqlConfig,
} from '../../../lib/sales/credential';
import { voucherTypes } from '../../../lib/sales/queries';
import { toSqlError } from '../../../lib/sales/transient-errors';

const PASSWORD = 'Gu4rd-me!';

function credential(change: Record<string, unknown> = {}) {
	return parseSqlServerCredential({
		server: 'localhost',
		database: 'TangoCentral',
		user: 'n8n',
		password: PASSWORD,
		port: 1433,
		domain: '',
		tls: true,
		allowUnauthorizedCerts: false,
		connectTimeout: 800,
		requestTimeout: 800,
		tdsVersion: '7_4',
		...change,
	});
}

describe('where the server is', () => {
	test.each([
		['SRV', 1433, { host: 'SRV', instance: null, port: 1433 }],
		['SRV', 1500, { host: 'SRV', instance: null, port: 1500 }],
		['SRV\\TANGO', 1433, { host: 'SRV', instance: 'TANGO', port: null }],
		['SRV\\TANGO', '', { host: 'SRV', instance: 'TANGO', port: null }],
		['SRV\\TANGO', 1500, { host: 'SRV', instance: null, port: 1500 }],
		['SRV,1444', 1433, { host: 'SRV', instance: null, port: 1444 }],
		['SRV\\TANGO,1444', 1433, { host: 'SRV', instance: null, port: 1444 }],
		['.\\SQLEXPRESS', 1433, { host: 'localhost', instance: 'SQLEXPRESS', port: null }],
		['(local)', 1433, { host: 'localhost', instance: null, port: 1433 }],
	])('%s with port %s', (server, port, address) => {
		expect(addressOf(credential({ server, port }))).toEqual(address);
	});

	test('is named for people without a secret', () => {
		expect(labelOf(credential({ server: 'SRV\\TANGO' }))).toBe('TangoCentral (SRV\\TANGO)');
	});

	test('reaches the driver with encryption, read committed and the time-outs of the credential', () => {
		expect(toMssqlConfig(credential({ server: 'SRV\\TANGO', domain: 'CASA' }))).toMatchObject({
			server: 'SRV',
			domain: 'CASA',
			connectionTimeout: 800,
			requestTimeout: 800,
			options: {
				instanceName: 'TANGO',
				encrypt: true,
				trustServerCertificate: false,
				isolationLevel: 2,
				connectionIsolationLevel: 2,
			},
		});
		expect(toMssqlConfig(credential())).not.toHaveProperty('domain');
	});

	test('an incomplete credential is named by its fields, never by its values', () => {
		try {
			parseSqlServerCredential({ server: '', password: PASSWORD, port: 'x' });
			throw new Error('accepted');
		} catch (error) {
			expect(error).toBeInstanceOf(FactuLinkError);
			expect(String(error)).toMatch(/server/);
			expect(String(error)).toMatch(/database/);
			expect(String(error)).not.toContain(PASSWORD);
		}
	});
});

describe('a server that cannot be used', () => {
	const servers: Server[] = [];
	const sockets: Socket[] = [];

	afterEach(async () => {
		await closeAllPools();
		for (const socket of sockets.splice(0)) socket.destroy();
		for (const server of servers.splice(0)) server.close();
	});

	async function listen(onConnection: (socket: Socket) => void): Promise<number> {
		const server = createServer((socket) => {
			sockets.push(socket);
			socket.on('error', () => undefined);
			onConnection(socket);
		});
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return (server.address() as AddressInfo).port;
	}

	async function failure(change: Record<string, unknown>): Promise<FactuLinkError> {
		const run = withDatabase(credential(change), (database) => database.query(voucherTypes()));
		const thrown: unknown = await run.catch((error: unknown) => error);
		if (thrown instanceof FactuLinkError) return thrown;
		throw new Error(`Not an error of ours: ${String(thrown)}`);
	}

	test('is down: retry, with words about port and firewall', async () => {
		const found = await failure({ server: '127.0.0.1', port: 1 });
		expect(found).toMatchObject({ class: 'retry', code: 'SQL_UNREACHABLE' });
		expect(found.message).toContain('127.0.0.1:1');
	});

	test('has an unknown name', async () => {
		expect(await failure({ server: 'no-such-host.invalid' })).toMatchObject({
			class: 'retry',
			code: 'SQL_UNREACHABLE',
		});
	});

	test('takes the connection and stays silent', async () => {
		const port = await listen(() => undefined);
		expect(await failure({ server: '127.0.0.1', port })).toMatchObject({
			class: 'retry',
			code: 'SQL_UNREACHABLE',
		});
	});

	test('hangs up at once', async () => {
		const port = await listen((socket) => socket.destroy());
		expect(await failure({ server: '127.0.0.1', port })).toMatchObject({
			class: 'retry',
			code: 'SQL_UNREACHABLE',
		});
	});

	test('is asked afresh by the next run, not remembered as failed', async () => {
		let connections = 0;
		const port = await listen((socket) => {
			connections += 1;
			socket.destroy();
		});
		await failure({ server: '127.0.0.1', port });
		await failure({ server: '127.0.0.1', port });
		expect(connections).toBe(2);
	});
});

describe('what the server says', () => {
	const place = { label: '"Tango" on SRV:1433', table: 'CTA02', secrets: [PASSWORD] };
	const said = (number: number, message: string) =>
		toSqlError(Object.assign(new Error(message), { code: 'EREQUEST', number }), place);

	test.each([
		[1205, 'was deadlocked', 'retry', 'SQL_DEADLOCK'],
		[1222, 'Lock request time out period exceeded.', 'retry', 'SQL_LOCKED'],
		[208, "Invalid object name 'dbo.CTA29'.", 'person', 'SQL_TABLE_MISSING'],
		[207, "Invalid column name 'IMP_NETO_P'.", 'person', 'SQL_COLUMN_MISSING'],
		[
			229,
			"The SELECT permission was denied on the object 'CTA02', database 'T', schema 'dbo'.",
			'person',
			'SQL_PERMISSION_DENIED',
		],
		[4060, 'Cannot open database "X".', 'person', 'SQL_DATABASE_NOT_OPEN'],
		[18456, "Login failed for user 'n8n'.", 'person', 'SQL_LOGIN_REFUSED'],
		[10928, 'Resource ID: 1.', 'retry', 'SQL_BUSY'],
		[10929, 'Resource ID: 1.', 'retry', 'SQL_BUSY'],
		[40197, 'The service has encountered something.', 'retry', 'SQL_BUSY'],
		[40501, 'The service is currently busy.', 'retry', 'SQL_BUSY'],
		[40613, 'Database is not currently available.', 'retry', 'SQL_BUSY'],
		[9002, 'The transaction log is full.', 'person', 'SQL_FULL'],
		[8152, 'String or binary data would be truncated.', 'person', 'SQL_REFUSED'],
	])('number %i is classified', (number, message, errorClass, code) => {
		expect(said(number, message)).toMatchObject({ class: errorClass, code });
	});

	test('names the table, the column and the database', () => {
		expect(said(208, "Invalid object name 'dbo.CTA29'.")).toMatchObject({
			details: { table: 'dbo.CTA29', database: place.label },
		});
		const missing = said(207, "Invalid column name 'IMP_NETO_P'.");
		expect(missing.details).toMatchObject({ table: 'CTA02', column: 'IMP_NETO_P' });
		expect(missing.message).toContain('CTA02');
		expect(missing.message).toContain('IMP_NETO_P');
	});

	test('without a number or a code of the driver is a defect of ours', () => {
		expect(toSqlError(new TypeError('x is not a function'), place).class).toBe('bug');
	});

	test('is scrubbed of the password, and keeps no cause that could carry it', () => {
		const found = said(50000, `Bad connection string Password=${PASSWORD};`);
		expect(found.message).not.toContain(PASSWORD);
		expect(found.cause).toBeUndefined();
	});
});
