import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { FactuLinkError } from '../errors';
import type { SqlServerCredential } from './credential';
import { labelOf, toMssqlConfig } from './credential';
import type { Database, RawRow } from './database';
import type { Mssql, MssqlPool } from './driver';
import { loadMssql } from './driver';
import type { Parameter, Statement } from './statement';
import { toSqlError } from './transient-errors';

/** How long an unused pool stays open: two runs of a busy schedule share it, a night does not keep it. */
const IDLE_MILLISECONDS = 60_000;

/** Pauses before a read that met a deadlock or a broken connection is tried again; reads change nothing. */
const READ_PAUSES = [200, 1000];
const READ_AGAIN = new Set(['SQL_DEADLOCK', 'SQL_CONNECTION_LOST']);

interface SharedPool {
	pool: MssqlPool;
	opened: Promise<unknown>;
	users: number;
	closing: NodeJS.Timeout | null;
}

const pools = new Map<string, SharedPool>();

function keyOf(credential: SqlServerCredential): string {
	return createHash('sha256').update(JSON.stringify(credential)).digest('hex');
}

/**
 * Runs `work` with the database of a credential. All users of one credential share one pool of connections, which
 * closes when nobody has used it for a minute.
 *
 * @throws FactuLinkError classes and codes as in `transient-errors.ts`
 */
export async function withDatabase<T>(
	credential: SqlServerCredential,
	work: (database: Database) => Promise<T>,
	mssql: Mssql = loadMssql(),
): Promise<T> {
	const key = keyOf(credential);
	const shared = pools.get(key) ?? openPool(key, credential, mssql);
	shared.users += 1;
	if (shared.closing !== null) clearTimeout(shared.closing);
	shared.closing = null;
	try {
		try {
			await shared.opened;
		} catch (error) {
			throw toSqlError(error, placeOf(credential, null));
		}
		return await work(new PooledDatabase(shared.pool, credential, mssql));
	} finally {
		shared.users -= 1;
		if (shared.users === 0 && pools.get(key) === shared) closeLater(key, shared);
	}
}

/** Closes every pool at once; for tests and the end of a process. */
export async function closeAllPools(): Promise<void> {
	const open = [...pools.values()];
	pools.clear();
	for (const { pool, closing, opened } of open) {
		if (closing !== null) clearTimeout(closing);
		await opened.then(
			() => pool.close(),
			() => undefined,
		);
	}
}

function openPool(key: string, credential: SqlServerCredential, mssql: Mssql): SharedPool {
	const pool = new mssql.ConnectionPool(toMssqlConfig(credential));
	// A pool without a listener would end the process when an idle connection breaks; the next use reports it.
	pool.on('error', () => undefined);
	const opened = pool.connect();
	const shared: SharedPool = { pool, opened, users: 0, closing: null };
	pools.set(key, shared);
	// A pool that did not open is forgotten at once: the next run starts afresh.
	opened.catch(() => {
		if (pools.get(key) === shared) pools.delete(key);
	});
	return shared;
}

function closeLater(key: string, shared: SharedPool): void {
	shared.closing = setTimeout(() => {
		pools.delete(key);
		shared.pool.close().catch(() => undefined);
	}, IDLE_MILLISECONDS);
	shared.closing.unref();
}

function placeOf(credential: SqlServerCredential, table: string | null) {
	return { label: labelOf(credential), table, secrets: [credential.password] };
}

class PooledDatabase implements Database {
	readonly label: string;

	constructor(
		private readonly pool: MssqlPool,
		private readonly credential: SqlServerCredential,
		private readonly mssql: Mssql,
	) {
		this.label = labelOf(credential);
	}

	async query(statement: Statement): Promise<RawRow[]> {
		for (let attempt = 0; ; attempt += 1) {
			try {
				const { recordset } = await this.run(statement);
				// No result set at all is not the same as an empty one: it must never pass for "nothing pending".
				if (recordset !== undefined) return recordset;
				throw new FactuLinkError({
					class: 'retry',
					code: 'SQL_NO_RESULT',
					message: `SQL Server answered about ${statement.table} of ${this.label} without a result.`,
					whatToDo: 'Nothing: it is tried again. If it lasts, report it to the maintainers.',
					details: { database: this.label, table: statement.table },
				});
			} catch (error) {
				const pause = READ_PAUSES[attempt];
				if (pause === undefined || !(error instanceof FactuLinkError)) throw error;
				if (!READ_AGAIN.has(error.code)) throw error;
				await wait(pause);
			}
		}
	}

	async change(statement: Statement): Promise<number> {
		const { rowsAffected } = await this.run(statement);
		return rowsAffected[0] ?? 0;
	}

	private async run(statement: Statement) {
		try {
			const request = this.pool.request();
			for (const parameter of statement.parameters) {
				request.input(parameter.name, this.typeOf(parameter), parameter.value);
			}
			return await request.query(statement.text);
		} catch (error) {
			throw toSqlError(error, placeOf(this.credential, statement.table));
		}
	}

	private typeOf(parameter: Parameter): unknown {
		if (parameter.type === 'int') return this.mssql.Int;
		return parameter.type === 'varchar'
			? this.mssql.VarChar(parameter.length)
			: this.mssql.NVarChar(parameter.length);
	}
}
