import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { codeKey } from '../../../lib/factusol/codes';
import type { Company, CompanyFile } from '../../../lib/factusol/company';
import { findOrders, visitOrders, type FoundOrder } from '../../../lib/factusol/find-orders';
import { CompanyFiles, FIXTURE_PASSWORD } from '../../support/company-files';
import { findSettings } from '../../support/factusol';
import { FIXTURES } from '../../support/relay-judge';

interface Expected {
	snapshots: Record<string, Record<string, { orders: ExpectedOrder[] }>>;
}
interface ExpectedOrder {
	key: string;
	date: string;
	time: string | null;
	state: number;
	customer: number;
	warehouse: string;
	complete: boolean;
	editing: boolean;
	lines: Array<{
		pos: number;
		quantity: number;
		fromParent: boolean;
		parentArticle?: string;
		article: string;
		size?: string;
		colour?: string;
	}>;
}

const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Expected;

let files: CompanyFiles;
beforeAll(async () => {
	files = await CompanyFiles.create();
});
afterAll(() => files.remove());

async function find(
	snapshot: string,
	name: string,
	change: Partial<Company> = {},
): Promise<FoundOrder[]> {
	const code = name.slice(0, 3);
	const path = await files.copy(`${snapshot}/${name}`);
	const file: CompanyFile = { file: path, fiscalYear: Number(name.slice(3, 7)), label: name };
	const company: Company = {
		name: code === '002' ? 'Duofic' : 'OfiFactory',
		code,
		location: { by: 'path', file: path, fiscalYear: file.fiscalYear },
		connection: { via: 'driverless' },
		...change,
	};
	return (await findOrders(company, file, findSettings(code === '002' ? 1 : 7))).found;
}

describe.each([
	['base', '0022026.accdb'],
	['base', '0032026.accdb'],
	['new-orders', '0022026.accdb'],
	['half-written', '0022026.accdb'],
	['being-edited', '0022026.accdb'],
	['new-year', '0022027.accdb'],
	['password', '0022026.accdb'],
	['older-schema', '0032026.accdb'],
])('%s/%s', (snapshot, name) => {
	let found: Map<string, FoundOrder>;
	const orders = expected.snapshots[snapshot]?.[name]?.orders ?? [];

	beforeAll(async () => {
		const password = snapshot === 'password' ? { password: FIXTURE_PASSWORD } : {};
		found = new Map(
			(await find(snapshot, name, password)).map((each) => [
				each.order.key.replaceAll('/', '-'),
				each,
			]),
		);
	});

	it('gives exactly the orders with a line of the parent', () => {
		const wanted = orders.filter((order) => order.lines.some((line) => line.fromParent));
		expect(orders.length).toBeGreaterThan(0);
		expect([...found.keys()].sort()).toEqual(wanted.map((order) => order.key).sort());
	});

	it('gives exactly their lines that are to be ordered, with the codes of the parent', () => {
		for (const order of orders) {
			const each = found.get(order.key);
			// expected.json does not tell cancelled quantities, which only cancelled orders have here.
			if (!each || order.state === 4) continue;
			expect({
				key: order.key,
				lines: each.order.lines.map((line) => [
					line.position,
					codeKey(line.parentArticle),
					Number(line.quantity),
					line.size,
					line.colour,
				]),
			}).toEqual({
				key: order.key,
				lines: order.lines
					.filter((line) => line.fromParent && line.quantity > 0)
					.map((line) => [
						line.pos,
						codeKey(line.parentArticle),
						line.quantity,
						line.size ?? '',
						line.colour ?? '',
					]),
			});
		}
	});

	it('tells who ordered, when and where', () => {
		for (const order of orders) {
			const each = found.get(order.key);
			if (!each) continue;
			expect(each.order).toMatchObject({
				date: order.date,
				time: order.time,
				state: order.state,
				customer: { code: order.customer ?? 0 },
				warehouse: order.warehouse ?? '',
			});
		}
	});

	it('tells which of them are not finished and which are cancelled', () => {
		for (const order of orders) {
			const each = found.get(order.key);
			if (!each) continue;
			expect([order.key, each.unfinished === null]).toEqual([
				order.key,
				order.complete && !order.editing,
			]);
			expect([order.key, each.excluded?.code === 'CANCELLED']).toEqual([
				order.key,
				order.state === 4,
			]);
		}
	});
});

describe('the fingerprint of an order', () => {
	it('is the same whether the file has the newer columns or not', async () => {
		const [newer, older] = await Promise.all([
			find('base', '0032026.accdb'),
			find('older-schema', '0032026.accdb'),
		]);
		expect(older.map((each) => each.order.fingerprint)).toEqual(
			newer.map((each) => each.order.fingerprint),
		);
	});

	it('changes exactly for the orders that were changed or cancelled', async () => {
		const before = new Map(
			(await find('base', '0022026.accdb')).map(({ order }) => [order.key, order.fingerprint]),
		);
		const after = await find('new-orders', '0022026.accdb');
		const changed = after
			.filter(({ order }) => before.has(order.key) && before.get(order.key) !== order.fingerprint)
			.map(({ order }) => order.key);
		expect(changed.sort()).toEqual(['002/2026/1/000034', '002/2026/1/000061']);
	});
});

it.each([
	['every ninth', (index: number) => index % 9 === 4],
	['the first and the last', (index: number, of: number) => index === 0 || index === of - 1],
	['none', () => false],
])('reads %s of the orders as it reads them all', async (_which, isWanted) => {
	const all = await find('base', '0022026.accdb');
	const path = await files.copy('base/0022026.accdb');
	const file: CompanyFile = { file: path, fiscalYear: 2026, label: '0022026.accdb' };
	const company: Company = {
		name: 'Duofic',
		code: '002',
		location: { by: 'path', file: path, fiscalYear: 2026 },
		connection: { via: 'driverless' },
	};
	const wanted = all.filter((_each, index) => isWanted(index, all.length));
	const places = wanted.map(({ order: { series, number, date } }) => ({ series, number, date }));
	const visited: FoundOrder[] = [];
	const counts = await visitOrders(
		company,
		file,
		findSettings(1),
		() => Promise.resolve(places),
		(each) => void visited.push(each),
	);
	expect(visited).toEqual(wanted);
	expect(counts.withParentLines).toBe(
		wanted.filter(({ excluded }) => excluded?.code !== 'CANCELLED').length,
	);
});

it('does not hold up the event loop while it reads', async () => {
	let ticks = 0;
	const timer = setInterval(() => ticks++, 1);
	await find('base', '0022026.accdb');
	clearInterval(timer);
	expect(ticks).toBeGreaterThan(5);
});
