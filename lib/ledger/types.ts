/** States of an entry; see the state machine in docs/ledger.md. Frozen: the schema's CHECK lists the same. */
export const STATES = ['pending', 'claimed', 'done', 'held', 'dead', 'skipped'] as const;
export type State = (typeof STATES)[number];

/** What an event tells; one for every transition, and one for news about an entry that stays as it is. */
export const EVENTS = [
	'registered',
	'rebuilt',
	'changed',
	'claimed',
	'completed',
	'retried',
	'died',
	'held',
	'skipped',
	'lapsed',
	'renewed',
	'released',
] as const;
export type EventName = (typeof EVENTS)[number];

export type Json = Record<string, unknown>;

/** Which n8n execution acts, for the events. */
export interface ExecutionContext {
	executionId?: string | null;
	workflowId?: string | null;
}

export interface Entry {
	id: number;
	stream: string;
	key: string;
	fingerprint: string;
	/** The item as it was registered; of a done entry: what was relayed. */
	payload: Json;
	/** What the entry is, in one Spanish sentence, as the registering item said it. */
	message: string | null;
	state: State;
	/** How often it was claimed since it last became pending by registration, new content or a person. */
	attempts: number;
	/** ISO instants, UTC. */
	due: string;
	owner: string | null;
	leaseUntil: string | null;
	/** What the side effect produced, as given to complete. */
	result: Json | null;
	/** Code and sentence of the last failure, hold or skip. */
	reasonCode: string | null;
	reason: string | null;
	/** Whether other content arrived while it was claimed; it returns with that content unless it is completed. */
	hasNewContent: boolean;
	/** When it last became pending by registration, new content or a person. */
	since: string;
	createdAt: string;
	updatedAt: string;
}

export interface LedgerEvent {
	id: number;
	at: string;
	from: State | null;
	to: State;
	event: EventName;
	executionId: string | null;
	workflowId: string | null;
	/** One human sentence, in Spanish. */
	message: string;
	/** The new content that came for a done entry: it is shown to a person, never processed. */
	data: Json | null;
}

/** What the registering side already knows about an item that must not be processed now. */
export interface Verdict {
	state: 'held' | 'skipped';
	code: string;
	reason: string;
}

export interface RegisterItem {
	key: string;
	/** SHA-256 (or any text) of the meaningful content: another one means that the content changed. */
	fingerprint: string;
	payload: Json;
	verdict?: Verdict | null;
	message?: string | null;
	/**
	 * Key under which the same thing waited before its own key could be told: what still waits there is skipped, so
	 * that nothing is worked on twice.
	 */
	replaces?: string | null;
	/**
	 * What the target takes the item for, where two items with different keys can be one and the same to it. While
	 * another entry has it, this one is held (`SAME_AT_TARGET`): the target would call it done, and it never was.
	 */
	targetKey?: string | null;
}

/** What becomes of an item, when a ledger is rebuilt, whose work is not found where it would have been done. */
export const ABSENT_CHOICES = ['held', 'pending', 'skipped'] as const;
export type AbsentChoice = (typeof ABSENT_CHOICES)[number];

/** An item of a lost ledger, with what the target says about it. */
export interface RebuildItem extends Omit<RegisterItem, 'replaces'> {
	/** What the work produced, as complete would have stored it; `null` when the target does not have it. */
	result: Json | null;
	/** For an item without a result and without a verdict. */
	absent: AbsentChoice;
	/** The watched company or database that it comes from: it counts as started, so that it is not started again. */
	source?: string | null;
}

export interface Rebuilt {
	key: string;
	/** `known`: the ledger had it, and nothing was written. */
	outcome: 'rebuilt' | 'known';
	/** `null` when the entry was purged. */
	id: number | null;
	state: State;
	message: string;
}

export type RegisterOutcome = 'new' | 'changed' | 'known';

export interface Registered {
	key: string;
	outcome: RegisterOutcome;
	/** `null` when the entry was purged: only its key and fingerprint are kept. */
	id: number | null;
	state: State;
	message: string;
}

export interface Known {
	state: State;
	fingerprint: string;
}

export interface ClaimRequest extends ExecutionContext {
	stream: string;
	limit: number;
	leaseSeconds: number;
	/** Unique text of this run: only who gives it back may complete, fail, hold or skip. */
	owner: string;
	/** Claims only these keys, when they are claimable. */
	keys?: string[];
	/**
	 * At most so many entries of the stream are in hand at once, those of other runs among them; what is beyond waits.
	 * For work that gains nothing from being done by several runs at once.
	 */
	mostInHand?: number;
}

/** An entry is named by the id that claim gave, or by stream and key. */
export type Target = { id: number } | { stream: string; key: string };

