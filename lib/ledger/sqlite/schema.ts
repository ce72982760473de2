import { newerVersion, notADatabase, schemaDrift } from '../errors';
import type { Database, Driver } from './driver';
import { CURRENT_VERSION, migrations } from './migrations';

/** "FLnk": marks the file as a ledger, so that no other SQLite file is taken for one and written to. */
export const APPLICATION_ID = 0x464c6e6b;

interface SchemaObject {
	name: string;
	sql: string;
}

function numberOf(db: Database, pragma: string): number {
	return Number(db.pragma(pragma, { simple: true }));
}

function objectsOf(db: Database): SchemaObject[] {
	return db
		.prepare(
			`SELECT name, sql FROM sqlite_schema
			WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name`,
		)
		.all() as SchemaObject[];
}

/**
 * Looks at the file without changing it.
 *
 * @returns its version, 0 for one that is being made
 * @throws FactuLinkError LEDGER_NOT_A_DATABASE, LEDGER_NEWER_VERSION
 */
export function checkIdentity(db: Database, file: string): number {
	const id = numberOf(db, 'application_id');
	const version = numberOf(db, 'user_version');
	if (id !== APPLICATION_ID) {
		throw notADatabase(
			file,
			id === 0 && objectsOf(db).length === 0
				? 'it is an empty database; what stood in it may have been in a lost write-ahead log'
				: 'it is a SQLite database of another program',
		);
	}
	if (version > CURRENT_VERSION) throw newerVersion(file, version, CURRENT_VERSION);
	return version;
}

/** Brings the schema to the current version, in one transaction; two processes may do it at once. */
export function migrate(db: Database, file: string): void {
	db.transaction(() => {
		// Read again under the write lock: the other process may have been first.
		const version = checkIdentity(db, file);
		if (version === CURRENT_VERSION) return;
		for (const sql of migrations.slice(version)) db.exec(sql);
		db.pragma(`user_version = ${CURRENT_VERSION}`);
	}).immediate();
}

let expected: SchemaObject[] | undefined;

/**
 * Compares every table, index and trigger with what the migrations create. Objects that somebody added are left
 * alone: a view for a report does no harm.
 *
 * @throws FactuLinkError LEDGER_SCHEMA_CHANGED
 */
export function checkDrift(db: Database, file: string, driver: Driver): void {
	if (!expected) {
		const model = new driver(':memory:');
		for (const sql of migrations) model.exec(sql);
		expected = objectsOf(model);
		model.close();
	}
	const found = new Map(objectsOf(db).map(({ name, sql }) => [name, sql]));
	for (const { name, sql } of expected) {
		if (found.get(name) !== sql) throw schemaDrift(file, name);
	}
}
