import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import type { Editor } from '../../demo/browser/editor';
import { byTestId } from '../../demo/browser/test-id';
import { projectRoot } from '../../demo/project';
import { newLogin, statusPage } from '../../demo/status-page';
import type { WorkflowJson } from '../../demo/workflows';
import { TestBrowser } from '../support/browser/test-browser';
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

const shippedSchema = z.object({ id: z.string(), name: z.string() });
const shipped = readdirSync(path.join(projectRoot, 'workflows'))
	.filter((file) => file.endsWith('.json'))
	.map((file) =>
		shippedSchema.parse(
			JSON.parse(readFileSync(path.join(projectRoot, 'workflows', file), 'utf8')) as unknown,
		),
	);

let test: TestRelay;
let browser: TestBrowser;
let editor: Editor;

beforeAll(async () => {
	test = await openTestRelay('editor', {
		config: (config) => {
			config.schedule = { cron: [ONCE_A_YEAR] };
		},
		sales: {},
		extras: [statusPage(newLogin()).setup],
		adapt: (workflow) => (workflow.id === SALES ? withoutSchedule(workflow) : workflow),
	});
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
	it.each(shipped)(
		'shows “$name” whole, without anything left to be filled in',
		async ({ id, name }) => {
			await editor.openWorkflow(id);
			await editor.fitView();
			await picture(`workflow ${id}`);

			const { nodes } = test.site.workflow(name);
			const [notes, steps] = [nodes.filter(isNote), nodes.filter((node) => !isNote(node))];
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
