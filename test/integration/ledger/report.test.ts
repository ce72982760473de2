import fc from 'fast-check';

import type { Ledger } from '../../../lib/ledger/ledger';
import { closeLedgers } from '../../../lib/ledger/open-ledger';
import { entryIn, item, LedgerBench, STREAM } from '../../support/ledger';

const DAY = 24 * 3600;

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

describe('listing', () => {
	beforeEach(async () => {
		await ledger.register(STREAM, [item('002/1', 1, { message: 'Pedido de Muñoz' })]);
		await entryIn(ledger, '002/2', 'held');
		await entryIn(ledger, '003/1', 'done');
		await ledger.register('solar-sales', [item('T-1')]);
	});

	const keys = async (filter: Parameters<Ledger['list']>[0]) =>
		(await ledger.list(filter)).entries.map(({ key }) => key);

	it('shows the newest first, by stream and state', async () => {
		expect(await keys({})).toEqual(['T-1', '003/1', '002/2', '002/1']);
		expect(await keys({ stream: STREAM, states: ['held', 'pending'] })).toEqual(['002/2', '002/1']);
	});

	it('shows those of one company or branch', async () => {
		expect(await keys({ origin: '002' })).toEqual(['002/2', '002/1']);
		expect(await keys({ stream: STREAM, origin: '002', states: ['held'] })).toEqual(['002/2']);
		expect(await keys({ origin: '' })).toEqual(['T-1']);
	});

	it('shows those of some states of every stream, and none of no state', async () => {
		expect(await keys({ states: ['pending'] })).toEqual(['T-1', '002/1']);
		expect(await keys({ states: [] })).toEqual([]);
	});

	it('finds text in key, message and reason, whatever its case', async () => {
		expect(await keys({ search: '003/' })).toEqual(['003/1']);
		expect(await keys({ search: 'MUÑOZ' })).toEqual(['002/1']);
		expect(await keys({ search: 'sin precio' })).toEqual(['002/2']);
		expect(await keys({ search: '%' })).toEqual([]);
	});

	it('pages, and tells how many there are', async () => {
		expect(await ledger.list({ limit: 2, offset: 1 })).toMatchObject({
			total: 4,
			entries: [{ key: '003/1' }, { key: '002/2' }],
		});
	});

	it('finds what nothing has happened to for some days', async () => {
		bench.pass(3 * DAY);
		await ledger.release([{ stream: STREAM, key: '002/2' }]);

		expect(await keys({ unchangedForDays: 3 })).toEqual(['T-1', '003/1', '002/1']);
	});

	it('finds what has waited for some hours, whatever was tried meanwhile', async () => {
		bench.pass(3600);
		await ledger.register(STREAM, [item('002/3')]);
		await ledger.claim({ stream: STREAM, limit: 1, leaseSeconds: 60, owner: 'run-1' });

		expect(await keys({ states: ['pending', 'claimed'], waitingForHours: 1 })).toEqual([
			'T-1',
			'002/1',
		]);
	});

	it('finds what was done and changed afterwards, also while it was being worked on', async () => {
		await ledger.register(STREAM, [item('002/1', 2), item('002/2', 2), item('003/1', 2)]);
		expect(await keys({ changedSinceDone: true })).toEqual(['003/1']);

		const [claimed] = await ledger.claim({
			stream: STREAM,
			limit: 1,
			leaseSeconds: 60,
			owner: 'run-1',
			keys: ['002/1'],
		});
		await ledger.register(STREAM, [item('002/1', 3)]);
		expect(await keys({ changedSinceDone: true })).toEqual(['003/1']);
		await ledger.complete({ target: { id: claimed?.id ?? 0 }, owner: 'run-1', result: {} });
		expect(await keys({ changedSinceDone: true })).toEqual(['003/1', '002/1']);
		expect(await keys({ changedSinceDone: true, search: '002/' })).toEqual(['002/1']);
		expect(await keys({ changedSinceDone: true, states: ['held'] })).toEqual([]);
		expect(await keys({ changedSinceDone: false })).toHaveLength(4);
	});

	it('shows what happened last first, when that is asked for', async () => {
		bench.pass(60);
		await ledger.release([{ stream: STREAM, key: '002/2' }]);

		expect(await keys({ order: 'changed', limit: 1 })).toEqual(['002/2']);
	});

	it('finds any part of any text, as it is folded in Spanish', async () => {
		const text = fc.string({ unit: fc.constantFrom(...'aAñÑéÉiIıkKß%_\\1 ') });
		await fc.assert(
			fc.asyncProperty(text, text, text, async (before, search, after) => {
				fc.pre(search !== '');
				const key = fc.sample(fc.uuid(), 1)[0] ?? '';
				await ledger.register(STREAM, [item(key, 1, { message: before + search + after })]);
				const folded = (before + search + after).toLocaleLowerCase('es');
				const found = await keys({ search, limit: 1 });
				expect(found.includes(key)).toBe(folded.includes(search.toLocaleLowerCase('es')));
			}),
			{ numRuns: 100 },
		);
	});
});

