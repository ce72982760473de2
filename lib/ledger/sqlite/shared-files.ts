import path from 'node:path';

import { SharedFile } from './shared-file';

const IDLE_MS = 30_000;

const files = new Map<string, SharedFile>();

/** The one {@link SharedFile} of this process for a path; Windows does not tell upper from lower case. */
export function sharedFile(file: string): SharedFile {
	const place = path.isAbsolute(file) ? path.resolve(file) : file;
	const name = process.platform === 'win32' ? place.toLowerCase() : place;
	let shared = files.get(name);
	if (!shared) {
		// The last connection to close tidies the write-ahead log into the file.
		if (files.size === 0) process.once('exit', closeFiles);
		files.set(name, (shared = new SharedFile(place, IDLE_MS)));
	}
	return shared;
}

/** Closes what is open; the next use opens it again. */
export function closeFiles(): void {
	for (const file of files.values()) file.close();
}
