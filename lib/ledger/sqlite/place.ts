import { lstatSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { FactuLinkError } from '../../errors';
import { badPath, notWritable } from '../errors';
import { isOnNetwork } from './network-disk';

/**
 * Looks at the path before SQLite does, because SQLite only says "unable to open". Creates the folder of the file
 * when it is missing, but not the ones above it: a mistyped path must not leave a tree of folders behind.
 *
 * @throws FactuLinkError LEDGER_PATH, LEDGER_NOT_WRITABLE
 */
export function preparePlace(file: string): void {
	if (file.trim() === '') throw badPath(file, 'the path is empty');
	if (/^[\\/]{2}/.test(file)) throw onShare(file);
	if (!path.isAbsolute(file)) throw badPath(file, 'it is not a full path on this machine');
	const folder = path.dirname(file);
	try {
		if (!statSync(folder, { throwIfNoEntry: false })) mkdirSync(folder);
		const stats = lstatSync(file, { throwIfNoEntry: false });
		if (stats?.isDirectory()) throw badPath(file, 'it is a folder');
		// SQLite would follow it, and keep its log beside the other end.
		if (stats?.isSymbolicLink()) throw badPath(file, 'it is a link to another place');
		if (stats && !stats.isFile()) throw badPath(file, 'it is no ordinary file');
		if (isOnNetwork(folder)) throw onShare(file);
	} catch (error) {
		throw error instanceof FactuLinkError ? error : notWritable(file, error);
	}
}

function onShare(file: string): FactuLinkError {
	return badPath(file, 'it is on a network share, where several programs cannot share it safely');
}

/** Tells one file from another that took its name; `undefined` when there is none. */
export function identityOf(file: string): string | undefined {
	const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
	return stats && `${stats.dev}:${stats.ino}`;
}
