import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { USAGE } from '../../../demo/options';
import { projectRoot, readPackageJson } from '../../../demo/project';
import { CHECKS } from '../../../lib/sales/checks';
import type { HoldReason, SkipReason } from '../../../lib/sales/sale';
import { salesSettingsSchema } from '../../../lib/sales/settings';
import { resources } from '../../../nodes/Factusol/actions/resources';
import { resources as ledgerResources } from '../../../nodes/Ledger/actions/resources';
import { operations as solarOperations } from '../../../nodes/SolarApi/actions/voucher';
import { operations as salesOperations } from '../../../nodes/SqlServerSales/actions/voucher';
import { codesOfRelay, codesOfSales, SALES_ROOMS, sourcesIn } from '../../support/codes';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

const FILES = ['README.md', 'README.es.md'] as const;
const [english, spanish] = [read('README.md'), read('README.es.md')];
const both = FILES.map((file) => [file, read(file)] as const);

/** Code blocks are left out: a comment in a shell block looks like a heading. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

const headings = (text: string) => [...prose(text).matchAll(/^(#+) (.+)$/gm)];

const codeBlocks = (text: string) => [...text.matchAll(/^```[\s\S]*?^```$/gm)].map(([all]) => all);

/** Rows of each table with the number of their cells; a pipe inside code is written `\|`. */
const tables = (text: string) =>
	[...prose(text).matchAll(/(?:^\|.*\n)+/gm)].map(([table]) =>
		table
			.trimEnd()
			.split('\n')
			.map((row) => row.split(/(?<!\\)\|/).length - 2),
	);

const inCode = (text: string) => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

