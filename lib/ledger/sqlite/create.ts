import {
	closeSync,
	constants,
	copyFileSync,
	fsyncSync,
	linkSync,
	openSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';

import { codeOf, missing, noWal, notADatabase, remains } from '../errors';
import type { Driver } from './driver';
import { APPLICATION_ID, migrate } from './schema';

/** Stands beside a ledger and outlives it: without it nobody could tell a lost ledger from one that never was. */
export function noticeOf(file: string): string {
	return `${file}.leame.txt`;
}

const NOTICE = (
	file: string,
) => `Junto a este texto está el libro de FactuLink: ${path.basename(file)}
En él consta qué pedidos se han traspasado y qué ventas se han informado. No lo borre ni lo mueva,
ni los ficheros -wal y -shm que tiene al lado mientras n8n está en marcha.

Si el libro falta: ponga en su sitio la última copia de seguridad. Si no hay ninguna, ejecute en n8n el flujo
«Reconstruir el libro». Solo para empezar con un libro nuevo y vacío, borre también este texto.
`;

function sizeOf(file: string): number | undefined {
	return statSync(file, { throwIfNoEntry: false })?.size;
}

/**
 * Sees to it that a ledger is there to be opened. One that is missing is made only where none was made before, or when
 * that is asked for: a flow that began with an empty ledger by itself would take orders for known that nobody relayed.
 *
 * @param anew makes a ledger also where one is missing that was there before
 * @throws FactuLinkError LEDGER_MISSING, LEDGER_NOT_A_DATABASE, LEDGER_NOT_WRITABLE
 */
export function provideLedger(file: string, driver: Driver, anew: boolean): void {
	// In this order: another process makes the ledger first and the notice after it.
	const wasThere = sizeOf(noticeOf(file)) !== undefined;
	const size = sizeOf(file);
	// SQLite would fill it without a word, and throw away the log beside it.
	if (size === 0) throw notADatabase(file, 'it is empty, which a ledger never is');
	if (size === undefined) {
		if (wasThere && !anew) throw missing(file, noticeOf(file));
		if ((sizeOf(`${file}-wal`) ?? 0) > 0) throw remains(file);
		create(file, driver);
	}
}

/** A ledger appears whole or not at all, whenever the process that makes it ends. */
function create(file: string, driver: Driver): void {
	const unfinished = `${file}.new-${randomUUID()}`;
	try {
		const db = new driver(unfinished);
		try {
			const mode = String(db.pragma('journal_mode = WAL', { simple: true }));
			if (mode !== 'wal') throw noWal(file, mode);
			db.pragma('synchronous = FULL');
			db.pragma(`application_id = ${APPLICATION_ID}`);
			migrate(db, file);
		} finally {
			db.close();
		}
		putInPlace(unfinished, file);
		syncFolder(path.dirname(file));
	} finally {
		for (const end of ['', '-wal', '-shm']) rmSync(`${unfinished}${end}`, { force: true });
	}
}

/** Under its name at once, unless another process was first: then that one counts. */
function putInPlace(unfinished: string, file: string): void {
	try {
		linkSync(unfinished, file);
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return;
		copyWhereNoLinksAre(unfinished, file);
	}
}

/** Some disks know no second name for a file. */
function copyWhereNoLinksAre(unfinished: string, file: string): void {
	try {
		copyFileSync(unfinished, file, constants.COPYFILE_EXCL);
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	}
}

function syncFolder(folder: string): void {
	if (process.platform === 'win32') return;
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** Puts the notice beside a ledger that has none. */
export function leaveNotice(file: string): void {
	if (sizeOf(noticeOf(file)) !== undefined) return;
	try {
		writeFileSync(noticeOf(file), NOTICE(file), { flag: 'wx' });
	} catch (error) {
		// Another process was first; or the disk takes nothing, which the next write to the ledger says in its own words.
		if (codeOf(error) === '') throw error;
	}
}
