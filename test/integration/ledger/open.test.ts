import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { checkLedger } from '../../../lib/ledger/check-ledger';
import { closeLedgers, openLedger } from '../../../lib/ledger/open-ledger';
import type { Database } from '../../../lib/ledger/sqlite/driver';
import { loadDriver } from '../../../lib/ledger/sqlite/driver';
import { CURRENT_VERSION, migrations } from '../../../lib/ledger/sqlite/migrations';
import { APPLICATION_ID } from '../../../lib/ledger/sqlite/schema';
import { SharedFile } from '../../../lib/ledger/sqlite/shared-file';
import { entryIn, item, LedgerBench, LedgerWorker, STREAM } from '../../support/ledger';

jest.setTimeout(30_000);

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

const isRoot = process.getuid?.() === 0;
/** Mounting needs a root that may mount, which a container's often may not. */
const itWithMounts = isRoot && canMount() ? it : it.skip;

function canMount(): boolean {
	const probe = new LedgerBench();
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe.folder]);
		execFileSync('umount', [probe.folder]);
		return true;
	} catch {
		return false;
	} finally {
		probe.remove();
	}
}

/** Works on the file with plain SQLite while the ledger is closed. */
async function withSqlite(file: string, work: (db: Database) => void): Promise<void> {
	closeLedgers();
	const driver = await loadDriver();
	const db = new driver(file);
	work(db);
	db.close();
}