export interface RetryPolicy {
	/** Claims after which an entry that still fails is dead. */
	maxAttempts: number;
	firstDelaySeconds: number;
	maxDelaySeconds: number;
}

export interface FailReason {
	class: 'retry' | 'person' | 'bug';
	code: string;
	message: string;
	/** The other side asked not to be called again sooner. */
	retryAfterSeconds?: number | null;
}

interface OwnedChange {
	target: Target;
	owner: string;
}

/** Without an owner it is a person's decision about an entry that nobody is working on. */
interface DecidedChange {
	target: Target;
	owner: string | null;
	code: string;
	reason: string;
}

/** What is known of the person who decided; it goes into the event. */
interface ByPerson {
	by?: string | null;
}

export type Change =
	| ({ action: 'complete'; result: Json; message?: string | null } & OwnedChange)
	| ({ action: 'fail'; error: FailReason; policy: RetryPolicy } & OwnedChange)
	| ({ action: 'hold' } & DecidedChange)
	| ({ action: 'skip' } & DecidedChange & ByPerson)
	| ({ action: 'release'; target: Target; reason?: string | null } & ByPerson);

export type ChangeOf<Action extends Change['action']> = Omit<
	Extract<Change, { action: Action }>,
	'action'
>;

/** Where an entry stands after a change. */
export interface Settled {
	id: number;
	stream: string;
	key: string;
	state: State;
	attempts: number;
	due: string;
	/** `false` when nothing was written: done before with the same result, or nothing to release. */
	changed: boolean;
	/** One human sentence, in Spanish. */
	message: string;
}

export interface ListFilter {
	stream?: string;
	/** Only entries of this company or branch: the part of the key before the first slash. */
	origin?: string;
	states?: readonly State[];
	/** Text looked for in key, message and reason; case does not matter. */
	search?: string;
	/** Only entries whose last transition was at least so many days ago. */
	unchangedForDays?: number;
	/** Only entries that have been waiting for so many hours since they became pending. */
	waitingForHours?: number;
	/** Only entries that are in their state for this reason. */
	reasonCode?: string;
	/** Only done entries for which other content came later: what was relayed is not what the source has now. */
	changedSinceDone?: boolean;
	/** The newest first: by when they were registered (default), or by their last transition. */
	order?: 'registered' | 'changed';
	limit?: number;
	offset?: number;
}

export interface EntryList {
	entries: Entry[];
	/** How many match, whatever the limit. */
	total: number;
}

export type Counts = Record<State, number>;

export interface StreamSummary {
	stream: string;
	counts: Counts;
	/** When the entry that has waited longest became pending. */
	oldestPendingSince: string | null;
	oldestPendingSeconds: number | null;
	/** By the state they are in: entries whose last transition was today (local day of this machine). */
	today: Counts;
	/** The same for today and the six days before. */
	lastSevenDays: Counts;
}

export interface Summary {
	at: string;
	streams: StreamSummary[];
	sources: Source[];
}

/** How many entries of one origin (company, branch) are in one state. */
export interface OriginCounts {
	stream: string;
	state: State;
	/** The part of the key before the first slash; `''` when it has none. */
	origin: string;
	total: number;
	/** When one of them had its last transition, and which one. */
	lastChange: string;
	lastId: number;
	/** For each day that was asked for: entries whose last transition was on it. */
	perDay: number[];
}

/** How many entries of a flow wait for a person for one reason. */
export interface ReasonCount {
	stream: string;
	code: string | null;
	total: number;
}

/** What was seen in a source, for the status page. */
export interface SourceCounts {
	orders?: number;
	withParentLines?: number;
	/** Have lines of the parent, all of them returns or cancelled. */
	nothingToOrder?: number;
	waiting?: number;
	/** Sales that the source still lists as to be sent, whatever the ledger knows of them. */
	pending?: number;
	/** Left for the next run, because a limit was reached. */
	remaining?: number;
}

/** One watched file or database of a stream, for example stream `order-relay`, source `002/2026`. */
export interface Source {
	stream: string;
	source: string;
	/** When its starting point was laid down; `null` until {@link Ledger.startSource} ran. */
	startedAt: string | null;
	/** `now`, `everything` or a date, as it was asked for. */
	startFrom: string | null;
	lastPollAt: string | null;
	lastSuccessAt: string | null;
	/** Size and time of the file when everything read from it had been acknowledged. */
	signature: string | null;
	counts: SourceCounts | null;
	errorCode: string | null;
	error: string | null;
	/** Polls in a row that did not succeed, and since when. */
	failures: number;
	failingSince: string | null;
}

/** How a poll went. What is left out (`undefined`) keeps its stored value. */
export interface PollRecord {
	signature?: string | null;
	counts?: SourceCounts;
	error?: { code: string; message: string } | null;
}

export interface Purged {
	entries: number;
	events: number;
}
