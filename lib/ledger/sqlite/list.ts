import type { EntryRecord } from '../record';
import type { StoredFilter } from '../store';
import { ENTRY_COLUMNS } from './rows';
import type { Session } from './shared-file';
import { ALL_STREAMS } from './streams';

const CHANGED_WHEN_DONE = `
SELECT entry_id FROM events INDEXED BY events_of_changes
WHERE event = 'changed' AND from_state = 'done'`;

/** SQLite's own LIKE folds the case of English letters, and only of those. */
const isEnglish = (text: string) => /^[\0-\x7f]*$/.test(text);

/** A pattern that fits everything in which `contains` finds this text, and nothing else when it is English. */
function likePattern(folded: string): string {
	// SQLite refuses patterns without end; what has the whole text in it has its beginning.
	const beginning = folded.slice(0, LONGEST_PATTERN);
	return `%${beginning.replace(/[\\%_]/g, '\\$&').replace(/[^\0-\x7f]+/g, '%')}%`;
}

const LONGEST_PATTERN = 10_000;

/** The condition that a text stands in key, message or reason. What LIKE cannot decide is left to JavaScript. */
function holds(folded: string): string {
	const decided = isEnglish(folded) && folded.length <= LONGEST_PATTERN;
	const inColumn = (column: string) =>
		`(${column} LIKE @like ESCAPE '\\'${decided ? '' : ` AND contains(${column}, @search)`})`;
	return ['key', 'message', 'reason'].map(inColumn).join(' OR ');
}

/** What matches, read from indexes alone: rows hold whole orders and are read for one page only. */
export function matching(filter: StoredFilter, search: string | null): string {
	const conditions: string[] = [];
	if (filter.stream !== undefined) conditions.push('stream = @stream');
	else if (filter.states) conditions.push(`stream IN (${ALL_STREAMS})`);
	if (filter.states) {
		// Of one state, the index has the entries of an origin in the order of their last transitions.
		const one = filter.states.length === 1;
		conditions.push(one ? 'state = @state' : 'state IN (SELECT value FROM json_each(@states))');
	}
	if (filter.origin !== undefined) conditions.push('origin = @origin');
	if (filter.reasonCode !== undefined) conditions.push('reason_code = @reasonCode');
	if (filter.updatedBefore !== undefined) conditions.push('updated_at <= @updatedBefore');
	if (filter.sinceBefore !== undefined) conditions.push('since <= @sinceBefore');
	// A done entry is never worked on again, so a change that came when it was done is still open.
	if (filter.changedSinceDone) {
		conditions.push("state = 'done'", `id IN (${CHANGED_WHEN_DONE})`);
	}
	const byOrigin = conditions.length > 0 || filter.order === 'changed';
	const texts = 'entries INDEXED BY entries_texts';
	if (!byOrigin) return search === null ? 'FROM entries' : `FROM ${texts} WHERE ${holds(search)}`;
	if (search !== null) conditions.push(`id IN (SELECT id FROM ${texts} WHERE ${holds(search)})`);
	const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
	return `FROM entries INDEXED BY entries_by_origin${where}`;
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
		origin: filter.origin ?? null,
		state: filter.states?.[0] ?? null,
		states: filter.states ? JSON.stringify(filter.states) : null,
		reasonCode: filter.reasonCode ?? null,
		updatedBefore: filter.updatedBefore ?? null,
		sinceBefore: filter.sinceBefore ?? null,
		search,
		like: search === null ? null : likePattern(search),
	};
	const ids = matching(filter, search);
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
