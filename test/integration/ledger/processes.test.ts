import { existsSync } from 'node:fs';

import type { LedgerEvent } from '../../../lib/ledger/types';
import { openLedger } from '../../../lib/ledger/open-ledger';
import { item, LedgerBench, LedgerWorker, STREAM } from '../../support/ledger';

jest.setTimeout(180_000);

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

const numbered = (count: number) => Array.from({ length: count }, (_, n) => item(`order-${n}`));

/** Whether each event begins where the one before ended. */
function isChain(events: LedgerEvent[]): boolean {
	return events.every(({ from }, place) => from === (events[place - 1]?.to ?? null));
}

describe('several processes on one ledger', () => {
	it('never get the same entry, and together get them all', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, numbered(300));
		const workers = ['a', 'b', 'c'].map((owner) => new LedgerWorker('drain', bench.file, owner));
		const endings = await Promise.all(workers.map(async ({ ended }) => await ended));

		const done = workers.map((worker) =>
			worker.lines().flatMap((line) => (line.done === undefined ? [] : [String(line.done)])),
		);
		expect(endings).toEqual([0, 0, 0]);
		expect(done.flat().sort()).toEqual(
			numbered(300)
				.map(({ key }) => key)
				.sort(),
		);
		const { streams } = await ledger.summary();
		expect(streams[0]?.counts).toMatchObject({ done: 300, pending: 0, claimed: 0 });
		for (const { key } of numbered(300)) {
			const events = await ledger.history(STREAM, key);
			expect(events.map(({ event }) => event)).toEqual(['registered', 'claimed', 'completed']);
		}
	});

	it('may open a ledger that does not exist yet all at the same time, and leave one tidy file', async () => {
		const workers = ['a', 'b', 'c', 'd'].map(() => new LedgerWorker('open', bench.file));
		await Promise.all(workers.map(async ({ ended }) => await ended));

		expect(workers.map((worker) => worker.lines())).toEqual(workers.map(() => [{ opened: true }]));
		expect(existsSync(`${bench.file}-wal`)).toBe(false);
	});
});

describe('a process that is killed in the middle of its work', () => {
	it('loses nothing that was acknowledged, and what it had claimed comes back when the lease is over', async () => {
		const registered = new Set<string>();
		const done = new Set<string>();
		for (let round = 0; round < 6; round++) {
			const worker = new LedgerWorker('churn', bench.file, `run-${round}`);
			await worker.hasSaid(2);
			await new Promise((resolve) => setTimeout(resolve, 60 + round * 37));
			worker.process.kill('SIGKILL');
			expect(await worker.ended).toBe('SIGKILL');
			for (const line of worker.lines()) {
				if (line.registered !== undefined) registered.add(String(line.registered));
				if (line.done !== undefined) done.add(String(line.done));
			}
		}
		expect(registered.size).toBeGreaterThan(50);
		expect(done.size).toBeGreaterThan(20);

		const ledger = await openLedger(bench.file);
		const { entries } = await ledger.list();
		const states = new Map(entries.map(({ key, state }) => [key, state]));
		expect([...registered].filter((key) => !states.has(key))).toEqual([]);
		expect([...done].filter((key) => states.get(key) !== 'done')).toEqual([]);

		const later = await openLedger(bench.file, {
			clock: () => new Date(Date.now() + 3600_000),
		});
		const rest = entries.filter(({ state }) => state !== 'done');
		const claimed = await later.claim({
			stream: STREAM,
			limit: 10_000,
			leaseSeconds: 60,
			owner: 'after the storm',
		});
		expect(claimed.map(({ key }) => key).sort()).toEqual(rest.map(({ key }) => key).sort());
		for (const { key, state } of entries) {
			const events = await ledger.history(STREAM, key);
			expect(isChain(events)).toBe(true);
			expect(events.at(-1)?.to).toBe(state === 'done' ? 'done' : 'claimed');
		}
	});
});
