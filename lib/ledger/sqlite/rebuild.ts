import { sentences } from '../sentences';
import { rebuilt } from '../transitions';
import type { ExecutionContext, RebuildItem, Rebuilt } from '../types';
import { findByKey, findPurged, insertMove } from './rows';
import type { Session } from './shared-file';
import { startSource } from './sources';

/** What is laid down as the beginning of a source that a rebuilt ledger knows. */
const STARTED_BY = 'rebuild';

/**
 * Enters items of a lost ledger again; several of them run inside one transaction. What the ledger knows, by whatever
 * content, stays as it is.
 */
export function rebuild(
	session: Session,
	stream: string,
	items: readonly RebuildItem[],
	at: string,
	context: ExecutionContext,
): Rebuilt[] {
	const sources = new Set(items.flatMap(({ source }) => source ?? []));
	for (const source of sources) startSource(session, stream, source, STARTED_BY, at);
	return items.map((item): Rebuilt => {
		const { key } = item;
		const current = findByKey(session, stream, key);
		if (current ?? findPurged(session, stream, key)) {
			const { id = null, state = 'done' } = current ?? {};
			return { key, outcome: 'known', id, state, message: sentences.notRebuilt(state) };
		}
		const move = rebuilt(stream, item, at);
		const id = insertMove(session, move, at, context);
		const message = move.steps[0]?.message ?? '';
		return { key, outcome: 'rebuilt', id, state: move.record.state, message };
	});
}
