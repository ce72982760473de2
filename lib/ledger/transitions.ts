import { isDeepStrictEqual } from 'node:util';

import { nextDelaySeconds } from './delay';
import { leaseLost, notAllowed } from './errors';
import { nameOf, parseJson } from './record';
import type { EntryRecord, Move, NewContent, Step } from './record';
import { sentences } from './sentences';
import type { Change, RebuildItem, RegisterItem, State, Verdict } from './types';

/**
 * The state machine of docs/ledger.md as pure functions: no clock, no chance, no store. Every store applies these
 * inside its transaction, so that another store cannot have other rules.
 */

/** After so many runs in a row that took an entry and never came back, a person has to look at it. */
export const MAX_UNFINISHED_RUNS = 5;

/**
 * How many entries one claim may take when some of them were taken by runs that never came back. Once may be a power
 * cut, and costs nothing. From then on there may be one among them that ends every run: fewer are taken together, in
 * the end one alone, so that the others go on and nobody has to look at them.
 *
 * @param lapses runs in a row that did not come back, of the entry that has the most
 */
export function claimLimit(limit: number, lapses: number): number {
	if (lapses <= 1) return limit;
	return lapses === 2 ? Math.max(1, Math.floor(limit / 10)) : 1;
}

const RELEASABLE: readonly State[] = ['held', 'dead', 'skipped'];
const MAY_BE_ENDED_BY_A_PERSON: Readonly<Record<'hold' | 'skip', readonly State[]>> = {
	hold: ['pending', 'dead'],
	skip: ['pending', 'held', 'dead'],
};

const UNCLAIMED = { owner: null, claimedAt: null, leaseUntil: null, lapses: 0 } as const;

function contentOf(item: RegisterItem): NewContent {
	return {
		payload: item.payload,
		message: item.message ?? null,
		verdict: item.verdict ?? null,
		targetKey: item.targetKey ?? null,
	};
}

/** What new content changes of an entry that stays in its state and that nobody has worked on. */
const unworkedContent = ({ payload, message, targetKey = null }: NewContent) => ({
	payload: JSON.stringify(payload),
	message,
	targetKey,
});

type Identity = Pick<EntryRecord, 'id' | 'stream' | 'key' | 'fingerprint' | 'createdAt'>;

/** The record with this content, as if it had just been registered. */
function withContent(identity: Identity, content: NewContent, at: string): EntryRecord {
	const { id, stream, key, fingerprint, createdAt } = identity;
	const { payload, message, verdict, targetKey } = content;
	return {
		id,
		stream,
		key,
		fingerprint,
		createdAt,
		...UNCLAIMED,
		targetKey: targetKey ?? null,
		payload: JSON.stringify(payload),
		message,
		state: verdict?.state ?? 'pending',
		attempts: 0,
		due: at,
		next: null,
		result: null,
		reasonCode: verdict?.code ?? null,
		reason: verdict?.reason ?? null,
		since: at,
		updatedAt: at,
	};
}

/** A key that the ledger sees for the first time. The id is the store's to give. */
export function firstRegistration(stream: string, item: RegisterItem, at: string): Move {
	const { key, fingerprint } = item;
	const record = withContent(
		{ id: 0, stream, key, fingerprint, createdAt: at },
		contentOf(item),
		at,
	);
	const message = item.verdict
		? sentences.registeredWith(item.verdict)
		: sentences.registered(item.message);
	return { record, steps: [{ from: null, to: record.state, event: 'registered', message }] };
}

/** Why an entry waits that its target would take for another one. */
const SAME_AT_TARGET = { code: 'SAME_AT_TARGET' } as const;
export const SAME_AT_TARGET_CODE: string = SAME_AT_TARGET.code;

/** The verdict about an item whose `targetKey` another entry has. */
export function sameAtTarget(other: { key: string; state: State }): Verdict {
	return { state: 'held', ...SAME_AT_TARGET, reason: sentences.sameAtTarget(other) };
}

/** Why an entry of a rebuilt ledger waits: nobody knows whether the work was done, or whether it is wanted. */
const NOT_FOUND = { code: 'NOT_FOUND_ON_REBUILD' } as const;
export const NOT_FOUND_CODE: string = NOT_FOUND.code;

function absenceOf({ absent, verdict }: RebuildItem): Verdict | null {
	if (verdict) return verdict;
	if (absent === 'pending') return null;
	const reason = absent === 'held' ? sentences.notFound() : sentences.leftAsFound();
	return { state: absent, ...NOT_FOUND, reason };
}

