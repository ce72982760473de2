import type { EntryRecord, Move, Step } from '../record';
import type { ExecutionContext } from '../types';
import type { Session } from './shared-file';

/** The columns of `entries` under the names of {@link EntryRecord}. */
export const ENTRY_COLUMNS = `id, stream, key, fingerprint, target_key AS targetKey, payload, message, state, attempts, lapses, due, owner,
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

const INSERT_ENTRY = `
INSERT INTO entries (stream, key, fingerprint, target_key, payload, message, state, attempts, lapses, due, next,
	result, reason_code, reason, since, created_at, updated_at)
VALUES (@stream, @key, @fingerprint, @targetKey, @payload, @message, @state, @attempts, @lapses, @due, @next,
	@result, @reasonCode, @reason, @since, @createdAt, @updatedAt)`;

/**
 * Writes an entry that does not exist yet, with its events.
 *
 * @returns its id
 */
export function insertMove(
	session: Session,
	{ record, steps }: Move,
	at: string,
	context: ExecutionContext,
): number {
	const id = Number(session.prepare(INSERT_ENTRY).run(record).lastInsertRowid);
	for (const step of steps) writeEvent(session, id, at, step, context);
	return id;
}

const UPDATE_ENTRY = `
UPDATE entries SET fingerprint = @fingerprint, target_key = @targetKey, payload = @payload, message = @message, state = @state,
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

const FIND_PURGED = 'SELECT fingerprint FROM purged WHERE stream = ? AND key = ?';

/** The fingerprint of an entry that was done and purged. */
export function findPurged(
	session: Session,
	stream: string,
	key: string,
): Pick<EntryRecord, 'fingerprint'> | undefined {
	return session.prepare(FIND_PURGED).get(stream, key) as
		Pick<EntryRecord, 'fingerprint'> | undefined;
}

export function findById(session: Session, id: number): EntryRecord | undefined {
	return session.prepare(`SELECT ${ENTRY_COLUMNS} FROM entries WHERE id = ?`).get(id) as
		EntryRecord | undefined;
}
