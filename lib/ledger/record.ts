import type { Entry, EventName, Json, State, Verdict } from './types';

/** An entry as a store keeps it. JSON stays text until somebody needs it. */
export interface EntryRecord {
	id: number;
	stream: string;
	key: string;
	fingerprint: string;
	/** See `RegisterItem`; null for most streams, and for what is not to be worked on. */
	targetKey: string | null;
	payload: string;
	message: string | null;
	state: State;
	attempts: number;
	/** Leases in a row that ran out: the sign of an item that kills the process working on it. */
	lapses: number;
	due: string;
	owner: string | null;
	claimedAt: string | null;
	leaseUntil: string | null;
	/** JSON of {@link NewContent}: what arrived while the entry was claimed. */
	next: string | null;
	result: string | null;
	reasonCode: string | null;
	reason: string | null;
	since: string;
	createdAt: string;
	updatedAt: string;
}

export interface NewContent {
	payload: Json;
	message: string | null;
	verdict: Verdict | null;
	/** Not in what an earlier version stored. */
	targetKey?: string | null;
}

/** A step of an entry, to be written as an event in the same transaction. */
export interface Step {
	from: State | null;
	to: State;
	event: EventName;
	message: string;
	/** JSON text. */
	data?: string;
}

/** What becomes of an entry: its record from now on, and the steps that led there. */
export interface Move {
	record: EntryRecord;
	steps: Step[];
}

export function parseJson(text: string): Json;
export function parseJson(text: string | null): Json | null;
export function parseJson(text: string | null): Json | null {
	return text === null ? null : (JSON.parse(text) as Json);
}

export function toEntry(record: EntryRecord): Entry {
	const { id, stream, key, fingerprint, message, state, attempts, due, owner, leaseUntil } = record;
	const { reasonCode, reason, since, createdAt, updatedAt } = record;
	return {
		id,
		stream,
		key,
		fingerprint,
		payload: parseJson(record.payload),
		message,
		state,
		attempts,
		due,
		owner,
		leaseUntil,
		result: parseJson(record.result),
		reasonCode,
		reason,
		hasNewContent: record.next !== null,
		since,
		createdAt,
		updatedAt,
	};
}

/** How errors name an entry. */
export function nameOf({ stream, key }: { stream: string; key: string }): string {
	return `"${key}" of stream "${stream}"`;
}
