import type { AlertRecord, AlertView } from '../ledger/alerts';
import type { Json } from '../ledger/types';
import type { AlertFacts, FailureFacts, Gone } from './facts';
import type { Failure } from './failure';
import type { AlertSettings } from './settings';
import { limitsOf, seenIn, type Seen } from './troubles';

export type AlertKind = 'new' | 'reminder' | 'gone';

/** A record with something to be said about it. */
export interface Due {
	record: AlertRecord;
	kind: AlertKind;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Who took a message to send it has so long; then it is handed out again. */
const OFFER_MS = 30 * MINUTE_MS;

/** A failure that has not come again for so long is over. */
const QUIET_MS = 24 * HOUR_MS;

/** An execution that is going to fail may write events before it does: only older ones prove that a flow works. */
const STILL_RUNNING_MS = 5 * MINUTE_MS;

/** A source whose last look is older says nothing about a failure of now. */
const SAME_LOOK_MS = 15 * MINUTE_MS;

export const factsOf = (record: AlertRecord) => record.facts as unknown as AlertFacts;

export const goneOf = (record: AlertRecord) => record.facts.gone as Gone | undefined;

const asJson = (facts: AlertFacts) => facts as unknown as Json;

const age = (at: string, now: string) => Date.parse(now) - Date.parse(at);

/**
 * What the open alerts become at a look, and which of them something is to be said about. Nothing is taken as told
 * here: {@link offered} hands a message out, and only its confirmation says that it went.
 */
export function reconcile(
	view: AlertView,
	settings: AlertSettings,
): { records: AlertRecord[]; due: Due[] } {
	const seen = new Map(
		seenIn(view.troubles(limitsOf(settings, view.now)), settings, view.now).map((each) => [
			each.cause,
			each,
		]),
	);
	const quiet = new Set([...seen.values()].filter((each) => each.quiet).map(({ cause }) => cause));
	const records = view.open.map((record) => {
		const again = seen.get(record.cause);
		seen.delete(record.cause);
		return closedWhenNobodyHeard(
			again ? seenAgain(record, again, view.now) : notSeen(record, view, settings),
			view.now,
		);
	});
	for (const each of seen.values()) {
		if (!each.quiet) records.push(fresh(each.cause, each.facts, view.now));
	}
	const due = records.flatMap((record): Due[] => {
		const kind = dueKind(record, settings, quiet, view.now);
		return kind === null ? [] : [{ record, kind }];
	});
	return { records, due };
}

/** The record of a message that somebody is about to send. */
export function offered(record: AlertRecord, now: string): AlertRecord {
	return { ...record, offeredUntil: new Date(Date.parse(now) + OFFER_MS).toISOString() };
}

/** The message went: what it said is known from now on. */
export function told(record: AlertRecord, kind: AlertKind, now: string): AlertRecord {
	const toldNow = { ...record, toldAt: now, offeredUntil: now };
	return kind === 'gone' && record.goneAt !== null ? { ...toldNow, closedAt: now } : toldNow;
}

/** The message did not go: the next look hands it out again. */
export function putBack(record: AlertRecord, now: string): AlertRecord {
	// Not null: somebody tried, so the cause is told even when it is over by then.
	return { ...record, offeredUntil: now };
}

/**
 * What a failure that n8n reported adds to the open alerts.
 *
 * @returns `null` when the ledger itself shows the same trouble, which the next look tells
 */
export function raise(view: AlertView, failure: Failure): AlertRecord | null {
	const { now } = view;
	if (failure.entry !== null) return null;
	const isOfSource = view
		.sources()
		.some(
			({ failures, errorCode, lastPollAt }) =>
				failures > 0 &&
				errorCode === failure.code &&
				lastPollAt !== null &&
				age(lastPollAt, now) <= SAME_LOOK_MS,
		);
	if (isOfSource) return null;
	const { workflow, node, code, message, whatToDo, execution } = failure;
	const known = view.open.find(({ cause }) => cause === failure.cause);
	const facts: FailureFacts = {
		kind: 'failure',
		workflow,
		node,
		code,
		message,
		whatToDo,
		execution,
		since: known?.firstSeen ?? now,
		lastEventId: view.lastEventId(),
	};
	return known
		? seenAgain(known, { cause: failure.cause, facts }, now)
		: fresh(failure.cause, facts, now);
}

function fresh(cause: string, facts: AlertFacts, now: string): AlertRecord {
	return {
		id: 0,
		cause,
		facts: asJson(facts),
		firstSeen: now,
		lastSeen: now,
		times: 1,
		absentSince: null,
		goneAt: null,
		toldAt: null,
		offeredUntil: null,
		closedAt: null,
	};
}

function seenAgain(record: AlertRecord, { facts }: Seen, now: string): AlertRecord {
	return {
		...record,
		facts: asJson(facts),
		lastSeen: now,
		times: record.times + 1,
		absentSince: null,
		goneAt: null,
	};
}

function notSeen(record: AlertRecord, view: AlertView, settings: AlertSettings): AlertRecord {
	const { now } = view;
	const facts = factsOf(record);
	if (facts.kind === 'changed')
		return record.toldAt === null ? record : { ...record, closedAt: now };
	if (record.goneAt !== null) return record;
	const over = (gone: Gone) => ({ ...record, facts: { ...record.facts, gone }, goneAt: now });
	if (facts.kind === 'failure') {
		const until = new Date(Date.parse(now) - STILL_RUNNING_MS).toISOString();
		if (view.workedAfter(facts.workflow.id, facts.lastEventId, until)) return over('worked again');
		return age(record.lastSeen, now) >= QUIET_MS ? over('quiet for a day') : record;
	}
	const absentSince = record.absentSince ?? now;
	return age(absentSince, now) >= settings.patienceMinutes * MINUTE_MS
		? { ...over('not seen any more'), absentSince }
		: { ...record, absentSince };
}

/** What came and went before anybody tried to tell it needs no message. */
function closedWhenNobodyHeard(record: AlertRecord, now: string): AlertRecord {
	const nobodyHeard = record.toldAt === null && record.offeredUntil === null;
	return record.goneAt !== null && nobodyHeard ? { ...record, closedAt: now } : record;
}

function dueKind(
	record: AlertRecord,
	settings: AlertSettings,
	quiet: ReadonlySet<string>,
	now: string,
): AlertKind | null {
	if (record.closedAt !== null || isOffered(record, now)) return null;
	if (record.goneAt !== null) return 'gone';
	if (record.toldAt === null) return record.absentSince === null ? 'new' : null;
	const { kind } = factsOf(record);
	const isOver = kind === 'changed' || quiet.has(record.cause) || record.absentSince !== null;
	// A failure that did not come again is nothing to be reminded of.
	const isStill = kind !== 'failure' || record.lastSeen > record.toldAt;
	const { reminderHours } = settings;
	const isTime = reminderHours > 0 && age(record.toldAt, now) >= reminderHours * HOUR_MS;
	return !isOver && isStill && isTime ? 'reminder' : null;
}

function isOffered({ offeredUntil }: AlertRecord, now: string): boolean {
	if (offeredUntil === null) return false;
	const left = -age(offeredUntil, now);
	// Further ahead than any offer: the clock was set back.
	return left > 0 && left <= OFFER_MS;
}
