import { sentences } from '../sentences';
import { firstRegistration, newContent, replaced, sameAtTarget } from '../transitions';
import type { ExecutionContext, Registered, RegisterItem } from '../types';
import { findByKey, findPurged, insertMove, writeMove } from './rows';
import { findSameAtTarget } from './same-at-target';
import type { Session } from './shared-file';

const UPDATE_PURGED = 'UPDATE purged SET fingerprint = ? WHERE stream = ? AND key = ?';

/** A purged key was done: it is never new again. */
function registerPurged(
	session: Session,
	stream: string,
	item: RegisterItem,
	fingerprint: string,
): Registered {
	const known = fingerprint === item.fingerprint;
	if (!known) session.prepare(UPDATE_PURGED).run(item.fingerprint, stream, item.key);
	return {
		key: item.key,
		outcome: known ? 'known' : 'changed',
		id: null,
		state: 'done',
		message: known ? sentences.known() : sentences.changedWhenPurged(),
	};
}

/** Registers one item; several of them run inside one transaction. */
export function register(
	session: Session,
	stream: string,
	item: RegisterItem,
	at: string,
	context: ExecutionContext,
): Registered {
	const registered = registerKey(session, stream, item, at, context);
	const { key, replaces } = item;
	if (typeof replaces === 'string' && replaces !== key) {
		const former = findByKey(session, stream, replaces);
		const move = former && replaced(former, key, at);
		if (move) writeMove(session, move, at, context);
	}
	return registered;
}

function registerKey(
	session: Session,
	stream: string,
	item: RegisterItem,
	at: string,
	context: ExecutionContext,
): Registered {
	const { key } = item;
	const current = findByKey(session, stream, key);
	if (current) {
		if (current.fingerprint === item.fingerprint) {
			const { id, state } = current;
			return { key, outcome: 'known', id, state, message: sentences.known() };
		}
		const move = newContent(current, judged(session, stream, item), at);
		writeMove(session, move, at, context);
		const message = move.steps[0]?.message ?? '';
		return { key, outcome: 'changed', id: current.id, state: move.record.state, message };
	}
	const purged = findPurged(session, stream, key);
	if (purged) return registerPurged(session, stream, item, purged.fingerprint);

	const move = firstRegistration(stream, judged(session, stream, item), at);
	const id = insertMove(session, move, at, context);
	const message = move.steps[0]?.message ?? '';
	return { key, outcome: 'new', id, state: move.record.state, message };
}

/** The item, held when nothing else was said of it and its target would take it for another entry. */
function judged(session: Session, stream: string, item: RegisterItem): RegisterItem {
	const { key, targetKey, verdict } = item;
	if (verdict || typeof targetKey !== 'string') return item;
	const other = findSameAtTarget(session, stream, targetKey, key);
	return other ? { ...item, verdict: sameAtTarget(other) } : item;
}
