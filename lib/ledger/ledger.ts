import { randomBytes } from 'node:crypto';

import { FactuLinkError } from '../errors';
import type { AlertChanges, AlertView } from './alerts';
import {
	demandClaim,
	demandDays,
	demandItems,
	demandRebuildItems,
	demandName,
	demandPolicy,
} from './input';
import { toEntry } from './record';
import type { LedgerStore } from './store';
import type {
	Change,
	ChangeOf,
	ClaimRequest,
	Entry,
	EntryList,
	ExecutionContext,
	Known,
	LedgerEvent,
	ListFilter,
	OriginCounts,
	PollRecord,
	Purged,
	ReasonCount,
	RebuildItem,
	Rebuilt,
	Registered,
	RegisterItem,
	Settled,
	Source,
	Summary,
	Target,
	Verdict,
} from './types';

const DAY_MS = 24 * 3600 * 1000;

/** The verdict of what already existed when a source was started: never processed unless a person releases it. */
export const BEFORE_START: Verdict = {
	state: 'skipped',
	code: 'BEFORE_START',
	reason: 'Es anterior a la puesta en marcha.',
};

/**
 * Queue, memory and audit trail of both flows: what is to be done, who is doing it, what became of it.
 *
 * An object is cheap and holds no resource; see `openLedger`. Every method may throw a FactuLinkError with one of
 * the codes LEDGER_PATH, LEDGER_NOT_WRITABLE, LEDGER_NOT_A_DATABASE, LEDGER_NEWER_VERSION, LEDGER_SCHEMA_CHANGED,
 * LEDGER_CORRUPT (a person has to act), LEDGER_BUSY, LEDGER_DISK_FULL, LEDGER_UNREACHABLE (it is tried again), and
 * LEDGER_INPUT for arguments out of range. The rules are in docs/ledger.md.
 */
export class Ledger {
	readonly #store: LedgerStore;
	readonly #clock: () => Date;

	/** @param clock what time it is; tests set it */
	constructor(store: LedgerStore, clock: () => Date) {
		this.#store = store;
		this.#clock = clock;
	}

	/**
	 * Makes items known, all or none of them. The same key and fingerprint again changes nothing. Another fingerprint
	 * makes an entry that is pending, held or dead pending with the new content (or gives it the state of the verdict
	 * that came with it); a claimed one keeps it for after its run; a done or skipped one gets an event only.
	 */
	async register(
		stream: string,
		items: readonly RegisterItem[],
		context: ExecutionContext = {},
	): Promise<Registered[]> {
		demandName('stream', stream);
		demandItems(items);
		return items.length === 0
			? []
			: await this.#store.register(stream, items, this.#now(), context);
	}

	/**
	 * Enters the items of a lost ledger again, all or none of them, by what their target says: found there, they are
	 * done with that result; otherwise as their verdict says, or as chosen for what is absent. A key that the ledger
	 * knows stays as it is, so that it can be repeated. Sources named by the items count as started from now on.
	 */
	async rebuild(
		stream: string,
		items: readonly RebuildItem[],
		context: ExecutionContext = {},
	): Promise<Rebuilt[]> {
		demandName('stream', stream);
		demandRebuildItems(items);
		return items.length === 0 ? [] : await this.#store.rebuild(stream, items, this.#now(), context);
	}

	/** What is known of these keys; keys that the ledger does not know are not in the map. */
	async lookup(stream: string, keys: readonly string[]): Promise<Map<string, Known>> {
		return await this.#store.lookup(stream, keys);
	}

