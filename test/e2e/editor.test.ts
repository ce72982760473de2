import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { z } from 'zod';

import type { Editor } from '../../demo/browser/editor';
import { byTestId } from '../../demo/browser/test-id';
import { n8nStartFile } from '../../demo/n8n/host';
import { importOthers, shippedWorkflows } from '../../demo/shipped';
import { newLogin, STATUS_PAGE_PATH, statusPage } from '../../demo/status-page';
import type { WorkflowJson } from '../../demo/workflows';
import { TestBrowser } from '../support/browser/test-browser';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { Mails } from '../support/e2e/mails';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { DUOFIC, judge, storedDocuments } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

/** The listeners look when n8n starts, and then nothing runs by itself until a test changes that. */
const ONCE_A_YEAR = '0 0 5 1 1 *';

const DUOFIC_LISTENER = 'flRelayDuofic001';
const OFIFACTORY_LISTENER = 'flRelayOfifac001';
const WORKER = 'flRelayWorker001';
const SALES = 'flSalesSync00001';

const login = newLogin();
let test: TestRelay;
let mails: Mails;
let folder: string;
let browser: TestBrowser;
let editor: Editor;

beforeAll(async () => {
	folder = newFolder('editor-mails');
	mails = await Mails.open(folder);
	test = await openTestRelay('editor', {
		config: (config) => {
			config.schedule = { cron: [ONCE_A_YEAR] };
		},
		sales: {},
		extras: [statusPage(login).setup, mails.mail.setup],
		n8n: { env: mails.mail.environment },
		adapt: (workflow) => (workflow.id === SALES ? withoutSchedule(workflow) : workflow),
	});
	await importOthers(test.site, n8nStartFile(), test.places.user);
	await test.site.start();
	const rest = await test.site.signIn();
	await until(
		'every order that is there is settled',
		async () => {
			for (const listener of [DUOFIC_LISTENER, OFIFACTORY_LISTENER]) {
				await rest.run(listener, 'Buscar ahora a mano');
			}
			return (await test.relay.settled(test.site.startedAt, 10_000)).reasons.length === 0;
		},
		4 * 60_000,
	);
	browser = await TestBrowser.open('editor');
	editor = await browser.signIn(test.site.n8n);
});
afterAll(async () => {
	await browser?.close();
	await test?.remove();
	await mails?.mail.stop();
	removeFolder(folder);
});

function withoutSchedule(workflow: WorkflowJson): WorkflowJson {
	const rule = { interval: [{ field: 'cronExpression', expression: ONCE_A_YEAR }] };
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.type === 'n8n-nodes-base.scheduleTrigger' ? { ...node, parameters: { rule } } : node,
		),
	};
}

const picture = (name: string) => browser.picture(editor.page, name);

const isNote = ({ type }: { type: string }) => type === 'n8n-nodes-base.stickyNote';

const doneOrders = () =>
	test.relay.ledger
		.entries()
		.filter(({ state }) => state === 'done')
		.map(({ key }) => key);

