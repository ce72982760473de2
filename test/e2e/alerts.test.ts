import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Editor } from '../../demo/browser/editor';
import { ledgerCredential } from '../../demo/credentials';
import { ALERTS_ID } from '../../demo/mail/setup';
import { N8nCli } from '../../demo/n8n/cli';
import { n8nStartFile } from '../../demo/n8n/host';
import type { WorkflowJson } from '../../demo/workflows';
import { closeLedgers, openLedger } from '../../lib/ledger/open-ledger';
import { reasonWords } from '../../lib/reasons';
import { TestBrowser } from '../support/browser/test-browser';
import { ChatWebhook } from '../support/e2e/chat-webhook';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { Mails } from '../support/e2e/mails';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

const OFTEN = { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } };

/** Looks every few seconds, and is told of everything at once. */
function impatient(workflow: WorkflowJson): WorkflowJson {
	if (workflow.id !== ALERTS_ID) return workflow;
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.type === 'n8n-nodes-base.scheduleTrigger') return { ...node, parameters: OFTEN };
			if (node.parameters.operation !== 'review') return node;
			return { ...node, parameters: { ...node.parameters, options: { patienceMinutes: 0 } } };
		}),
	};
}

/** Fails every few seconds, for a reason that is no trouble of the ledger. */
const failing: WorkflowJson = {
	id: 'flTestFailing001',
	name: 'Un flujo que falla',
	nodes: [
		{
			id: 'failing-1',
			name: 'A menudo',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 0],
			parameters: OFTEN,
		},
		{
			id: 'failing-2',
			name: 'Tomar demasiado',
			type: 'n8n-nodes-factulink.ledger',
			typeVersion: 1,
			position: [200, 0],
			parameters: { operation: 'claim', stream: 'x', maxEntries: 999_999, leaseMinutes: 5 },
			credentials: { factuLinkLedger: { id: 'flCredLedger0001', name: 'libro' } },
		},
	],
	connections: { 'A menudo': { main: [[{ node: 'Tomar demasiado', type: 'main', index: 0 }]] } },
	active: false,
	settings: { executionOrder: 'v1', errorWorkflow: ALERTS_ID },
};

let folder: string;
let mails: Mails;
let test: TestRelay;

const source = (code: string) =>
	test.relay.ledger.sources().find((each) => each.source === `${code}/2026`);

/** Lets the alerts look a few more times. */
async function moreLooks(): Promise<void> {
	const rest = await test.site.signIn();
	const looks = async () => await rest.executions({ workflowId: ALERTS_ID, status: ['success'] });
	// By their numbers: n8n lists the newest hundred alone.
	const last = Number((await looks())[0]?.id ?? 0);
	await until(
		'the alerts look again',
		async () => (await looks()).filter(({ id }) => Number(id) > last).length >= 3,
	);
}

beforeAll(async () => {
	folder = newFolder('alerts');
	mails = await Mails.open(path.join(folder, 'mail'));
	test = await openTestRelay('alerts-relay', {
		adapt: impatient,
		extras: [mails.mail.setup, { credentials: [], workflows: [failing] }],
		n8n: { env: mails.mail.environment },
	});
	await test.site.start();
});
afterAll(async () => {
	closeLedgers();
	await test.remove();
	await mails.mail.stop();
	removeFolder(folder);
});

it('tells of held orders once for each reason, with what happened and what to do', async () => {
	await test.relay.settled(test.site.startedAt, 120_000);
	const held = test.relay.ledger.entries().filter(({ state }) => state === 'held');
	const codes = [...new Set(held.map(({ reasonCode }) => reasonCode))];
	expect(codes).toContain('ARTICLE_UNUSABLE');
	for (const code of codes) {
		const words = reasonWords(code);
		const isAbout = async () =>
			(await mails.withSubject(/^FactuLink: \d+ pedidos? a la espera/)).filter(({ text }) =>
				text?.includes(words?.what ?? ''),
			);
		await until(`a mail about ${code}`, async () => (await isAbout()).length > 0);
		const [mail] = await isAbout();
		expect(mail?.to).toEqual([expect.objectContaining({ address: 'oficina@factulink.example' })]);
		expect(mail?.text).toContain(words?.todo);
		const [first] = held.filter(({ reasonCode }) => reasonCode === code);
		expect(mail?.text).toContain(first?.key);
		expect(mail?.text).toContain(first?.reason);
	}
	await moreLooks();
	expect(await mails.withSubject(/a la espera de una persona/)).toHaveLength(codes.length);
});