	/**
	 * Takes the oldest entries that are due, at most `limit`, in their order. They belong to `owner` until they are
	 * completed, failed, held or skipped, or until the lease runs out: then another claim may take them.
	 */
	async claim(request: ClaimRequest): Promise<Entry[]> {
		demandClaim(request);
		return (await this.#store.claim(request, this.#now())).map(toEntry);
	}

	/** How many entries of a stream runs have in hand, leases that are over aside. */
	async inHand(stream: string): Promise<number> {
		return await this.#store.inHand(stream, this.#now());
	}

	/**
	 * Applies several changes in one transaction. A refused change does not stop the others: its place in the answer
	 * holds the error (LEASE_LOST, LEDGER_ENTRY_UNKNOWN, LEDGER_NOT_ALLOWED).
	 */
	async settle(
		changes: readonly Change[],
		context: ExecutionContext = {},
	): Promise<(Settled | FactuLinkError)[]> {
		for (const change of changes) if (change.action === 'fail') demandPolicy(change.policy);
		return changes.length === 0 ? [] : await this.#store.settle(changes, this.#now(), context);
	}

	/**
	 * The side effect happened: the entry is done and stays done. Doing it twice with the same result succeeds quietly.
	 *
	 * @throws FactuLinkError LEASE_LOST, LEDGER_ENTRY_UNKNOWN
	 */
	async complete(change: ChangeOf<'complete'>, context?: ExecutionContext): Promise<Settled> {
		return await this.#settleOne({ ...change, action: 'complete' }, context);
	}

	/**
	 * The run did not get through. Class `retry`: pending again after a growing delay, dead after the last attempt;
	 * `person` and `bug`: held.
	 *
	 * @throws FactuLinkError LEASE_LOST, LEDGER_ENTRY_UNKNOWN
	 */
	async fail(change: ChangeOf<'fail'>, context?: ExecutionContext): Promise<Settled> {
		return await this.#settleOne({ ...change, action: 'fail' }, context);
	}

	/**
	 * A person has to decide. Without an owner: a person takes a pending or dead entry out of the queue.
	 *
	 * @throws FactuLinkError LEASE_LOST, LEDGER_NOT_ALLOWED, LEDGER_ENTRY_UNKNOWN
	 */
	async hold(change: ChangeOf<'hold'>, context?: ExecutionContext): Promise<Settled> {
		return await this.#settleOne({ ...change, action: 'hold' }, context);
	}

	/**
	 * There is nothing to do. Without an owner: a person discards a pending, held or dead entry.
	 *
	 * @throws FactuLinkError LEASE_LOST, LEDGER_NOT_ALLOWED, LEDGER_ENTRY_UNKNOWN
	 */
	async skip(change: ChangeOf<'skip'>, context?: ExecutionContext): Promise<Settled> {
		return await this.#settleOne({ ...change, action: 'skip' }, context);
	}

	/**
	 * Held, dead and skipped entries become pending with their attempts forgotten; entries in any other state stay as
	 * they are (`changed: false`). The place of an unknown entry holds LEDGER_ENTRY_UNKNOWN.
	 */
	async release(
		targets: readonly Target[],
		context?: ExecutionContext,
	): Promise<(Settled | FactuLinkError)[]> {
		return await this.settle(
			targets.map((target) => ({ action: 'release', target })),
			context,
		);
	}

	/** One entry, `undefined` when the ledger does not have it (any more). */
	async get(target: Target): Promise<Entry | undefined> {
		const record = await this.#store.find(target);
		return record && toEntry(record);
	}

	/** Entries that match, the newest first. */
	async list(wanted: ListFilter = {}): Promise<EntryList> {
		const { unchangedForDays, waitingForHours, ...filter } = wanted;
		const { records, total } = await this.#store.list({
			...filter,
			updatedBefore: unchangedForDays === undefined ? undefined : this.#daysAgo(unchangedForDays),
			sinceBefore: waitingForHours === undefined ? undefined : this.#daysAgo(waitingForHours / 24),
		});
		return { entries: records.map(toEntry), total };
	}

	/** Every event of an entry, the oldest first; none when it is unknown or was purged. */
	async history(stream: string, key: string): Promise<LedgerEvent[]> {
		return await this.#store.history(stream, key);
	}

	/** Counts and ages for the status page, and how every source is. */
	async summary(stream?: string): Promise<Summary> {
		const now = this.#clock();
		const today = new Date(now);
		today.setHours(0, 0, 0, 0);
		const week = new Date(today);
		week.setDate(week.getDate() - 6);
		const at = now.toISOString();
		return {
			at,
			streams: await this.#store.summary(stream, {
				now: at,
				today: today.toISOString(),
				week: week.toISOString(),
			}),
			sources: await this.#store.sources(stream),
		};
	}

	/**
	 * How many entries each company or branch has in each state, in all and day by day.
	 *
	 * @param days instants at which days begin, the oldest first; the last day is still open
	 */
	async counts(days: readonly Date[]): Promise<OriginCounts[]> {
		return await this.#store.counts(days.map((day) => day.toISOString()));
	}

	/** What waits for a person (held or dead) in these flows, by reason; the most frequent first. */
	async waitingReasons(streams: readonly string[]): Promise<ReasonCount[]> {
		return await this.#store.waitingReasons(streams);
	}

	/** 32 random bytes that belong to this ledger and stay in its file; made when they are first asked for. */
	async secret(name: string): Promise<Buffer> {
		demandName('name of the secret', name);
		return await this.#store.secret(name, randomBytes(32));
	}

	/**
	 * Deletes entries that have been done for more than so many days, with their events. Their keys stay known, so an
	 * old order that is still in its file is not new again.
	 */
	async purge({
		stream,
		olderThanDays,
	}: {
		stream?: string;
		olderThanDays: number;
	}): Promise<Purged> {
		demandDays(olderThanDays);
		return await this.#store.purge(stream, this.#daysAgo(olderThanDays), this.#now());
	}

	async sources(stream?: string): Promise<Source[]> {
		return await this.#store.sources(stream);
	}

	async source(stream: string, source: string): Promise<Source | undefined> {
		return (await this.#store.sources(stream, source))[0];
	}

	/**
	 * Lays down where a source begins, once: in one transaction with the entries of what lies before, which are
	 * registered as skipped with the code BEFORE_START unless an item brings its own verdict.
	 *
	 * @returns whether this call started it; `false` when it had been started before (then nothing is written)
	 */
	async startSource(
		stream: string,
		source: string,
		startFrom: string,
		baseline: readonly RegisterItem[] = [],
		context: ExecutionContext = {},
	): Promise<boolean> {
		demandName('stream', stream);
		demandName('source', source);
		const items = baseline.map((item) => ({ ...item, verdict: item.verdict ?? BEFORE_START }));
		demandItems(items);
		return await this.#store.startSource(
			{ stream, source, startFrom, baseline: items },
			this.#now(),
			context,
		);
	}

	/** Notes how a poll of a source went. */
	async recordPoll(stream: string, source: string, poll: PollRecord): Promise<void> {
		demandName('stream', stream);
		demandName('source', source);
		await this.#store.recordPoll(stream, source, poll, this.#now());
	}

	/**
	 * Looks at the open alerts and at what is not as it should be, and changes alerts; all of one moment, and no other
	 * process in between. `lib/alerts` holds the rules.
	 */
	async changeAlerts<T>(work: (view: AlertView) => AlertChanges<T>): Promise<T> {
		return await this.#store.changeAlerts(this.#now(), work);
	}

	async #settleOne(change: Change, context?: ExecutionContext): Promise<Settled> {
		const [outcome] = await this.settle([change], context);
		if (outcome === undefined || outcome instanceof FactuLinkError) throw outcome;
		return outcome;
	}

	#now(): string {
		return this.#clock().toISOString();
	}

	#daysAgo(days: number): string {
		return new Date(this.#clock().getTime() - days * DAY_MS).toISOString();
	}
}
