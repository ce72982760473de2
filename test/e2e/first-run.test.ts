import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

import type { CredentialWindow } from '../../demo/browser/credential-window';
import type { Editor } from '../../demo/browser/editor';
import {
	credentialId,
	LEDGER_CREDENTIAL_ID,
	LEDGER_CREDENTIAL_NAME,
	listenerId,
	WORKER_ID,
} from '../../demo/credentials';
import { n8nStartFile } from '../../demo/n8n/host';
import { LedgerView } from '../../demo/ledger-view';
import { copyInstalledPackage, makeOdbcUsable, nodesFolder } from '../../demo/n8n/install-package';
import { N8nRest } from '../../demo/n8n/rest';
import { TestBrowser } from '../support/browser/test-browser';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { CONNECTIONS, FIRST_RUN, Person } from '../support/e2e/person';
import { commandsUnder } from '../support/readme';
import { DUOFIC, judge, type StoredDocument } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

const TESTED = 'Connection tested successfully';
const OFICIT = { code: '001', name: 'Oficit' };
const DUOFIC_COMPANY = { code: '002', name: 'Duofic' };

let folder: string;
let browser: TestBrowser;
let editor: Editor;

beforeAll(async () => {
	folder = newFolder('first-run');
	browser = await TestBrowser.open('first-run');
});
afterAll(async () => {
	await browser?.close();
	removeFolder(folder);
});

const picture = (name: string) => browser.picture(editor.page, name);

/** The command of the section that begins like this. */
function shown(start: string): string {
	const found = commandsUnder(FIRST_RUN).find((each) => each.startsWith(start));
	if (found === undefined) throw new Error(`The README shows no command "${start} …"`);
	return found;
}

/** What the judge wants at the parent for the orders that only the file with the new ones has. */
async function newOrders(): Promise<Omit<StoredDocument, 'number'>[]> {
	const before = await judge(DUOFIC);
	const known = new Set([...before.documents.map(({ key }) => key), ...before.held]);
	const { documents } = await judge({ ...DUOFIC, snapshot: 'new-orders' });
	return documents
		.filter(({ key }) => !known.has(key))
		.map(({ key: _key, ...document }) => document);
}

/** What exists then is settled by "Start From": what is entered before would not be new. */
async function firstLook(person: Person): Promise<void> {
	const ledger = new LedgerView(person.ledgerFile, 'order-relay');
	await until('the first look at Duofic', () =>
		ledger.sources().some(({ source, lastPollAt }) => source === '002/2026' && lastPollAt !== null),
	);
}

const sorted = (documents: readonly Omit<StoredDocument, 'number'>[]) =>
	[...documents].sort((a, b) => a.reference.localeCompare(b.reference));

/** Enters orders and waits for the purchase orders in the parent's file; those that were there before do not count. */
async function expectNewOrdersToArrive(person: Person): Promise<void> {
	const expected = await newOrders();
	expect(expected.length).toBeGreaterThan(0);
	const before = new Set((await person.purchaseOrders()).map(({ reference }) => reference));
	const made = async () => {
		const all = await person.purchaseOrders(Object.keys(expected[0]?.header ?? {}));
		return all
			.filter(({ reference }) => !before.has(reference))
			.map(({ number: _number, ...document }) => document);
	};
	person.enterOrders();
	await until(
		'the purchase orders are in the parent’s file',
		async () => (await made()).length >= expected.length,
	);
	expect(sorted(await made())).toEqual(sorted(expected));
}

describe('the first run as the README tells it', () => {
	let person: Person;
	beforeAll(async () => {
		person = await Person.at(path.join(folder, 'by-command'));
	});
	afterAll(() => person?.n8n.stop());

	it('step 1: builds, packs and installs the package', async () => {
		const [build = '', pack = '', install = ''] = commandsUnder('By hand \\(recommended\\)');
		await person.type(build);
		await person.type(pack);
		const nodes = nodesFolder(person.user);
		mkdirSync(nodes, { recursive: true });
		await person.type(install, nodes);
		expect(existsSync(path.join(nodes, 'node_modules', 'n8n-nodes-factulink'))).toBe(true);
		expect(existsSync(person.file('node_modules'))).toBe(false);
		await makeOdbcUsable(nodes);
	});

	it('steps 2 to 6: writes credentials and workflows and imports them', async () => {
		person.writeSiteFile();
		const told = await person.type(shown('npm run demo -- --setup-only'));
		expect(told).toContain('Traspaso de pedidos · vigilante de OfiFactory');
		await person.type(shown('n8n import:credentials'));
		await person.type(shown('n8n import:workflow'));
		rmSync(person.file('factulink-setup/credentials.json'));
	});

	it('step 7: finds the nodes, and every connection tested', async () => {
		await person.n8n.start();
		editor = await browser.signIn(person.n8n);
		expect(await editor.findNodes('factu')).toEqual(
			expect.arrayContaining(['Factusol', 'FactuLink Ledger', 'SQL Server Sales', 'Solar API']),
		);
		await picture('1 nodes');
		for (const id of [credentialId(DUOFIC_COMPANY), credentialId(OFICIT), LEDGER_CREDENTIAL_ID]) {
			const window = await editor.openCredential(id);
			await picture(`2 credential ${id}`);
			expect(await window.tested()).toBe(TESTED);
		}
	});

	it('steps 8 and 9: checks where it starts, and publishes the worker and the listener', async () => {
		await editor.openWorkflow(WORKER_ID);
		await editor.publish();
		await picture('3 worker published');
		await editor.openWorkflow(listenerId(DUOFIC_COMPANY));
		const panel = await editor.openNode('Vigilar los pedidos de Duofic');
		await picture('4 listener');
		expect(await panel.value('startFrom')).toBe('Now');
		await panel.close();
		await editor.publish();
		await picture('5 listener published');
	});

	it('step 10: relays what is entered from then on, and nothing from before', async () => {
		await firstLook(person);
		await expectNewOrdersToArrive(person);
		const rest = await N8nRest.signIn(person.n8n.url, person.n8n.owner, n8nStartFile());
		const [newest] = await rest.executions({ workflowId: WORKER_ID, status: ['success'] });
		await editor.openExecution(WORKER_ID, newest?.id ?? '');
		await picture('6 executions of the worker');
	});
});