it('tells of a flow that fails at every run once', async () => {
	await until(
		'a mail about it',
		async () => (await mails.withSubject(/Un flujo que falla/)).length > 0,
	);
	const rest = await test.site.signIn();
	const failures = async () =>
		(await rest.executions({ workflowId: failing.id, status: ['error'] })).length;
	const before = await failures();
	await until('it fails again', async () => (await failures()) >= before + 3);
	await moreLooks();
	const [mail, ...others] = await mails.withSubject(/Un flujo que falla/);
	expect(others).toEqual([]);
	expect(mail?.text).toContain('«Tomar demasiado»');
	expect(mail?.text).toContain('Max Entries is 999999');
	expect(mail?.text).toContain(reasonWords('LEDGER_INPUT')?.todo);
	expect(mail?.text).toMatch(/La ejecución, en n8n: http:/);
	await rest.unpublish(failing.id);
});

it('tells of a file that is gone for many polls once, and once that it is back', async () => {
	rmSync(path.join(test.places.data, '0022026.accdb'));
	await until('it is looked for in vain', () => (source('002')?.failures ?? 0) >= 4);
	const rest = await test.site.signIn();
	const failed = await rest.executions({
		workflowId: test.site.workflow('Duofic').id,
		status: ['error'],
	});
	expect(failed).toHaveLength(1);
	await until('a mail about it', async () => (await mails.withSubject(/empresa 002/)).length > 0);
	await moreLooks();
	const [mail, ...others] = await mails.withSubject(/empresa 002/);
	expect(others).toEqual([]);
	expect(mail?.subject).toBe('FactuLink: No se puede leer la empresa 002, ejercicio 2026');
	expect(mail?.text).toContain('0022026.accdb');
	expect(mail?.text).toContain(reasonWords('FILE_NOT_FOUND')?.todo);
	expect(await mails.withSubject(/Falló.*Duofic/)).toEqual([]);

	test.putFile('base', '0022026.accdb');
	await until(
		'a mail that it is over',
		async () => (await mails.withSubject(/Resuelto.*empresa 002/)).length > 0,
	);
	await moreLooks();
	expect(await mails.withSubject(/empresa 002/)).toHaveLength(2);
});

it('sends what could not be sent once the mail server is back, and once', async () => {
	await mails.down();
	rmSync(path.join(test.places.data, '0032026.accdb'));
	await until('it is looked for in vain', () => (source('003')?.failures ?? 0) >= 2);
	await moreLooks();
	const rest = await test.site.signIn();
	const [run] = await rest.executions({ workflowId: ALERTS_ID, status: ['success'] });
	const { resultData } = await rest.executionData(run?.id ?? '');
	expect(Object.keys(resultData.runData)).toContain('Devolver el que no salió por correo');
	expect(Object.keys(resultData.runData)).not.toContain('Apuntar que salió el correo');
	expect(await mails.withSubject(/empresa 003/)).toEqual([]);

	await mails.up();
	await until('the mail arrives', async () => (await mails.withSubject(/empresa 003/)).length > 0);
	await moreLooks();
	expect(await mails.withSubject(/empresa 003/)).toHaveLength(1);
	test.putFile('base', '0032026.accdb');
	await until(
		'it is over',
		async () => (await mails.withSubject(/Resuelto.*empresa 003/)).length > 0,
	);
});

