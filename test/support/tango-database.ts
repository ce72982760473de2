import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import mssql from 'mssql';

import { SqlServerStandIn } from '../../demo/stand-in/sql-server/server';
import { closeAllPools } from '../../lib/sales/connection';
import type { SqlServerCredential } from '../../lib/sales/credential';
import { parseSqlServerCredential, toMssqlConfig } from '../../lib/sales/credential';
import { SALES_FIXTURES } from './sales-fixture';

const LOGIN = 'n8n_factulink';
const PASSWORD = 'Pr0bar-la-clave';

/**
 * A Tango database to test against: the SQL Server stand-in, or, when MSSQL_HOST is set, a real server. A real
 * database is emptied of the fixture's tables first, which is why its name has to end in `_test`.
 */
export interface TangoDatabase {
	/** Null when a real server is used: then nothing can be made to fail on purpose. */
	standIn: SqlServerStandIn | null;
	credential(change?: Partial<Record<keyof SqlServerCredential, unknown>>): SqlServerCredential;
	/** Runs a script whose batches end with GO. */
	run(script: string): Promise<void>;
	query(text: string): Promise<Array<Record<string, unknown>>>;
	stop(): Promise<void>;
}

export const usesRealServer = process.env.MSSQL_HOST !== undefined;

export async function startTango(...files: string[]): Promise<TangoDatabase> {
	const database = usesRealServer ? realServer() : await standInServer();
	await database.run(fixture('schema.sql'));
	for (const file of files) await database.run(fixture(file));
	return database;
}

export function fixture(file: string): string {
	return readFileSync(join(SALES_FIXTURES, file), 'utf8');
}

async function standInServer(): Promise<TangoDatabase> {
	const standIn = new SqlServerStandIn({ logins: { [LOGIN]: PASSWORD } });
	await standIn.up();
	const credential: TangoDatabase['credential'] = (change) =>
		parseSqlServerCredential({
			server: '127.0.0.1',
			port: standIn.port,
			database: 'TangoCentralTest',
			user: LOGIN,
			password: PASSWORD,
			tls: false,
			connectTimeout: 2000,
			requestTimeout: 2000,
			...change,
		});
	return {
		standIn,
		credential,
		run: async (script) => await standIn.runScript(script),
		query: async (text) => await runDirectly(credential(), text),
		stop: async () => {
			await closeAllPools();
			await standIn.close();
		},
	};
}

function realServer(): TangoDatabase {
	const { MSSQL_HOST, MSSQL_PORT, MSSQL_USER, MSSQL_PASSWORD, MSSQL_DATABASE = '' } = process.env;
	if (!MSSQL_DATABASE.endsWith('_test')) {
		throw new Error('MSSQL_DATABASE has to end in "_test": its tables are dropped by the tests.');
	}
	const credential: TangoDatabase['credential'] = (change) =>
		parseSqlServerCredential({
			server: MSSQL_HOST,
			port: MSSQL_PORT ?? 1433,
			database: MSSQL_DATABASE,
			user: MSSQL_USER,
			password: MSSQL_PASSWORD,
			tls: process.env.MSSQL_TLS !== '0',
			allowUnauthorizedCerts: true,
			...change,
		});
	const run = async (script: string) => {
		for (const batch of script.split(/^\s*GO\s*$/im)) {
			if (batch.trim() !== '') await runDirectly(credential(), batch);
		}
	};
	return {
		standIn: null,
		credential,
		run: async (script) => {
			const tables = [...script.matchAll(/CREATE TABLE ((?:\w+\.)?(?:\[[^\]]+\]|\w+))/g)].map(
				([, table]) => table,
			);
			for (const table of tables) await run(`DROP TABLE IF EXISTS ${table}`);
			await run(script);
		},
		query: async (text) => await runDirectly(credential(), text),
		stop: closeAllPools,
	};
}

async function runDirectly(
	credential: SqlServerCredential,
	text: string,
): Promise<Array<Record<string, unknown>>> {
	const pool = await new mssql.ConnectionPool(toMssqlConfig(credential)).connect();
	try {
		const result = await pool.request().batch<Record<string, unknown>>(text);
		return result.recordset ?? [];
	} finally {
		await pool.close();
	}
}
