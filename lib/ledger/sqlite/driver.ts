import type BetterSqlite3 from 'better-sqlite3';

import { driverMissing, nodeTooOld } from '../errors';

export type Driver = typeof BetterSqlite3;
export type Database = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

const OLDEST_NODE = 24;

/**
 * Loads better-sqlite3 when it is first needed.
 *
 * The version is looked at before: on Node 20 the library loads and then ends the process (and n8n with it) on
 * opening a file, without an exception that anybody could catch.
 *
 * @throws FactuLinkError LEDGER_NODE_TOO_OLD, LEDGER_DRIVER_MISSING
 */
export async function loadDriver(nodeVersion = process.versions.node): Promise<Driver> {
	if (Number.parseInt(nodeVersion, 10) < OLDEST_NODE) throw nodeTooOld(nodeVersion);
	try {
		return (await import('better-sqlite3')).default;
	} catch (error) {
		throw driverMissing(error);
	}
}
