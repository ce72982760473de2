import { STATES } from '../types';
import type { Counts, State, StreamSummary } from '../types';
import type { Session } from './shared-file';

const COUNT = `
SELECT stream, state, count(*) AS total, count(*) FILTER (WHERE updated_at >= @today) AS today,
	count(*) FILTER (WHERE updated_at >= @week) AS week, min(since) AS since
FROM entries WHERE @stream IS NULL OR stream = @stream
GROUP BY stream, state ORDER BY stream`;

interface CountRow {
	stream: string;
	state: State;
	total: number;
	today: number;
	week: number;
	since: string;
}

const noCounts = (): Counts => Object.fromEntries(STATES.map((state) => [state, 0])) as Counts;

/**
 * @param times ISO instants: now, the start of today, and the start of the day six days ago
 */
export function summary(
	session: Session,
	stream: string | undefined,
	times: { now: string; today: string; week: string },
): StreamSummary[] {
	const rows = session.prepare(COUNT).all({
		stream: stream ?? null,
		today: times.today,
		week: times.week,
	}) as CountRow[];
	const streams = new Map<string, StreamSummary>();
	for (const row of rows) {
		let entry = streams.get(row.stream);
		if (!entry) {
			entry = {
				stream: row.stream,
				counts: noCounts(),
				oldestPendingSince: null,
				oldestPendingSeconds: null,
				today: noCounts(),
				lastSevenDays: noCounts(),
			};
			streams.set(row.stream, entry);
		}
		entry.counts[row.state] = row.total;
		entry.today[row.state] = row.today;
		entry.lastSevenDays[row.state] = row.week;
		if (row.state === 'pending') {
			entry.oldestPendingSince = row.since;
			const age = Date.parse(times.now) - Date.parse(row.since);
			entry.oldestPendingSeconds = Math.max(0, Math.round(age / 1000));
		}
	}
	return [...streams.values()];
}
