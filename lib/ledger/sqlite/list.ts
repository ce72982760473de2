import type { EntryRecord } from '../record';
import type { StoredFilter } from '../store';
import { ENTRY_COLUMNS } from './rows';
import type { Session } from './shared-file';

/**
 * SQLite's own LIKE is fast but folds English letters only, so it chooses and `contains` decides. Only what LIKE lets
 * through is handed to JavaScript.
 */
const holds = (column: string) =>
	`(${column} LIKE @like ESCAPE '\\' AND contains(${column}, @search))`;

const FOUND = `
SELECT id FROM entries INDEXED BY entries_texts
WHERE ${holds('key')} OR ${holds('message')} OR ${holds('reason')}`;

const CHANGED_WHEN_DONE = `
SELECT entry_id FROM events INDEXED BY events_of_changes
WHERE event = 'changed' AND from_state = 'done'`;

// Kelvin sign and dotted I: their small forms are English letters, which LIKE does not know.
const FOLDS_TO_ENGLISH = /[ki]/g;

/** A pattern that fits everything in which `contains` can find this text. */
function likePattern(folded: string): string {
	// The beginning of a text is found wherever the whole is, and SQLite refuses patterns without end.
	const open = folded
		.slice(0, 1000)
		.replace(/[\\%_]/g, '\\$&')
		.replace(/[^\0-\x7f]+/g, '%')
		.replace(FOLDS_TO_ENGLISH, '%');
	return `%${open}%`;
}

/** The ids that match, read from indexes alone: rows hold whole orders and are read for one page only. */
function idsOf(filter: StoredFilter): string {
	const conditions: string[] = [];
	if (filter.stream !== undefined) conditions.push('stream = @stream');
	if (filter.states) conditions.push('state IN (SELECT value FROM json_each(@states))');
	if (filter.updatedBefore !== undefined) conditions.push('updated_at <= @updatedBefore');
	if (filter.sinceBefore !== undefined) conditions.push('since <= @sinceBefore');
	// A done entry is never worked on again, so a change that came when it was done is still open.
	if (filter.changedSinceDone) {
		conditions.push("state = 'done'", `id IN (${CHANGED_WHEN_DONE})`);
	}
	const from =
		conditions.length > 0 || filter.order === 'changed'
			? 'entries INDEXED BY entries_by_origin'
			: 'entries';
	if (filter.search) conditions.push(`id IN (${FOUND})`);
	const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
	return `FROM ${from} ${where}`;
}

const ORDERS = { registered: 'id DESC', changed: 'updated_at DESC, id DESC' } as const;

/** The newest first. */
export function list(
	session: Session,
	filter: StoredFilter,
): { records: EntryRecord[]; total: number } {
	const search = filter.search ? filter.search.toLocaleLowerCase('es') : null;
	const values = {
		stream: filter.stream ?? null,
		states: filter.states ? JSON.stringify(filter.states) : null,
		updatedBefore: filter.updatedBefore ?? null,
		sinceBefore: filter.sinceBefore ?? null,
		search,
		like: search === null ? null : likePattern(search),
	};
	const ids = idsOf(filter);
	const order = ORDERS[filter.order ?? 'registered'];
	const { total } = session.prepare(`SELECT count(*) AS total ${ids}`).get(values) as {
		total: number;
	};
	// A limit below zero means none to SQLite.
	const page = { limit: filter.limit ?? -1, offset: filter.offset ?? 0 };
	const records = session
		.prepare(
			`SELECT ${ENTRY_COLUMNS} FROM entries
			WHERE id IN (SELECT id ${ids} ORDER BY ${order} LIMIT @limit OFFSET @offset) ORDER BY ${order}`,
		)
		.all({ ...values, ...page }) as EntryRecord[];
	return { records, total };
}