const links = (text: string) =>
	[...prose(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');

/** The anchor that a heading gets on the usual hosts. */
const anchor = (title: string) =>
	title
		.toLowerCase()
		.replace(/[^\p{L}\p{N} _-]/gu, '')
		.replaceAll(' ', '-');

describe('both languages say the same in the same order', () => {
	it('have headings of the same levels', () => {
		const levels = headings(english).map(([, level]) => level);
		expect(levels.length).toBeGreaterThan(20);
		expect(headings(spanish).map(([, level]) => level)).toEqual(levels);
	});

	it('have tables of the same size', () => {
		expect(tables(english).length).toBeGreaterThan(10);
		expect(tables(spanish)).toEqual(tables(english));
	});

	it('have the same code blocks', () => {
		expect(codeBlocks(english).length).toBeGreaterThan(10);
		expect(codeBlocks(spanish)).toEqual(codeBlocks(english));
	});

	it('have lists and paragraphs of the same number, section by section', () => {
		const shape = (text: string) =>
			prose(text)
				.split(/^#+ .+$/m)
				.map((section) => ({
					points: section.match(/^(?:- |\d+\. )/gm)?.length ?? 0,
					blocks: section.split(/\n{2,}/).filter((block) => block.trim() !== '').length,
				}));
		expect(shape(spanish)).toEqual(shape(english));
	});

	it('name the same codes, files and commands', () => {
		expect(new Set(inCode(spanish))).toEqual(new Set(inCode(english)));
	});
});

describe.each(both)('%s', (_file, text) => {
	it('names only npm scripts that exist', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(test)\b)/g)].map(
			([, run, test]) => run ?? test ?? '',
		);
		expect(new Set(named).size).toBeGreaterThan(5);
		expect(named.filter((name) => !(name in scripts))).toEqual([]);
	});

	it('names every npm script', () => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const commands = Object.keys(scripts).map((name) =>
			name === 'test' ? 'npm test' : `npm run ${name}`,
		);
		expect(commands.filter((command) => !text.includes(command))).toEqual([]);
	});

	it('names only options that the demo has', () => {
		const commands = [...text.matchAll(/npm run demo -- ([^\n`]+)/g)].map(([, rest]) => rest ?? '');
		const options = commands.flatMap((rest) => rest.match(/--[\w-]+/g) ?? []);
		const cells = [...text.matchAll(/^\| `(--[\w-]+)[^|]*\|/gm)].map(([, option]) => option ?? '');
		expect(options.length + cells.length).toBeGreaterThan(6);
		expect([...options, ...cells].filter((option) => !USAGE.includes(`${option} `))).toEqual([]);
	});

	it('explains every rule of the linters that is switched off', () => {
		const rules = [...read('eslint.config.mjs').matchAll(/'(?:[@\w-]+\/)+([\w-]+)': 'off'/g)].map(
			([, rule]) => rule ?? '',
		);
		expect(rules.length).toBeGreaterThan(5);
		expect(rules.filter((rule) => !text.includes(`\`${rule}\``))).toEqual([]);
	});

	it('leads only to places that exist', () => {
		const anchors = new Set(headings(text).map(([, , title]) => `#${anchor(title ?? '')}`));
		const broken = links(text).filter((target) =>
			target.startsWith('#') ? !anchors.has(target) : !existsSync(path.join(projectRoot, target)),
		);
		expect(broken).toEqual([]);
	});

	it('names every operation of the nodes', () => {
		const rows = new Set(
			[...text.matchAll(/^\|([^|\n]+)\|([^|\n]+)\|/gm)].map(
				([, first, second]) => `${(first ?? '').trim()}/${(second ?? '').trim()}`,
			),
		);
		const factusol = resources.flatMap(({ name, operations }) =>
			operations.map((operation) => `${name}/${operation.name}`),
		);
		expect(factusol.filter((name) => !rows.has(name))).toEqual([]);
		// The operations of the status page are steps of its workflow, told about where that is.
		const told = ledgerResources.filter(({ value }) => value !== 'statusPage');
		const ledger = told.flatMap(({ description, operations }) => {
			const names = (description[0]?.options ?? []).map(({ name }) => name);
			expect(names).toHaveLength(Object.keys(operations).length);
			return names;
		});
		expect(ledger.length).toBeGreaterThan(14);
		const firsts = new Set([...rows].map((row) => row.split('/')[0]));
		expect(ledger.filter((name) => !firsts.has(name))).toEqual([]);
		expect(
			[...salesOperations, ...solarOperations].filter(({ name }) => !firsts.has(name)),
		).toEqual([]);
	});

	it('has a row for each setting of the sales', () => {
		const rows = new Set([...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name));
		const settings = Object.keys(salesSettingsSchema.shape);
		expect(settings.length).toBeGreaterThan(10);
		expect(settings.filter((name) => !rows.has(name))).toEqual([]);
	});

	it('names every part of "Ajustes" and every node of the sales workflow that it sends people to', () => {
		const { nodes } = JSON.parse(read('workflows/sales-sync.json')) as {
			nodes: Array<{ name: string; parameters: { jsonOutput?: string } }>;
		};
		const [settings] = nodes.flatMap(({ parameters: { jsonOutput } }) =>
			jsonOutput === undefined ? [] : [JSON.parse(jsonOutput) as { ajustes: object }],
		);
		const parts = Object.keys(settings?.ajustes ?? {});
		expect(parts).toContain('comprobantes');
		expect(parts.filter((part) => !inCode(text).includes(part))).toEqual([]);
		const named = ['Buscar las ventas pendientes en Tango', 'Informar ahora a mano'];
		for (const name of [...named, 'Volver a intentar a mano', 'Ajustes']) {
			expect(text).toContain(`_${name}_`);
			expect(nodes.map((node) => node.name)).toContain(name);
		}
	});

	it('asks for the right to read exactly the tables that the sales sync reads', () => {
		const granted = [...text.matchAll(/^GRANT SELECT.* ON dbo\.(\w+) TO/gm)].map(
			([, table]) => table ?? '',
		);
		const [, list = ''] =
			/table: z.*default\('(\w+)'\)/.exec(read('lib/sales/pending-table.ts')) ?? [];
		const fromTango = [...read('lib/sales/queries.ts').matchAll(/FROM dbo\.(\w+)/g)].map(
			([, table]) => table ?? '',
		);
		// These only fill lists to choose from; the text beside the statements says so.
		const onlyForLists = ['SBA01', 'SUCURSAL'];
		const needed = new Set([...fromTango, list].filter((table) => !onlyForLists.includes(table)));
		expect(needed.size).toBe(7);
		expect(new Set(granted)).toEqual(needed);
		expect(inCode(text)).toEqual(expect.arrayContaining(onlyForLists));
		expect(text.match(/^GRANT .*UPDATE.*$/gm)).toEqual([
			`GRANT UPDATE ON dbo.${list} (ESTADO_SYNC, FECHA_SYNC) TO n8n_factulink;`,
		]);
	});

	it('names every variable that puts a real system in the place of a stand-in', () => {
		const source = read('demo/sales/config.ts');
		const variables = [
			...source.matchAll(/const \{ ((?:(?:MSSQL|SOLAR)_\w+(?:, )?)+) \} = env/g),
		].flatMap(([, names]) => (names ?? '').split(', '));
		expect(variables).toHaveLength(11);
		expect(variables.filter((name) => !inCode(text).includes(name))).toEqual([]);
	});

	it.each(['FactusolDatabase', 'SolarApi'])('names every field of the credential %s', (name) => {
		const source = read(`credentials/${name}.credentials.ts`);
		const labels = [...source.matchAll(/^\t\t\tdisplayName: '([^']+)'/gm)].map(
			([, label]) => label ?? '',
		);
		expect(labels.length).toBeGreaterThan(6);
		expect(labels.filter((label) => !text.includes(label))).toEqual([]);
	});

	it('has a section for each node that the package registers', () => {
		const registered = readPackageJson().n8n.nodes.map((file) => {
			const source = read(file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			return /^\t\tdisplayName: '([^']+)'/m.exec(source)?.[1];
		});
		const [, chapter = ''] = text.split(/^## (?:Nodes|Nodos)$/m);
		const sections = headings(chapter.split(/^## /m)[0] ?? '').map(([, , title]) => title);
		expect(new Set(sections)).toEqual(new Set(registered));
	});
});

/** Complete and exact by their types: a new reason does not compile until it is here. */
const HELD: Record<HoldReason, true> = {
	HEADER_MISSING: true,
	AMBIGUOUS_BRANCH: true,
	BAD_NUMBER: true,
	UNMAPPED_TYPE: true,
	TYPE_CODE_TOO_WIDE: true,
	POINT_OF_SALE_TOO_WIDE: true,
	DATE_MISSING: true,
	EXCHANGE_RATE_MISSING: true,
	LINES_MISSING: true,
	TOTAL_MISMATCH: true,
	NO_REPORTABLE_LINES: true,
	IDENTITY_COLLISION: true,
	ROW_UNREADABLE: true,
};
const SKIPPED: Record<SkipReason, true> = {
	OTHER_BRANCH: true,
	CANCELLED: true,
	INITIAL_LOAD: true,
	NOT_A_SALE: true,
	ZERO_TOTAL: true,
};

/** Codes in the first column of those tables of a text whose first column is headed "code". */
const codesOfTables = (text: string) =>
	[...text.matchAll(/^\| (?:code|código) .*\n((?:\|.*\n)+)/gm)].flatMap(([, rows]) =>
		[...(rows ?? '').matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) => inCode(cell ?? '')),
	);

