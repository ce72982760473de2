import fc from 'fast-check';

import { OrderBacklog } from '../../../lib/factusol/order-backlog';
import { oldestFirst, type RelayOrder } from '../../../lib/factusol/relay-order';

const order = (number: number, day: number, series = '1') =>
	({ series, number, date: `2026-03-${String(day).padStart(2, '0')}`, time: null }) as RelayOrder;

const orders = fc.uniqueArray(
	fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 28 })),
	{ selector: ([number]) => number, maxLength: 60 },
);

it('gives everything back, the oldest first, however little of it is kept whole', () => {
	fc.assert(
		fc.property(orders, fc.integer({ min: 1, max: 10 }), (drawn, limit) => {
			const all = drawn.map(([number, day]) => order(number, day));
			const backlog = new OrderBacklog(limit);
			for (const each of all) backlog.add(each);
			const given: RelayOrder[] = [];
			while (backlog.size > 0) {
				if (backlog.whole.length === 0) {
					const places = new Set(backlog.takeLater().map(({ number }) => number));
					for (const each of all) if (places.has(each.number)) backlog.add(each);
				}
				expect(backlog.whole.length).toBeLessThanOrEqual(limit);
				given.push(...backlog.whole);
				backlog.keep(() => false);
			}
			expect(given).toEqual([...all].sort(oldestFirst));
		}),
	);
});

it('says where the next ones stand in the order in which a file is read', () => {
	const backlog = new OrderBacklog(3);
	for (const each of [
		order(1, 1),
		order(2, 1),
		order(3, 1),
		order(9, 2, '2'),
		order(7, 5),
		order(8, 3),
		order(6, 20),
	]) {
		backlog.add(each);
	}
	expect(backlog.whole.map(({ number }) => number)).toEqual([1, 2, 3]);
	expect(backlog.takeLater()).toEqual([
		{ series: '1', number: 7, date: '2026-03-05' },
		{ series: '1', number: 8, date: '2026-03-03' },
		{ series: '2', number: 9, date: '2026-03-02' },
	]);
	expect(backlog.takeLater().map(({ number }) => number)).toEqual([6]);
	expect(backlog.takeLater()).toEqual([]);
});
