import type { Json, Source } from './types';

/** One cause that people were told of, or are to be told of. Times are ISO instants, UTC. */
export interface AlertRecord {
	/** 0 for one that is not stored yet. */
	id: number;
	/** Stable name; at most one record of a cause is open. */
	cause: string;
	/** What the message is written from. */
	facts: Json;
	firstSeen: string;
	lastSeen: string;
	/** How often it was seen. */
	times: number;
	/** Since when a look has not seen it any more. */
	absentSince: string | null;
	/** When it was taken as over; the message that says so may still be on its way. */
	goneAt: string | null;
	/** When a message about it last went out. */
	toldAt: string | null;
	/** Until when somebody is busy with sending its message. */
	offeredUntil: string | null;
	/** Nothing more is said about it. */
	closedAt: string | null;
}

/** Entries that are in trouble for one reason. */
export interface EntryGroup {
	stream: string;
	/** `null`: whatever the reasons. */
	code: string | null;
	count: number;
	/** Of the entry that has been so for longest. */
	since: string;
	/** A few of them, the oldest first. */
	examples: EntryExample[];
}

export interface EntryExample {
	key: string;
	/** What the entry is, in one Spanish sentence. */
	message: string | null;
	reasonCode: string | null;
	reason: string | null;
}

/** News about an entry that was done already. */
export interface ChangedAfterDone {
	eventId: number;
	at: string;
	stream: string;
	key: string;
	message: string | null;
}

/** What is not as it should be in a ledger. */
export interface Troubles {
	sources: Source[];
	held: EntryGroup[];
	dead: EntryGroup[];
	/** Tried without success, and to be tried again. */
	retrying: EntryGroup[];
	/** Due for long, and taken by nobody. */
	untaken: EntryGroup[];
	changed: ChangedAfterDone[];
}

/** From when on something counts; ISO instants. */
export interface TroubleLimits {
	/** Entries that have been retried since before. */
	retryingBefore: string;
	/** Entries that were due before. */
	untakenBefore: string;
	/** Changes after that. */
	changedAfter: string;
}

/** What can be asked while alerts are changed; everything is of one moment. */
export interface AlertView {
	/** ISO instant. */
	readonly now: string;
	readonly open: readonly AlertRecord[];
	troubles(limits: TroubleLimits): Troubles;
	sources(): readonly Source[];
	lastEventId(): number;
	/** Whether a workflow wrote an event after that one, and no later than `until`. */
	workedAfter(workflowId: string, eventId: number, until: string): boolean;
}

export interface AlertChanges<T> {
	/** Records to be stored, new or known. */
	write: readonly AlertRecord[];
	result: T;
}
