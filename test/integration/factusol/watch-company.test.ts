import { cp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { FactuLinkError } from '../../../lib/errors';
import { openBooks } from '../../../lib/factusol/books';
import { checkDatabase } from '../../../lib/factusol/check-database';
import type { Company } from '../../../lib/factusol/company';
import type { RelayOrder } from '../../../lib/factusol/relay-order';
import { CompanyWatcher, type WatchSettings } from '../../../lib/factusol/watch-company';
import type { Ledger } from '../../../lib/ledger/ledger';
import { openLedger } from '../../../lib/ledger/open-ledger';
import type { Json } from '../../../lib/ledger/types';
import { LedgerMemory } from '../../../nodes/shared/ledger-memory';
import { CompanyFiles, FIXTURE_PASSWORD } from '../../support/company-files';
import { company, watchSettings } from '../../support/factusol';
import { DUOFIC, FIXTURES, judge, type Judgement } from '../../support/relay-judge';

const STREAM = 'order-relay';
const NOW = new Date(2026, 10, 21, 12);

let files: CompanyFiles;
let ledgerFile: string;
let ledger: Ledger;
let base: Judgement;

beforeAll(async () => {
	base = await judge(DUOFIC);
});
beforeEach(async () => {
	files = await CompanyFiles.create();
	ledgerFile = join(files.folder, 'ledger', 'ledger.sqlite');
	ledger = await openLedger(ledgerFile);
});
afterEach(() => files.remove());

const watcherOf = (change: Partial<WatchSettings> = {}, of: Partial<Company> = {}) =>
	new CompanyWatcher(
		{ ...company('Duofic', '002', files.folder), ...of },
		watchSettings(1, change),
		new LedgerMemory(ledgerFile, STREAM),
	);

/** What the listener workflow does with the orders of a look. */
async function register(orders: readonly RelayOrder[]) {
	return await ledger.register(
		STREAM,
		orders.map((order) => ({
			key: order.key,
			fingerprint: order.fingerprint,
			payload: order as unknown as Json,
			verdict: order.verdict ?? null,
			message: order.message,
		})),
	);
}

/** What the worker does, as far as the ledger can see. */
async function completeAll(): Promise<string[]> {
	const entries = await ledger.claim({ stream: STREAM, limit: 1000, leaseSeconds: 60, owner: 'w' });
	for (const { id } of entries) {
		await ledger.complete({ target: { id }, owner: 'w', result: {} });
	}
	return entries.map(({ key }) => key);
}

/** Lets the ledger write down this time; only the date is another one, time goes on. */
async function atThatTime(now: Date, work: () => Promise<unknown>): Promise<void> {
	jest.useFakeTimers({
		now,
		advanceTimers: true,
		doNotFake: [
			...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
			...(['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
			...(['setTimeout', 'clearTimeout'] as const),
		],
	});
	try {
		await work();
	} finally {
		jest.useRealTimers();
	}
}

async function provide(snapshot: string, name = '0022026.accdb'): Promise<void> {
	await cp(join(FIXTURES, snapshot, name), join(files.folder, name), { force: true });
}

/** What a person gets to read of a failure. */
function wordsOf(error: unknown) {
	if (!(error instanceof FactuLinkError)) return { unforeseen: String(error) };
	const { class: errorClass, code, message, whatToDo, spanish } = error;
	return { class: errorClass, code, message, whatToDo, spanish };
}

const keys = (orders: readonly RelayOrder[]) => orders.map((order) => order.key).sort();
const relayable = () => [...base.documents.map(({ key }) => key), ...base.held].sort();

it('refuses to watch the parent itself, as with the credential that n8n gave an imported node', () => {
	const watch = () => watcherOf({ parentName: 'Oficit' }, { name: 'OFICIT ', code: '001' });
	expect(watch).toThrow(
		expect.objectContaining({
			code: 'NODE_SETTINGS',
			message: expect.stringContaining('Oficit would be watched') as string,
		}),
	);
});

describe('a company that is watched from the beginning of its year', () => {
	it('gives every finished order with something to order, oldest first', async () => {
		await provide('base');
		const orders = await watcherOf().look(NOW);
		expect(keys(orders)).toEqual(relayable());
		const days = orders.map((order) => order.date ?? '');
		expect(days).toEqual([...days].sort());
	});

	it('gives them again until the ledger knows them, and then no more', async () => {
		await provide('base');
		const watcher = watcherOf();
		const first = await watcher.look(NOW);
		expect(keys(await watcher.look(NOW))).toEqual(keys(first));
		await register(first.slice(0, 10));
		expect(keys(await watcher.look(NOW))).toEqual(keys(first.slice(10)));
		await register(first.slice(10));
		expect(await watcher.look(NOW)).toEqual([]);
		expect(await watcherOf().look(NOW)).toEqual([]);
	});

	it('gives at most so many at a time', async () => {
		await provide('base');
		const watcher = watcherOf({ limit: 30 });
		const given: string[] = [];
		for (let looks = 0; looks < 10; looks++) {
			const orders = await watcher.look(NOW);
			if (orders.length === 0) break;
			expect(orders.length).toBeLessThanOrEqual(30);
			given.push(...keys(orders));
			await register(orders);
		}
		expect(given.sort()).toEqual(relayable());
	});

	it('tells the ledger what it saw', async () => {
		await provide('base');
		const watcher = watcherOf();
		await register(await watcher.look(NOW));
		await watcher.look(NOW);
		expect(await ledger.source(STREAM, '002/2026')).toMatchObject({
			counts: {
				orders: base.orders,
				withParentLines: base.withParentLines,
				nothingToOrder: base.nothingToOrder.length,
				waiting: 0,
				remaining: 0,
			},
			error: null,
		});
	});
});

describe('a backlog of more orders than are kept in memory', () => {
	const KEPT = 30;

	/** Counts how often each order was looked up in the ledger. */
	class CountingMemory extends LedgerMemory {
		readonly lookups = new Map<string, number>();

		override async lookup(wanted: readonly string[]) {
			for (const key of wanted) this.lookups.set(key, (this.lookups.get(key) ?? 0) + 1);
			return await super.lookup(wanted);
		}
	}

	const watcherAndMemory = () => {
		const memory = new CountingMemory(ledgerFile, STREAM);
		const of = company('Duofic', '002', files.folder);
		return { memory, watcher: new CompanyWatcher(of, watchSettings(1), memory, KEPT) };
	};

	/** Everything that the looks give until they give nothing. */
	async function all(watcher: CompanyWatcher): Promise<RelayOrder[]> {
		const given: RelayOrder[] = [];
		for (;;) {
			const orders = await watcher.look(NOW);
			if (orders.length === 0) return given;
			given.push(...orders);
			await register(orders);
		}
	}

	it('is given to its end, oldest first, and each order is read again only once', async () => {
		await provide('base');
		const { watcher, memory } = watcherAndMemory();
		const given = await all(watcher);
		expect(keys(given)).toEqual(relayable());
		const days = given.map((order) => order.date ?? '');
		expect(days).toEqual([...days].sort());
		// When the file is read, when the order is read again, and after it was handed over.
		expect(Math.max(...memory.lookups.values())).toBeLessThanOrEqual(3);
	});

	it('tells the ledger how many are left', async () => {
		await provide('base');
		const { watcher } = watcherAndMemory();
		const orders = await watcher.look(NOW);
		expect(orders).toHaveLength(KEPT);
		const remaining = async () => (await ledger.source(STREAM, '002/2026'))?.counts?.remaining;
		expect(await remaining()).toBe(relayable().length);
		await register(orders);
		await watcher.look(NOW);
		expect(await remaining()).toBe(relayable().length - KEPT);
	});

	it('loses none of them when the file cannot be read on, though it is the same again afterwards', async () => {
		await provide('base');
		const file = join(files.folder, '0022026.accdb');
		const time = new Date('2026-11-20T10:00:00Z');
		await utimes(file, time, time);
		const { watcher } = watcherAndMemory();
		const first = await watcher.look(NOW);
		await register(first);
		const { size } = await stat(file);
		await writeFile(file, Buffer.alloc(size));
		await utimes(file, time, time);
		await expect(watcher.look(NOW)).rejects.toMatchObject({ class: 'person' });
		await provide('base');
		await utimes(file, time, time);
		expect(keys([...first, ...(await all(watcher))])).toEqual(relayable());
	});
});

it('does not open a file that did not change once everything in it is known', async () => {
	await provide('base');
	const file = join(files.folder, '0022026.accdb');
	const time = new Date('2026-11-20T10:00:00Z');
	await utimes(file, time, time);
	const watcher = watcherOf();
	await register(await watcher.look(NOW));
	await watcher.look(NOW);
	const { size } = await stat(file);
	await writeFile(file, Buffer.alloc(size));
	await utimes(file, time, time);
	expect(await watcher.look(NOW)).toEqual([]);
	await utimes(file, time, new Date());
	await expect(watcher.look(NOW)).rejects.toMatchObject({ class: 'person' });
});

describe('when the file is replaced by one with news', () => {
	it('gives exactly the new orders, the changed and the cancelled one, and nothing of the deleted one', async () => {
		await provide('base');
		const watcher = watcherOf();
		await register(await watcher.look(NOW));
		await completeAll();
		await provide('new-orders');
		const news = await watcher.look(NOW);
		const expected = await judge({ ...DUOFIC, snapshot: 'new-orders' });
		const before = new Set(relayable());
		const fresh = [...expected.documents.map(({ key }) => key), ...expected.held].filter(
			(key) => !before.has(key),
		);
		expect(fresh).toContain('002/2026/2/000021');
		expect(keys(news)).toEqual([...fresh, '002/2026/1/000034', '002/2026/1/000061'].sort());
		const outcomes = await register(news);
		expect(
			outcomes.filter(({ outcome }) => outcome === 'changed').map(({ key, state }) => [key, state]),
		).toEqual([
			['002/2026/1/000034', 'done'],
			['002/2026/1/000061', 'done'],
		]);
		expect(await completeAll()).toEqual(expect.arrayContaining(fresh));
		expect(await watcher.look(NOW)).toEqual([]);
	});

	it('lets an order that waited to be relayed go no more when it was cancelled', async () => {
		await provide('base');
		const watcher = watcherOf();
		await register(await watcher.look(NOW));
		await provide('new-orders');
		await register(await watcher.look(NOW));
		expect(await ledger.get({ stream: STREAM, key: '002/2026/1/000061' })).toMatchObject({
			state: 'skipped',
			reasonCode: 'CANCELLED',
		});
	});

	it('says nothing of changes when only new orders are wanted', async () => {
		await provide('base');
		const watcher = watcherOf({ changed: false });
		await register(await watcher.look(NOW));
		await completeAll();
		await provide('new-orders');
		expect(keys(await watcher.look(NOW))).not.toContain('002/2026/1/000034');
	});
});

describe('an order that is not finished', () => {
	it.each([
		['half-written', ['002/2026/1/000106']],
		['being-edited', ['002/2026/1/000105']],
	])(
		'(%s) waits, is reported after some looks, and goes on by itself when it is whole',
		async (snapshot, unfinished) => {
			await provide('base');
			const watcher = watcherOf({ patience: 3 });
			await register(await watcher.look(NOW));
			await completeAll();
			await provide(snapshot);
			expect(await watcher.look(NOW)).toEqual([]);
			expect(await watcher.look(NOW)).toEqual([]);
			const reported = await watcher.look(NOW);
			expect(keys(reported)).toEqual(unfinished);
			await register(reported);
			expect(await ledger.list({ stream: STREAM, states: ['held'] })).toMatchObject({
				entries: [{ key: unfinished[0], reason: expect.stringContaining('solo cuando') as string }],
			});
			expect(await watcher.look(NOW)).toEqual([]);
			await provide('new-orders');
			await register(await watcher.look(NOW));
			expect(await completeAll()).toEqual(expect.arrayContaining(unfinished));
		},
	);

	it('is reported again at the next look when the report did not reach the ledger, also after somebody wrote the file', async () => {
		await provide('half-written');
		const file = join(files.folder, '0022026.accdb');
		const watcher = watcherOf({ patience: 2 });
		await register(await watcher.look(NOW));
		const reported = keys(await watcher.look(NOW));
		expect(reported).toEqual(['002/2026/1/000106']);
		expect(keys(await watcher.look(NOW))).toEqual(reported);
		await utimes(file, new Date(), new Date());
		expect(keys(await watcher.look(NOW))).toEqual(reported);
	});

	it('is given at once when it is whole at the next look', async () => {
		await provide('base');
		const watcher = watcherOf();
		await register(await watcher.look(NOW));
		await provide('half-written');
		expect(await watcher.look(NOW)).toEqual([]);
		await provide('new-orders');
		expect(keys(await watcher.look(NOW))).toEqual(
			expect.arrayContaining(['002/2026/1/000105', '002/2026/1/000106']),
		);
	});
});

describe('a company that is watched from now on', () => {
	const startFrom = { from: 'now' } as const;

	it('takes what exists as known, and says in the ledger why it was not relayed', async () => {
		await provide('base');
		expect(await watcherOf({ startFrom }).look(NOW)).toEqual([]);
		const known = await ledger.list({ stream: STREAM, limit: 1000 });
		// Cancelled orders and mere returns are known, too: whoever revives one decides about it.
		expect(known.entries.map(({ key }) => key)).toEqual(expect.arrayContaining(relayable()));
		expect(new Set(known.entries.map((entry) => `${entry.state} ${entry.reasonCode}`))).toEqual(
			new Set(['skipped BEFORE_START']),
		);
		await provide('new-orders');
		expect(keys(await watcherOf({ startFrom, changed: false }).look(NOW))).toContain(
			'002/2026/2/000021',
		);
	});

	it('takes also what is older than the look back as known, so that raising it later makes nothing new', async () => {
		await provide('base');
		await watcherOf({ startFrom, lookBackDays: 5 }).look(NOW);
		expect(await watcherOf({ startFrom, lookBackDays: 0 }).look(NOW)).toEqual([]);
	});

	it('gives everything of a fiscal year that begins later, also what was entered before the first look at it', async () => {
		await provide('base');
		await watcherOf({ startFrom }).look(NOW);
		await provide('new-year', '0022027.accdb');
		const current: Partial<Company> = {
			location: { by: 'folder', folder: files.folder, fiscalYear: 'current' },
		};
		const orders = await watcherOf({ startFrom }, current).look(new Date(2027, 0, 8));
		expect(keys(orders)).toEqual(['002/2027/1/000001', '002/2027/1/000002']);
	});

	it('looks further back after it could not look for longer than its window', async () => {
		await provide('base');
		const settings = { startFrom, lookBackDays: 5 };
		await atThatTime(NOW, () => watcherOf(settings).look(NOW));
		await provide('new-orders');
		const muchLater = new Date(NOW.getTime() + 60 * 24 * 3600 * 1000);
		expect(keys(await watcherOf(settings).look(muchLater))).toEqual(
			expect.arrayContaining(['002/2026/1/000105']),
		);
	});
});

it('gives the orders of a day and later when it starts from a date, whatever the look back', async () => {
	await provide('base');
	const startFrom = { from: 'date', date: '2026-09-01' } as const;
	const orders = await watcherOf({ startFrom, lookBackDays: 5 }).look(NOW);
	expect(orders.some((order) => (order.date ?? '') < '2026-10-01')).toBe(true);
	expect(orders.length).toBeGreaterThan(0);
	expect(orders.every((order) => (order.date ?? '') >= '2026-09-01')).toBe(true);
});

describe('around New Year', () => {
	const current = (): Partial<Company> => ({
		location: { by: 'folder', folder: files.folder, fiscalYear: 'current' },
	});

	it('watches the old file through January and the new one beside it, and tells same numbers apart', async () => {
		await provide('base');
		await provide('new-year', '0022027.accdb');
		const orders = await watcherOf({}, current()).look(new Date(2027, 0, 4));
		expect(orders.filter((order) => order.number === 1 && order.series === '1')).toMatchObject([
			{ key: '002/2026/1/000001', purchaseReference: 'DUOFIC 2026 1-000001' },
			{ key: '002/2027/1/000001', purchaseReference: 'DUOFIC 2027 1-000001' },
		]);
	});

	it('goes on with the old file on 2 January when nobody has opened the new year yet', async () => {
		await provide('base');
		expect(keys(await watcherOf({}, current()).look(new Date(2027, 0, 2)))).toEqual(relayable());
	});

	it('leaves the old file alone from February on', async () => {
		await provide('base');
		await provide('new-year', '0022027.accdb');
		expect(keys(await watcherOf({}, current()).look(new Date(2027, 1, 1)))).toEqual([
			'002/2027/1/000001',
			'002/2027/1/000002',
		]);
	});

	it('finds the new file in December as soon as it exists', async () => {
		await provide('new-year', '0022027.accdb');
		await provide('base');
		const orders = await watcherOf({}, current()).look(new Date(2026, 11, 28));
		expect(keys(orders)).toContain('002/2027/1/000001');
	});

	it('watches only its year when the year is fixed', async () => {
		await provide('base');
		await provide('new-year', '0022027.accdb');
		expect(keys(await watcherOf().look(new Date(2027, 0, 4)))).toEqual(relayable());
	});
});

describe('a file that cannot be read', () => {
	it('is named when it is missing, and read as soon as it is there', async () => {
		const watcher = watcherOf();
		await expect(watcher.look(NOW)).rejects.toMatchObject({
			class: 'retry',
			code: 'FILE_NOT_FOUND',
			message: expect.stringContaining('0022026.accdb') as string,
		});
		await provide('base');
		expect(keys(await watcher.look(NOW))).toEqual(relayable());
	});

	it.each([
		['file', 'FILE_NOT_FOUND', () => files.folder],
		['folder', 'FOLDER_NOT_FOUND', () => join(files.folder, 'nowhere')],
	])(
		'whose %s is missing is spoken of in the same words by whoever notices it',
		async (_what, code, folder) => {
			const absent = company('Duofic', '002', folder());
			const noticed = await Promise.all([
				watcherOf({}, absent).look(NOW).catch(wordsOf),
				openBooks(absent, 2026).catch(wordsOf),
				checkDatabase(absent, 2026).then(({ failure }) => wordsOf(failure)),
			]);
			expect(noticed[0]).toMatchObject({ class: 'retry', code });
			expect(noticed).toEqual([noticed[0], noticed[0], noticed[0]]);
		},
	);

	it('is reported when it is damaged, and read again when it was mended', async () => {
		await provide('damaged');
		const watcher = watcherOf();
		await expect(watcher.look(NOW)).rejects.toMatchObject({ class: 'person' });
		await provide('base');
		expect(keys(await watcher.look(NOW))).toEqual(relayable());
	});

	it('that is no Access file at all is called so', async () => {
		await cp(join(FIXTURES, 'damaged', 'notes.accdb'), join(files.folder, '0022026.accdb'));
		await expect(watcherOf().look(NOW)).rejects.toMatchObject({
			class: 'person',
			code: 'NOT_AN_ACCESS_FILE',
		});
	});

	it('with a password wants it, and works with it', async () => {
		await provide('password');
		await expect(watcherOf().look(NOW)).rejects.toMatchObject({ class: 'person' });
		await expect(watcherOf({}, { password: 'wrong' }).look(NOW)).rejects.toMatchObject({
			class: 'person',
			code: 'WRONG_PASSWORD',
		});
		expect(keys(await watcherOf({}, { password: FIXTURE_PASSWORD }).look(NOW))).toEqual(
			relayable(),
		);
	});

	it('keeps its trouble in the ledger until it is over', async () => {
		await provide('base');
		const watcher = watcherOf();
		await register(await watcher.look(NOW));
		await rm(join(files.folder, '0022026.accdb'));
		await expect(watcher.look(NOW)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
		expect(await ledger.source(STREAM, '002/2026')).toMatchObject({
			errorCode: 'FILE_NOT_FOUND',
			failures: 1,
		});
		await provide('base');
		await watcher.look(NOW);
		expect(await ledger.source(STREAM, '002/2026')).toMatchObject({ errorCode: null, failures: 0 });
	});
});

it('hands the newest order to a test in the editor and changes no state', async () => {
	await provide('base');
	const newest = await watcherOf().newest(NOW);
	expect(newest?.key).toBe((await watcherOf().look(NOW)).at(-1)?.key);
	expect(await ledger.list({ stream: STREAM })).toMatchObject({ total: 0 });
});
