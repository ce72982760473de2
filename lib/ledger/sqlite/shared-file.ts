import { noWal } from '../errors';
import { leaveNotice, provideLedger } from './create';
import { loadDriver } from './driver';
import type { Database, Statement } from './driver';
import { asLedgerError, isBusy, spoilsConnection } from './failures';
import { BUSY_TIMEOUT_MS, withPatience } from './patience';
import { identityOf, preparePlace } from './place';
import { checkDrift, checkIdentity, migrate } from './schema';

/** What the statements of one operation work with. */
export interface Session {
	/** The prepared statement of this SQL text, prepared once for each connection. */
	prepare(sql: string): Statement;
}

interface OpenFile extends Session {
	db: Database;
	identity: string | undefined;
	inTransaction<T>(work: () => T): T;
}

async function open(file: string, anew: boolean): Promise<OpenFile> {
	preparePlace(file);
	const driver = await loadDriver();
	provideLedger(file, driver, anew);
	const db = new driver(file, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true });
	try {
		// Before anything is written: the file may belong to another program or to a newer package.
		checkIdentity(db, file);
		leaveNotice(file);
		const mode = String(db.pragma('journal_mode = WAL', { simple: true }));
		if (mode !== 'wal') throw noWal(file, mode);
		// What has been answered must survive a power cut: with NORMAL the last transactions could vanish.
		db.pragma('synchronous = FULL');
		db.pragma('foreign_keys = ON');
		migrate(db, file);
		checkDrift(db, file, driver);
		// SQLite's own LIKE folds the case of English letters only.
		db.function('contains', { deterministic: true }, (text: unknown, folded: unknown) =>
			Number(
				String(text ?? '')
					.toLocaleLowerCase('es')
					.includes(String(folded)),
			),
		);
	} catch (error) {
		db.close();
		throw error;
	}
	const statements = new Map<string, Statement>();
	const transaction = db.transaction((work: () => unknown) => work());
	return {
		db,
		identity: identityOf(file),
		prepare(sql) {
			let statement = statements.get(sql);
			if (!statement) statements.set(sql, (statement = db.prepare(sql)));
			return statement;
		},
		inTransaction: <T>(work: () => T) => transaction.immediate(work) as T,
	};
}

/**
 * One ledger file, with one connection for the whole process that opens when it is needed and closes when nobody has
 * used it for a while, so that the file can be backed up or moved.
 */
export class SharedFile {
	readonly file: string;
	readonly #idleMs: number;
	#anew = false;
	#open: OpenFile | undefined;
	#opening: Promise<void> | undefined;
	#idle: NodeJS.Timeout | undefined;

	constructor(file: string, idleMs: number) {
		this.file = file;
		this.#idleMs = idleMs;
	}

	/** Makes the file when it is missing, also where one was that is lost. */
	async makeAnew(): Promise<void> {
		this.#anew = true;
		try {
			await this.read(() => undefined);
		} finally {
			this.#anew = false;
		}
	}

	/** Runs statements that only read. */
	async read<T>(work: (session: Session) => T): Promise<T> {
		return await this.#use(work);
	}

	/** Runs statements in one transaction that holds the write lock from its start: all of it, or nothing. */
	async write<T>(work: (session: Session) => T): Promise<T> {
		return await this.#use((file) => file.inTransaction(() => work(file)));
	}

	close(): void {
		clearTimeout(this.#idle);
		this.#idle = undefined;
		const open = this.#open;
		this.#open = undefined;
		open?.db.close();
	}

	async #use<T>(work: (file: OpenFile) => T): Promise<T> {
		try {
			return await withPatience(async () => {
				for (;;) {
					const ready = this.#ready();
					// No await between here and the work: nobody can close the connection meanwhile.
					if (ready) return work(ready);
					await (this.#opening ??= this.#openOnce());
				}
			}, isBusy);
		} catch (error) {
			if (spoilsConnection(error)) this.close();
			throw asLedgerError(this.file, error);
		}
	}

	/** The open connection, unless the file was deleted or replaced under it (restored from a backup, for example). */
	#ready(): OpenFile | undefined {
		if (this.#open && this.#open.identity !== identityOf(this.file)) this.close();
		if (this.#open) this.#idle?.refresh();
		return this.#open;
	}

	async #openOnce(): Promise<void> {
		try {
			this.#open = await open(this.file, this.#anew);
			this.#idle = setTimeout(() => this.close(), this.#idleMs).unref();
		} finally {
			this.#opening = undefined;
		}
	}
}
