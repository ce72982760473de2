import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import type { IDataObject, INodeType } from 'n8n-workflow';

import { STAND_IN_TEMPLATE } from '../../../demo/stand-in/access-stand-in';
import { Factusol } from '../../../nodes/Factusol/Factusol.node';
import { FactusolTrigger } from '../../../nodes/FactusolTrigger/FactusolTrigger.node';
import { CompanyFiles } from '../../support/company-files';
import { everyPageOf, optionsOf, searchOf } from '../../support/list-context';

type RawRow = Record<string, unknown>;

let files: CompanyFiles;
let sqlite: string;
let duoficFile: string;
let tables: Record<string, RawRow[]> | undefined;

beforeAll(async () => {
	files = await CompanyFiles.create();
	duoficFile = await files.copy('base/0022026.accdb', '0022026.accdb');
	await files.copy('new-year/0022027.accdb', '0022027.accdb');
	await files.copy('damaged/0022026.accdb', '0052026.accdb');
	await files.copy('password/0022026.accdb', '0042026.accdb');
	sqlite = await files.standIn('base/0012026.accdb', 'parent.sqlite');
});
afterAll(() => files.remove());

const duofic = (change: IDataObject = {}): { credentials: Record<string, IDataObject> } => ({
	credentials: {
		factusolDatabase: {
			companyName: 'Duofic',
			locateBy: 'folder',
			dataFolder: files.folder,
			companyCode: '002',
			fiscalYear: 'fixed',
			fixedYear: 2026,
			connectionType: 'driverless',
			...change,
		},
	},
});
const oficit = (): { credentials: Record<string, IDataObject> } => ({
	credentials: {
		factusolDatabase: {
			companyName: 'Oficit',
			locateBy: 'path',
			filePath: sqlite,
			companyCode: '001',
			fileYear: 2026,
			connectionType: 'connectionString',
			connectionString: STAND_IN_TEMPLATE,
		},
	},
});

/** The rows as another reader finds them. */
const inAccess = (table: string): RawRow[] => {
	tables ??= JSON.parse(
		execFileSync(
			process.execPath,
			[join(__dirname, '../../support/mdb-reader-dump.mjs'), duoficFile],
			{
				encoding: 'utf8',
				maxBuffer: 2 ** 28,
			},
		),
	) as Record<string, RawRow[]>;
	return tables[table] ?? [];
};
const inSqlite = (table: string): RawRow[] => {
	const database = new Database(sqlite, { readonly: true });
	try {
		return database.prepare(`SELECT * FROM ${table}`).all() as RawRow[];
	} finally {
		database.close();
	}
};
const text = (value: unknown) => String(value ?? '').trim();
const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** Both ways in which a company file is opened. */
const ways = [
	['without driver', duofic, inAccess],
	['through ODBC', oficit, inSqlite],
] as const;

const node: INodeType = new Factusol();

describe.each(ways)('lists of a company file that is read %s', (_way, company, rows) => {
	it.each([
		['searchSuppliers', 'F_PRO', 'PRO'],
		['searchCustomers', 'F_CLI', 'CLI'],
	])(
		'%s has every row of %s by number, with code and legal name',
		async (method, table, suffix) => {
			const wanted = rows(table)
				.map((row) => ({
					code: Number(row[`COD${suffix}`]),
					name: text(row[`NOF${suffix}`]),
				}))
				.sort((one, other) => one.code - other.code);
			expect(wanted.length).toBeGreaterThan(3);
			const results = await everyPageOf(node, method, company());
			expect(results.map(({ name, value }) => ({ name, value }))).toEqual(
				wanted.map(({ code, name }) => ({ name: `${code} · ${name}`, value: String(code) })),
			);
		},
	);

	it('searchArticles has every article once, by code, in pages, and says what cannot be used', async () => {
		const articles = rows('F_ART');
		const first = await searchOf(node, 'searchArticles', company());
		expect(first.results).toHaveLength(100);
		expect(first.paginationToken).toBe('100');
		const results = await everyPageOf(node, 'searchArticles', company());
		expect(results.map(({ value }) => value)).toEqual(
			articles.map((row) => text(row.CODART)).sort(byText),
		);
		const byCode = new Map(results.map((result) => [result.value, result]));
		for (const row of articles) {
			const note =
				Number(row.NPUART ?? 0) !== 0
					? 'Blocked'
					: Number(row.DSCART ?? 0) !== 0
						? 'Discontinued'
						: undefined;
			expect(byCode.get(text(row.CODART))).toEqual({
				name: `${text(row.CODART)} · ${text(row.DESART)}`,
				value: text(row.CODART),
				...(note === undefined ? {} : { description: note }),
			});
		}
	});

	it('a search looks into codes and names, whatever the case', async () => {
		const [article] = rows('F_ART');
		const name = text(article?.DESART).toUpperCase();
		const found = await everyPageOf(node, 'searchArticles', { ...company(), filter: name });
		expect(found.map(({ value }) => value)).toContain(text(article?.CODART));
		expect(found.length).toBeLessThan(rows('F_ART').length);
		const nothing = await searchOf(node, 'searchArticles', { ...company(), filter: 'zzz qqq' });
		expect(nothing).toEqual({ results: [] });
	});

	it('families are those that the articles name, each once', async () => {
		const wanted = [...new Set(rows('F_ART').map((row) => text(row.FAMART)))]
			.filter((family) => family !== '')
			.sort(byText)
			.map((family) => ({ name: family, value: family }));
		expect(wanted.length).toBeGreaterThan(2);
		expect(await optionsOf(node, 'getFamilies', company())).toEqual(wanted);
		expect(await everyPageOf(node, 'searchFamilies', company())).toEqual(wanted);
	});

	it('warehouses have their names', async () => {
		const wanted = rows('F_ALM')
			.map((row) => ({ code: text(row.CODALM), name: text(row.NOMALM) }))
			.sort((one, other) => byText(one.code, other.code));
		expect(wanted.length).toBeGreaterThan(0);
		expect(await optionsOf(node, 'getWarehouses', company())).toEqual(
			wanted.map(({ code, name }) => ({
				name: name === '' ? code : `${code} · ${name}`,
				value: code,
			})),
		);
	});

	it.each([
		['customerOrder', 'F_PCL', 'PCL'],
		['purchaseOrder', 'F_PPR', 'PPR'],
	])(
		'series of a %s are those in use, with their highest number',
		async (resource, table, suffix) => {
			const found = new Map<string, number[]>();
			for (const row of rows(table)) {
				const series = text(row[`TIP${suffix}`]);
				found.set(series, [...(found.get(series) ?? []), Number(row[`COD${suffix}`])]);
			}
			const wanted = [...found].sort(([one], [other]) => byText(one, other));
			const series = await optionsOf(node, 'getSeries', { ...company(), parameters: { resource } });
			expect(series).toEqual(
				wanted.map(([code, numbers]) => ({
					name: `${code} · ${numbers.length} ${numbers.length === 1 ? 'order' : 'orders'}`,
					value: code,
					description: `The highest number is ${code}-${String(Math.max(...numbers)).padStart(6, '0')}`,
				})),
			);
		},
	);
});

