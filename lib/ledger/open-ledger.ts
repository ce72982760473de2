import { Ledger } from './ledger';
import { closeFiles, sharedFile } from './sqlite/shared-files';
import { SqliteStore } from './sqlite/sqlite-store';

export interface OpenOptions {
	/** What time it is; tests set it. */
	clock?: () => Date;
	/** Number in [0, 1) that scatters the next attempts; tests set it. */
	random?: () => number;
	/** Whether to make a ledger also where one is missing that was there before: only to rebuild it. */
	anew?: boolean;
}

/**
 * The ledger in a SQLite file, which is created when it never existed (with its folder, but not with the folders
 * above); one that is missing is LEDGER_MISSING. Calls for the same file share one connection in this process; it closes by itself when nobody has used it
 * for half a minute, so there is nothing to close.
 *
 * @param file full path on a disk of this machine
 * @throws FactuLinkError when the file cannot be used; see {@link Ledger} for the codes
 */
export async function openLedger(file: string, options: OpenOptions = {}): Promise<Ledger> {
	const shared = sharedFile(file);
	await (options.anew ? shared.makeAnew() : shared.read(() => undefined));
	const store = new SqliteStore(shared, options.random ?? Math.random);
	return new Ledger(store, options.clock ?? (() => new Date()));
}

/** Closes the connections of this process. Ledgers stay usable: their next use opens the file again. */
export function closeLedgers(): void {
	closeFiles();
}
