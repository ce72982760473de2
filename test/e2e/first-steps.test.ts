import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';

import type { Editor } from '../../demo/browser/editor';
import { LedgerView } from '../../demo/ledger-view';
import { n8nStartFile } from '../../demo/n8n/host';
import { N8nInstance } from '../../demo/n8n/instance';
import { N8nRest } from '../../demo/n8n/rest';
import { fixtures, projectRoot } from '../../demo/project';
import { createAccessStandIn, STAND_IN_TEMPLATE } from '../../demo/stand-in/access-stand-in';
import { TestBrowser } from '../support/browser/test-browser';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { prepareUserFolder } from '../support/e2e/prepared-n8n';
import { DUOFIC, judge, storedDocuments } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

/** What somebody has who has only read the README: files of the companies, an n8n with the package, no credential. */
let folder: string;
let data: string;
let parent: string;
let ledgerFile: string;
let ledger: LedgerView;
let n8n: N8nInstance;
let browser: TestBrowser;
let editor: Editor;

beforeAll(async () => {
	folder = newFolder('first-steps');
	data = path.join(folder, 'FS');
	mkdirSync(data);
	copyFileSync(path.join(fixtures, 'base', '0022026.accdb'), path.join(data, '0022026.accdb'));
	parent = path.join(folder, '0012026.sqlite');
	await createAccessStandIn({
		accdb: path.join(fixtures, 'base', '0012026.accdb'),
		sqlite: parent,
	});
	ledgerFile = path.join(folder, 'ledger.sqlite');
	ledger = new LedgerView(ledgerFile, 'order-relay');
	const user = path.join(folder, 'n8n');
	await prepareUserFolder(user);
	n8n = new N8nInstance({ startFile: n8nStartFile(), userFolder: user });
	await n8n.start();
	browser = await TestBrowser.open('first-steps');
	editor = await browser.signIn(n8n);
});
afterAll(async () => {
	await browser?.close();
	await n8n?.stop();
	removeFolder(folder);
});

const picture = (name: string) => browser.picture(editor.page, name);
const shipped = (file: string) => path.join(projectRoot, 'workflows', file);

/** Each is a step of the README; a later one needs those before it. */
describe('somebody who knows n8n and has read the README', () => {
	it('makes the credential of the ledger, which says that it works', async () => {
		const window = await editor.newCredential('FactuLink Ledger');
		await window.rename('FactuLink: libro de traspasos');
		await window.fill('file', ledgerFile);
		const said = await window.save();
		await picture('1 ledger');
		expect(said).toContain('Connection tested successfully');
	});

	it('makes the credential of a company that is only read', async () => {
		const window = await editor.newCredential('Factusol Database');
		await window.rename('Factusol: Duofic');
		await window.fill('companyName', 'Duofic');
		await window.fill('dataFolder', data);
		await window.fill('companyCode', '002');
		await window.choose('fiscalYear', 'Fixed');
		await window.fill('fixedYear', '2026');
		await window.choose('connectionType', 'Read-Only Without Driver');
		const said = await window.save();
		await picture('2 company');
		expect(said).toContain('Connection tested successfully');
	});

	it('makes the credential of the parent, which is written to', async () => {
		const window = await editor.newCredential('Factusol Database');
		await window.rename('Factusol: Oficit');
		await window.fill('companyName', 'Oficit');
		await window.choose('locateBy', 'Path');
		await window.fill('filePath', parent);
		await window.fill('fileYear', '2026');
		await window.choose('connectionType', 'Custom ODBC Connection String');
		await window.fill('connectionString', STAND_IN_TEMPLATE);
		const said = await window.save();
		await picture('3 parent');
		expect(said).toContain('Connection tested successfully');
	});

	it('imports the worker and publishes it', async () => {
		await editor.importWorkflow(shipped('order-relay.worker.json'));
		await picture('4 worker imported');
		await editor.publish();
		await picture('5 worker published');
	});

	it('imports a listener, names the worker in it, lets it begin with everything and publishes it', async () => {
		const id = await editor.importWorkflow(shipped('order-relay.duofic.json'));
		await picture('6 listener imported');
		const call = await editor.openNode('Avisar al trabajador');
		await call.openSystemList('workflowId', 'trabajador', /trabajador/);
		await call.pickFromSystem(/trabajador/);
		await picture('7 worker named');
		await call.close();
		const look = await editor.openNode('Vigilar los pedidos de Duofic');
		await look.choose('startFrom', 'Everything');
		await look.addOption('Look Back (Days)');
		await look.fill('lookBackDays', '0');
		await picture('8 listener set');
		await look.close();
		await editor.publish();
		await picture('9 listener published');
		const rest = await N8nRest.signIn(n8n.url, n8n.owner, n8nStartFile());
		await until(
			'the listener runs',
			async () => (await rest.publication(id)).status === 'published',
		);
	});

	it('sees the first orders relayed, as the judge works them out', async () => {
		const { documents, held } = await judge(DUOFIC);
		await until(
			'every order is settled',
			() =>
				ledger.entries().filter(({ state }) => state === 'done' || state === 'held').length ===
				documents.length + held.length,
			4 * 60_000,
		);
		const stored = await storedDocuments(parent, ['PROPPR']);
		const references = new Set(stored.map(({ reference }) => reference));
		expect(documents.filter(({ reference }) => !references.has(reference))).toEqual([]);
		await editor.open('/home/executions');
		await picture('10 executions');
	});
});
