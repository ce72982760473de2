import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { Email } from 'postal-mime';

import { defaultConfigFile, readConfig } from '../../demo/config';
import { DAILY_REPORT_ID } from '../../demo/mail/setup';
import type { Setup } from '../../demo/setup';
import type { WorkflowJson } from '../../demo/workflows';
import { euros } from '../../lib/factusol/spanish';
import { decimal } from '../../lib/money';
import { ChatWebhook } from '../support/e2e/chat-webhook';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { Mails } from '../support/e2e/mails';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { FIXTURES } from '../support/relay-judge';
import { expected as expectedSales } from '../support/sales-fixture';

jest.setTimeout(10 * 60_000);

const ORDERS_DAY = { from: '2026-11-19', until: '2026-11-20' };
const SALES_DAY = { from: '2026-03-16', until: '2026-03-17' };
const TO_CHAT = 'flTestToChat0001';
const BY_HAND = 'Hacer el resumen ahora a mano';

interface ExpectedOrder {
	series: string;
	number: number;
	date: string;
	state: number;
	total: number;
	lines: { quantity: number; fromParent: boolean }[];
}
const { snapshots } = JSON.parse(readFileSync(path.join(FIXTURES, 'expected.json'), 'utf8')) as {
	snapshots: { base: Record<string, { orders: ExpectedOrder[] }> };
};

const { idCliente: _belongsToTheCredential, ...salesSettings } = expectedSales.settings;

/** The same report for a site that has a chat in place of mail. */
function toChat({ workflows }: Setup, chat: string): WorkflowJson {
	const report = workflows.find(({ id }) => id === DAILY_REPORT_ID);
	if (!report) throw new Error('The report is not there');
	const ajustes = { canal: 'chat', chat, diasAtras: 1, comprobantes: {} };
	return {
		...report,
		id: TO_CHAT,
		nodes: report.nodes.map((node) =>
			node.name === 'Ajustes'
				? { ...node, parameters: { mode: 'raw', jsonOutput: JSON.stringify({ ajustes }) } }
				: node,
		),
	};
}

/** Counts days of the fixtures in place of yesterday; what the ledger did, it did today. */
function onDaysOfTheFixtures(workflow: WorkflowJson): WorkflowJson {
	if (workflow.id !== DAILY_REPORT_ID && workflow.id !== TO_CHAT) return workflow;
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const { parameters } = node;
			if (parameters.operation === 'daily') {
				return {
					...node,
					parameters: { ...parameters, day: "={{ $now.toFormat('yyyy-MM-dd') }}" },
				};
			}
			if (parameters.operation !== 'report') return node;
			return parameters.resource === 'customerOrder'
				? { ...node, parameters: { ...parameters, ...ORDERS_DAY, options: { fiscalYear: 2026 } } }
				: { ...node, parameters: { ...parameters, ...SALES_DAY, settingsJson: salesSettings } };
		}),
	};
}

let folder: string;
let mails: Mails;
let chat: ChatWebhook;
let test: TestRelay;

async function report(): Promise<Email> {
	const rest = await test.site.signIn();
	const { id, status } = await rest.run(DAILY_REPORT_ID, BY_HAND, 180_000);
	if (status !== 'success') {
		const { error } = (await rest.executionData(id)).resultData;
		throw new Error(`The report ended with ${status}: ${error?.message ?? ''}`);
	}
	const mail = (await mails.withSubject(/Resumen del/)).at(-1);
	if (!mail) throw new Error('No mail arrived');
	return mail;
}

beforeAll(async () => {
	folder = newFolder('daily-report');
	const { sales } = readConfig(defaultConfigFile);
	mails = await Mails.open(path.join(folder, 'mail'), { sales });
	chat = await ChatWebhook.open();
	test = await openTestRelay('daily-report-relay', {
		adapt: onDaysOfTheFixtures,
		sales: { settings: salesSettings },
		extras: [
			mails.mail.setup,
			{ credentials: [], workflows: [toChat(mails.mail.setup, chat.url)] },
		],
		n8n: { env: mails.mail.environment },
	});
	await test.site.start();
	await test.relay.settled(test.site.startedAt, 180_000);
});
afterAll(async () => {
	await test.remove();
	await mails.mail.stop();
	await chat.close();
	removeFolder(folder);
});

it('counts the orders of a day as the files have them, and what became of them', async () => {
	const { text = '' } = await report();
	for (const [name, file] of [
		['Duofic', '0022026.accdb'],
		['OfiFactory', '0032026.accdb'],
	] as const) {
		const orders = snapshots.base[file]?.orders ?? [];
		const ofDay = orders.filter(({ date }) => date === ORDERS_DAY.from);
		expect(ofDay.length).toBeGreaterThan(0);
		const [, section = ''] = text.split(`${name.toUpperCase()}: PEDIDOS DEL DÍA EN FACTUSOL`);
		for (const series of new Set(ofDay.map((order) => order.series))) {
			const own = ofDay.filter((order) => order.series === series && order.state !== 4);
			const total = own.reduce((sum, order) => sum.plus(decimal(order.total)), decimal(0));
			const cell = own.length === 0 ? '0' : `${own.length} (${euros(total)})`;
			expect(section).toContain(`19/11/2026 | ${series} | ${cell} | `);
		}
	}
	const entries = test.relay.ledger.entries();
	const done = entries.filter(({ state }) => state === 'done').length;
	expect(done).toBeGreaterThan(0);
	expect(text).toContain(`${done} pedidos traspasados.`);
	const held = entries.filter(({ state }) => state === 'held');
	expect(text).toContain(`Pedidos: ${held.length} a la espera de una persona.`);
	expect(text).toContain(held[0]?.key);
	expect(text).not.toContain('no respondió');
	expect(text).not.toMatch(/no están? en el libro/);
});

it('compares the sales of Tango with what was sent, and names missing numbers', async () => {
	const { text = '' } = await report();
	const [, section = ''] = text.split('VENTAS DE TANGO: COMPROBANTES DEL DÍA EN TANGO');
	expect(section).toMatch(/16\/03\/2026 \| 10 \| \d+ \(\$ [\d.]+,\d\d\) \| /);
	expect(text).toMatch(/Ventas de Tango: faltan números de comprobante en Tango: .*00215-00040375/);
});

it('goes to a chat in place of mail', async () => {
	const before = (await mails.all()).length;
	const rest = await test.site.signIn();
	expect(await rest.run(TO_CHAT, BY_HAND, 180_000)).toMatchObject({ status: 'success' });
	expect(chat.taken()).toEqual([
		{ text: expect.stringMatching(/^FactuLink · Resumen del .*\n\nRESUMEN DEL /) },
	]);
	expect(await mails.all()).toHaveLength(before);
});

it('names a source that does not answer, and reports on the others', async () => {
	rmSync(path.join(test.places.data, '0032026.accdb'));
	const { text = '' } = await report();
	expect(text).toMatch(/¡Atención! OfiFactory: no respondió, .*0032026\.accdb/);
	expect(text).toContain('DUOFIC: PEDIDOS DEL DÍA EN FACTUSOL');
	expect(text).toContain('VENTAS DE TANGO: COMPROBANTES DEL DÍA EN TANGO');
});
