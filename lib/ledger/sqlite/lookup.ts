import type { EntryRecord } from '../record';
import type { Session } from './shared-file';

// CROSS JOIN keeps the order: SQLite would otherwise go through all entries for each key.
const LOOKUP = `
SELECT entries.key, entries.state, entries.fingerprint FROM json_each(@keys) AS wanted
CROSS JOIN entries ON entries.stream = @stream AND entries.key = wanted.value
UNION ALL
SELECT purged.key, 'done', purged.fingerprint FROM json_each(@keys) AS wanted
CROSS JOIN purged ON purged.stream = @stream AND purged.key = wanted.value`;

export type LookupRow = Pick<EntryRecord, 'key' | 'state' | 'fingerprint'>;

export function lookup(session: Session, stream: string, keys: readonly string[]): LookupRow[] {
	return session.prepare(LOOKUP).all({ stream, keys: JSON.stringify(keys) }) as LookupRow[];
}
