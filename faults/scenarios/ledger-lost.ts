import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import {
	closeSync,
	copyFileSync,
	existsSync,
	openSync,
	readFileSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Laboratory } from '../laboratory';
import { NotSeen, type Scenario, type Stage } from './scenario';

const FILES = ['', '-wal', '-shm'] as const;

/** Somebody deletes the ledger while n8n works with it; what arrived after the last backup is in none. */
export const ledgerDeleted: Scenario = {
	name: 'ledger-deleted',
	what: 'The three files of the ledger are deleted while n8n runs and orders and sales arrive; after a while n8n is stopped, an older backup is put in the place of the ledger, and n8n is started.',
	async run(stage) {
		const { laboratory } = stage;
		const { ledgerFile } = laboratory.places;
		const backup = await backupAndGoOn(stage);
		await stage.underLoad(async () => {
			remove(ledgerFile);
			const words = await stage.untilFailure(/there was one before|ledger .* is missing/i);
			stage.saw(`runs failed with "${words}"`);
			if (existsSync(ledgerFile)) throw new NotSeen('a new ledger was begun by itself');
			stage.saw('no new ledger was begun by itself.');
		});
		await laboratory.stop();
		await restore(stage, backup);
	},
};

/** The file of the ledger is damaged on its disk; then the last backup is put in its place. */
export const ledgerCorrupted: Scenario = {
	name: 'ledger-corrupted',
	what: 'n8n is stopped, pages in the middle of the ledger are overwritten with noise, n8n is started; after a while it is stopped, an older backup is put in the place of the ledger, and n8n is started. Orders and sales arrive all the while.',
	async run(stage) {
		const { laboratory } = stage;
		const { ledgerFile } = laboratory.places;
		const backup = await backupAndGoOn(stage);
		await laboratory.stop();
		damage(ledgerFile, laboratory.chance.branch('noise').whole(1, 250));
		const noise = hashOf(ledgerFile);
		await laboratory.startAgain();
		await stage.underLoad(async () => {
			const words = await stage.untilFailure(/is damaged: |is not a FactuLink ledger/);
			stage.saw(`runs failed with "${words}"`);
			await wait(15_000);
		});
		await laboratory.stop();
		if (hashOf(ledgerFile) !== noise)
			throw new NotSeen('something was written into the damaged file');
		stage.saw('not one byte of the damaged file was changed by n8n.');

		await restore(stage, backup);
	},
};

/** The file is no database any more. */
export const ledgerReplaced: Scenario = {
	name: 'ledger-no-database',
	what: 'While n8n runs, the ledger is moved away and a text file takes its name; then the ledger is put back.',
	async run(stage) {
		const { laboratory } = stage;
		const { ledgerFile } = laboratory.places;
		await laboratory.stop();
		const kept = `${ledgerFile}.kept`;
		copy(ledgerFile, kept);
		remove(ledgerFile);
		const text = 'Lista de la compra: papel, tóner, café\n'.repeat(200);
		const handle = openSync(ledgerFile, 'w');
		writeSync(handle, text);
		closeSync(handle);
		await laboratory.startAgain();
		await stage.underLoad(async () => {
			const words = await stage.untilFailure(/is not a FactuLink ledger/);
			stage.saw(`runs failed with "${words}"`);
		});
		await laboratory.stop();
		if (readFileSync(ledgerFile, 'utf8') !== text)
			throw new NotSeen('the text file was overwritten');
		stage.saw('the text file was left as it was.');
		remove(ledgerFile);
		copyFileSync(kept, ledgerFile);
		await laboratory.startAgain();
	},
};

/** @returns a backup that is older than the ledger: it lacks what arrived last */
async function backupAndGoOn(stage: Stage): Promise<string> {
	const { laboratory } = stage;
	const { ledgerFile } = laboratory.places;
	const backup = `${ledgerFile}.backup`;
	await stage.until('all is quiet', async () => (await laboratory.untilQuiet(5_000)).length === 0);
	copy(ledgerFile, backup);
	const before = total(laboratory);
	await laboratory.arrivals.wave({ orders: 12, vouchers: 12 });
	await stage.until(
		'the wave is settled',
		async () => (await laboratory.untilQuiet(5_000)).length === 0,
	);
	stage.saw(`the backup has ${before} entries, the ledger ${total(laboratory)}.`);
	return backup;
}

/** n8n is stopped. */
async function restore({ laboratory }: Stage, backup: string): Promise<void> {
	const { ledgerFile } = laboratory.places;
	laboratory.ledgerIsLost();
	remove(ledgerFile);
	copyFileSync(backup, ledgerFile);
	await laboratory.startAgain();
}

function total(laboratory: Laboratory): number {
	const { orders, sales } = laboratory.standing();
	return [...Object.values(orders), ...Object.values(sales)].reduce((sum, count) => sum + count, 0);
}

function remove(file: string): void {
	for (const end of FILES) rmSync(`${file}${end}`, { force: true });
}

/** As docs/ledger.md tells people to. */
function copy(file: string, backup: string): void {
	rmSync(backup, { force: true });
	const database = new Database(file, { readonly: true, timeout: 60_000 });
	try {
		database.prepare('VACUUM INTO ?').run(backup);
	} finally {
		database.close();
	}
}

/** Overwrites pages from the second on; the log is written back first, so that the damage is in what is read. */
function damage(file: string, byte: number): void {
	const database = new Database(file);
	database.pragma('wal_checkpoint(TRUNCATE)');
	database.close();
	const pages = Math.floor(readFileSync(file).length / 4_096);
	const handle = openSync(file, 'r+');
	for (let page = 1; page < pages; page++) {
		writeSync(handle, Buffer.alloc(2_048, byte), 0, 2_048, page * 4_096);
	}
	closeSync(handle);
}

function hashOf(file: string): string {
	if (!existsSync(file)) return 'no file';
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}
