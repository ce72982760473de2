import type { EntryRecord, Move, Step } from '../record';
import type { ExecutionContext } from '../types';
import type { Session } from './shared-file';

/** The columns of `entries` under the names of {@link EntryRecord}. */
export const ENTRY_COLUMNS = `id, stream, key, fingerprint, payload, message, state, attempts, lapses, due, owner,
	claimed_at AS claimedAt, lease_until AS leaseUntil, next, result, reason_code AS reasonCode, reason, since,
	created_at AS createdAt, updated_at AS updatedAt`;

const INSERT_EVENT = `
INSERT INTO events (entry_id, at, from_state, to_state, event, execution_id, workflow_id, message, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function writeEvent(
	session: Session,
	entryId: number,
	at: string,
	step: Step,
	context: ExecutionContext,
): void {
	session
		.prepare(INSERT_EVENT)
		.run(
			entryId,
			at,
			step.from,
			step.to,
			step.event,
			context.executionId ?? null,
			context.workflowId ?? null,
			step.message,
			step.data ?? null,
		);
}

const UPDATE_ENTRY = `
UPDATE entries SET fingerprint = @fingerprint, payload = @payload, message = @message, state = @state,
	attempts = @attempts, lapses = @lapses, due = @due, owner = @owner, claimed_at = @claimedAt,
	lease_until = @leaseUntil, next = @next, result = @result, reason_code = @reasonCode, reason = @reason,
	since = @since, updated_at = @updatedAt
WHERE id = @id`;

/** Writes a move of an entry that exists, with its events. Runs inside a transaction that also read the entry. */
export function writeMove(
	session: Session,
	{ record, steps }: Move,
	at: string,
	context: ExecutionContext,
): void {
	session.prepare(UPDATE_ENTRY).run(record);
	for (const step of steps) writeEvent(session, record.id, at, step, context);
}

export function findByKey(session: Session, stream: string, key: string): EntryRecord | undefined {
	return session
		.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE stream = ? AND key = ?`)
		.get(stream, key) as EntryRecord | undefined;
}

export function findById(session: Session, id: number): EntryRecord | undefined {
	return session.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE id = ?`).get(id) as
		EntryRecord | undefined;
}
