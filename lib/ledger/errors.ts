import { FactuLinkError, messageOf } from '../errors';

/** The code of a Node or SQLite error, `''` when it has none. Told by its shape: a driver may bring its own class. */
export function codeOf(error: unknown): string {
	if (typeof error !== 'object' || error === null || !('code' in error)) return '';
	return typeof error.code === 'string' ? error.code : '';
}

export function badPath(file: string, why: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_PATH',
		message: `The ledger file "${file}" cannot be used: ${why}.`,
		whatToDo:
			'Enter the full path of a file on a disk of this machine in the FactuLink Ledger credential.',
		details: { file },
	});
}

export function notWritable(file: string, cause: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NOT_WRITABLE',
		message: `The ledger file ${file} cannot be created or written (${codeOf(cause) || messageOf(cause)}).`,
		whatToDo:
			'Check that the folder exists, that the path names a file, and that the user who runs n8n may write in the folder.',
		details: { file },
		cause,
	});
}

export function missing(file: string, notice: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_MISSING',
		message: `The ledger file ${file} is missing, although there was one before.`,
		whatToDo: `Put the last backup in its place. Without one, unpublish the flows and let the workflow "Reconstruir el libro" make a new ledger. Only to begin with an empty one, delete ${notice}.`,
		details: { file },
	});
}

export function remains(file: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_MISSING',
		message: `The ledger file ${file} is missing, but its write-ahead log (-wal) is still there.`,
		whatToDo:
			'Put back the file that belongs to it; or stop n8n, set the -wal and -shm files aside, and restore a backup or rebuild the ledger. Nothing was overwritten.',
		details: { file },
	});
}

export function noWal(file: string, mode: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NOT_WRITABLE',
		message: `The disk that holds the ledger file ${file} does not allow its write-ahead log (journal mode stays "${mode}").`,
		whatToDo:
			'Move the ledger to a folder on a local disk of this machine, not on a network share.',
		details: { file, mode },
	});
}

export function newerVersion(file: string, found: number, known: number): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NEWER_VERSION',
		message: `The ledger file ${file} has version ${found}, and this package knows versions up to ${known}.`,
		whatToDo: 'Update n8n-nodes-factulink to the version that wrote the file. Nothing was changed.',
		details: { file, found, known },
	});
}

export function notADatabase(file: string, why: string, cause?: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NOT_A_DATABASE',
		message: `The file ${file} is not a FactuLink ledger: ${why}.`,
		whatToDo:
			'Choose another path, or move that file away so that a new ledger can be created. Nothing was overwritten.',
		details: { file },
		cause,
	});
}

export function corrupt(file: string, what: string, cause?: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_CORRUPT',
		message: `The ledger file ${file} is damaged: ${what}.`,
		whatToDo:
			'Stop n8n, set the file aside with its -wal and -shm companions, and put the last backup in its place; without one, let the workflow "Reconstruir el libro" make a new ledger. Nothing was overwritten.',
		details: { file },
		cause,
	});
}

export function schemaDrift(file: string, object: string, cause?: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_SCHEMA_CHANGED',
		message: `The ledger file ${file} was altered by another program: "${object}" is missing or different.`,
		whatToDo: 'Put the last backup in its place, or undo that change. Nothing was overwritten.',
		details: { file, object },
		cause,
	});
}

export function busy(file: string, seconds: number, cause: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'LEDGER_BUSY',
		message: `Another program has kept the ledger file ${file} locked for more than ${seconds} seconds.`,
		whatToDo:
			'Close programs that have the ledger open (a backup, a database viewer). It is tried again by itself.',
		details: { file },
		cause,
	});
}

export function diskFull(file: string, cause: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'LEDGER_DISK_FULL',
		message: `The disk that holds the ledger file ${file} is full.`,
		whatToDo: 'Free some space on that disk. Nothing was lost, and it is tried again by itself.',
		details: { file },
		cause,
	});
}

export function diskTrouble(file: string, cause: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'LEDGER_UNREACHABLE',
		message: `The disk did not answer while the ledger file ${file} was used (${codeOf(cause)}).`,
		whatToDo: 'Check that the disk is connected and healthy. It is tried again by itself.',
		details: { file },
		cause,
	});
}

export function nodeTooOld(version: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NODE_TOO_OLD',
		message: `The ledger needs Node.js 24 or later, and n8n runs on Node.js ${version}.`,
		whatToDo: 'Update Node.js to version 24 or later (n8n 2.36 and later need it too).',
		details: { version },
	});
}

export function driverMissing(cause: unknown): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_DRIVER_MISSING',
		message: `The SQLite library better-sqlite3 cannot be loaded (${codeOf(cause) || 'no code'}).`,
		whatToDo:
			'Install the package n8n-nodes-factulink again; it brings the library for Windows, macOS and Linux on x64 and arm64.',
		cause,
	});
}

export function badInput(what: string, whatToDo: string): FactuLinkError {
	return new FactuLinkError({ class: 'person', code: 'LEDGER_INPUT', message: what, whatToDo });
}

export function entryUnknown(name: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_ENTRY_UNKNOWN',
		message: `The ledger has no entry ${name}.`,
		whatToDo:
			'Check stream and key, and that this workflow uses the same ledger file as the one that registered the entry.',
	});
}

export function leaseLost(name: string, now: string): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'LEASE_LOST',
		message: `The entry ${name} is no longer claimed by this run: ${now}.`,
		whatToDo:
			'Nothing: whoever has it now finishes it. When this happens often, raise Lease in the Claim operation.',
	});
}

export function notAllowed(name: string, action: string, state: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_NOT_ALLOWED',
		message: `The entry ${name} is ${state}, and without an owner it cannot be changed by ${action}.`,
		whatToDo:
			state === 'claimed'
				? 'Wait until the run that has it ends, or until its lease runs out.'
				: 'Look at the history of the entry; what is done stays done.',
		details: { state },
	});
}

const OF_THE_FILE = new Set([
	'LEDGER_PATH',
	'LEDGER_NOT_WRITABLE',
	'LEDGER_MISSING',
	'LEDGER_NOT_A_DATABASE',
	'LEDGER_CORRUPT',
	'LEDGER_SCHEMA_CHANGED',
	'LEDGER_NEWER_VERSION',
	'LEDGER_NODE_TOO_OLD',
	'LEDGER_DRIVER_MISSING',
	'LEDGER_BUSY',
	'LEDGER_DISK_FULL',
	'LEDGER_UNREACHABLE',
]);

/** Whether the ledger file itself cannot be used, whatever was asked of it. */
export function isTroubleOfFile(error: unknown): error is FactuLinkError {
	return error instanceof FactuLinkError && OF_THE_FILE.has(error.code);
}