describe('n8n’s editor, in a browser', () => {
	it.each(shippedWorkflows().map(({ workflow }) => workflow))(
		'shows “$name” whole, without anything left to be filled in',
		async ({ id, name, nodes }) => {
			await editor.openWorkflow(id);
			await editor.fitView();
			await picture(`workflow ${id}`);

			const drawn = test.site.imports(id) ? test.site.workflow(name).nodes : nodes;
			const [notes, steps] = [drawn.filter(isNote), drawn.filter((node) => !isNote(node))];
			expect((await editor.nodeNames()).sort()).toEqual(steps.map((node) => node.name).sort());
			expect(await byTestId(editor.page, 'sticky').count()).toBe(notes.length);
			for (const complaint of ['node-issues', 'node-setup-required']) {
				expect(await byTestId(editor.page, complaint).count()).toBe(0);
			}
			expect(await editor.page.title()).toContain(name);
		},
	);

	it('relays what is new from the manual trigger of a listener', async () => {
		const before = doneOrders();
		const { documents } = await judge({ ...DUOFIC, snapshot: 'new-orders' });
		const fresh = documents.filter(({ key }) => !before.includes(key));
		expect(fresh.length).toBeGreaterThan(0);
		test.putFile('new-orders', '0022026.accdb');

		await editor.openWorkflow(DUOFIC_LISTENER);
		expect(await editor.runFrom('Buscar ahora a mano')).toContain('executed successfully');
		await picture('relay run by hand');

		const keys = fresh.map(({ key }) => key);
		await until('the worker has relayed the new orders', () =>
			keys.every((key) => doneOrders().includes(key)),
		);
		const stored = await storedDocuments(test.relay.parent.file, ['PROPPR']);
		const references = stored.map(({ reference }) => reference);
		for (const { reference } of fresh) {
			expect(references.filter((each) => each === reference)).toHaveLength(1);
		}
	});

	it('runs the worker from its manual trigger, which finds nothing left to do', async () => {
		const events = test.relay.ledger.lastEventId();
		await editor.openWorkflow(WORKER);
		expect(await editor.runFrom('Traspasar ahora a mano')).toContain('executed successfully');
		await picture('worker run by hand');
		expect(test.relay.ledger.lastEventId()).toBe(events);
	});

	it('reports the sales from the manual trigger of the sales sync', async () => {
		const sales = test.sales;
		if (!sales) throw new Error('The sales sync is not there');
		await editor.openWorkflow(SALES);
		expect(await editor.runFrom('Informar ahora a mano')).toContain('executed successfully');
		await picture('sales run by hand');

		const done = sales.ledger.entries().filter(({ state }) => state === 'done');
		expect(done.length).toBeGreaterThan(10);
		const counts = z
			.record(z.number())
			.parse(await sales.systems.standIns.solar?.control('GET /counts'));
		expect(Object.values(counts)).toEqual(done.map(() => 1));
		expect(await sales.report()).toMatchObject({ marked: done.length });
	});

	it('polls by the schedule that was changed in the panel, from publishing on', async () => {
		const polledAt = () =>
			test.relay.ledger.sources().find(({ source }) => source === '002/2026')?.lastPollAt ?? '';
		await editor.openWorkflow(DUOFIC_LISTENER);
		const panel = await editor.openNode('Vigilar los pedidos de Duofic');
		expect(await panel.value('mode')).toBe('Custom');
		await panel.choose('mode', 'Every Minute');
		await picture('schedule changed');
		expect(await panel.value('mode')).toBe('Every Minute');
		await panel.close();
		await editor.publish();
		await picture('schedule published');

		const rest = await test.site.signIn();
		await until(
			'the new version is published',
			async () => (await rest.publication(DUOFIC_LISTENER)).status === 'published',
		);
		// Publishing looks at once: only what comes after that is the schedule's.
		const looks = new Set([polledAt()]);
		await until(
			'three more looks',
			() => {
				looks.add(polledAt());
				return looks.size > 3;
			},
			4 * 60_000,
		);
		const times = [...looks].slice(-2).map((at) => Date.parse(at));
		const [first = 0, second = 0] = times;
		expect(Math.round((second - first) / 10_000)).toBe(6);
	});

	it('offers in a field what is in the company file, and keeps what was chosen', async () => {
		await editor.openWorkflow(DUOFIC_LISTENER);
		const panel = await editor.openNode('Vigilar los pedidos de Duofic');
		const oficit = /^1 · .*OFICIT/i;
		const offered = await panel.openSystemList('parentSupplierCode', 'oficit', oficit);
		await picture('suppliers to choose from');
		expect(offered).toEqual([expect.stringMatching(oficit)]);
		await panel.pickFromSystem(oficit);
		await picture('supplier chosen');
		await panel.close();

		const rest = await test.site.signIn();
		const chosen = z.object({
			parameters: z.object({
				parentSupplierCode: z.object({ mode: z.literal('list'), value: z.literal('1') }),
			}),
		});
		await until('the editor has saved what was chosen', async () => {
			const nodes = await rest.nodesOf(DUOFIC_LISTENER);
			const node = nodes.find(({ name }) => name === 'Vigilar los pedidos de Duofic');
			return chosen.safeParse(node).success;
		});
	});

	it('shows why an execution failed, in the editor and afterwards among the executions', async () => {
		test.putFile('damaged', '0022026.accdb');
		await editor.openWorkflow(DUOFIC_LISTENER);
		const said = await editor.runFrom('Buscar ahora a mano');
		await picture('failed run');

		const rest = await test.site.signIn();
		const [failed] = await rest.executions({ workflowId: DUOFIC_LISTENER, status: ['error'] });
		const { error } = (await rest.executionData(failed?.id ?? '')).resultData;
		expect(error?.message).toMatch(/0022026\.accdb/);
		expect(said).toContain(error?.message);

		await editor.openExecution(DUOFIC_LISTENER, failed?.id ?? '');
		const panel = await editor.openNode('Mirar una vez los pedidos de Duofic');
		await picture('failed execution');
		expect(await panel.whole().innerText()).toContain(error?.message);
	});
});

