import type { CompanyDatabase, Condition } from '../access';
import { Breather } from '../breather';
import { codeKey } from './codes';
import { dayOf, FIRST_DATE, integerOf, textOf } from './columns';
import { daysBefore, today, type Day } from './company';

/** Which orders of a file to read. */
export interface OrderFilter {
	/** First day wanted, `YYYY-MM-DD`; orders without a date always count. Absent: all. */
	since?: string;
	/** Series wanted; absent or empty: all. */
	series?: readonly string[];
}

export interface OrderHeaderKey {
	series: string;
	number: number;
	date: string | null;
}

/**
 * Keys of the orders that match, by series and number. They are read by date, some weeks at a time: the keys of a
 * large company are too much for one answer.
 */
export async function listOrderKeys(
	database: CompanyDatabase,
	filter: OrderFilter,
): Promise<OrderHeaderKey[]> {
	const wanted = new Set((filter.series ?? []).map(codeKey));
	const bySeries = new Map<string, Map<number, OrderHeaderKey>>();
	const breather = new Breather();
	for (const where of spans(filter.since, today())) {
		const rows = await database.select({
			table: 'F_PCL',
			columns: ['TIPPCL', 'CODPCL', 'FECPCL'],
			where,
			orderBy: ['TIPPCL', 'CODPCL'],
		});
		for (const row of rows) {
			await breather.breathe();
			const series = textOf(row, 'TIPPCL');
			const ofSeries = codeKey(series);
			if (wanted.size > 0 && !wanted.has(ofSeries)) continue;
			const number = integerOf(row, 'CODPCL');
			// By number: an order whose date somebody changes meanwhile can be met in two spans.
			const keys = bySeries.get(ofSeries) ?? new Map<number, OrderHeaderKey>();
			bySeries.set(ofSeries, keys.set(number, { series, number, date: dayOf(row, 'FECPCL') }));
		}
	}
	return [...bySeries]
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.flatMap(([, keys]) => [...keys.values()].sort((one, other) => one.number - other.number));
}

/** Even a busy company's keys of so many days are taken in within milliseconds. */
const SPAN_DAYS = 31;

/** A year of them, because a file is of one fiscal year; what is older comes in one answer. */
const SPANS = 12;

/**
 * Conditions on the date of which every order that counts satisfies exactly one. They part so that the newest days
 * are one span; what they find together does not depend on the day they are made.
 */
function spans(since: string | undefined, now: Day): Condition[][] {
	const column = 'FECPCL';
	const from = (day: string): Condition => ({ column, is: '>=', value: `${day} 00:00:00` });
	const before = (day: string): Condition => ({ column, is: '<', value: `${day} 00:00:00` });
	const first = since !== undefined && since > FIRST_DATE ? since : undefined;
	const parting = Array.from({ length: SPANS }, (_, span) =>
		daysBefore(now, (SPANS - span) * SPAN_DAYS),
	).filter((day) => first === undefined || day > first);
	const starts = first === undefined ? parting : [first, ...parting];
	return [
		[{ column, is: 'null' }],
		[before(first === undefined ? (parting[0] ?? FIRST_DATE) : FIRST_DATE)],
		...starts.map((start, at) => {
			const end = starts[at + 1];
			return end === undefined ? [from(start)] : [from(start), before(end)];
		}),
	];
}