describe('the counts', () => {
	it('tell company by company what is in which state, and what happened on which day', async () => {
		const first = new Date(bench.now);
		await entryIn(ledger, '002/2026/1/000001', 'done');
		await entryIn(ledger, '003/2026/1/000001', 'held');
		bench.pass(DAY);
		const second = new Date(bench.now);
		await entryIn(ledger, '002/2026/1/000002', 'done');
		await ledger.register('solar-sales', [item('no-slash')]);
		const counts = await ledger.counts([first, second]);

		const sorted = counts.map(({ stream, origin, state, total, perDay }) => [
			`${stream} ${origin} ${state}`,
			total,
			perDay,
		]);
		expect(sorted.sort()).toEqual([
			['order-relay 002 done', 2, [1, 1]],
			['order-relay 003 held', 1, [1, 0]],
			['solar-sales  pending', 1, [0, 1]],
		]);
		const [done] = counts.filter(({ origin, state }) => origin === '002' && state === 'done');
		expect(done).toMatchObject({ lastChange: second.toISOString() });
		expect((await ledger.get({ id: done?.lastId ?? 0 }))?.key).toBe('002/2026/1/000002');
	});

	it('are the same as those of the summary', async () => {
		for (const state of ['done', 'held', 'dead', 'skipped', 'pending', 'claimed'] as const) {
			await entryIn(ledger, `002/${state}`, state);
		}
		const [stream] = (await ledger.summary()).streams;

		expect(
			Object.fromEntries((await ledger.counts([])).map(({ state, total }) => [state, total])),
		).toEqual(stream?.counts);
	});
});

describe('a secret', () => {
	it('is made once, stays in the file, and is another one under another name', async () => {
		const [one, two] = await Promise.all([ledger.secret('page'), ledger.secret('page')]);
		closeLedgers();

		expect(one).toHaveLength(32);
		expect(two).toEqual(one);
		expect(await ledger.secret('page')).toEqual(one);
		expect(await ledger.secret('other')).not.toEqual(one);
	});
});

describe('the summary', () => {
	it('counts by state, today and in seven days, and tells how long the oldest has waited', async () => {
		await entryIn(ledger, 'old', 'done');
		bench.pass(7 * DAY);
		await entryIn(ledger, 'last week', 'done');
		bench.pass(3 * DAY);
		await ledger.register(STREAM, [item('waiting')]);
		bench.pass(600);
		await ledger.register(STREAM, [item('fresh')]);
		await entryIn(ledger, 'today', 'done');

		const { streams } = await ledger.summary();
		expect(streams).toMatchObject([
			{
				stream: STREAM,
				counts: { pending: 2, done: 3, held: 0 },
				today: { pending: 2, done: 1 },
				lastSevenDays: { pending: 2, done: 2 },
				oldestPendingSeconds: 600,
			},
		]);
		expect((await ledger.summary('solar-sales')).streams).toEqual([]);
	});
});

