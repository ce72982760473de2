import type Database from 'better-sqlite3';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqlServerError, deadlockVictim, lockTimeout, noTransaction } from './errors';
import type { IsolationLevel } from './protocol/requests';
import { isBusy, isStaleSnapshot } from './sqlite-errors';
import { quote } from './t-sql/scope';

const LOCK_POLL_MS = 5;

/** What the client has to be told about a transaction. */
export interface TransactionListener {
	begun(descriptor: Buffer): void;
	committed(descriptor: Buffer): void;
	rolledBack(descriptor: Buffer): void;
}

/**
 * The transaction of one session. SQLite lets one writer at a time into the whole file and shows a reader one state
 * for the length of a transaction, while SQL Server under READ COMMITTED shows each statement the latest committed
 * state. So SQLite's transaction begins with the first change only (with SNAPSHOT: with the first statement, with
 * REPEATABLE READ and SERIALIZABLE: with the first statement, as a writer).
 */
export class Transaction {
	count = 0;
	isolationLevel: IsolationLevel = 'READ COMMITTED';
	/** Milliseconds to wait for a lock; -1 is for ever, SQL Server's default. */
	lockTimeoutMs = -1;
	private descriptor = Buffer.alloc(8);
	private static lastDescriptor = 0n;

	constructor(
		private readonly database: Database.Database,
		private readonly listener: TransactionListener,
		private readonly spid: number,
	) {}

	begin(): void {
		this.count++;
		if (this.count > 1) return;
		this.descriptor = Buffer.alloc(8);
		this.descriptor.writeBigUInt64LE(++Transaction.lastDescriptor);
		this.listener.begun(this.descriptor);
	}

	/** @throws SqlServerError 3902 */
	commit(): void {
		if (this.count === 0) throw noTransaction('COMMIT');
		this.count--;
		if (this.count > 0) return;
		if (this.database.inTransaction) this.database.exec('COMMIT');
		this.listener.committed(this.descriptor);
	}

	/** @throws SqlServerError 3903 */
	rollback(savepoint?: string): void {
		if (this.count === 0) throw noTransaction('ROLLBACK');
		if (savepoint) {
			if (this.database.inTransaction) this.database.exec(`ROLLBACK TO ${quote(savepoint)}`);
			return;
		}
		this.count = 0;
		if (this.database.inTransaction) this.database.exec('ROLLBACK');
		this.listener.rolledBack(this.descriptor);
	}

	async save(savepoint: string, signal: AbortSignal): Promise<void> {
		await this.prepareWrite(signal);
		this.database.exec(`SAVEPOINT ${quote(savepoint)}`);
	}

	/** To be called before a statement that only reads. */
	async prepareRead(signal: AbortSignal): Promise<void> {
		if (this.count === 0 || this.database.inTransaction) return;
		if (this.isolationLevel === 'SNAPSHOT') this.database.exec('BEGIN');
		if (this.isolationLevel === 'REPEATABLE READ' || this.isolationLevel === 'SERIALIZABLE') {
			await this.prepareWrite(signal);
		}
	}

	/** To be called before a statement that changes something inside a transaction. */
	async prepareWrite(signal: AbortSignal): Promise<void> {
		if (this.count === 0 || this.database.inTransaction) return;
		await this.waitForLock(() => this.database.exec('BEGIN IMMEDIATE'), signal);
	}

	/**
	 * Runs something that needs the write lock, waiting for it as SQL Server would.
	 *
	 * @throws SqlServerError 1222 after SET LOCK_TIMEOUT, 3960 or 1205 when the own snapshot is overtaken
	 */
	async waitForLock<T>(run: () => T, signal: AbortSignal): Promise<T> {
		const started = Date.now();
		for (;;) {
			signal.throwIfAborted();
			try {
				return run();
			} catch (error) {
				if (isStaleSnapshot(error)) throw this.overtaken();
				if (!isBusy(error)) throw error;
			}
			if (this.lockTimeoutMs >= 0 && Date.now() - started >= this.lockTimeoutMs) {
				throw lockTimeout();
			}
			await sleep(LOCK_POLL_MS, undefined, { signal });
		}
	}

	private overtaken(): SqlServerError {
		if (this.isolationLevel !== 'SNAPSHOT') return deadlockVictim(this.spid);
		return new SqlServerError(
			3960,
			'Snapshot isolation transaction aborted due to update conflict.',
			16,
			2,
			'rollback',
		);
	}
}
