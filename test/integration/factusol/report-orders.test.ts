import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { openBooks } from '../../../lib/factusol/books';
import { orderKey } from '../../../lib/factusol/identity';
import { reportOrders, type OrderFate } from '../../../lib/factusol/report-orders';
import { decimal, sum, toFixedText } from '../../../lib/money';
import { CompanyFiles } from '../../support/company-files';
import { company, findSettings } from '../../support/factusol';
import { FIXTURES } from '../../support/relay-judge';

interface ExpectedOrder {
	series: string;
	number: number;
	date: string;
	state: number;
	total: number;
	complete: boolean;
	editing: boolean;
	lines: { quantity: number; fromParent: boolean }[];
}

const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as {
	snapshots: Record<string, Record<string, { orders: ExpectedOrder[] }>>;
};
const YEAR = { from: '2026-01-01', until: '2027-01-01' };

let files: CompanyFiles[] = [];
afterEach(async () => {
	for (const each of files) await each.remove();
	files = [];
});

async function report(
	snapshot: string,
	name: string,
	supplier: number,
	period = YEAR,
	fates: ReadonlyMap<string, OrderFate> = new Map(),
) {
	const own = await CompanyFiles.create();
	files.push(own);
	const file = await own.copy(`${snapshot}/${name}`, name);
	const books = await openBooks(company('Duofic', name.slice(0, 3), dirname(file)), 2026);
	try {
		return await reportOrders(books, findSettings(supplier), period, (keys) =>
			Promise.resolve(new Map([...fates].filter(([key]) => keys.includes(key)))),
		);
	} finally {
		await books.close();
	}
}

const CANCELLED = 4;
const isForParent = ({ lines }: ExpectedOrder) =>
	lines.some(({ fromParent, quantity }) => fromParent && quantity > 0);

describe.each([
	['base', '0022026.accdb', 1],
	['base', '0032026.accdb', 7],
	['half-written', '0022026.accdb', 1],
	['being-edited', '0022026.accdb', 1],
])('of %s/%s', (snapshot, name, supplier) => {
	const orders = expected.snapshots[snapshot]?.[name]?.orders ?? [];

	it('counts and adds up what the file has, per day and series', async () => {
		const { days } = await report(snapshot, name, supplier);
		const groups = new Map<string, ExpectedOrder[]>();
		for (const order of orders) {
			const key = `${order.date}/${order.series}`;
			groups.set(key, [...(groups.get(key) ?? []), order]);
		}
		expect(days.map(({ day, series }) => `${day}/${series}`).sort()).toEqual(
			[...groups.keys()].sort(),
		);
		for (const line of days) {
			const own = groups.get(`${line.day}/${line.series}`) ?? [];
			const wanted = own.filter(({ state }) => state !== CANCELLED);
			const forParent = wanted.filter(isForParent);
			const isWhole = ({ complete, editing }: ExpectedOrder) => complete && !editing;
			expect(line).toMatchObject({
				inFactusol: {
					orders: wanted.length,
					amount: toFixedText(sum(wanted.map(({ total }) => decimal(total))), 2),
				},
				cancelled: own.length - wanted.length,
				withParentLines: { orders: forParent.length },
				unfinished: { orders: forParent.filter((each) => !isWhole(each)).length },
				unknown: { orders: forParent.filter(isWhole).length },
			});
		}
	});

	it('names the numbers that no order has', async () => {
		const { missing } = await report(snapshot, name, supplier);
		const found = missing.flatMap(({ series, from, to, count }) => {
			expect(to - from + 1).toBe(count);
			return Array.from({ length: count }, (_, place) => `${series}-${from + place}`);
		});
		const wanted = [...new Set(orders.map(({ series }) => series))].flatMap((series) => {
			const numbers = orders.filter((each) => each.series === series).map(({ number }) => number);
			const all = new Set(numbers);
			const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
			return Array.from({ length: last - first + 1 }, (_, place) => first + place)
				.filter((number) => !all.has(number))
				.map((number) => `${series}-${number}`);
		});
		expect(found.sort()).toEqual(wanted.sort());
	});
});

it('tells what became of each order, and which one the ledger does not know', async () => {
	const orders = expected.snapshots.base?.['0022026.accdb']?.orders ?? [];
	const ready = orders.filter((each) => each.state !== CANCELLED && isForParent(each));
	const states: OrderFate[] = ['relayed', 'held', 'waiting', 'skipped'];
	const fates = new Map(
		ready
			.slice(0, -1)
			.map(({ series, number }, place): [string, OrderFate] => [
				orderKey({ companyCode: '002', fiscalYear: 2026, series, number }),
				states[place % 4] ?? 'relayed',
			]),
	);
	const { days } = await report('base', '0022026.accdb', 1, YEAR, fates);
	for (const state of states) {
		const wanted = [...fates.values()].filter((each) => each === state).length;
		expect(days.reduce((total, each) => total + each[state].orders, 0)).toBe(wanted);
	}
	const last = ready.at(-1);
	expect(days.flatMap(({ unknownOrders }) => unknownOrders)).toEqual([
		`${last?.series}-${String(last?.number).padStart(6, '0')}`,
	]);
	const amountOf = (what: OrderFate | 'withParentLines' | 'unknown') =>
		sum(days.map((each) => decimal(each[what].amount)));
	expect(toFixedText(sum([...states, 'unknown' as const].map(amountOf)), 2)).toBe(
		toFixedText(amountOf('withParentLines'), 2),
	);
});

it('counts one day alone, and refuses a period that is none', async () => {
	const { days } = await report('base', '0022026.accdb', 1, {
		from: '2026-11-19',
		until: '2026-11-20',
	});
	expect(days.map(({ day, series }) => `${day} ${series}`)).toEqual([
		'2026-11-19 1',
		'2026-11-19 2',
		'2026-11-19 W',
	]);
	await expect(
		report('base', '0022026.accdb', 1, { from: '2026-11-19', until: '2026-11-19' }),
	).rejects.toMatchObject({ code: 'REPORT_PERIOD' });
});