describe('the status page, in a browser', () => {
	let page: Page;
	beforeAll(async () => {
		page = await browser.newPage({ login, locale: 'es-ES', width: 1200, height: 800 });
		await page.goto(`${test.site.n8n.url}${STATUS_PAGE_PATH}`);
	});

	it('says how many orders and sales wait for a person', async () => {
		await browser.picture(page, 'status page', 'wholePage');
		const ledgers = [test.relay.ledger, ...(test.sales ? [test.sales.ledger] : [])];
		const waiting = ledgers
			.flatMap((ledger) => ledger.entries())
			.filter(({ state }) => state === 'held' || state === 'dead');
		expect(waiting.length).toBeGreaterThan(10);
		expect(await page.locator('h1').innerText()).toContain(
			`${waiting.length} cosas esperan a una persona`,
		);
	});

	it('finds a held order, releases it once its cause is mended, and the order is relayed', async () => {
		const held = test.relay.ledger
			.entries()
			.find(({ state, reasonCode }) => state === 'held' && reasonCode === 'ARTICLE_UNUSABLE');
		if (!held) throw new Error('No order is held for its article');
		const parent = new Database(test.relay.parent.file, { timeout: 10_000 });
		parent.exec('UPDATE F_ART SET NPUART = 0, DSCART = 0');
		parent.close();

		await page.locator('input[name="buscar"]').fill(held.key);
		await page.getByRole('button', { name: 'Buscar' }).click();
		await page.waitForLoadState();
		await browser.picture(page, 'order found', 'wholePage');
		expect(await page.locator('main').innerText()).toContain(held.reason);

		await page
			.getByRole('button', { name: /^Liberar/ })
			.first()
			.click();
		await page.waitForLoadState();
		await browser.picture(page, 'order released', 'wholePage');
		const rest = await test.site.signIn();
		await rest.run(WORKER, 'Traspasar ahora a mano');
		const now = () => test.relay.ledger.entries().find(({ key }) => key === held.key);
		await until('the released order is relayed', () => now()?.state === 'done');

		await page.reload();
		await browser.picture(page, 'order relayed', 'wholePage');
		const [company = '', year = '', series = '', number = ''] = held.key.split('/');
		const name = company === '002' ? 'DUOFIC' : 'OFIFACTORY';
		const stored = await storedDocuments(test.relay.parent.file, ['PROPPR']);
		const reference = `${name} ${year} ${series}-${number}`;
		expect(stored.filter((document) => document.reference === reference)).toHaveLength(1);
	});
});
