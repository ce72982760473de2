import { growthOf } from '../../../../faults/load/growth';
import { row } from './row-of-a-run';

/** One row a minute of an hour. */
const hour = (
	memoryMb: (minute: number) => number,
	heapMb: (minute: number) => number = () => 300,
) =>
	Array.from({ length: 60 }, (_, index) =>
		row({ at: (index + 1) * 60, memoryMb: memoryMb(index), heapMb: heapMb(index) }),
	);

const grew = (rows: Parameters<typeof growthOf>[0]) =>
	growthOf(rows)?.map(({ what, grew: is }) => [what, is]);

const NEITHER = [
	['resident memory', false],
	['heap', false],
];

it('does not call it growth when memory rises while the run warms up, and stays', () => {
	expect(grew(hour((minute) => Math.min(500 + minute * 50, 1_000)))).toEqual(NEITHER);
});

it('does not call it growth when garbage comes and goes', () => {
	expect(grew(hour((minute) => 700 + (minute % 7) * 60))).toEqual(NEITHER);
});

it.each([
	['resident memory', hour((minute) => 600 + minute * 5)],
	[
		'heap',
		hour(
			() => 900,
			(minute) => 300 + minute * 5,
		),
	],
])('calls it growth when the %s rises to the end', (what, rows) => {
	expect(
		growthOf(rows)
			?.filter((each) => each.grew)
			.map((each) => each.what),
	).toEqual([what]);
});

it('compares only what both flows needed together', () => {
	const rows = hour((minute) => (minute < 30 ? 1_000 : 1_400)).map((each, minute) =>
		minute < 30 ? each : { ...each, perMinute: { orders: 0, sales: 500 } },
	);
	expect(grew(rows)).toEqual(NEITHER);
});

it('does not judge a run that was too short', () => {
	expect(growthOf(hour((minute) => 600 + minute * 100).slice(0, 8))).toBeUndefined();
	expect(growthOf([])).toBeUndefined();
});

it('does not judge a run of a few minutes, however many rows it has', () => {
	const rows = Array.from({ length: 12 }, (_, index) =>
		row({ at: (index + 1) * 15, heapMb: 400 + index * 50 }),
	);
	expect(growthOf(rows)).toBeUndefined();
});

it('takes a minute in which n8n gave no sample for what it is: nothing known', () => {
	const rows = hour(() => 800).map((each, minute) =>
		minute % 2 === 0 ? each : { ...each, memoryMb: undefined, heapMb: undefined },
	);
	expect(grew(rows)).toEqual(NEITHER);
});
