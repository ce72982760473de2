import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { STAND_IN_TEMPLATE } from '../../../demo/stand-in/access-stand-in';
import { Chance } from '../../../faults/chance';
import { OrderSource, type NewOrder } from '../../../faults/sources/orders';
import type { Company, CompanyFile } from '../../../lib/factusol/company';
import { findOrders, type FoundOrder } from '../../../lib/factusol/find-orders';
import { findSettings } from '../../support/factusol';

let folder: string;
let source: OrderSource;
beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'factulink-orders-'));
	const file = path.join(folder, '0022026.accdb');
	await OrderSource.create(file);
	source = await OrderSource.open(file);
});
afterEach(() => {
	source.close();
	rmSync(folder, { recursive: true, force: true });
});

/** What the package finds in the file, by key. */
async function found(): Promise<Map<string, FoundOrder>> {
	const file: CompanyFile = {
		file: path.join(folder, '0022026.accdb'),
		fiscalYear: 2026,
		label: '0022026.accdb',
	};
	const company: Company = {
		name: 'Duofic',
		code: '002',
		location: { by: 'path', file: file.file, fiscalYear: 2026 },
		connection: { via: 'connection-string', template: STAND_IN_TEMPLATE },
	};
	const { found: orders } = await findOrders(company, file, findSettings(1));
	return new Map(orders.map((each) => [each.order.key, each]));
}

const toRelay = (orders: Iterable<FoundOrder>) =>
	[...orders]
		.filter(({ excluded, unfinished }) => !excluded && !unfinished)
		.map(({ order }) => [order.key, order.purchaseReference])
		.sort();

const meant = (orders: readonly NewOrder[]) =>
	orders
		.filter(({ fate }) => fate !== 'nothing')
		.map(({ key, document }) => [key, document?.reference ?? expect.any(String)])
		.sort();

it('begins without orders', async () => {
	expect((await found()).size).toBe(0);
});

it('copies every order of the fixture under a new number, and knows which of them the parent gets', async () => {
	const orders = source.models.map((model) => source.copyOf(model));
	source.add(orders);
	expect(new Set(orders.map(({ fate }) => fate))).toEqual(new Set(['document', 'held', 'nothing']));
	expect(toRelay((await found()).values())).toEqual(meant(orders));
});

it('writes orders in two steps, and nothing of the first step can be relayed', async () => {
	const models = source.models.filter(
		({ unfinishedAfter, fate }) => unfinishedAfter.length > 0 && fate !== 'nothing',
	);
	expect(models.length).toBeGreaterThan(50);
	const halves = models.map((model) => source.copyOf(model));
	source.add(halves, 'half written');
	expect(toRelay((await found()).values())).toEqual([]);
	source.finish(halves, 'half written');
	expect(toRelay((await found()).values())).toEqual(meant(halves));
});

it('lets somebody edit an order until it is closed', async () => {
	const orders = source.models.slice(0, 20).map((model) => source.copyOf(model));
	source.add(orders, 'being edited');
	expect(toRelay((await found()).values())).toEqual([]);
	source.finish(orders, 'being edited');
	expect(toRelay((await found()).values())).toEqual(meant(orders));
});

it('draws the same orders with the same seed', () => {
	const draw = (seed: number) => {
		const chance = new Chance(seed).branch('orders');
		return Array.from({ length: 50 }, () => source.draw(chance).model.number);
	};
	expect(draw(7)).toEqual(draw(7));
	expect(draw(7)).not.toEqual(draw(8));
});

it('writes thousands at once', () => {
	const chance = new Chance(1);
	const orders = Array.from({ length: 5_000 }, () => source.draw(chance));
	source.add(orders);
	expect(new Set(orders.map(({ key }) => key)).size).toBe(5_000);
});
