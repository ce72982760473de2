import type { Ledger } from '../ledger/ledger';
import type { Entry } from '../ledger/types';
import { localMoment } from '../messages/moments';
import type { LedgerDay } from './input';

const PAGE = 500;

/** Entries that are named one by one. */
const MOST_NAMED = 50;

/**
 * What the ledger says of a day: what was done on it, and what waits now.
 *
 * @param day `YYYY-MM-DD` in the time zone
 */
export async function readLedgerDay(
	ledger: Ledger,
	day: string,
	timeZone: string,
): Promise<LedgerDay> {
	const done = await doneOn(ledger, day, timeZone);
	const { entries: held } = await ledger.list({ states: ['held', 'dead'] });
	const { streams } = await ledger.summary();
	return {
		done: [...new Set(done.map(({ stream }) => stream))].sort().map((stream) => {
			const own = done.filter((entry) => entry.stream === stream);
			return {
				stream,
				count: own.length,
				examples: own
					.slice(0, MOST_NAMED + 1)
					.map(({ message, result, key }) => String(result?.message ?? message ?? key)),
			};
		}),
		held: held
			.toReversed()
			.map(({ stream, key, message, reason }) => ({ stream, key, message, reason })),
		waiting: streams.flatMap(({ stream, counts }) => {
			const count = counts.pending + counts.claimed;
			return count > 0 ? [{ stream, count }] : [];
		}),
	};
}

/** What is done stays done, so its last transition says when that was. */
async function doneOn(ledger: Ledger, day: string, timeZone: string): Promise<Entry[]> {
	const found: Entry[] = [];
	for (let offset = 0; ; offset += PAGE) {
		const { entries } = await ledger.list({
			states: ['done'],
			order: 'changed',
			limit: PAGE,
			offset,
		});
		const days = entries.map((entry) => localMoment(entry.updatedAt, timeZone).day);
		found.push(...entries.filter((_, place) => days[place] === day));
		if (entries.length < PAGE || days.some((each) => each < day)) return found.toReversed();
	}
}
