import type { FactuLinkError } from '../errors';
import type { AlertChanges, AlertView } from './alerts';
import type { EntryRecord } from './record';
import type {
	Change,
	ClaimRequest,
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
	StreamSummary,
	Target,
} from './types';

/** What starts a source: where it begins, and what lies before that. */
export interface SourceStart {
	stream: string;
	source: string;
	startFrom: string;
	baseline: readonly RegisterItem[];
}

/** {@link ListFilter} with its ages as ISO instants. */
export interface StoredFilter extends Omit<ListFilter, 'unchangedForDays' | 'waitingForHours'> {
	updatedBefore?: string;
	sinceBefore?: string;
}

/**
 * Where a ledger is kept. Each method is one transaction (or, where it says so, several small ones) and applies the
 * rules of `transitions.ts` inside it. Times are given, never taken: `at` is an ISO instant in UTC.
 */
export interface LedgerStore {
	register(
		stream: string,
		items: readonly RegisterItem[],
		at: string,
		context: ExecutionContext,
	): Promise<Registered[]>;
	rebuild(
		stream: string,
		items: readonly RebuildItem[],
		at: string,
		context: ExecutionContext,
	): Promise<Rebuilt[]>;
	/** May be read in several steps: other work goes on between them. */
	lookup(stream: string, keys: readonly string[]): Promise<Map<string, Known>>;
	/** No two callers, in whatever process, get the same entry while its lease lasts. */
	claim(request: ClaimRequest, at: string): Promise<EntryRecord[]>;
	/** How many entries of a stream are claimed by runs whose lease is not over. */
	inHand(stream: string, at: string): Promise<number>;
	/** A refused change is answered with its error and leaves the others standing. */
	settle(
		changes: readonly Change[],
		at: string,
		context: ExecutionContext,
	): Promise<(Settled | FactuLinkError)[]>;
	find(target: Target): Promise<EntryRecord | undefined>;
	list(filter: StoredFilter): Promise<{ records: EntryRecord[]; total: number }>;
	history(stream: string, key: string): Promise<LedgerEvent[]>;
	summary(
		stream: string | undefined,
		times: { now: string; today: string; week: string },
	): Promise<StreamSummary[]>;
	/** @param starts ISO instants at which days begin, the oldest first; the last one is still open */
	counts(starts: readonly string[]): Promise<OriginCounts[]>;
	/** What waits for a person, by reason; the most frequent first. */
	waitingReasons(streams: readonly string[]): Promise<ReasonCount[]>;
	/** The secret of this name; `whenNew` becomes it when there is none. */
	secret(name: string, whenNew: Buffer): Promise<Buffer>;
	/** In several transactions, so that nobody waits long. */
	purge(stream: string | undefined, before: string, at: string): Promise<Purged>;
	sources(stream?: string, source?: string): Promise<Source[]>;
	/** @returns whether this call started it; a source starts once */
	startSource(start: SourceStart, at: string, context: ExecutionContext): Promise<boolean>;
	recordPoll(stream: string, source: string, poll: PollRecord, at: string): Promise<void>;
	/** Looks at the open alerts and at what is not as it should be, and changes alerts. */
	changeAlerts<T>(at: string, work: (view: AlertView) => AlertChanges<T>): Promise<T>;
}
