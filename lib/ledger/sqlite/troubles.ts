import type {
	ChangedAfterDone,
	EntryExample,
	EntryGroup,
	TroubleLimits,
	Troubles,
} from '../alerts';
import type { Session } from './shared-file';
import { sources } from './sources';
import { ALL_STREAMS } from './streams';

/** Entries that a message names. */
const EXAMPLES = 10;

const GROUPS = (since: string, where: string, code: string) => `
SELECT ${code} AS code, count(*) AS count, min(${since}) AS since FROM entries
WHERE stream = @stream AND ${where} GROUP BY ${code} ORDER BY code`;

const MEMBERS = (since: string, where: string, code: string) => `
SELECT key, message, reason_code AS reasonCode, reason FROM entries
WHERE stream = @stream AND ${where} AND ${code} IS @code ORDER BY ${since}, id LIMIT ${EXAMPLES}`;

/** Which entries belong together, since when they are so, and by what they are told apart. */
interface Kind {
	since: string;
	where: string;
	code: 'reason_code' | 'NULL';
}

const HELD: Kind = { since: 'updated_at', where: `state = 'held'`, code: 'reason_code' };

const DEAD: Kind = { since: 'updated_at', where: `state = 'dead'`, code: 'NULL' };

// While an attempt runs the entry is claimed, with the reason of the attempt before.
const RETRYING: Kind = {
	since: 'since',
	where: `state IN ('pending', 'claimed') AND attempts > 0 AND reason_code IS NOT NULL
		AND since <= @retryingBefore`,
	code: 'NULL',
};

const UNTAKEN: Kind = {
	since: 'due',
	where: `state = 'pending' AND due <= @untakenBefore`,
	code: 'NULL',
};

const CHANGED = `
SELECT events.id AS eventId, events.at, entries.stream, entries.key, entries.message
FROM events JOIN entries ON entries.id = events.entry_id
WHERE events.event = 'changed' AND events.from_state = 'done' AND events.at > @changedAfter
ORDER BY events.id`;

/** What is not as it should be. Streams one by one, because the indexes begin with them. */
export function troubles(session: Session, limits: TroubleLimits): Troubles {
	const streams = session.prepare(`${ALL_STREAMS} ORDER BY stream`).pluck().all() as string[];
	const groupsOf = (kind: Kind) =>
		streams.flatMap((stream) => groups(session, kind, stream, limits));
	return {
		sources: sources(session),
		held: groupsOf(HELD),
		dead: groupsOf(DEAD),
		retrying: groupsOf(RETRYING),
		untaken: groupsOf(UNTAKEN),
		changed: session.prepare(CHANGED).all(limits) as ChangedAfterDone[],
	};
}

function groups(
	session: Session,
	{ since, where, code }: Kind,
	stream: string,
	limits: TroubleLimits,
): EntryGroup[] {
	const values = { ...limits, stream };
	const found = session.prepare(GROUPS(since, where, code)).all(values) as Pick<
		EntryGroup,
		'code' | 'count' | 'since'
	>[];
	return found.map((group) => ({
		...group,
		stream,
		examples: session
			.prepare(MEMBERS(since, where, code))
			.all({ ...values, code: group.code }) as EntryExample[],
	}));
}
