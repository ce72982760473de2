import fc from 'fast-check';

import { FactuLinkError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger/ledger';
import { ABSENT_CHOICES } from '../../../lib/ledger/types';
import type { AbsentChoice, Change, State, Verdict } from '../../../lib/ledger/types';
import { item, LedgerBench, POLICY, STREAM } from '../../support/ledger';

jest.setTimeout(300_000);

const KEYS = ['a', 'b', 'c'];
const OWNERS = ['run-1', 'run-2'];
const LEASE = 300;
const HELD: Verdict = { state: 'held', code: 'LINES', reason: 'Faltan líneas.' };

/** What this test expects of an entry, worked out by rules of its own and not by the ledger's code. */
interface Expected {
	state: State;
	version: number;
	/** Version of the payload that would be, or was, relayed. */
	payload: number;
	owner: string | null;
	leaseEnd: number;
	due: number;
	attempts: number;
	lapses: number;
	pendingNews: { version: number; held: boolean } | null;
	/** Held by a rebuilding that did not find it: other content does not answer the question. */
	inDoubt: boolean;
}

type Operation =
	| { do: 'register'; key: string; version: number; held: boolean }
	| { do: 'rebuild'; key: string; version: number; found: boolean; absent: AbsentChoice }
	| { do: 'claim'; owner: string; limit: number }
	| {
			do: 'settle';
			how: 'complete' | 'retry' | 'give up' | 'hold' | 'skip';
			key: string;
			as: string;
	  }
	| { do: 'release'; key: string }
	| { do: 'wait'; seconds: number };

const key = fc.constantFrom(...KEYS);
const owner = fc.constantFrom(...OWNERS);
const operation: fc.Arbitrary<Operation> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('register' as const),
			key,
			version: fc.integer({ min: 1, max: 3 }),
			held: fc.boolean(),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('rebuild' as const),
			key,
			version: fc.integer({ min: 1, max: 3 }),
			found: fc.boolean(),
			absent: fc.constantFrom(...ABSENT_CHOICES),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('claim' as const),
			owner,
			limit: fc.integer({ min: 1, max: 3 }),
		}),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('settle' as const),
			how: fc.constantFrom('complete', 'retry', 'retry', 'give up', 'hold', 'skip'),
			key,
			// Mostly whoever has the entry, so that the deep states are reached.
			as: fc.constantFrom('its owner', 'its owner', 'its owner', ...OWNERS),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), key }) },
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			seconds: fc.constantFrom(1, 60, 120, LEASE),
		}),
	},
);

class Model {
	readonly entries = new Map<string, Expected>();
	now = 0;

	/** What an entry is from now on when this content becomes its content. */
	#fresh(entry: Expected, version: number, held: boolean): void {
		Object.assign(entry, {
			state: held ? 'held' : 'pending',
			payload: version,
			owner: null,
			due: this.now,
			attempts: 0,
			lapses: 0,
			pendingNews: null,
			inDoubt: false,
		});
	}

	#end(entry: Expected, state: State): void {
		const news = entry.pendingNews;
		Object.assign(entry, { state, owner: null, lapses: 0, pendingNews: null, inDoubt: false });
		if (news && state !== 'done') this.#fresh(entry, news.version, news.held);
	}

	register(name: string, version: number, held: boolean): string {
		const known = this.entries.get(name);
		if (!known) {
			const entry = { version, leaseEnd: 0 } as Expected;
			this.#fresh(entry, version, held);
			this.entries.set(name, entry);
			return 'new';
		}
		if (known.version === version) return 'known';
		known.version = version;
		if (known.state === 'claimed') known.pendingNews = { version, held };
		else if (known.state === 'skipped' || known.inDoubt) known.payload = version;
		else if (known.state !== 'done') this.#fresh(known, version, held);
		return 'changed';
	}

	rebuild(name: string, version: number, found: boolean, absent: AbsentChoice): string {
		if (this.entries.has(name)) return 'known';
		this.register(name, version, false);
		const entry = this.entries.get(name) as Expected;
		entry.state = found ? 'done' : absent;
		entry.inDoubt = entry.state === 'held';
		return 'rebuilt';
	}

	/** Names of the entries that a claim must hand out; ties in their due time leave several right answers. */
	claim(wanted: number): { certain: string[]; dues: number[] } {
		for (const entry of this.entries.values()) {
			if (entry.state !== 'claimed' || entry.leaseEnd > this.now) continue;
			if (entry.pendingNews) this.#end(entry, 'pending');
			else if (entry.lapses === 4) this.#end(entry, 'held');
		}
		const claimable = [...this.entries].filter(
			([, { state, due, leaseEnd }]) =>
				(state === 'pending' && due <= this.now) || (state === 'claimed' && leaseEnd <= this.now),
		);
		const again = claimable.filter(([, { state }]) => state === 'claimed');
		const lapses = Math.max(0, ...again.map(([, entry]) => entry.lapses + 1));
		const limit = lapses < 2 ? wanted : lapses > 2 ? 1 : Math.max(1, Math.floor(wanted / 10));
		const dues = claimable.map(([, { due }]) => due).sort((a, b) => a - b);
		const certain = claimable
			.filter(([, { due }]) => claimable.filter((other) => other[1].due <= due).length <= limit)
			.map(([name]) => name);
		return { certain, dues: dues.slice(0, limit) };
	}

	take(name: string, by: string): void {
		const entry = this.entries.get(name);
		if (!entry) throw new Error(`${name} was never registered`);
		entry.lapses = entry.state === 'claimed' ? entry.lapses + 1 : 0;
		Object.assign(entry, { state: 'claimed', owner: by, leaseEnd: this.now + LEASE });
		entry.attempts += 1;
	}

	settle(what: string, name: string, by: string): boolean {
		const entry = this.entries.get(name);
		if (entry?.state !== 'claimed' || entry.owner !== by) return false;
		if (what === 'retry') {
			const isLast = entry.attempts >= POLICY.maxAttempts;
			if (!isLast) entry.due = this.now + 60 * 2 ** (entry.attempts - 1);
			this.#end(entry, isLast ? 'dead' : 'pending');
		} else if (what === 'complete') this.#end(entry, 'done');
		else if (what === 'skip') this.#end(entry, 'skipped');
		else this.#end(entry, 'held');
		return true;
	}

	release(name: string): boolean {
		const entry = this.entries.get(name);
		if (!entry || !['held', 'dead', 'skipped'].includes(entry.state)) return false;
		Object.assign(entry, { state: 'pending', due: this.now, attempts: 0, inDoubt: false });
		return true;
	}
}

