import type { OriginCounts, State } from '../types';
import type { Session } from './shared-file';

// The last one of a group stands at its end in the index: looking for it while counting would cost as much again.
const TOTALS = `
SELECT counted.*, last.updated_at AS lastChange, last.id AS lastId
FROM (
	SELECT stream, state, origin, count(*) AS total FROM entries INDEXED BY entries_by_origin
	GROUP BY stream, state, origin
) AS counted
JOIN entries AS last ON last.id = (
	SELECT id FROM entries AS one INDEXED BY entries_by_origin
	WHERE one.stream = counted.stream AND one.state = counted.state AND one.origin = counted.origin
	ORDER BY updated_at DESC, id DESC LIMIT 1
)`;

// CROSS JOIN keeps the order, so that each day of each group is one short range of the index.
const DAYS = `
SELECT each.key AS place, day.key AS day, count(*) AS total
FROM json_each(@groups) AS each
CROSS JOIN json_each(@days) AS day
CROSS JOIN entries INDEXED BY entries_by_origin
	ON stream = each.value ->> 0 AND state = each.value ->> 1 AND origin = each.value ->> 2
	AND updated_at >= day.value ->> 0 AND (day.value ->> 1 IS NULL OR updated_at < day.value ->> 1)
GROUP BY each.key, day.key`;

interface TotalRow {
	stream: string;
	state: State;
	origin: string;
	total: number;
	lastChange: string;
	lastId: number;
}

/** @param starts ISO instants at which days begin, the oldest first; the last day is still open */
export function counts(session: Session, starts: readonly string[]): OriginCounts[] {
	const groups = session.prepare(TOTALS).all() as TotalRow[];
	const days = starts.map((start, day) => [start, starts[day + 1] ?? null]);
	const rows = session.prepare(DAYS).all({
		groups: JSON.stringify(groups.map(({ stream, state, origin }) => [stream, state, origin])),
		days: JSON.stringify(days),
	}) as { place: number; day: number; total: number }[];
	const perDay = groups.map(() => starts.map(() => 0));
	for (const { place, day, total } of rows) {
		const counted = perDay[place];
		if (counted) counted[day] = total;
	}
	return groups.map((group, place) => ({ ...group, perDay: perDay[place] ?? [] }));
}