describe('every code that the package can give', () => {
	const relayCodes = codesOfRelay();
	const salesCodes = codesOfSales();
	const codes = new Set([...relayCodes, ...salesCodes]);

	it('is found in the sources of the relay', () => {
		expect(relayCodes.size).toBeGreaterThan(80);
		for (const code of [
			'LOCKED',
			'TEXT_TOO_LONG',
			'LEASE_LOST',
			'RUNS_NOT_FINISHED',
			'CANCELLED',
		]) {
			expect(relayCodes).toContain(code);
		}
	});

	it('is found in the sources of the sales', () => {
		const inTexts = SALES_ROOMS.flatMap(sourcesIn).flatMap((source) =>
			[...source.matchAll(/(?<!startsWith\()'((?:SQL|SOLAR)_[A-Z_]+)'/g)].map(
				([, code]) => code ?? '',
			),
		);
		expect(new Set(inTexts).size).toBeGreaterThan(35);
		expect(inTexts.filter((code) => !salesCodes.has(code))).toEqual([]);
		for (const { reason } of CHECKS) expect(salesCodes).toContain(reason);
		for (const code of ['SALES_SETTINGS', 'VOUCHER_MISSING', 'COMPROBANTE_UNREADABLE']) {
			expect(salesCodes).toContain(code);
		}
	});

	it.each(both)('is explained in %s', (_file, text) => {
		const explained = new Set(inCode(text));
		expect([...codes].filter((code) => !explained.has(code))).toEqual([]);
	});

	it.each(both)('is one of those that %s explains: there are no others', (_file, text) => {
		// CANCELLED is a reason of both flows: each chapter may explain a code once.
		const explained = prose(text)
			.split(/^## /m)
			.flatMap((chapter) => {
				const inChapter = codesOfTables(chapter);
				expect(inChapter.length).toBe(new Set(inChapter).size);
				return inChapter;
			});
		expect(new Set(explained)).toEqual(codes);
		const repeated = explained.filter((code, index) => explained.indexOf(code) !== index);
		expect(repeated).toEqual(['CANCELLED']);
	});

	it.each(both)(
		'of a check of a sale has what a person does, held and skipped apart, in %s',
		(_file, text) => {
			const section =
				prose(text).split(/^### (?:What becomes of a sale|Qué es de una venta)$/m)[1] ?? '';
			const [held = '', skipped = ''] = (section.split(/^#+ /m)[0] ?? '').split(
				/^\*\*(?:Skipped|Omitidas)\*\*/m,
			);
			expect(new Set(codesOfTables(held))).toEqual(new Set(Object.keys(HELD)));
			expect(new Set(codesOfTables(skipped))).toEqual(new Set(Object.keys(SKIPPED)));
		},
	);
});
