import type { EntryRecord } from '../record';
import { sentences } from '../sentences';
import { claimLimit, lapse, MAX_UNFINISHED_RUNS } from '../transitions';
import type { ClaimRequest } from '../types';
import { ENTRY_COLUMNS, writeEvent, writeMove } from './rows';
import type { Session } from './shared-file';

/**
 * Times that lie further ahead than this come from a clock that was wrong and has been set back since: waiting until
 * they come round could take years.
 */
const TRUSTED_AHEAD_MS = 10 * 60 * 1000;

const LEASE_IS_OVER = '(lease_until <= @now OR claimed_at > @tooFarAhead)';

// An entry without a failed attempt waits for nothing, whatever the clock says.
const IS_DUE = '(due <= @now OR attempts = 0 OR updated_at > @tooFarAhead)';

const IS_WANTED = '(@keys IS NULL OR key IN (SELECT value FROM json_each(@keys)))';

const CLAIM = `
UPDATE entries SET state = 'claimed', attempts = attempts + 1, owner = @owner, claimed_at = @now,
	lease_until = @leaseUntil, updated_at = @now,
	lapses = CASE state WHEN 'claimed' THEN lapses + 1 ELSE 0 END
WHERE id IN (
	SELECT id FROM (
		SELECT id, due FROM (
			SELECT id, due FROM entries
			WHERE stream = @stream AND state = 'pending' AND ${IS_DUE} AND ${IS_WANTED}
			ORDER BY due, id LIMIT @limit
		)
		UNION ALL
		SELECT id, due FROM entries
		WHERE stream = @stream AND state = 'claimed' AND ${LEASE_IS_OVER} AND ${IS_WANTED}
	) ORDER BY due, id LIMIT @limit
)
RETURNING ${ENTRY_COLUMNS}`;

const NOT_TO_BE_CLAIMED_AGAIN = `
SELECT ${ENTRY_COLUMNS} FROM entries
WHERE stream = @stream AND state = 'claimed' AND ${LEASE_IS_OVER}
	AND (next IS NOT NULL OR lapses + 1 >= ${MAX_UNFINISHED_RUNS})`;

const IN_HAND = `
SELECT count(*) AS total FROM entries
WHERE stream = @stream AND state = 'claimed' AND NOT ${LEASE_IS_OVER}`;

const MOST_LAPSES = `
SELECT coalesce(max(lapses + 1), 0) AS most FROM entries
WHERE stream = @stream AND state = 'claimed' AND ${LEASE_IS_OVER} AND ${IS_WANTED}`;

function moment(at: string) {
	return { now: at, tooFarAhead: new Date(Date.parse(at) + TRUSTED_AHEAD_MS).toISOString() };
}

/** How many entries of a stream belong to runs whose lease is not over. */
export function inHand(session: Session, stream: string, at: string): number {
	const { total } = session.prepare(IN_HAND).get({ stream, ...moment(at) }) as { total: number };
	return total;
}

/**
 * Claims the oldest entries that are due, in their order. The claim itself is one statement: two processes can never
 * take the same entry.
 */
export function claim(session: Session, request: ClaimRequest, at: string): EntryRecord[] {
	const { mostInHand = Infinity } = request;
	const values = { stream: request.stream, ...moment(at) };
	const keys = request.keys ? JSON.stringify(request.keys) : null;
	for (const record of session.prepare(NOT_TO_BE_CLAIMED_AGAIN).all(values) as EntryRecord[]) {
		writeMove(session, lapse(record, at), at, request);
	}
	const { most } = session.prepare(MOST_LAPSES).get({ ...values, keys }) as { most: number };
	const claimed = session.prepare(CLAIM).all({
		...values,
		limit: Math.min(
			claimLimit(request.limit, most),
			Math.max(0, mostInHand - inHand(session, request.stream, at)),
		),
		owner: request.owner,
		leaseUntil: new Date(Date.parse(at) + request.leaseSeconds * 1000).toISOString(),
		keys,
	}) as EntryRecord[];
	// RETURNING promises no order.
	claimed.sort((a, b) => (a.due === b.due ? a.id - b.id : a.due < b.due ? -1 : 1));
	for (const { id, attempts, lapses } of claimed) {
		const again = lapses > 0;
		writeEvent(
			session,
			id,
			at,
			{
				from: again ? 'claimed' : 'pending',
				to: 'claimed',
				event: 'claimed',
				message: again ? sentences.claimedAgain(attempts) : sentences.claimed(attempts),
			},
			request,
		);
	}
	return claimed;
}
