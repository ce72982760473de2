import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import mssql from 'mssql';
import { salesFixtures } from '../project';
import type { SqlServerSystem } from './config';

/** Runs something on a connection of its own, past the package's code: the demo shows what that did. */
export async function onSqlServer<Result>(
	system: SqlServerSystem,
	work: (pool: mssql.ConnectionPool) => Promise<Result>,
): Promise<Result> {
	const [server = '', instanceName] = system.host.split('\\');
	const pool = await new mssql.ConnectionPool({
		server,
		...(instanceName === undefined ? { port: system.port } : {}),
		user: system.user,
		password: system.password,
		database: system.database,
		options: {
			encrypt: system.encrypt,
			trustServerCertificate: system.trustServerCertificate,
			...(instanceName === undefined ? {} : { instanceName }),
		},
	}).connect();
	try {
		return await work(pool);
	} finally {
		await pool.close();
	}
}

/**
 * Fills a database that is there for trials with the fixture, once for each folder. Any other database is left as it
 * is: the tables are dropped first, which is why the name has to end in `_test`.
 */
export async function loadFixture(system: SqlServerSystem, folder: string): Promise<void> {
	if (!system.database.endsWith('_test')) return;
	const mark = path.join(folder, 'loaded-into');
	const place = `${system.host} ${system.port} ${system.database}`;
	if (existsSync(mark) && readFileSync(mark, 'utf8') === place) return;
	const script = ['schema.sql', 'seed.sql']
		.map((file) => readFileSync(path.join(salesFixtures, file), 'utf8'))
		.join('\nGO\n');
	await onSqlServer(system, async (pool) => {
		for (const [, table] of script.matchAll(/CREATE TABLE ([\w.]+)/g)) {
			await pool.request().batch(`DROP TABLE IF EXISTS ${table ?? ''}`);
		}
		for (const batch of script.split(/^\s*GO\s*$/im)) {
			if (batch.trim() !== '') await pool.request().batch(batch);
		}
	});
	mkdirSync(folder, { recursive: true });
	writeFileSync(mark, place);
}
