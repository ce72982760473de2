import { parseJson } from '../record';
import type { LedgerEvent } from '../types';
import type { Session } from './shared-file';

const HISTORY = `
SELECT events.id, events.at, events.from_state AS "from", events.to_state AS "to", events.event,
	events.execution_id AS executionId, events.workflow_id AS workflowId, events.message, events.data
FROM entries JOIN events ON events.entry_id = entries.id
WHERE entries.stream = ? AND entries.key = ?
ORDER BY events.id`;

interface EventRow extends Omit<LedgerEvent, 'data'> {
	data: string | null;
}

/** Every event of an entry, the oldest first. */
export function history(session: Session, stream: string, key: string): LedgerEvent[] {
	const rows = session.prepare(HISTORY).all(stream, key) as EventRow[];
	return rows.map((row) => ({ ...row, data: parseJson(row.data) }));
}