describe('opening a ledger', () => {
	it('creates the file and its folder', async () => {
		const file = path.join(bench.folder, 'new', 'ledger.sqlite');
		await openLedger(file);

		expect(existsSync(file)).toBe(true);
	});

	it('is durable and safe for several processes: write-ahead log, full synchronisation, foreign keys', async () => {
		await (await bench.open()).register(STREAM, [item('a')]);

		expect(existsSync(`${bench.file}-wal`)).toBe(true);
		await withSqlite(bench.file, (db) => {
			expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
			expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
		});
	});

	it('leaves one tidy file behind when it is closed', async () => {
		await (await bench.open()).register(STREAM, [item('a')]);
		closeLedgers();

		expect(existsSync(`${bench.file}-wal`)).toBe(false);
		expect((await (await bench.open()).list()).total).toBe(1);
	});

	it('closes by itself when nobody uses it, and opens again when somebody does', async () => {
		const shared = new SharedFile(bench.file, 30);
		const count = async () =>
			await shared.read((session) => session.prepare('SELECT count(*) AS n FROM entries').get());
		await count();
		expect(existsSync(`${bench.file}-wal`)).toBe(true);
		while (existsSync(`${bench.file}-wal`)) await new Promise((resolve) => setTimeout(resolve, 10));

		expect(await count()).toEqual({ n: 0 });
		shared.close();
	});

	it.each([
		['', 'the path is empty'],
		['ledger.sqlite', 'it is not a full path on this machine'],
		['C:\\FactuLink\\ledger.sqlite', 'it is not a full path on this machine'],
		['\\\\server\\share\\ledger.sqlite', 'it is on a network share'],
	])('refuses the path %j', async (file, why) => {
		await expect(openLedger(file)).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_PATH',
			message: expect.stringContaining(why),
		});
	});

	it('refuses a folder in place of the file', async () => {
		await expect(openLedger(bench.folder)).rejects.toMatchObject({
			code: 'LEDGER_PATH',
			message: expect.stringContaining('it is a folder'),
		});
	});

	it('does not create a tree of folders for a mistyped path', async () => {
		const file = path.join(bench.folder, 'no', 'such', 'ledger.sqlite');

		await expect(openLedger(file)).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_NOT_WRITABLE',
			message: expect.stringContaining(file),
		});
		expect(existsSync(path.join(bench.folder, 'no'))).toBe(false);
	});

	it('says so when a file stands where the folder should be', async () => {
		const inTheWay = path.join(bench.folder, 'file');
		writeFileSync(inTheWay, '');

		await expect(openLedger(path.join(inTheWay, 'ledger.sqlite'))).rejects.toMatchObject({
			code: 'LEDGER_NOT_WRITABLE',
		});
	});

	it('says so when the user who runs n8n may not write in the folder', async () => {
		const folder = path.join(bench.folder, 'locked');
		mkdirSync(folder);
		chmodSync(bench.folder, 0o755);
		chmodSync(folder, 0o555);
		// Rights do not bind root, so the process that tries is nobody.
		const nobody = isRoot ? { uid: 65534, gid: 65534 } : {};
		const worker = new LedgerWorker('open', path.join(folder, 'ledger.sqlite'), '', nobody);
		await worker.ended;

		expect(worker.lines()).toMatchObject([{ class: 'person', code: 'LEDGER_NOT_WRITABLE' }]);
	});

	itWithMounts('says so when an existing ledger lies on a read-only disk', async () => {
		await bench.open();
		closeLedgers();
		execFileSync('mount', ['--bind', '-o', 'ro', bench.folder, bench.folder]);
		try {
			await expect(bench.open()).rejects.toMatchObject({ code: 'LEDGER_NOT_WRITABLE' });
		} finally {
			execFileSync('umount', [bench.folder]);
		}
	});

	itWithMounts('says so when the disk is full, and goes on once there is room', async () => {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', bench.folder]);
		try {
			const ledger = await bench.open();
			const filler = path.join(bench.folder, 'filler');
			await ledger.register(STREAM, [item('before')]);
			expect(() => writeFileSync(filler, Buffer.alloc(512 * 1024))).toThrow(/ENOSPC/);
			const big = item('big', 1, { payload: { text: 'x'.repeat(100_000) } });

			await expect(ledger.register(STREAM, [big])).rejects.toMatchObject({
				class: 'retry',
				code: 'LEDGER_DISK_FULL',
				message: expect.stringContaining(bench.file),
			});
			rmSync(filler);
			expect(await ledger.register(STREAM, [big, item('before')])).toMatchObject([
				{ outcome: 'new' },
				{ outcome: 'known' },
			]);
		} finally {
			closeLedgers();
			execFileSync('umount', [bench.folder]);
		}
	});

	it('refuses a file that is no database, and leaves it as it is', async () => {
		const text = 'Orders of 2026\n'.repeat(100);
		writeFileSync(bench.file, text);

		await expect(bench.open()).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_NOT_A_DATABASE',
			message: expect.stringContaining('not a SQLite database'),
		});
		expect(readFileSync(bench.file, 'utf8')).toBe(text);
	});

	it('refuses the database of another program, and leaves it as it is', async () => {
		await withSqlite(bench.file, (db) => db.exec('CREATE TABLE workflow_entity (id TEXT)'));
		const before = readFileSync(bench.file);

		await expect(bench.open()).rejects.toMatchObject({
			code: 'LEDGER_NOT_A_DATABASE',
			message: expect.stringContaining('another program'),
		});
		expect(readFileSync(bench.file).equals(before)).toBe(true);
		expect(existsSync(`${bench.file}-wal`)).toBe(false);
	});

	it('brings a ledger of the first version up to date, with everything that is in it', async () => {
		const driver = await loadDriver();
		const old = new driver(bench.file);
		old.exec(migrations[0] ?? '');
		old.pragma(`application_id = ${APPLICATION_ID}`);
		old.pragma('user_version = 1');
		old
			.prepare(
				`INSERT INTO entries (stream, key, fingerprint, payload, message, state, attempts, lapses, due, since,
					created_at, updated_at)
				VALUES (?, '002/2026/1/000001', 'v1', '{"a":1}', 'Pedido de Muñoz', 'pending', 0, 0, ?, ?, ?, ?)`,
			)
			.run(STREAM, bench.now, bench.now, bench.now, bench.now);
		old.close();
		const ledger = await bench.open();

		expect(await ledger.list({ search: 'muñoz' })).toMatchObject({
			total: 1,
			entries: [{ payload: { a: 1 } }],
		});
		expect(await ledger.counts([])).toMatchObject([{ origin: '002', total: 1 }]);
	});

	it('refuses a ledger of a newer package, names both versions, and leaves it as it is', async () => {
		await bench.open();
		await withSqlite(bench.file, (db) => db.pragma('user_version = 99'));
		const before = readFileSync(bench.file);

		await expect(bench.open()).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_NEWER_VERSION',
			message: `The ledger file ${bench.file} has version 99, and this package knows versions up to ${CURRENT_VERSION}.`,
		});
		expect(readFileSync(bench.file).equals(before)).toBe(true);
	});

	it.each([
		['an index was dropped', 'DROP INDEX entries_to_claim', 'entries_to_claim'],
		['a trigger was dropped', 'DROP TRIGGER events_are_not_updated', 'events_are_not_updated'],
		['a column was added', 'ALTER TABLE entries ADD COLUMN note TEXT', 'entries'],
	])('refuses a ledger in which %s', async (_what, sql, object) => {
		await bench.open();
		await withSqlite(bench.file, (db) => db.exec(sql));

		await expect(bench.open()).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_SCHEMA_CHANGED',
			details: { object },
		});
	});

	it('does not mind a view that somebody made for a report', async () => {
		await bench.open();
		await withSqlite(bench.file, (db) => db.exec('CREATE VIEW open AS SELECT key FROM entries'));

		await expect(bench.open()).resolves.toBeDefined();
	});

	it('says so when pages are damaged, and leaves the file as it is', async () => {
		const ledger = await bench.open();
		await ledger.register(
			STREAM,
			Array.from({ length: 500 }, (_, n) => item(`order-${n}`)),
		);
		closeLedgers();
		const bytes = readFileSync(bench.file);
		bytes.fill(0xa5, 4096);
		writeFileSync(bench.file, bytes);

		await expect(bench.open().then(async (damaged) => await damaged.list())).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_CORRUPT',
		});
		closeLedgers();
		expect(readFileSync(bench.file).equals(bytes)).toBe(true);
	});
});

