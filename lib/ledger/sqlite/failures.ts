import { FactuLinkError } from '../../errors';
import { busy, codeOf, corrupt, diskFull, diskTrouble, notADatabase, notWritable } from '../errors';
import { BUSY_BUDGET_SECONDS } from './patience';

export function isBusy(error: unknown): boolean {
	return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

/** After these the open connection is not to be trusted: it is closed, and the next use opens the file again. */
export function spoilsConnection(error: unknown): boolean {
	return /^SQLITE_(CORRUPT|NOTADB|IOERR|CANTOPEN|READONLY)/.test(codeOf(error));
}

/** Names what SQLite or the file system answered; anything else (a defect) passes as it is. */
export function asLedgerError(file: string, error: unknown): unknown {
	if (error instanceof FactuLinkError) return error;
	const code = codeOf(error);
	if (isBusy(error)) return busy(file, BUSY_BUDGET_SECONDS, error);
	// The shared memory file is sized first, so a full disk often shows there.
	if (/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC)/.test(code)) return diskFull(file, error);
	if (/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|E(ACCES|PERM|ROFS|NOTDIR|ISDIR|NOENT))/.test(code)) {
		return notWritable(file, error);
	}
	if (code.startsWith('SQLITE_NOTADB')) {
		return notADatabase(file, 'it is not a SQLite database', error);
	}
	if (code.startsWith('SQLITE_CORRUPT')) {
		return corrupt(file, 'SQLite cannot read its pages', error);
	}
	if (code.startsWith('SQLITE_IOERR')) return diskTrouble(file, error);
	return error;
}