/**
 * An item that a lost ledger had known, entered again by what the target says: what is found there is done, whatever
 * the source says of it now. The id is the store's to give.
 */
export function rebuilt(stream: string, item: RebuildItem, at: string): Move {
	const step = { from: null, event: 'rebuilt' } as const;
	if (item.result !== null) {
		const { record } = firstRegistration(stream, { ...item, verdict: null }, at);
		const { message } = item.result;
		const told = typeof message === 'string' ? message : item.message;
		return {
			record: { ...record, state: 'done', result: JSON.stringify(item.result) },
			steps: [{ ...step, to: 'done', message: sentences.rebuiltAsDone(told) }],
		};
	}
	const verdict = absenceOf(item);
	const { record } = firstRegistration(stream, { ...item, verdict }, at);
	const message = verdict ? sentences.rebuiltWith(verdict) : sentences.rebuiltAs(item.message);
	return { record, steps: [{ ...step, to: record.state, message }] };
}

/** Only what says that there is nothing to do answers the question that such an entry waits with. */
function staysInDoubt(current: EntryRecord, item: RegisterItem): boolean {
	return (
		current.state === 'held' &&
		current.reasonCode === NOT_FOUND_CODE &&
		item.verdict?.state !== 'skipped'
	);
}

/**
 * Another fingerprint for a known key. The stored fingerprint always moves on, so that one change is reported once
 * and not at every poll.
 */
export function newContent(current: EntryRecord, item: RegisterItem, at: string): Move {
	const record = { ...current, fingerprint: item.fingerprint };
	const content = contentOf(item);
	const from = current.state;
	const news = (message: string, data?: string): Step[] => [
		{ from, to: from, event: 'changed', message, data },
	];
	if (staysInDoubt(current, item)) {
		return {
			record: { ...record, ...unworkedContent(content) },
			steps: news(sentences.changedWhenNotFound()),
		};
	}
	switch (from) {
		case 'claimed':
			// The run that works on the old content is not disturbed; what comes after it depends on how it ends.
			return {
				record: { ...record, next: JSON.stringify(content) },
				steps: news(sentences.changedWhileClaimed()),
			};
		case 'done':
			// The payload stays what was relayed; the event shows a person what came later.
			return {
				record,
				steps: news(sentences.changedWhenDone(), JSON.stringify(item.payload)),
			};
		case 'skipped':
			// Nothing was relayed, so if a person releases it, the newest content is the right one.
			return {
				record: { ...record, ...unworkedContent(content) },
				steps: news(sentences.changedWhenSkipped()),
			};
		default: {
			const ready = withContent(record, content, at);
			const message = content.verdict
				? sentences.changedWith(content.verdict)
				: sentences.changed(content.message);
			return { record: ready, steps: [{ from, to: ready.state, event: 'changed', message }] };
		}
	}
}

/**
 * An entry whose item goes on under another key. Only what waits ends by it: a claimed entry is in somebody's hands,
 * a done one happened.
 */
export function replaced(current: EntryRecord, by: string, at: string): Move | null {
	if (!MAY_BE_ENDED_BY_A_PERSON.skip.includes(current.state)) return null;
	const reason = sentences.replaced(by);
	const message = sentences.skipped('REPLACED', reason);
	const step = { to: 'skipped', event: 'skipped', message } as const;
	return ended(current, at, step, { reasonCode: 'REPLACED', reason });
}

/** Lets an entry that ends its run return with the content that arrived meanwhile, if any did. */
function renewed({ record, steps }: Move, next: string | null, at: string): Move {
	if (next === null) return { record, steps };
	const content = JSON.parse(next) as NewContent;
	const ready = withContent(record, content, at);
	const message = content.verdict
		? sentences.renewedWith(content.verdict)
		: sentences.renewed(content.message);
	return {
		record: ready,
		steps: [...steps, { from: record.state, to: ready.state, event: 'renewed', message }],
	};
}

function ended(
	current: EntryRecord,
	at: string,
	step: Omit<Step, 'from'>,
	fields: Partial<EntryRecord>,
): Move {
	return {
		record: { ...current, ...UNCLAIMED, next: null, ...fields, state: step.to, updatedAt: at },
		steps: [{ from: current.state, ...step }],
	};
}

/**
 * A lease that ran out on an entry which cannot simply be claimed again: new content waits for it, or too many runs
 * have not come back from it.
 */
