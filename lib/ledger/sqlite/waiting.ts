import type { ReasonCount } from '../types';
import type { Session } from './shared-file';

/** Reads the index alone: behind each row lies a whole order. */
export const WAITING_REASONS = `
SELECT stream, reason_code AS code, count(*) AS total FROM entries INDEXED BY entries_waiting
WHERE stream IN (SELECT value FROM json_each(@streams)) AND state IN ('held', 'dead')
GROUP BY stream, reason_code ORDER BY total DESC, stream, code`;

/** What waits for a person, by reason; the most frequent first. */
export function waitingReasons(session: Session, streams: readonly string[]): ReasonCount[] {
	return session
		.prepare(WAITING_REASONS)
		.all({ streams: JSON.stringify(streams) }) as ReasonCount[];
}