function changeFor(what: string, name: string, by: string, result: object): Change {
	const common = { target: { stream: STREAM, key: name }, owner: by };
	switch (what) {
		case 'complete':
			return { ...common, action: 'complete', result: { ...result } };
		case 'retry':
		case 'give up':
			return {
				...common,
				action: 'fail',
				policy: POLICY,
				error: {
					class: what === 'retry' ? 'retry' : 'person',
					code: 'X',
					message: 'It did not work.',
				},
			};
		default:
			return { ...common, action: what === 'hold' ? 'hold' : 'skip', code: 'X', reason: 'y' };
	}
}

/** What must hold at every moment, whatever was done. */
async function checkEverything(ledger: Ledger, model: Model): Promise<void> {
	const { entries } = await ledger.list({ stream: STREAM });
	expect(entries.map((entry) => entry.key).sort()).toEqual([...model.entries.keys()].sort());
	for (const entry of entries) {
		const expected = model.entries.get(entry.key);
		expect({
			key: entry.key,
			state: entry.state,
			fingerprint: entry.fingerprint,
			payload: entry.payload.version,
			owner: entry.owner,
			attempts: entry.attempts,
			hasNewContent: entry.hasNewContent,
		}).toEqual({
			key: entry.key,
			state: expected?.state,
			fingerprint: `v${expected?.version}`,
			payload: expected?.payload,
			owner: expected?.owner ?? null,
			attempts: expected?.attempts,
			hasNewContent: Boolean(expected?.pendingNews),
		});
		const events = await ledger.history(STREAM, entry.key);
		const broken = events.filter(({ from }, place) => from !== (events[place - 1]?.to ?? null));
		expect(broken).toEqual([]);
		expect(events.at(-1)?.to).toBe(entry.state);
		expect(events.filter(({ from, to }) => from === 'done' && to !== 'done')).toEqual([]);
		const claims = events.filter(({ event }) => event === 'claimed').length;
		expect(claims).toBeGreaterThanOrEqual(entry.attempts);
	}
}

async function run(ledger: Ledger, bench: LedgerBench, operations: Operation[]): Promise<void> {
	const model = new Model();
	for (const [place, step] of operations.entries()) {
		switch (step.do) {
			case 'register': {
				const verdict = step.held ? HELD : null;
				const outcome = model.register(step.key, step.version, step.held);
				const [registered] = await ledger.register(STREAM, [
					item(step.key, step.version, { verdict }),
				]);
				expect(registered?.outcome).toBe(outcome);
				break;
			}
			case 'rebuild': {
				const { key: name, version, found, absent } = step;
				const outcome = model.rebuild(name, version, found, absent);
				const [rebuilt] = await ledger.rebuild(STREAM, [
					{ ...item(name, version), result: found ? { place } : null, absent },
				]);
				expect(rebuilt?.outcome).toBe(outcome);
				break;
			}
			case 'claim': {
				const { certain, dues } = model.claim(step.limit);
				const claimed = await ledger.claim({
					stream: STREAM,
					limit: step.limit,
					leaseSeconds: LEASE,
					owner: step.owner,
				});
				const names = claimed.map((entry) => entry.key);
				expect(names).toEqual(expect.arrayContaining(certain));
				expect(names.map((name) => model.entries.get(name)?.due)).toEqual(dues);
				for (const name of names) model.take(name, step.owner);
				break;
			}
			case 'release': {
				const released = model.release(step.key);
				const [outcome] = await ledger.release([{ stream: STREAM, key: step.key }]);
				expect(outcome instanceof FactuLinkError ? false : outcome?.changed).toBe(released);
				break;
			}
			case 'wait':
				bench.pass(step.seconds);
				model.now += step.seconds;
				break;
			case 'settle': {
				const by =
					step.as === 'its owner' ? (model.entries.get(step.key)?.owner ?? 'nobody') : step.as;
				const allowed = model.settle(step.how, step.key, by);
				const [outcome] = await ledger.settle([changeFor(step.how, step.key, by, { place })]);
				expect(outcome instanceof FactuLinkError).toBe(!allowed);
			}
		}
	}
	await checkEverything(ledger, model);
}

it('behaves like a simple model of itself, whatever is done to it and in whatever order', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 90 }), async (operations) => {
			const bench = new LedgerBench();
			try {
				await run(await bench.open(), bench, operations);
			} finally {
				bench.remove();
			}
		}),
		{ numRuns: 200 },
	);
});
