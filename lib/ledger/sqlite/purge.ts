import type { Purged } from '../types';
import type { Session } from './shared-file';

/** Entries of one transaction: few enough that nobody waits for the lock. */
export const PURGE_CHUNK = 500;

const CHOOSE = `
SELECT id FROM entries
WHERE state = 'done' AND updated_at < @before AND (@stream IS NULL OR stream = @stream)
LIMIT ${PURGE_CHUNK}`;

const REMEMBER = `
INSERT INTO purged (stream, key, fingerprint, target_key, done_at, purged_at)
SELECT stream, key, fingerprint, target_key, updated_at, @at FROM entries
WHERE id IN (SELECT value FROM json_each(@ids))`;

const COUNT_EVENTS = `
SELECT count(*) AS total FROM events WHERE entry_id IN (SELECT value FROM json_each(@ids))`;

// Their events go with them, by the foreign key.
const DELETE = 'DELETE FROM entries WHERE id IN (SELECT value FROM json_each(@ids))';

/** Purges one chunk of done entries; the caller goes on until a chunk is not full. */
export function purge(
	session: Session,
	stream: string | undefined,
	before: string,
	at: string,
): Purged {
	const rows = session.prepare(CHOOSE).all({ stream: stream ?? null, before }) as { id: number }[];
	const ids = JSON.stringify(rows.map(({ id }) => id));
	const { total: events } = session.prepare(COUNT_EVENTS).get({ ids }) as { total: number };
	session.prepare(REMEMBER).run({ ids, at });
	session.prepare(DELETE).run({ ids });
	return { entries: rows.length, events };
}
