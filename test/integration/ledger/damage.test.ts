import {
	copyFileSync,
	existsSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { checkLedger } from '../../../lib/ledger/check-ledger';
import type { Ledger } from '../../../lib/ledger/ledger';
import { closeLedgers, openLedger } from '../../../lib/ledger/open-ledger';
import { noticeOf } from '../../../lib/ledger/sqlite/create';
import { entryIn, item, LedgerBench, LedgerWorker, STREAM } from '../../support/ledger';

const PAGE = 4096;

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

/** A ledger of many pages, closed. */
async function filledLedger(): Promise<void> {
	const ledger = await bench.open();
	await ledger.register(
		STREAM,
		Array.from({ length: 400 }, (_, n) => item(`order-${n}`)),
	);
	await entryIn(ledger, 'done', 'done');
	closeLedgers();
}

const damages: Array<[string, (bytes: Buffer) => Buffer]> = [
	['is a text file', () => Buffer.from('Orders of 2026\n'.repeat(100))],
	['is empty', () => Buffer.alloc(0)],
	['is all zero bytes', (bytes) => Buffer.alloc(bytes.length)],
	['is cut in its first page', (bytes) => bytes.subarray(0, 1000)],
	['is cut in the middle of a page', (bytes) => bytes.subarray(0, 5 * PAGE + 17)],
	['is cut to a few whole pages', (bytes) => bytes.subarray(0, 3 * PAGE)],
	['lost the beginning', (bytes) => Buffer.concat([Buffer.alloc(100), bytes.subarray(100)])],
	['is overwritten after its first page', (bytes) => Buffer.from(bytes).fill(0xa5, PAGE)],
	['has zero bytes after its first page', (bytes) => Buffer.from(bytes).fill(0, PAGE)],
	['has its pages in another order', (bytes) => shuffled(bytes)],
];

function shuffled(bytes: Buffer): Buffer {
	const pages = Array.from({ length: bytes.length / PAGE }, (_, n) =>
		bytes.subarray(n * PAGE, (n + 1) * PAGE),
	);
	return Buffer.concat([...pages.slice(0, 1), ...pages.slice(1).reverse()]);
}

/** Everything that a flow does with a ledger. */
async function useAll(ledger: Ledger): Promise<void> {
	await ledger.list({ limit: 1000 });
	await ledger.register(STREAM, [item('order-1', 2), item('order-399', 2), item('new')]);
	await ledger.claim({ stream: STREAM, limit: 500, leaseSeconds: 60, owner: 'me' });
	await ledger.history(STREAM, 'order-200');
	await ledger.summary();
}

describe.each(damages)('a ledger that %s', (_what, damage) => {
	let bytes: Buffer;

	beforeEach(async () => {
		await filledLedger();
		bytes = damage(readFileSync(bench.file));
		writeFileSync(bench.file, bytes);
	});

	it('is refused in clear words, and stays byte by byte as it is', async () => {
		await expect(bench.open().then(useAll)).rejects.toMatchObject({
			class: 'person',
			code: expect.stringMatching(/^LEDGER_(CORRUPT|NOT_A_DATABASE)$/) as string,
			message: expect.stringContaining(bench.file) as string,
			whatToDo: expect.stringContaining('Nothing was overwritten') as string,
		});
		closeLedgers();
		expect(readFileSync(bench.file).equals(bytes)).toBe(true);
		expect(readdirSync(bench.folder).sort()).toEqual(['ledger.sqlite', 'ledger.sqlite.leame.txt']);
	});

	it('is refused by the rebuilding too, which fills a new file once it was set aside', async () => {
		const lost = { ...item('order-1'), result: { document: '2-000045' }, absent: 'held' } as const;
		const rebuild = async () =>
			await (await openLedger(bench.file, { anew: true })).rebuild(STREAM, [lost]);
		// A damaged page that the one lookup does not meet may let it through; then everything is looked at.
		await expect(
			rebuild().then(async () => await useAll(await openLedger(bench.file))),
		).rejects.toMatchObject({ class: 'person' });
		closeLedgers();

		for (const end of ['-wal', '-shm']) rmSync(`${bench.file}${end}`, { force: true });
		const aside = path.join(bench.folder, 'damaged.sqlite');
		renameSync(bench.file, aside);
		expect(await rebuild()).toMatchObject([{ outcome: 'rebuilt', state: 'done' }]);
		await useAll(await openLedger(bench.file));
		expect(existsSync(aside)).toBe(true);
	});
});

describe('the write-ahead log of a ledger', () => {
	/** Copies what a process that was killed leaves: the file, and what it had written since in its log. */
	async function killedLedger(): Promise<void> {
		await filledLedger();
		const worker = new LedgerWorker('churn', bench.file, 'killed');
		await worker.hasSaid(20);
		worker.process.kill('SIGKILL');
		await worker.ended;
		expect(existsSync(`${bench.file}-wal`)).toBe(true);
	}

	it.each([
		['garbage', () => Buffer.alloc(9000, 0x5a)],
		['cut in the middle of a frame', (wal: Buffer) => wal.subarray(0, Math.floor(wal.length / 2))],
		['of another ledger', (wal: Buffer) => Buffer.concat([wal.subarray(0, 16), wal.subarray(24)])],
	])(
		'is left out as far as it is %s; what was written into the file before is all there',
		async (_what, damage) => {
			await killedLedger();
			writeFileSync(`${bench.file}-wal`, damage(readFileSync(`${bench.file}-wal`)));
			rmSync(`${bench.file}-shm`, { force: true });
			const ledger = await bench.open();
			expect((await ledger.get({ stream: STREAM, key: 'done' }))?.state).toBe('done');
			await useAll(ledger);
		},
	);

	it('may be lost: then the ledger is as it was when it was last tidied', async () => {
		await killedLedger();
		for (const end of ['-wal', '-shm']) rmSync(`${bench.file}${end}`, { force: true });
		const ledger = await bench.open();
		expect((await ledger.list()).total).toBeGreaterThanOrEqual(401);
		await useAll(ledger);
	});

	it('is not filled into another file when its own is missing', async () => {
		await killedLedger();
		const wal = readFileSync(`${bench.file}-wal`);
		rmSync(bench.file);
		await expect(openLedger(bench.file, { anew: true })).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_MISSING',
			message: expect.stringContaining('-wal') as string,
		});
		expect(existsSync(bench.file)).toBe(false);
		expect(readFileSync(`${bench.file}-wal`).equals(wal)).toBe(true);
	});
});

