import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../lib/errors';
import { CannotHere, type OwnLaboratory, type Scenario } from './scenario';

const SIZE = '48m';

/** The disk on which the ledger lies is full: somebody else has filled it. */
export const diskFull: Scenario = {
	name: 'disk-full',
	what: `The ledger lies on a file system of its own (tmpfs, ${SIZE}) that another program fills to the last byte while orders and sales arrive; then some space is freed.`,
	own: (folder) => mounted(`${folder}-disk`),
	async run(stage) {
		const { laboratory } = stage;
		const disk = path.dirname(laboratory.places.ledgerFile);
		const ballast = path.join(disk, 'somebody-elses-film');
		await stage.underLoad(async () => {
			fill(ballast);
			const words = await stage.untilFailure(/disk that holds the ledger file .* is full/);
			stage.saw(`runs failed with "${words}"`);
			fill(`${ballast}-2`);
			await stage.until('more runs fail', async () => (await stage.failures()).length > 0);
		});
		rmSync(ballast);
		rmSync(`${ballast}-2`);
	},
};

/** A small file system in memory; the ledger is on it. */
function mounted(place: string): OwnLaboratory {
	mkdirSync(place, { recursive: true });
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', place], { stdio: 'pipe' });
	} catch (reason) {
		throw new CannotHere(
			`a file system of its own needs the right to mount: ${messageOf(reason).trim()}`,
		);
	}
	return {
		options: { places: { ledgerFile: path.join(place, 'ledger.sqlite') } },
		cleanUp: () => void execFileSync('umount', ['-l', place]),
	};
}

/** Writes until nothing goes in any more: first in large pieces, then byte by byte. */
function fill(file: string): void {
	const handle = openSync(file, 'w');
	try {
		for (const size of [65_536, 4_096, 1]) {
			const piece = Buffer.alloc(size, 1);
			try {
				for (;;) writeSync(handle, piece);
			} catch (reason) {
				if ((reason as NodeJS.ErrnoException).code !== 'ENOSPC') throw reason;
			}
		}
	} finally {
		closeSync(handle);
	}
}
