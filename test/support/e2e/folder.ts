import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { localFolder } from '../../../demo/project';

/** What end-to-end tests make; ignored by git. */
export const e2eFolder = path.join(localFolder, 'e2e');

/**
 * A new folder for one suite. The caller removes it with {@link removeFolder}.
 * @param name tells whose it is, for those who look at what a failed test left
 */
export function newFolder(name: string): string {
	mkdirSync(e2eFolder, { recursive: true });
	return mkdtempSync(path.join(e2eFolder, `${name}-`));
}

/** Removes what a suite made, unless FACTULINK_KEEP is set: then logs and ledgers stay to be looked at. */
export function removeFolder(folder: string): void {
	if (process.env.FACTULINK_KEEP === undefined) {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