describe('the same in the editor alone', () => {
	let person: Person;
	beforeAll(async () => {
		person = await Person.at(path.join(folder, 'by-hand'));
		copyInstalledPackage(path.join(folder, 'by-command', 'n8n'), person.user);
		await person.n8n.start();
		editor = await browser.signIn(person.n8n);
	});
	afterAll(() => person?.n8n.stop());

	/** A workflow that was written for this site, as a file to import. */
	const written = (id: string) =>
		path.join(folder, 'by-command', 'factulink-setup', 'workflows', `${id}.json`);

	/** Fills in the credential of a company, as the README explains its fields. */
	async function fillIn(
		window: CredentialWindow,
		{ code, name }: typeof OFICIT,
		choice: string,
	): Promise<void> {
		await window.rename(`Factusol: ${name}`);
		await window.fill('companyName', name);
		await window.fill('dataFolder', person.data);
		await window.fill('companyCode', code);
		await window.choose('fiscalYear', 'Fixed');
		await window.fill('fixedYear', '2026');
		await window.choose('connectionType', choice);
	}

	it('makes the credentials, and is told the step that a wrong one does not get past', async () => {
		const duofic = await editor.newCredential('Factusol Database');
		await fillIn(duofic, { ...DUOFIC_COMPANY, code: '009' }, 'Read-Only Without Driver');
		expect(await duofic.save()).toMatch(/Step "file".*0092026\.accdb/s);
		await picture('hand 1 wrong code');
		await duofic.fill('companyCode', DUOFIC_COMPANY.code);
		expect(await duofic.save()).toBe(TESTED);
		await picture('hand 2 company');

		const oficit = await editor.newCredential('Factusol Database');
		await fillIn(oficit, OFICIT, 'Custom ODBC Connection String');
		await oficit.fill('connectionString', CONNECTIONS.parent.connectionString);
		expect(await oficit.save()).toBe(TESTED);

		const ledger = await editor.newCredential('FactuLink Ledger');
		await ledger.rename(LEDGER_CREDENTIAL_NAME);
		await ledger.fill('file', person.ledgerFile);
		expect(await ledger.save()).toBe(TESTED);
		await picture('hand 3 ledger');
	});

	it('imports worker and listener, sees to their credentials, and publishes them', async () => {
		const worker = await editor.importWorkflow(written(WORKER_ID));
		const create = await editor.openNode('Hacer el pedido a proveedor en Oficit');
		await create.chooseCredential('Credential', 'Factusol: Oficit');
		await picture('hand 4 worker');
		await create.close();
		await editor.publish();

		await editor.importWorkflow(written(listenerId(DUOFIC_COMPANY)));
		await picture('hand 5 listener imported');
		for (const name of ['Vigilar los pedidos de Duofic', 'Mirar una vez los pedidos de Duofic']) {
			const panel = await editor.openNode(name);
			await panel.chooseCredential('Credential', 'Factusol: Duofic');
			await panel.chooseCredential('Credential for FactuLink Ledger', LEDGER_CREDENTIAL_NAME);
			await panel.close();
		}
		const call = await editor.openNode('Avisar al trabajador');
		await call.openSystemList('workflowId', 'trabajador', /trabajador/);
		await call.pickFromSystem(/trabajador/);
		await picture('hand 6 worker chosen');
		await call.close();
		await editor.publish();
		expect(worker).not.toBe(WORKER_ID);
	});

	it('relays what is entered from then on', async () => {
		await firstLook(person);
		await expectNewOrdersToArrive(person);
	});
});
