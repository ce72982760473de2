import type { PollRecord, Source, SourceCounts } from '../types';
import type { Session } from './shared-file';

const SELECT = `
SELECT stream, source, started_at AS startedAt, start_from AS startFrom, last_poll_at AS lastPollAt,
	last_success_at AS lastSuccessAt, signature, counts, error_code AS errorCode, error, failures,
	failing_since AS failingSince
FROM sources
WHERE (@stream IS NULL OR stream = @stream) AND (@source IS NULL OR source = @source)
ORDER BY stream, source`;

interface SourceRow extends Omit<Source, 'counts'> {
	counts: string | null;
}

export function sources(session: Session, stream?: string, source?: string): Source[] {
	const rows = session.prepare(SELECT).all({
		stream: stream ?? null,
		source: source ?? null,
	}) as SourceRow[];
	return rows.map((row) => ({
		...row,
		counts: row.counts === null ? null : (JSON.parse(row.counts) as SourceCounts),
	}));
}

const START = `
INSERT INTO sources (stream, source, started_at, start_from) VALUES (@stream, @source, @at, @startFrom)
ON CONFLICT (stream, source) DO UPDATE SET started_at = excluded.started_at, start_from = excluded.start_from
WHERE started_at IS NULL`;

/** @returns whether this call started the source; `false` when it had been started before */
export function startSource(
	session: Session,
	stream: string,
	source: string,
	startFrom: string,
	at: string,
): boolean {
	return session.prepare(START).run({ stream, source, startFrom, at }).changes === 1;
}

const RECORD = `
INSERT INTO sources (stream, source, last_poll_at, last_success_at, signature, counts, error_code, error, failures,
	failing_since)
VALUES (@stream, @source, @at, @successAt, @signature, @counts, @errorCode, @error, @failed,
	CASE WHEN @failed THEN @at END)
ON CONFLICT (stream, source) DO UPDATE SET
	last_poll_at = @at,
	last_success_at = coalesce(@successAt, last_success_at),
	signature = CASE WHEN @keepSignature THEN signature ELSE @signature END,
	counts = coalesce(@counts, counts),
	error_code = @errorCode,
	error = @error,
	failures = CASE WHEN @failed THEN failures + 1 ELSE 0 END,
	failing_since = CASE WHEN @failed THEN coalesce(failing_since, @at) END`;

export function recordPoll(
	session: Session,
	stream: string,
	source: string,
	poll: PollRecord,
	at: string,
): void {
	const error = poll.error ?? null;
	session.prepare(RECORD).run({
		stream,
		source,
		at,
		successAt: error ? null : at,
		signature: poll.signature ?? null,
		keepSignature: poll.signature === undefined ? 1 : 0,
		counts: poll.counts ? JSON.stringify(poll.counts) : null,
		errorCode: error?.code ?? null,
		error: error?.message ?? null,
		failed: error ? 1 : 0,
	});
}