export function lapse(current: EntryRecord, at: string): Move {
	if (current.next !== null) {
		const step = { to: 'pending', event: 'lapsed', message: sentences.lapsed() } as const;
		return renewed(ended(current, at, step, {}), current.next, at);
	}
	const reason = sentences.lapsedTooOften(current.lapses + 1);
	return ended(
		current,
		at,
		{ to: 'held', event: 'held', message: sentences.held('RUNS_NOT_FINISHED', reason) },
		{ reasonCode: 'RUNS_NOT_FINISHED', reason },
	);
}

function whereItIs(record: EntryRecord): string {
	return record.state === 'claimed'
		? `${record.owner ?? 'another run'} took it at ${record.claimedAt ?? 'an unknown time'}`
		: `it is ${record.state} since ${record.updatedAt}`;
}

function demandOwner(current: EntryRecord, owner: string): void {
	if (current.state !== 'claimed' || current.owner !== owner) {
		throw leaseLost(nameOf(current), whereItIs(current));
	}
}

/** With an owner, the entry must be claimed by it; without one, a person decides about an entry that lies still. */
function demandRight(
	current: EntryRecord,
	owner: string | null,
	action: string,
	byAPerson: readonly State[],
): void {
	if (owner !== null) demandOwner(current, owner);
	else if (!byAPerson.includes(current.state)) {
		throw notAllowed(nameOf(current), action, current.state);
	}
}

/**
 * What a change makes of an entry.
 *
 * @param random number in [0, 1) that scatters the next attempt
 * @returns `null` in place of the move when there is nothing to write, with the sentence that says why
 * @throws FactuLinkError LEASE_LOST, LEDGER_NOT_ALLOWED
 */
export function settle(
	current: EntryRecord,
	change: Change,
	at: string,
	random: number,
): { move: Move | null; message: string } {
	const moved = (move: Move) => ({ move, message: move.steps[0]?.message ?? '' });
	switch (change.action) {
		case 'complete': {
			const result = JSON.stringify(change.result);
			if (
				current.state === 'done' &&
				isDeepStrictEqual(parseJson(current.result), parseJson(result))
			) {
				return { move: null, message: sentences.alreadyDone() };
			}
			demandOwner(current, change.owner);
			const move = ended(
				current,
				at,
				{ to: 'done', event: 'completed', message: sentences.completed(change.message) },
				{ result, reasonCode: null, reason: null },
			);
			if (current.next !== null) {
				const { payload } = JSON.parse(current.next) as NewContent;
				move.steps.push({
					from: 'done',
					to: 'done',
					event: 'changed',
					message: sentences.changedWhenDone(),
					data: JSON.stringify(payload),
				});
			}
			return moved(move);
		}
		case 'fail': {
			demandOwner(current, change.owner);
			const { error, policy } = change;
			const fields: Partial<EntryRecord> = { reasonCode: error.code, reason: error.message };
			let step: Omit<Step, 'from'>;
			if (error.class !== 'retry') {
				const message = sentences.held(error.code, error.message);
				step = { to: 'held', event: 'held', message };
			} else if (current.attempts >= policy.maxAttempts) {
				const message = sentences.died(error, current.attempts);
				step = { to: 'dead', event: 'died', message };
			} else {
				const seconds = nextDelaySeconds(current.attempts, policy, error.retryAfterSeconds, random);
				fields.due = new Date(Date.parse(at) + seconds * 1000).toISOString();
				step = {
					to: 'pending',
					event: 'retried',
					message: sentences.retried(error, seconds, current.attempts, policy.maxAttempts),
				};
			}
			return moved(renewed(ended(current, at, step, fields), current.next, at));
		}
		case 'hold':
		case 'skip': {
			const { action, owner, code, reason } = change;
			const step =
				change.action === 'hold'
					? ({ to: 'held', event: 'held', message: sentences.held(code, reason) } as const)
					: ({
							to: 'skipped',
							event: 'skipped',
							message: sentences.skipped(code, reason, change.by),
						} as const);
			demandRight(current, owner, action, MAY_BE_ENDED_BY_A_PERSON[action]);
			const move = ended(current, at, step, { reasonCode: code, reason });
			return moved(renewed(move, current.next, at));
		}
		case 'release': {
			if (!RELEASABLE.includes(current.state)) {
				return { move: null, message: sentences.notReleased(current.state) };
			}
			return moved(
				ended(
					current,
					at,
					{
						to: 'pending',
						event: 'released',
						message: sentences.released(change.by, change.reason),
					},
					{ attempts: 0, due: at, since: at, reasonCode: null, reason: null },
				),
			);
		}
	}
}
