import type { EntryRecord } from '../record';
import type { StoredFilter } from '../store';
import { ENTRY_COLUMNS } from './rows';
import type { Session } from './shared-file';

const MATCHES = `
(@stream IS NULL OR stream = @stream)
AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
AND (@updatedBefore IS NULL OR updated_at <= @updatedBefore)
AND (@search IS NULL OR contains(key, @search) OR contains(message, @search) OR contains(reason, @search))`;

const LIST = `SELECT ${ENTRY_COLUMNS} FROM entries WHERE ${MATCHES} ORDER BY id DESC LIMIT @limit OFFSET @offset`;

const COUNT = `SELECT count(*) AS total FROM entries WHERE ${MATCHES}`;

/** The newest first. */
export function list(
	session: Session,
	filter: StoredFilter,
): { records: EntryRecord[]; total: number } {
	const values = {
		stream: filter.stream ?? null,
		states: filter.states ? JSON.stringify(filter.states) : null,
		updatedBefore: filter.updatedBefore ?? null,
		search: filter.search ? filter.search.toLocaleLowerCase('es') : null,
	};
	const { total } = session.prepare(COUNT).get(values) as { total: number };
	// A limit below zero means none to SQLite.
	const page = { limit: filter.limit ?? -1, offset: filter.offset ?? 0 };
	const records = session.prepare(LIST).all({ ...values, ...page }) as EntryRecord[];
	return { records, total };
}