describe('purging', () => {
	it('deletes only what has been done for long, with its events', async () => {
		for (const state of ['done', 'held', 'dead', 'skipped', 'pending'] as const) {
			await entryIn(ledger, state, state);
		}
		bench.pass(31 * DAY);
		await entryIn(ledger, 'recent', 'done');
		const purged = await ledger.purge({ olderThanDays: 30 });

		expect(purged).toEqual({ entries: 1, events: 3 });
		expect((await ledger.list()).entries.map(({ key }) => key)).toEqual([
			'recent',
			'pending',
			'skipped',
			'dead',
			'held',
		]);
		expect(await ledger.history(STREAM, 'done')).toEqual([]);
	});

	it('does not forget the key: an old order that is still in its file is not new again', async () => {
		await entryIn(ledger, 'a', 'done');
		bench.pass(31 * DAY);
		await ledger.purge({ olderThanDays: 30 });
		const again = await ledger.register(STREAM, [item('a')]);
		const changed = await ledger.register(STREAM, [item('a', 2), item('a', 2)]);

		expect(again).toMatchObject([{ outcome: 'known', state: 'done', id: null }]);
		expect(changed.map(({ outcome }) => outcome)).toEqual(['changed', 'known']);
		expect(await ledger.lookup(STREAM, ['a'])).toEqual(
			new Map([['a', { state: 'done', fingerprint: 'v2' }]]),
		);
		expect((await ledger.list()).total).toBe(0);
	});

	it('gets through more than one transaction takes, and only in its stream', async () => {
		const items = Array.from({ length: 1234 }, (_, n) => item(`order-${n}`));
		await ledger.register(STREAM, items);
		const owner = 'run-1';
		const entries = await ledger.claim({ stream: STREAM, limit: 2000, leaseSeconds: 60, owner });
		await ledger.settle(
			entries.map(({ id }) => ({ action: 'complete', target: { id }, owner, result: {} })),
		);
		bench.pass(2 * DAY);

		expect(await ledger.purge({ stream: 'solar-sales', olderThanDays: 1 })).toEqual({
			entries: 0,
			events: 0,
		});
		expect(await ledger.purge({ stream: STREAM, olderThanDays: 1 })).toEqual({
			entries: 1234,
			events: 3 * 1234,
		});
	});

	it.each([0, 0.5, -1, Number.NaN])('refuses %s days', async (olderThanDays) => {
		await expect(ledger.purge({ olderThanDays })).rejects.toMatchObject({ code: 'LEDGER_INPUT' });
	});
});

describe('sources', () => {
	const SOURCE = '002/2026';

	it('start once, together with what lies before', async () => {
		const first = await ledger.startSource(STREAM, SOURCE, 'now', [item('old-1'), item('old-2')]);
		const second = await ledger.startSource(STREAM, SOURCE, 'everything', [item('old-3')]);

		expect([first, second]).toEqual([true, false]);
		expect(await ledger.source(STREAM, SOURCE)).toMatchObject({
			startedAt: bench.now,
			startFrom: 'now',
		});
		const { entries } = await ledger.list();
		expect(entries.map(({ key, state, reasonCode }) => [key, state, reasonCode])).toEqual([
			['old-2', 'skipped', 'BEFORE_START'],
			['old-1', 'skipped', 'BEFORE_START'],
		]);
	});

	it('do not start when their baseline cannot be registered', async () => {
		await expect(
			ledger.startSource(STREAM, SOURCE, 'now', [item('old-1'), item('')]),
		).rejects.toMatchObject({ code: 'LEDGER_INPUT' });

		expect(await ledger.source(STREAM, SOURCE)).toBeUndefined();
	});

	it('start also after polls were recorded that did not reach them', async () => {
		await ledger.recordPoll(STREAM, SOURCE, { error: { code: 'FILE_NOT_FOUND', message: 'x' } });

		expect(await ledger.startSource(STREAM, SOURCE, 'now')).toBe(true);
	});

	it('lets an order from before the start stay skipped when it changes', async () => {
		await ledger.startSource(STREAM, SOURCE, 'now', [item('old')]);
		const [changed] = await ledger.register(STREAM, [item('old', 2)]);

		expect(changed).toMatchObject({ outcome: 'changed', state: 'skipped' });
		expect(await ledger.get({ stream: STREAM, key: 'old' })).toMatchObject({
			reasonCode: 'BEFORE_START',
		});
	});

	it('remember how the polls went', async () => {
		const counts = { orders: 12, withParentLines: 5, waiting: 1, remaining: 0 };
		await ledger.recordPoll(STREAM, SOURCE, { signature: '4096:1', counts });
		const success = bench.now;
		bench.pass(60);
		const failed = bench.now;
		const error = { code: 'FILE_LOCKED', message: 'The file is open elsewhere.' };
		await ledger.recordPoll(STREAM, SOURCE, { error });
		bench.pass(60);
		await ledger.recordPoll(STREAM, SOURCE, { signature: null, error });

		expect(await ledger.source(STREAM, SOURCE)).toEqual({
			stream: STREAM,
			source: SOURCE,
			startedAt: null,
			startFrom: null,
			lastPollAt: bench.now,
			lastSuccessAt: success,
			signature: null,
			counts,
			errorCode: 'FILE_LOCKED',
			error: 'The file is open elsewhere.',
			failures: 2,
			failingSince: failed,
		});
		await ledger.recordPoll(STREAM, SOURCE, { signature: '4096:2' });
		expect(await ledger.source(STREAM, SOURCE)).toMatchObject({
			signature: '4096:2',
			counts,
			error: null,
			failures: 0,
			failingSince: null,
		});
	});
});
