import { median } from '../../bench/measure';
import type { Row } from './row';

/** Until so much of the time is over, caches fill and code is compiled. */
const WARM_UP = 0.25;

/** The last half of the time is compared with what came after the warm-up and before it. */
const SECOND_HALF = 0.5;

/** Rows that each side of the comparison needs: medians of fewer say nothing. */
const LEAST_ROWS = 3;

/** V8 lets minutes pass between two collections of old objects: in less time a heap that is full of garbage looks grown. */
const LEAST_SECONDS = 600;

/**
 * What is more than this is growth. V8 lets garbage lie for as long as memory is plenty, so that two medians of
 * minutes differ without any reason; a leak of one kilobyte an order would add 50 MB in half of a run of 100,000.
 */
const TOLERANCE = { share: 0.1, leastMb: 32 };

export interface Growth {
	what: 'resident memory' | 'heap';
	afterWarmUpMb: number;
	secondHalfMb: number;
	grew: boolean;
}

/**
 * Whether memory grew after the warm-up: medians of the rows in the second half of the run against those between the
 * warm-up and the half. Only rows in which both flows got on count, because one flow alone needs less.
 *
 * @returns undefined when the run was too short to tell
 */
export function growthOf(rows: readonly Row[]): Growth[] | undefined {
	const working = rows.filter(({ perMinute }) => perMinute.orders > 0 && perMinute.sales > 0);
	const last = working.at(-1)?.at ?? 0;
	const after = working.filter(({ at }) => at > last * WARM_UP && at <= last * SECOND_HALF);
	const second = working.filter(({ at }) => at > last * SECOND_HALF);
	if (last < LEAST_SECONDS || Math.min(after.length, second.length) < LEAST_ROWS) return undefined;
	const compare = (what: Growth['what'], name: 'memoryMb' | 'heapMb'): Growth => {
		const middle = (of: readonly Row[]) => median(of.flatMap((row) => row[name] ?? []));
		const [afterWarmUpMb, secondHalfMb] = [middle(after), middle(second)];
		const allowed = Math.max(TOLERANCE.leastMb, afterWarmUpMb * TOLERANCE.share);
		return { what, afterWarmUpMb, secondHalfMb, grew: secondHalfMb - afterWarmUpMb > allowed };
	};
	return [compare('resident memory', 'memoryMb'), compare('heap', 'heapMb')];
}

/** The rule in words, for the report. */
export const GROWTH_RULE = `grown: the median of the second half is more than ${TOLERANCE.share * 100} % and ${TOLERANCE.leastMb} MB above that between the first quarter and the half, counting the rows in which both flows got on`;
