import { setTimeout as wait } from 'node:timers/promises';
import type { EntryView, LedgerView, SourceView } from './ledger-view';

const LOOK_EVERY_MS = 500;
/** A ledger at rest for this long is settled: between two steps of a workflow an entry may look finished. */
const REST_MS = 3_000;
/** A source that did not open in so many polls in a row will not heal while somebody waits. */
const HOPELESS_FAILURES = 3;

export interface SettleOptions {
	/** Codes of the sub-companies, each of which must have been looked at. */
	companies: readonly { code: string; name: string }[];
	/** Looks at a source before this moment do not count. */
	since: Date;
	limitMs: number;
	signal?: AbortSignal;
}

/** What still stands between the ledger and rest; empty when it is settled. */
export interface Settled {
	reasons: string[];
	/** Waiting longer would not have helped. */
	hopeless: boolean;
}

/**
 * Waits until every source was read, and nothing is pending or claimed that will be worked on within the time.
 * @returns why it is not settled when the time is up or when nothing will change
 */
export async function untilSettled(ledger: LedgerView, options: SettleOptions): Promise<Settled> {
	const limit = Date.now() + options.limitMs;
	let restingSince: number | undefined;
	for (;;) {
		const now = Date.now();
		const sources = ledger.sources();
		const hopeless = sources.some(({ failures }) => failures >= HOPELESS_FAILURES);
		const reasons = [...unread(options, sources), ...unfinished(ledger.entries(), limit)];
		restingSince = reasons.length > 0 ? undefined : (restingSince ?? now);
		const done = restingSince !== undefined && now - restingSince >= REST_MS;
		if (done) return { reasons: stuck(ledger.entries()), hopeless: false };
		if (hopeless && reasons.every((reason) => reason.includes(UNREADABLE))) {
			return { reasons, hopeless };
		}
		if (now >= limit || options.signal?.aborted) return { reasons, hopeless: false };
		await wait(LOOK_EVERY_MS);
	}
}

const UNREADABLE = 'cannot be read';

function unread({ companies, since }: SettleOptions, sources: readonly SourceView[]): string[] {
	return companies.flatMap(({ code, name }) => {
		const own = sources.filter(({ source }) => source.startsWith(`${code}/`));
		const polled = own.filter(({ lastPollAt }) => isAfter(lastPollAt, since));
		if (polled.length === 0) return [`${name} (${code}) has not been looked at yet`];
		return polled.flatMap(({ source, lastSuccessAt, error, counts }) => {
			if (error !== null) return [`${source} ${UNREADABLE}: ${error}`];
			if (!isAfter(lastSuccessAt, since)) return [`${source} has not been read yet`];
			if (counts.remaining > 0)
				return [`${source} has ${counts.remaining} more orders to hand over`];
			return [];
		});
	});
}

function isAfter(at: string | null, since: Date): boolean {
	return at !== null && new Date(at) >= since;
}

function unfinished(entries: readonly EntryView[], limit: number): string[] {
	return entries.flatMap(({ key, state, due, reason }) => {
		if (state === 'claimed') return [`${key} is being worked on`];
		if (state === 'pending' && new Date(due).getTime() <= limit) {
			return [`${key} is pending${reason === null ? '' : ` (${reason})`}`];
		}
		return [];
	});
}

/** What is to be tried again only after the time that we wait. */
function stuck(entries: readonly EntryView[]): string[] {
	return entries.flatMap(({ key, state, due, reason }) =>
		state === 'pending'
			? [`${key} will be tried again at ${due}${reason ? ` (${reason})` : ''}`]
			: [],
	);
}
