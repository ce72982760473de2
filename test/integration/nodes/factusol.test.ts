import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { findOrders } from '../../../lib/factusol/find-orders';
import { openLedger } from '../../../lib/ledger/open-ledger';
import { Factusol } from '../../../nodes/Factusol/Factusol.node';
import { STAND_IN_TEMPLATE } from '../../../demo/stand-in/access-stand-in';
import { CompanyFiles } from '../../support/company-files';
import { runNode } from '../../support/execute-context';
import { company, findSettings } from '../../support/factusol';
import { holdLock } from '../../support/lock-holder';
import { withoutRights } from '../../support/rights';

let files: CompanyFiles;
let sqlite: string;
/** An order that can be relayed, and one with a blocked article. */
let order: IDataObject;
let blocked: IDataObject;

beforeAll(async () => {
	files = await CompanyFiles.create();
	const file = await files.copy('base/0022026.accdb', '0022026.accdb');
	await files.copy('base/0012026.accdb', '0012026.accdb');
	await files.copy('password/0022026.accdb', '0042026.accdb');
	await files.copy('damaged/0022026.accdb', '0052026.accdb');
	const { found } = await findOrders(
		company('Duofic', '002', files.folder),
		{ file, fiscalYear: 2026, label: '0022026.accdb' },
		findSettings(1),
		new Set(['002/2026/1/000003', '002/2026/1/000001']),
	);
	[blocked = {}, order = {}] = found.map((each) => each.order as unknown as IDataObject);
});
afterAll(() => files.remove());

let count = 0;
beforeEach(async () => {
	sqlite = await files.standIn('base/0012026.accdb', `parent-${count++}.sqlite`);
});

const duofic = (change: IDataObject = {}): IDataObject => ({
	companyName: 'Duofic',
	locateBy: 'folder',
	dataFolder: files.folder,
	companyCode: '002',
	fiscalYear: 'fixed',
	fixedYear: 2026,
	connectionType: 'driverless',
	...change,
});
const oficit = (change: IDataObject = {}): IDataObject => ({
	companyName: 'Oficit',
	locateBy: 'path',
	filePath: sqlite,
	companyCode: '001',
	fileYear: 2026,
	connectionType: 'connectionString',
	connectionString: STAND_IN_TEMPLATE,
	...change,
});

const run = async (
	credential: IDataObject,
	parameters: IDataObject,
	items: IDataObject[] = [{}],
	more: { continueOnFail?: boolean; ledger?: IDataObject } = {},
): Promise<INodeExecutionData[]> => {
	const [output = []] = await runNode(new Factusol(), {
		parameters,
		items,
		credentials: { factusolDatabase: credential, factuLinkLedger: more.ledger ?? {} },
		continueOnFail: more.continueOnFail ?? false,
	});
	return output;
};

const create = (change: IDataObject = {}): IDataObject => ({
	resource: 'purchaseOrder',
	operation: 'create',
	partyCode: 901,
	reference: '={{ $json.purchaseReference }}',
	...change,
});

/** What a person reads of a failure: the sentence, and what to do. */
async function failure(
	credential: IDataObject,
	parameters: IDataObject,
	item: IDataObject = {},
): Promise<IDataObject> {
	const [output] = await run(credential, parameters, [item], { continueOnFail: true });
	return output?.json.details as IDataObject;
}

