import { FactuLinkError } from '../../errors';
import { entryUnknown } from '../errors';
import { nameOf } from '../record';
import { settle as decide } from '../transitions';
import type { Change, ExecutionContext, Settled } from '../types';
import { findById, findByKey, writeMove } from './rows';
import type { Session } from './shared-file';

/**
 * Applies one change. A refusal is handed back, not thrown, so that the other changes of the same transaction stand.
 */
export function settle(
	session: Session,
	change: Change,
	at: string,
	random: number,
	context: ExecutionContext,
): Settled | FactuLinkError {
	const { target } = change;
	const current =
		'id' in target ? findById(session, target.id) : findByKey(session, target.stream, target.key);
	if (!current) return entryUnknown('id' in target ? `with id ${target.id}` : nameOf(target));
	try {
		const { move, message } = decide(current, change, at, random);
		if (move) writeMove(session, move, at, context);
		const { id, stream, key, state, attempts, due } = move?.record ?? current;
		return { id, stream, key, state, attempts, due, changed: move !== null, message };
	} catch (error) {
		if (error instanceof FactuLinkError) return error;
		throw error;
	}
}