describe('a ledger that is missing', () => {
	it('is told from one that never was, which is made', async () => {
		await bench.open();
		closeLedgers();
		rmSync(bench.file);
		await expect(bench.open()).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_MISSING',
			whatToDo: expect.stringContaining('Reconstruir el libro') as string,
		});
		await expect(checkLedger(bench.file)).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
		expect(existsSync(bench.file)).toBe(false);

		rmSync(noticeOf(bench.file));
		expect((await (await bench.open()).list()).total).toBe(0);
	});

	it('comes back with its backup', async () => {
		await filledLedger();
		const backup = path.join(bench.folder, 'backup');
		copyFileSync(bench.file, backup);
		rmSync(bench.file);
		await expect(bench.open()).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
		renameSync(backup, bench.file);
		expect((await (await bench.open()).list()).total).toBe(401);
	});

	it('is missed also when it comes from a time without a notice beside it', async () => {
		await filledLedger();
		rmSync(noticeOf(bench.file));
		await (await bench.open()).list();
		closeLedgers();
		expect(readFileSync(noticeOf(bench.file), 'utf8')).toContain('Reconstruir el libro');
		rmSync(bench.file);
		await expect(bench.open()).rejects.toMatchObject({ code: 'LEDGER_MISSING' });
	});
});

describe('making a ledger', () => {
	it('leaves nothing but the ledger and its notice', async () => {
		await bench.open();
		closeLedgers();
		expect(readdirSync(bench.folder).sort()).toEqual(['ledger.sqlite', 'ledger.sqlite.leame.txt']);
	});

	it('makes one ledger when several processes begin at once', async () => {
		const workers = Array.from({ length: 4 }, (_, n) => {
			return new LedgerWorker('churn', bench.file, `worker-${n}`);
		});
		for (const worker of workers) await worker.hasSaid(5);
		for (const worker of workers) worker.process.kill('SIGKILL');
		await Promise.all(workers.map(async (worker) => await worker.ended));
		const registered = workers.flatMap((worker) =>
			worker.lines().flatMap((line) => (line.registered === undefined ? [] : [line.registered])),
		);
		const known = await (await bench.open()).lookup(STREAM, registered as string[]);
		expect(known.size).toBe(registered.length);
	});

	it('does not take what a process leaves that dies meanwhile for a ledger', async () => {
		writeFileSync(`${bench.file}.new-1234`, 'half of it');
		await (await bench.open()).register(STREAM, [item('a')]);
		closeLedgers();
		truncateSync(`${bench.file}.new-1234`, 0);
		expect((await (await bench.open()).list()).total).toBe(1);
	});
});