it('shows text of an order as text, whatever it is', async () => {
	const hostile =
		'<img src=x onerror="alert(1)">\r\nBcc: otro@example.com\r\n\r\n<script>alert(2)</script>';
	const ledger = await openLedger(test.places.ledgerFile);
	await ledger.register('order-relay', [
		{
			key: '002/2026/9/000666',
			fingerprint: 'hostile',
			payload: {},
			message: hostile,
			verdict: { state: 'held', code: 'HOSTILE_TEXT', reason: `Porque ${hostile}` },
		},
	]);
	await until('a mail about it', async () => (await mails.withSubject(/HOSTILE_TEXT/)).length > 0);
	const [mail] = await mails.withSubject(/HOSTILE_TEXT/);
	expect(mail?.html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
	expect(mail?.html).not.toMatch(/<img|<script/);
	expect(mail?.bcc).toBeUndefined();
	await ledger.skip({
		target: { stream: 'order-relay', key: '002/2026/9/000666' },
		owner: null,
		code: 'TEST',
		reason: 'Probado.',
	});
});

it('tells once of a ledger that cannot be opened, and once that it can again', async () => {
	const change = async (file: string) => {
		const place = path.join(folder, 'credential.json');
		writeFileSync(place, JSON.stringify([ledgerCredential(file)]));
		await new N8nCli(n8nStartFile(), test.places.user).importCredentials(place);
	};
	const other = path.join(folder, 'no-ledger.sqlite');
	writeFileSync(other, 'Not a ledger at all, but a text that somebody put there.'.repeat(20));
	await change(other);
	await until('a mail about it', async () => (await mails.withSubject(/el libro de/)).length > 0);
	await moreLooks();
	const [mail, ...others] = await mails.withSubject(/el libro de/);
	expect(others).toEqual([]);
	expect(mail?.text).toContain(reasonWords('LEDGER_NOT_A_DATABASE')?.what);
	rmSync(other);
	await until(
		'a mail that it is over',
		async () => (await mails.withSubject(/Resuelto.*el libro de/)).length > 0,
	);
	await change(test.places.ledgerFile);
	await moreLooks();
	expect(await mails.withSubject(/el libro de/)).toHaveLength(2);
});

describe('once a person has chosen a chat in “Ajustes” and published', () => {
	/** What nobody wants to see in a chat: everybody is called, or a part is missing. */
	const HOSTILE = 'Para <!channel> y <https://example.com|aquí>';
	const ENTRY = { stream: 'order-relay', key: '002/2026/9/000777' };
	const SUBJECT = 'FactuLink: 1 pedido a la espera de una persona: Motivo CHAT_TEST.';
	let chat: ChatWebhook;
	let browser: TestBrowser;
	let editor: Editor;

	async function choose(canal: 'chat' | 'teams'): Promise<void> {
		await editor.openWorkflow(ALERTS_ID);
		const panel = await editor.openNode('Ajustes');
		const ajustes = { canal, para: '', de: '', chat: chat.url, recordatorioHoras: 24 };
		await panel.writeCode('jsonOutput', JSON.stringify({ ajustes }, null, 2));
		await browser.picture(editor.page, `channel ${canal}`);
		await panel.close();
		await editor.publish();
		const rest = await test.site.signIn();
		await until(
			'the new version is published',
			async () => (await rest.publication(ALERTS_ID)).status === 'published',
		);
	}

	/** The nodes that ran in the newest review in which something was sent. */
	async function ranLast(): Promise<string[]> {
		const rest = await test.site.signIn();
		for (const { id } of await rest.executions({ workflowId: ALERTS_ID, status: ['success'] })) {
			const ran = Object.keys((await rest.executionData(id)).resultData.runData);
			if (ran.includes('Enviar el aviso por chat')) return ran;
		}
		return [];
	}

	beforeAll(async () => {
		chat = await ChatWebhook.open();
		browser = await TestBrowser.open('alerts');
		editor = await browser.signIn(test.site.n8n);
	});
	afterAll(async () => {
		await browser?.close();
		await chat?.close();
	});

	it('puts a message back that the chat did not take, and sends it once when it does', async () => {
		chat.status = 503;
		await choose('chat');
		const mailed = (await mails.all()).length;
		const ledger = await openLedger(test.places.ledgerFile);
		await ledger.register(ENTRY.stream, [
			{
				key: ENTRY.key,
				fingerprint: 'chat',
				payload: {},
				message: HOSTILE,
				verdict: { state: 'held', code: 'CHAT_TEST', reason: 'Porque sí.' },
			},
		]);
		await until('the chat was asked twice', () => chat.requests.length >= 2);
		expect(chat.taken()).toEqual([]);
		expect(await ranLast()).toContain('Devolver el que no salió al chat');
		expect(await ranLast()).not.toContain('Apuntar que salió al chat');

		chat.status = 200;
		await until('the chat took it', () => chat.taken().length > 0);
		await moreLooks();
		expect(chat.requests.at(-1)).toMatchObject({
			method: 'POST',
			contentType: expect.stringContaining('application/json'),
			body: { text: expect.stringContaining(`${SUBJECT}\n\nQUÉ HA PASADO`) },
		});
		const [{ text = '' } = {}, ...others] = chat.taken() as { text?: string }[];
		expect(others).toEqual([]);
		expect(text).toContain('Para ‹!channel› y ‹https://example.com|aquí›');
		expect(text).toContain('QUÉ HAY QUE HACER');
		expect(await ranLast()).toContain('Apuntar que salió al chat');
		expect(await mails.all()).toHaveLength(mailed);
	});

	it('sends the card that Teams asks for, here that it is over', async () => {
		await choose('teams');
		const before = chat.taken().length;
		const ledger = await openLedger(test.places.ledgerFile);
		await ledger.skip({ target: ENTRY, owner: null, code: 'TEST', reason: 'Probado.' });
		await until('the card arrives', () => chat.taken().length > before);
		const textBlock = (text: string) => ({ type: 'TextBlock', wrap: true, text });
		expect(chat.taken().at(-1)).toEqual({
			type: 'message',
			attachments: [
				{
					contentType: 'application/vnd.microsoft.card.adaptive',
					content: {
						type: 'AdaptiveCard',
						version: '1.4',
						body: [
							{
								...textBlock(SUBJECT.replace('FactuLink', 'FactuLink · Resuelto')),
								weight: 'Bolder',
							},
							...Array.from({ length: 3 }, () =>
								expect.objectContaining({ ...textBlock(expect.any(String) as string) }),
							),
						],
					},
				},
			],
		});
		await moreLooks();
		expect(chat.taken()).toHaveLength(before + 1);
	});
});
