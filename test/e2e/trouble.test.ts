import { copyFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { FIXTURE_PASSWORD } from '../support/company-files';
import { DUOFIC, FIXTURES, judge, OFIFACTORY } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

const POLL_MS = 5_000;

/** One company for each kind of trouble, all watched by one n8n; each file is a copy of a fixture under its own code. */
const COMPANIES = [
	{ code: '010', name: 'Medias', from: 'half-written/0022026.accdb', supplier: 10, parent: 1 },
	{ code: '011', name: 'Abierto', from: 'being-edited/0022026.accdb', supplier: 15, parent: 1 },
	{ code: '012', name: 'Clave', from: 'password/0022026.accdb', supplier: 20, parent: 1 },
	{ code: '013', name: 'SinClave', from: 'password/0022026.accdb', supplier: 35, parent: 1 },
	{ code: '014', name: 'Roto', from: 'damaged/0022026.accdb', supplier: 40, parent: 1 },
	{ code: '015', name: 'Viejo', from: 'older-schema/0032026.accdb', supplier: 902, parent: 7 },
	{ code: '016', name: 'Ausente', from: 'base/0022026.accdb', supplier: 901, parent: 1 },
];

let test: TestRelay;
let startedWithout: string;

const file = (code: string) => path.join(test.places.data, `${code}2026.accdb`);

function put(code: string, from: string): void {
	copyFileSync(path.join(FIXTURES, from), `${file(code)}.arriving`);
	renameSync(`${file(code)}.arriving`, file(code));
}

function entries(code: string) {
	return test.relay.ledger.entries().filter(({ key }) => key.startsWith(`${code}/`));
}

const done = (code: string) =>
	entries(code)
		.filter(({ state }) => state === 'done')
		.map(({ key }) => key.slice(4))
		.sort();

const source = (code: string) =>
	test.relay.ledger.sources().find((each) => each.source === `${code}/2026`);

/** Keys without the company, which is another one here. */
const wanted = async (judged = DUOFIC) =>
	(await judge(judged)).documents.map(({ key }) => key.slice(4)).sort();

async function failures(workflowId: string) {
	const rest = await test.site.signIn();
	const failed = await rest.executions({ workflowId, status: ['error'] });
	return await Promise.all(
		failed.map(async ({ id }) => (await rest.executionData(id)).resultData.error?.message ?? ''),
	);
}

const workflowOf = (code: string) => {
	const { id } = test.site.workflow(COMPANIES.find((each) => each.code === code)?.name ?? '');
	return id;
};

beforeAll(async () => {
	test = await openTestRelay('trouble', {
		config: (config) => {
			const given = String(config.dataFolder);
			config.companies = COMPANIES.map(({ code, name, from, supplier, parent }) => {
				copyFileSync(path.join(FIXTURES, from), path.join(given, `${code}2026.accdb`));
				return {
					code,
					name,
					parentSupplierCode: parent,
					supplierCodeAtParent: supplier,
					...(name === 'Clave' ? { password: FIXTURE_PASSWORD } : {}),
				};
			});
		},
	});
	startedWithout = file('016');
	rmSync(startedWithout);
	await test.site.start();
});
afterAll(() => test.remove());

it('relays of half-written orders only what is whole, and the others when they are', async () => {
	const before = await wanted();
	await until('the whole orders are relayed', () => done('010').length === before.length);
	await wait(2 * POLL_MS);
	expect(done('010')).toEqual(before);
	put('010', 'new-orders/0022026.accdb');
	await until('the finished orders are relayed', () => done('010').length > before.length);
	expect(done('010')).toEqual(expect.arrayContaining(['2026/1/000105', '2026/1/000106']));
});

it('relays an order that somebody has open only when it is closed', async () => {
	const before = await wanted();
	await until('the other orders are relayed', () => done('011').length === before.length);
	await wait(2 * POLL_MS);
	expect(done('011')).toEqual(before);
	put('011', 'new-orders/0022026.accdb');
	await until('the closed order is relayed', () => done('011').includes('2026/1/000105'));
});

it('opens a file with its password', async () => {
	const orders = await wanted();
	await until('the orders are relayed', () => done('012').length === orders.length);
	expect(done('012')).toEqual(orders);
});

it('tells a person what is wrong with a file whose password it does not have, and goes on polling', async () => {
	await until('it is reported', () => (source('013')?.failures ?? 0) >= 2);
	expect(source('013')?.error).toMatch(/contraseña/);
	expect(await failures(workflowOf('013'))).toEqual([expect.stringMatching(/password/i)]);
	const before = source('013')?.failures ?? 0;
	await until('it polls again', () => (source('013')?.failures ?? 0) > before);
	expect(await failures(workflowOf('013'))).toHaveLength(1);
});

it('tells what is wrong with a damaged file, and works when it was mended', async () => {
	await until('it is reported', () => (source('014')?.failures ?? 0) >= 2);
	expect(source('014')?.error).toMatch(/dañado/);
	expect(await failures(workflowOf('014'))).toHaveLength(1);
	put('014', 'base/0022026.accdb');
	const orders = await wanted();
	await until('the orders are relayed', () => done('014').length === orders.length);
});

it('reads the files of an older Factusol', async () => {
	const orders = await wanted(OFIFACTORY);
	await until('the orders are relayed', () => done('015').length === orders.length);
	expect(done('015')).toEqual(orders);
});

it('survives that a file is missing when n8n starts, reports it, and works by itself once it is there', async () => {
	await until('it is reported', () => (source('016')?.failures ?? 0) >= 3);
	const rest = await test.site.signIn();
	expect(await rest.publication(workflowOf('016'))).toMatchObject({ status: 'published' });
	expect(await failures(workflowOf('016'))).toEqual([expect.stringContaining('0162026.accdb')]);
	put('016', 'base/0022026.accdb');
	const orders = await wanted();
	await until('the orders are relayed', () => done('016').length === orders.length);
	expect(done('016')).toEqual(orders);
	expect(source('016')?.error).toBeNull();
});
