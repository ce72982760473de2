import { SAME_AT_TARGET_CODE } from '../transitions';
import type { State } from '../types';
import type { Session } from './shared-file';

export interface SameAtTarget {
	key: string;
	state: State;
}

/**
 * What is held because of another entry does not stand in that one's way, and what was skipped never reached the
 * target.
 */
const FIND = `
SELECT key, state FROM entries
WHERE stream = @stream AND target_key = @targetKey AND key <> @key
	AND state <> 'skipped' AND NOT (state = 'held' AND reason_code = '${SAME_AT_TARGET_CODE}')
UNION ALL
SELECT key, 'done' FROM purged WHERE stream = @stream AND target_key = @targetKey AND key <> @key
LIMIT 1`;

/** The other entry that the target would take an item for. */
export function findSameAtTarget(
	session: Session,
	stream: string,
	targetKey: string,
	key: string,
): SameAtTarget | undefined {
	return session.prepare(FIND).get({ stream, targetKey, key }) as SameAtTarget | undefined;
}