it('a document can be written in the default series, in one that is in use and in an unused one', async () => {
	const series = await optionsOf(node, 'getWritableSeries', {
		...oficit(),
		parameters: { resource: 'purchaseOrder' },
	});
	expect(series.map(({ value }) => value)).toEqual('0123456789'.split(''));
	expect(series[0]?.name).toContain('default series');
	expect(series[1]).toMatchObject({ name: '1 · 9 orders' });
	expect(series[2]).toEqual({ name: '2 · no orders yet', value: '2' });
});

it('families carry their names where the file has a table of them', async () => {
	const file = await files.standIn('base/0012026.accdb', 'with-families.sqlite');
	const database = new Database(file);
	database.exec(`CREATE TABLE F_FAM (CODFAM VARCHAR(3) NOT NULL PRIMARY KEY, DESFAM VARCHAR(50));
		INSERT INTO F_FAM VALUES ('TON', 'Tóner'), ('INF', 'Informática'), ('ZZZ', '')`);
	database.close();
	const { factusolDatabase } = oficit().credentials;
	const credentials = { factusolDatabase: { ...factusolDatabase, filePath: file } };
	expect(await optionsOf(node, 'getFamilies', { credentials })).toEqual([
		{ name: 'INF · Informática', value: 'INF' },
		{ name: 'TON · Tóner', value: 'TON' },
		{ name: 'ZZZ', value: 'ZZZ' },
	]);
});

it('the trigger has the lists of its own fields, of customer orders', async () => {
	const trigger = new FactusolTrigger();
	expect(await optionsOf(trigger, 'getSeries', duofic())).toEqual(
		await optionsOf(node, 'getSeries', { ...duofic(), parameters: { resource: 'customerOrder' } }),
	);
	expect(await everyPageOf(trigger, 'searchSuppliers', duofic())).toEqual(
		await everyPageOf(node, 'searchSuppliers', duofic()),
	);
	expect(await optionsOf(trigger, 'getFamilies', duofic())).not.toEqual([]);
});

it('the fiscal year of the options decides which file is read', async () => {
	const following = duofic({ fiscalYear: 'current' });
	const seriesOf = async (fiscalYear: number) =>
		await optionsOf(node, 'getSeries', {
			...following,
			parameters: { resource: 'customerOrder', options: { fiscalYear } },
		});
	expect((await seriesOf(2027)).map(({ name }) => name)).toEqual(['1 · 3 orders']);
	expect((await seriesOf(2026)).length).toBeGreaterThan(1);
});

describe('when the file cannot be read, the list says why and what to do', () => {
	it.each<[string, () => IDataObject, RegExp]>([
		[
			'there is no file',
			() => ({ companyCode: '009' }),
			/there is no file .*0092026\.accdb\. Check that/,
		],
		[
			'there is no folder',
			() => ({ dataFolder: '/no/such/place' }),
			/folder of \/no\/such\/place\/.* Check that/,
		],
		['the file is damaged', () => ({ companyCode: '005' }), /0052026\.accdb.*\. \w+/],
		['the password is missing', () => ({ companyCode: '004' }), /password.*\. .*credential/i],
		[
			'the credential is not complete',
			() => ({ companyName: '' }),
			/Company Name is empty\. Open the credential/,
		],
	])('%s', async (_case, change, expected) => {
		await expect(optionsOf(node, 'getWarehouses', duofic(change()))).rejects.toThrow(expected);
		await expect(searchOf(node, 'searchSuppliers', duofic(change()))).rejects.toThrow(expected);
	});

	it('and fills again when the file is back', async () => {
		const away = join(files.folder, 'away.accdb');
		renameSync(duoficFile, away);
		await expect(optionsOf(node, 'getWarehouses', duofic())).rejects.toThrow(/there is no file/);
		renameSync(away, duoficFile);
		expect(await optionsOf(node, 'getWarehouses', duofic())).not.toEqual([]);
	});
});

it('no list shows the password of the file', async () => {
	const secret = 'Equivocada-4711';
	const refusal: unknown = await optionsOf(
		node,
		'getWarehouses',
		duofic({ companyCode: '004', password: secret }),
	).catch((error: unknown) => error);
	expect(refusal).toMatchObject({ message: expect.stringMatching(/password/i) as string });
	expect(JSON.stringify(refusal)).not.toContain(secret);
});
