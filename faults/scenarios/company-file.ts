import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LedgerView, type SourceView } from '../../demo/ledger-view';
import { messageOf } from '../../lib/errors';
import { COMPANY_FILE, type Laboratory } from '../laboratory';
import { OrderSource } from '../sources/orders';
import { CannotHere, type OwnLaboratory, type Scenario, type Stage } from './scenario';

const fileOf = (laboratory: Laboratory) => path.join(laboratory.places.data, COMPANY_FILE);

function sourceOf({ places }: Laboratory): SourceView | undefined {
	const sources = new LedgerView(places.ledgerFile, 'order-relay').sources();
	return sources.find(({ source }) => source === '002/2026');
}

/** Waits until the ledger says for people what is wrong with the source, and notes the words. */
async function untilSaid(stage: Stage): Promise<void> {
	await stage.until('the ledger says what is wrong with the source', () => {
		const source = sourceOf(stage.laboratory);
		return source !== undefined && source.error !== null;
	});
	stage.saw(`the ledger says of the source: "${sourceOf(stage.laboratory)?.error ?? ''}"`);
}

async function untilWell(stage: Stage): Promise<void> {
	await stage.until('the source is read again', () => sourceOf(stage.laboratory)?.error === null);
}

const reopen = (laboratory: Laboratory) =>
	laboratory.arrivals.reopenOrders(() => OrderSource.open(fileOf(laboratory)));

/** FactuSOL's nightly repair, or a person, puts another file in the place of the company's. */
export const companyFileReplaced: Scenario = {
	name: 'company-file-replaced',
	what: "The company file is replaced by a copy (another file, the same orders), and orders arrive in the new one. Then by the day before's, without the newest orders, and back.",
	async run(stage) {
		const { laboratory } = stage;
		const file = fileOf(laboratory);
		const before = `${file}.before`;
		copyFileSync(file, before);
		await stage.underLoad(() => wait(6_000));
		replace(file, file);
		await reopen(laboratory);
		await stage.underLoad(() => wait(12_000));
		const newest = `${file}.newest`;
		copyFileSync(file, newest);
		replace(before, file);
		await stage.underLoad(() => wait(25_000), 'sales');
		stage.saw(`while the older file was there: ${sourceOf(laboratory)?.error ?? 'no complaint'}`);
		replace(newest, file);
		await reopen(laboratory);
		await stage.underLoad(() => wait(6_000));
	},
};

/** A copy over the network that broke off. */
export const companyFileTruncated: Scenario = {
	name: 'company-file-truncated',
	what: 'The company file is cut to a third of its length; after a while the whole one is put back.',
	async run(stage) {
		const { laboratory } = stage;
		const file = fileOf(laboratory);
		laboratory.arrivals.ordersArrive(8);
		const whole = `${file}.whole`;
		copyFileSync(file, whole);
		const cut = `${file}.cut`;
		copyFileSync(file, cut);
		truncateSync(cut, 100_000);
		renameSync(cut, file);
		await stage.underLoad(() => untilSaid(stage), 'sales');
		renameSync(whole, file);
		await reopen(laboratory);
		await stage.underLoad(() => untilWell(stage));
	},
};

/** Somebody renames the file, or moves it for a moment. */
export const companyFileRenamed: Scenario = {
	name: 'company-file-renamed',
	what: 'The company file is renamed; after a while it gets its name back.',
	async run(stage) {
		const { laboratory } = stage;
		const file = fileOf(laboratory);
		laboratory.arrivals.ordersArrive(8);
		renameSync(file, `${file}.renamed`);
		await stage.underLoad(() => untilSaid(stage), 'sales');
		renameSync(`${file}.renamed`, file);
		await reopen(laboratory);
		await stage.underLoad(() => untilWell(stage));
	},
};

/** The server with the data folder is switched off and on again. */
export const shareGone: Scenario = {
	name: 'share-gone',
	what: 'The data folder is a mounted file system that is taken away while orders and sales arrive, and comes back.',
	own: (folder) => bound(folder),
	async run(stage) {
		const { laboratory } = stage;
		const { data } = laboratory.places;
		await stage.underLoad(() => wait(5_000));
		execFileSync('umount', ['-l', data]);
		await stage.underLoad(() => untilSaid(stage), 'sales');
		mountAt(behind(data), data);
		await reopen(laboratory);
		await stage.underLoad(() => untilWell(stage));
	},
};

const behind = (data: string) => `${data}-on-the-server`;

function mountAt(what: string, where: string): void {
	try {
		execFileSync('mount', ['--bind', what, where], { stdio: 'pipe' });
	} catch (reason) {
		throw new CannotHere(`a share needs the right to mount: ${messageOf(reason).trim()}`);
	}
}

function bound(folder: string): OwnLaboratory {
	const data = `${folder}-share`;
	mkdirSync(data, { recursive: true });
	mkdirSync(behind(data), { recursive: true });
	mountAt(behind(data), data);
	return {
		options: { places: { data } },
		cleanUp: () => {
			try {
				execFileSync('umount', ['-l', data], { stdio: 'pipe' });
			} catch {
				// It broke off while it was away.
			}
		},
	};
}

/** At once, as no copy over the network does: nobody reads half of it. */
function replace(source: string, file: string): void {
	const arriving = `${file}.arriving`;
	rmSync(arriving, { force: true });
	copyFileSync(source, arriving);
	renameSync(arriving, file);
}
