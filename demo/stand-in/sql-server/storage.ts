import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from './catalogue';
import { Permissions } from './permissions';
import { registerFunctions, type SessionFacts } from './sqlite-functions';

/** The SQLite file under the stand-in: one connection for each session. */
export class Storage {
	readonly catalogue = new Catalogue();
	readonly permissions = new Permissions();
	private readonly path: string;
	private readonly temporary: string | undefined;

	/** @param path the file; without it the data live until {@link close} */
	constructor(path?: string) {
		this.temporary = path ? undefined : mkdtempSync(join(tmpdir(), 'sql-server-stand-in-'));
		this.path = path ?? join(this.temporary ?? '', 'data.sqlite');
		const database = this.open();
		this.catalogue.open(database);
		database.close();
	}

	/** A connection for a session. */
	connect(session: SessionFacts): Database.Database {
		const database = this.open();
		registerFunctions(database, this.catalogue, session);
		return database;
	}

	close(): void {
		if (this.temporary) rmSync(this.temporary, { recursive: true, force: true });
	}

	private open(): Database.Database {
		// Waiting for a lock is done by the session, which can be cancelled; SQLite must not block the process.
		const database = new Database(this.path, { timeout: 0 });
		database.pragma('journal_mode = WAL');
		database.pragma('synchronous = NORMAL');
		database.defaultSafeIntegers();
		return database;
	}
}
