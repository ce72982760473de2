import path from 'node:path';

import { Ledger } from './ledger';
import { SharedFile } from './sqlite/shared-file';
import { SqliteStore } from './sqlite/sqlite-store';

export interface OpenOptions {
	/** What time it is; tests set it. */
	clock?: () => Date;
	/** Number in [0, 1) that scatters the next attempts; tests set it. */
	random?: () => number;
}

const IDLE_MS = 30_000;

const files = new Map<string, SharedFile>();

function sharedFile(file: string): SharedFile {
	const place = file.trim() === '' || !path.isAbsolute(file) ? file : path.resolve(file);
	const name = process.platform === 'win32' ? place.toLowerCase() : place;
	let shared = files.get(name);
	if (!shared) {
		// The last connection to close tidies the write-ahead log into the file.
		if (files.size === 0) process.once('exit', closeLedgers);
		files.set(name, (shared = new SharedFile(place, IDLE_MS)));
	}
	return shared;
}

/**
 * The ledger in a SQLite file, which is created when it does not exist (with its folder, but not with the folders
 * above). Calls for the same file share one connection in this process; it closes by itself when nobody has used it
 * for half a minute, so there is nothing to close.
 *
 * @param file full path on a disk of this machine
 * @throws FactuLinkError when the file cannot be used; see {@link Ledger} for the codes
 */
export async function openLedger(file: string, options: OpenOptions = {}): Promise<Ledger> {
	const shared = sharedFile(file);
	await shared.read(() => undefined);
	const store = new SqliteStore(shared, options.random ?? Math.random);
	return new Ledger(store, options.clock ?? (() => new Date()));
}

/** Closes the connections of this process. Ledgers stay usable: their next use opens the file again. */
export function closeLedgers(): void {
	for (const file of files.values()) file.close();
}