describe('a file that changes under an open ledger', () => {
	it('is missed when it was deleted, and not begun again empty', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('a')]);
		for (const end of ['', '-wal', '-shm']) rmSync(`${bench.file}${end}`);

		await expect(ledger.register(STREAM, [item('b')])).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_MISSING',
		});
		expect(existsSync(bench.file)).toBe(false);
	});

	it('is opened anew when a backup took its place', async () => {
		const ledger = await bench.open();
		await entryIn(ledger, 'in the backup', 'done');
		closeLedgers();
		const backup = path.join(bench.folder, 'backup.sqlite');
		copyFileSync(bench.file, backup);
		await ledger.register(STREAM, [item('later')]);
		for (const end of ['-wal', '-shm']) rmSync(`${bench.file}${end}`);
		renameSync(backup, bench.file);

		expect((await ledger.list()).entries.map(({ key }) => key)).toEqual(['in the backup']);
	});
});

describe('a ledger that another program has locked', () => {
	it('waits without stopping n8n, and goes on when the lock is gone', async () => {
		const ledger = await bench.open();
		const locker = new LedgerWorker('lock', bench.file);
		await locker.hasSaid(1);
		let longest = 0;
		let last = performance.now();
		const watch = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		const waiting = ledger.register(STREAM, [item('a')]);
		await new Promise((resolve) => setTimeout(resolve, 700));
		locker.process.stdin.end();

		expect(await waiting).toMatchObject([{ outcome: 'new' }]);
		clearInterval(watch);
		await locker.ended;
		// Waiting inside SQLite would have stopped everything for the whole time.
		expect(longest).toBeLessThan(500);
	});

	it('can be read meanwhile', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('a')]);
		const locker = new LedgerWorker('lock', bench.file);
		await locker.hasSaid(1);

		expect((await ledger.list()).total).toBe(1);
		locker.process.stdin.end();
		await locker.ended;
	});
});

describe('checking a ledger', () => {
	it('tells version and size of one that works, and leaves no trace in it', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('a'), item('b')]);

		expect(await checkLedger(bench.file)).toEqual({ version: CURRENT_VERSION, entries: 2 });
		expect(await ledger.sources()).toEqual([]);
	});

	it('names the step that did not succeed', async () => {
		await expect(checkLedger('ledger.sqlite')).rejects.toMatchObject({
			code: 'LEDGER_PATH',
			details: { step: 'Folder' },
		});
		writeFileSync(bench.file, 'Orders of 2026\n'.repeat(100));
		await expect(checkLedger(bench.file)).rejects.toMatchObject({
			code: 'LEDGER_NOT_A_DATABASE',
			details: { step: 'Open' },
		});
		rmSync(bench.file);
		await bench.open();
		await withSqlite(bench.file, (db) => db.pragma('user_version = 99'));
		await expect(checkLedger(bench.file)).rejects.toMatchObject({
			code: 'LEDGER_NEWER_VERSION',
			details: { step: 'Version' },
		});
	});
});

describe('the events', () => {
	it('cannot be changed or deleted by anybody who opens the file, nor entries that are not done', async () => {
		await entryIn(await bench.open(), 'a', 'held');
		const refusals: string[] = [];
		await withSqlite(bench.file, (db) => {
			for (const sql of [
				"UPDATE events SET message = 'nothing happened'",
				'DELETE FROM events',
				'DELETE FROM entries',
				"UPDATE entries SET state = 'lost'",
				"UPDATE entries SET state = 'claimed'",
			]) {
				try {
					db.exec(sql);
				} catch (error) {
					refusals.push((error as Error).message);
				}
			}
		});

		expect(refusals).toEqual([
			'events are never updated',
			'events go only together with their purged entry',
			'only done entries are purged',
			expect.stringContaining('CHECK constraint failed'),
			expect.stringContaining('CHECK constraint failed'),
		]);
	});
});
