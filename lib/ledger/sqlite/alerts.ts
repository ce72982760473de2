import type { AlertChanges, AlertRecord, AlertView } from '../alerts';
import { parseJson } from '../record';
import type { Session } from './shared-file';
import { sources } from './sources';
import { troubles } from './troubles';

const COLUMNS = `id, cause, facts, first_seen AS firstSeen, last_seen AS lastSeen, times, absent_since AS absentSince,
	gone_at AS goneAt, told_at AS toldAt, offered_until AS offeredUntil, closed_at AS closedAt`;

const OPEN = `SELECT ${COLUMNS} FROM alerts WHERE closed_at IS NULL ORDER BY id`;

const INSERT = `
INSERT INTO alerts (cause, facts, first_seen, last_seen, times, absent_since, gone_at, told_at, offered_until,
	closed_at)
VALUES (@cause, @facts, @firstSeen, @lastSeen, @times, @absentSince, @goneAt, @toldAt, @offeredUntil, @closedAt)`;

const UPDATE = `
UPDATE alerts SET facts = @facts, last_seen = @lastSeen, times = @times, absent_since = @absentSince,
	gone_at = @goneAt, told_at = @toldAt, offered_until = @offeredUntil, closed_at = @closedAt
WHERE id = @id`;

const LAST_EVENT = 'SELECT coalesce(max(id), 0) AS id FROM events';

// From the end: a workflow that works has written one of the last events.
const WORKED = `
SELECT 1 FROM events WHERE id > ? AND workflow_id = ? AND at <= ? ORDER BY id DESC LIMIT 1`;

interface AlertRow extends Omit<AlertRecord, 'facts'> {
	facts: string;
}

/** Looks at the open alerts and changes them; inside one transaction. */
export function changeAlerts<T>(
	session: Session,
	at: string,
	work: (view: AlertView) => AlertChanges<T>,
): T {
	const open = (session.prepare(OPEN).all() as AlertRow[]).map((row) => ({
		...row,
		facts: parseJson(row.facts),
	}));
	const { write, result } = work({
		now: at,
		open,
		troubles: (limits) => troubles(session, limits),
		sources: () => sources(session),
		lastEventId: () => (session.prepare(LAST_EVENT).get() as { id: number }).id,
		workedAfter: (workflowId, eventId, until) =>
			session.prepare(WORKED).get(eventId, workflowId, until) !== undefined,
	});
	for (const record of write) {
		const row = { ...record, facts: JSON.stringify(record.facts) };
		session.prepare(record.id === 0 ? INSERT : UPDATE).run(row);
	}
	return result;
}
