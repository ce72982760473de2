import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sql from 'mssql';
import {
	SqlServerStandIn,
	type SqlServerStandInOptions,
} from '../../../../demo/stand-in/sql-server/server';

const FIXTURES = join(__dirname, '../../../fixtures/sales');

export const PASSWORD = 'Stand-In-1';

export const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

export async function startStandIn(
	options: SqlServerStandInOptions = {},
): Promise<SqlServerStandIn> {
	const server = new SqlServerStandIn({ logins: { sa: PASSWORD, reader: PASSWORD }, ...options });
	await server.up();
	return server;
}

export async function startWithSales(
	options: SqlServerStandInOptions = {},
): Promise<SqlServerStandIn> {
	const server = await startStandIn(options);
	await server.runScript(fixture('schema.sql'));
	await server.runScript(fixture('seed.sql'));
	return server;
}

export function poolConfig(server: SqlServerStandIn, change: Partial<sql.config> = {}): sql.config {
	return {
		server: 'localhost',
		port: server.port,
		user: 'sa',
		password: PASSWORD,
		database: 'TangoCentralTest',
		options: { encrypt: false, trustServerCertificate: false },
		...change,
	};
}

export async function connect(
	server: SqlServerStandIn,
	change: Partial<sql.config> = {},
): Promise<sql.ConnectionPool> {
	const pool = new sql.ConnectionPool(poolConfig(server, change));
	// A lost connection is reported twice: to the request, which the tests look at, and here.
	pool.on('error', () => undefined);
	return await pool.connect();
}