describe('Purchase Order › Create', () => {
	it('writes the order once and answers with one Spanish sentence, keeping the claim of the ledger', async () => {
		const claimed = { ...order, ledger: { id: 7, owner: 'me' } };
		const [first] = await run(oficit(), create(), [claimed]);
		expect(first).toMatchObject({
			pairedItem: { item: 0 },
			json: {
				created: true,
				document: '2-000001',
				reference: 'DUOFIC 2026 1-000003',
				lines: 2,
				total: '410.19',
				ledger: { id: 7, owner: 'me' },
				message:
					'Pedido 1-000003 de Duofic → pedido a proveedor 2-000001 en Oficit (2 líneas, 410,19 €)',
			},
		});
		const [second] = await run(oficit(), create(), [claimed]);
		expect(second?.json).toMatchObject({ created: false, document: '2-000001' });
		expect(second?.json.message).toContain('ya estaba');
	});

	it('gives every item its own answer, in order, when it is set to continue', async () => {
		const output = await run(oficit(), create(), [blocked, order, { nonsense: true }], {
			continueOnFail: true,
		});
		expect(
			output.map(({ json, pairedItem }) => [json.created ?? json.details, pairedItem]),
		).toEqual([
			[expect.objectContaining({ class: 'person', code: 'ARTICLE_UNUSABLE' }), { item: 0 }],
			[true, { item: 1 }],
			[expect.objectContaining({ class: 'person', code: 'ITEM_NOT_AN_ORDER' }), { item: 2 }],
		]);
		// The error output takes only items that look exactly so.
		expect(Object.keys(output[0]?.json ?? {}).sort()).toEqual(['details', 'error']);
	});

	it('stops with the sentence and the advice when it is not set to continue', async () => {
		await expect(run(oficit(), create(), [blocked])).rejects.toMatchObject({
			message: expect.stringContaining('TEX2026-00205') as string,
			description: expect.stringContaining('release the entry') as string,
			context: { itemIndex: 0, code: 'ARTICLE_UNUSABLE', class: 'person' },
		});
	});

	it('shows header, lines and SQL in a dry run and writes nothing', async () => {
		const [shown] = await run(oficit(), create({ dryRun: true }), [order]);
		expect(shown?.json).toMatchObject({ created: false, document: '2-000001' });
		const { header, lines, sql } = shown?.json.dryRun as {
			header: IDataObject;
			lines: IDataObject[];
			sql: string[];
		};
		expect(header).toMatchObject({ TIPPPR: '2', CODPPR: 1, REFPPR: 'DUOFIC 2026 1-000003' });
		expect(lines).toHaveLength(2);
		expect(sql[0]).toMatch(/^INSERT INTO F_PPR \(/);
		expect(sql).toHaveLength(3);
		const [again] = await run(oficit(), create({ dryRun: true }), [order]);
		expect(again?.json.document).toBe('2-000001');
	});

	it('takes series, date, warehouse, remarks and prices from its options', async () => {
		const [written] = await run(
			oficit(),
			create({
				options: {
					series: '7',
					date: '2026-11-21',
					warehouse: 'NAV',
					remarks1: 'Urgente',
					priceSource: 'sale',
					lessPercent: 30,
				},
			}),
			[order],
		);
		expect(written?.json.document).toBe('7-000001');
		const [stored] = await run(oficit(), {
			resource: 'purchaseOrder',
			operation: 'get',
			document: '7-1',
		});
		expect(stored?.json.header).toMatchObject({
			FECPPR: '2026-11-21 00:00:00',
			ALMPPR: 'NAV',
			OB1PPR: 'Urgente',
		});
		const sold = (order.lines as IDataObject[])[0]?.salePrice as string;
		expect((stored?.json.lines as IDataObject[])[0]?.PRELPP).toBe(
			String(Math.round(Number(sold) * 7000) / 10000),
		);
	});

	it('writes lines of unusable articles as text, or leaves them out, and says so', async () => {
		const [asText] = await run(oficit(), create({ options: { unusableArticle: 'text' } }), [
			blocked,
		]);
		expect(asText?.json).toMatchObject({ created: true, lines: 3 });
		expect(asText?.json.message).toContain('se ha escrito como texto');
		sqlite = await files.standIn('base/0012026.accdb', `parent-${count++}.sqlite`);
		const [left] = await run(oficit(), create({ options: { unusableArticle: 'leaveOut' } }), [
			blocked,
		]);
		expect(left?.json).toMatchObject({ created: true, lines: 1 });
		expect(left?.json.notes).toHaveLength(2);
	});
});

describe('Purchase Order › Find by Reference', () => {
	const find = (change: IDataObject = {}): IDataObject => ({
		resource: 'purchaseOrder',
		operation: 'findByReference',
		...change,
	});

	it('says of each order whether it has its purchase order, with what Create had answered', async () => {
		const [written] = await run(oficit(), create(), [order]);
		const output = await run(oficit(), find(), [order, blocked]);
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(output[0]?.json).toEqual({
			...order,
			target: { found: true, result: { ...written?.json, created: false } },
		});
		expect(output[1]?.json).toEqual({ ...blocked, target: { found: false } });
	});

	it('leaves a reference that stands in the document of another supplier to a person', async () => {
		await run(oficit(), create(), [order]);
		const [same] = await run(oficit(), find({ partyCode: 901 }), [order]);
		expect(same?.json).toMatchObject({ target: { found: true } });
		const [other] = await run(oficit(), find({ partyCode: 902 }), [order]);
		expect(other?.json).toMatchObject({
			target: { found: false },
			verdict: { state: 'held', code: 'REFERENCE_TAKEN' },
		});
	});

	it('knows the fiscal year of each order, and says which file is missing', async () => {
		const current = oficit({
			locateBy: 'folder',
			dataFolder: files.folder,
			companyCode: '002',
			fiscalYear: 'current',
			connectionType: 'driverless',
		});
		const old = { ...order, fiscalYear: 2019 };
		const output = await run(current, find(), [old, order], { continueOnFail: true });
		expect(output[0]?.json.details).toMatchObject({ code: 'FILE_NOT_FOUND' });
		expect(output[1]?.json).toMatchObject({ target: { found: false } });
	});

	it.each([
		['no order', { nonsense: true }, 'ITEM_NOT_AN_ORDER'],
		['no reference', { purchaseReference: '' }, 'REFERENCE_EMPTY'],
	])('refuses an item with %s', async (_what, change, code) => {
		const item = code === 'ITEM_NOT_AN_ORDER' ? change : { ...order, ...change };
		expect(await failure(oficit(), find(), item as IDataObject)).toMatchObject({ code });
	});
});

describe('Customer Order › Create', () => {
	it('writes the mirror image of a purchase order, once', async () => {
		const parameters = {
			resource: 'customerOrder',
			operation: 'create',
			partyCode: 101,
			reference: '={{ $json.purchaseReference }}',
		};
		const [written] = await run(oficit(), parameters, [order]);
		expect(written?.json).toMatchObject({ created: true, document: '1-000018', total: '410.19' });
		expect((await run(oficit(), parameters, [order]))[0]?.json.created).toBe(false);
	});
});

describe('reading operations', () => {
	it('Customer Order › Get Many gives orders as the trigger does', async () => {
		const output = await run(duofic(), {
			resource: 'customerOrder',
			operation: 'getAll',
			returnAll: true,
			parentName: 'Oficit',
			parentSupplierCode: 1,
			options: { lookBackDays: 0 },
		});
		expect(output).toHaveLength(75);
		expect(output.map(({ json }) => json.key)).toContain('002/2026/1/000003');
	});

	it('Customer Order › Get gives one, cancelled ones with the verdict', async () => {
		const get = (document: string) =>
			run(duofic(), {
				resource: 'customerOrder',
				operation: 'get',
				document,
				parentName: 'Oficit',
				parentSupplierCode: 1,
			});
		expect((await get('1-3'))[0]?.json).toMatchObject({ key: '002/2026/1/000003' });
		expect((await get('w-1001'))[0]?.json).toMatchObject({ key: '002/2026/W/001001' });
		expect((await get('1-000021'))[0]?.json.verdict).toMatchObject({ code: 'CANCELLED' });
	});

	it('Customer Order › Get New gives what the ledger does not know', async () => {
		const ledgerFile = join(files.folder, 'new', 'ledger.sqlite');
		const parameters = {
			resource: 'customerOrder',
			operation: 'getNew',
			parentName: 'Oficit',
			parentSupplierCode: 1,
			startFrom: 'everything',
		};
		const first = await run(duofic(), parameters, [{}], { ledger: { file: ledgerFile } });
		expect(first).toHaveLength(75);
		const ledger = await openLedger(ledgerFile);
		await ledger.register(
			'order-relay',
			first.slice(0, 70).map(({ json }) => ({
				key: String(json.key),
				fingerprint: String(json.fingerprint),
				payload: json,
			})),
		);
		expect(await run(duofic(), parameters, [{}], { ledger: { file: ledgerFile } })).toHaveLength(5);
	});

	it('Purchase Order › Get Many and Get show what stands in the file', async () => {
		const many = await run(oficit(), {
			resource: 'purchaseOrder',
			operation: 'getAll',
			returnAll: true,
			filters: { party: 10 },
		});
		expect(many.length).toBeGreaterThan(1);
		expect(many.every(({ json }) => (json.header as IDataObject).PROPPR === 10)).toBe(true);
		const [one] = await run(oficit(), {
			resource: 'purchaseOrder',
			operation: 'get',
			document: '1-000005',
		});
		expect(one?.json).toMatchObject({ document: '1-000005', header: { TOTPPR: '193.94' } });
	});

	it('Article › Get finds a code whatever its case, Get Many filters', async () => {
		const [one] = await run(duofic(), {
			resource: 'article',
			operation: 'get',
			articleCode: 'of00011',
		});
		expect(one?.json).toMatchObject({ code: 'OF00011', family: 'INF' });
		const usable = await run(oficit(), {
			resource: 'article',
			operation: 'getAll',
			returnAll: true,
			filters: { onlyUsable: true },
		});
		expect(usable).toHaveLength(300 - 13 - 9 + 1);
	});

	it('Stock › Get adds what is still to be received', async () => {
		const stock = await run(duofic(), {
			resource: 'stock',
			operation: 'get',
			articleCode: 'OF00134',
		});
		expect(stock.length).toBeGreaterThan(0);
		expect(stock.map(({ json }) => json.pendingReceipt)).toContain('24');
	});

	it('Database › Check reports every step', async () => {
		const [report] = await run(oficit(), { resource: 'database', operation: 'check' });
		expect(report?.json).toMatchObject({ ok: true, writable: true, failure: null });
		expect((report?.json.steps as IDataObject[]).map(({ step }) => step)).toEqual([
			'credential',
			'file',
			'folder',
			'open',
			'version',
			'tables',
			'columns',
			'numbers',
		]);
	});
});

describe('what a person reads', () => {
	const check = async (credential: IDataObject) => {
		const [report] = await run(credential, { resource: 'database', operation: 'check' });
		return report?.json.failure as IDataObject;
	};

	it('when the folder is wrong: the file that was looked for, and where to correct it', async () => {
		const folder = join(files.folder, 'nowhere');
		expect(await check(duofic({ dataFolder: folder }))).toMatchObject({
			class: 'retry',
			message: expect.stringContaining(join(folder, '0022026.accdb')) as string,
			whatToDo: expect.stringMatching(/data folder, company code and fiscal year/) as string,
		});
		expect(
			await failure(duofic({ dataFolder: folder }), {
				resource: 'article',
				operation: 'get',
				articleCode: 'X',
			}),
		).toMatchObject({
			class: 'retry',
			code: 'FOLDER_NOT_FOUND',
			message: expect.stringContaining(folder) as string,
		});
	});

	it('when the company code or the year is wrong: the file name they make', async () => {
		expect((await check(duofic({ companyCode: '009' }))).message).toContain('0092026.accdb');
		expect((await check(duofic({ fixedYear: 2031 }))).message).toContain('0022031.accdb');
		expect(await check(duofic({ companyCode: '009' }))).toMatchObject({ code: 'FILE_NOT_FOUND' });
	});

	it.each([
		[{ companyCode: '2' }, 'Company Code'],
		[{ companyCode: '../' }, 'Company Code'],
		[{ companyName: '' }, 'Company Name'],
		[{ dataFolder: ' ' }, 'Data Folder'],
		[{ locateBy: 'path', filePath: '' }, 'File'],
		[{ connectionType: 'connectionString', connectionString: '' }, 'Connection String'],
	])('when the credential is incomplete (%j): the field "%s"', async (change, field) => {
		expect(await failure(duofic(change), create(), order)).toMatchObject({
			class: 'person',
			code: 'CREDENTIAL_INCOMPLETE',
			message: expect.stringContaining(field) as string,
			whatToDo: expect.stringContaining('credential') as string,
		});
	});

	it('when the file has a password: that it needs one, or that it is not this one', async () => {
		expect(await check(duofic({ companyCode: '004' }))).toMatchObject({
			class: 'person',
			code: 'PASSWORD_NEEDED',
			whatToDo: expect.stringMatching(/credential/i) as string,
		});
		const wrong = await check(duofic({ companyCode: '004', password: 'no es esta' }));
		expect(wrong).toMatchObject({ class: 'person', code: 'WRONG_PASSWORD' });
		expect(JSON.stringify(wrong)).not.toContain('no es esta');
	});

	it('when the file is damaged: so, and that a copy is to be restored', async () => {
		const damaged = await check(duofic({ companyCode: '005' }));
		expect(damaged.class).toBe('person');
		expect(damaged.message).toContain('0052026.accdb');
	});

	it('when the driver is missing: which one', async () => {
		expect(
			await failure(
				oficit({ connectionString: 'Driver=No Such Driver;Database={file}' }),
				create(),
				order,
			),
		).toMatchObject({
			class: 'person',
			code: 'DRIVER_MISSING',
			message: expect.stringContaining('No Such Driver') as string,
		});
	});

	it('when the Access driver is chosen where it does not exist: what can be done there', async () => {
		expect(
			await failure(oficit({ connectionType: 'accessDriver' }), create(), order),
		).toMatchObject({
			class: 'person',
			code: 'DRIVER_MISSING',
			whatToDo: expect.stringMatching(/Windows/) as string,
		});
	});

	it('when a connection that only reads shall write: which connection to choose', async () => {
		expect(await failure(duofic(), create({ partyCode: 1 }), order)).toMatchObject({
			class: 'person',
			code: 'READ_ONLY_CONNECTION',
			whatToDo: expect.stringContaining('Microsoft Access ODBC driver') as string,
		});
	});

	it('when the folder may not be written: the right that Access needs', async () => {
		const folder = join(files.folder, 'read-only');
		await mkdir(folder);
		sqlite = await files.standIn('base/0012026.accdb', join('read-only', 'parent.sqlite'));
		const report = await withoutRights(folder, 0o555, () => check(oficit()));
		expect(report).toMatchObject({
			class: 'person',
			code: 'NO_ACCESS',
			whatToDo: expect.stringContaining('create, change and delete files in the folder') as string,
		});
	});

	it('when the supplier does not exist: its code, and where it is set', async () => {
		expect(await failure(oficit(), create({ partyCode: 999 }), order)).toMatchObject({
			class: 'person',
			code: 'SUPPLIER_UNKNOWN',
			message: expect.stringContaining('no supplier 999') as string,
			whatToDo: expect.stringContaining('Ajustes') as string,
			spanish: expect.stringContaining('no existe el proveedor 999') as string,
		});
	});

	it('when articles are blocked, discontinued or missing: each line with its article', async () => {
		const { message, spanish } = await failure(oficit(), create(), blocked);
		expect(message).toContain('line 1 TEX2026-00205 may not be used (blocked)');
		expect(message).toContain('line 3 OF00161 is discontinued');
		expect(spanish).toContain('línea 3 OF00161 está descatalogado');
		const unknown = {
			...order,
			lines: [{ ...(order.lines as IDataObject[])[0], parentArticle: 'NADA' }],
		};
		expect((await failure(oficit(), create(), unknown)).message).toContain('NADA does not exist');
	});

	it('when no price is known: the line, and that it goes on by itself', async () => {
		const unpriced = {
			...order,
			lines: [{ ...(order.lines as IDataObject[])[0], purchasePrice: null }],
		};
		expect(await failure(oficit(), create(), unpriced)).toMatchObject({
			class: 'person',
			code: 'PRICE_UNKNOWN',
			whatToDo: expect.stringContaining('by itself') as string,
		});
	});

	it('when the reference is longer than its column: both lengths, and that it is never cut', async () => {
		const long = 'X'.repeat(51);
		expect(await failure(oficit(), create({ reference: long }), order)).toMatchObject({
			class: 'person',
			code: 'REFERENCE_TOO_LONG',
			message: expect.stringMatching(/51 characters.*takes 50/) as string,
			whatToDo: expect.stringContaining('never cut') as string,
		});
	});

	it('when the reference is empty, as a wrong expression leaves it: the field', async () => {
		expect(
			await failure(oficit(), create({ reference: '={{ $json.nothingOfTheKind }}' }), order),
		).toMatchObject({ class: 'person', code: 'REFERENCE_EMPTY' });
	});

	it('when nobody can tell whether it is a dry run: that nothing was guessed', async () => {
		expect(
			await failure(oficit(), create({ dryRun: '={{ $json.nothingOfTheKind }}' }), order),
		).toMatchObject({ class: 'person', code: 'NODE_SETTINGS', field: 'Dry Run' });
	});

	it('when an expression cannot be resolved: that it is the node’s setting', async () => {
		const details = await failure(oficit(), create({ reference: '={{ $json.a.b.c( }}' }), order);
		expect(details.class).toBe('person');
		expect(String(details.whatToDo)).not.toBe('');
	});

	it('when the file stays locked: that it is tried again', async () => {
		const lock = await holdLock(sqlite, 'write');
		try {
			expect(await failure(oficit(), create({ options: { timeBudget: 0 } }), order)).toMatchObject({
				class: 'retry',
				code: 'LOCKED',
				spanish: expect.stringContaining('ocupado') as string,
			});
		} finally {
			await lock.release();
		}
	});

	it('when a number is typed wrong: how it should look', async () => {
		expect(
			await failure(oficit(), { resource: 'purchaseOrder', operation: 'get', document: 'abc' }),
		).toMatchObject({
			code: 'BAD_DOCUMENT_NUMBER',
			whatToDo: expect.stringContaining('1-000123') as string,
		});
		expect(
			await failure(oficit(), {
				resource: 'purchaseOrder',
				operation: 'get',
				document: '1-999999',
			}),
		).toMatchObject({ code: 'DOCUMENT_UNKNOWN' });
		expect(
			await failure(oficit(), { resource: 'article', operation: 'get', articleCode: 'NADA' }),
		).toMatchObject({ code: 'ARTICLE_UNKNOWN' });
	});
});
