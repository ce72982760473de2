import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { USAGE } from '../../../demo/options';
import { projectRoot, readPackageJson } from '../../../demo/project';
import { resources } from '../../../nodes/Factusol/actions/resources';
import * as ledgerEntry from '../../../nodes/Ledger/actions/entry';

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
		const [choice] = ledgerEntry.description;
		const ledger = (choice?.options ?? []).map(({ name }) => name);
		expect(ledger).toHaveLength(Object.keys(ledgerEntry.operations).length);
		const firsts = new Set([...rows].map((row) => row.split('/')[0]));
		expect(ledger.filter((name) => !firsts.has(name))).toEqual([]);
	});

	it('names every field of the Factusol Database credential', () => {
		const source = read('credentials/FactusolDatabase.credentials.ts');
		const labels = [...source.matchAll(/^\t\t\tdisplayName: '([^']+)'/gm)].map(
			([, label]) => label ?? '',
		);
		expect(labels.length).toBeGreaterThan(8);
		expect(labels.filter((label) => !text.includes(label))).toEqual([]);
	});

	it('has a section for each node that the package registers, or says that it is in preparation', () => {
		const registered = readPackageJson().n8n.nodes.map((file) => {
			const source = read(file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
			return /^\t\tdisplayName: '([^']+)'/m.exec(source)?.[1];
		});
		const [, chapter = ''] = text.split(/^## (?:Nodes|Nodos)$/m);
		const sections = headings(chapter.split(/^## /m)[0] ?? '').map(([, , title]) => title);
		const [, announced = ''] = text.split(/^## .+\((?:in preparation|en preparación)\)$/m);
		const inPreparation = announced.split(/^## /m)[0] ?? '';
		expect(sections.filter((title) => !registered.includes(title))).toEqual([]);
		expect(
			registered.filter((name) => !sections.includes(name) && !inPreparation.includes(`_${name}_`)),
		).toEqual([]);
	});
});

/** The rooms of the order relay. */
const ROOMS = [
	'lib/errors.ts',
	'lib/access',
	'lib/factusol',
	'lib/ledger',
	'nodes/Factusol',
	'nodes/FactusolTrigger',
	'nodes/Ledger',
	'nodes/shared',
];

function sourcesIn(place: string): string[] {
	if (place.endsWith('.ts')) return [read(place)];
	return readdirSync(path.join(projectRoot, place), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => read(path.join(place, file)));
}

const CODE = /'([A-Z][A-Z_]{4,})'/g;

/** Codes that people can meet: after `code:`, `reasonCode:` or `reasonCode(`, and the keys of the driver's cases. */
function codesThrown(): Set<string> {
	const found = new Set<string>();
	for (const source of ROOMS.flatMap(sourcesIn)) {
		for (const [, value] of source.matchAll(/\b(?:code|reasonCode)(?::|\() ?([^,;\n]+)/g)) {
			for (const [, code] of (value ?? '').matchAll(CODE)) found.add(code ?? '');
		}
		const cases = /^const CASES = \{$([\s\S]+?)^\}/m.exec(source)?.[1] ?? '';
		for (const [, code] of cases.matchAll(/^\t([A-Z_]+): \{$/gm)) found.add(code ?? '');
	}
	return found;
}

describe('every code that the order relay can give', () => {
	const codes = codesThrown();

	it('is found in the sources', () => {
		expect(codes.size).toBeGreaterThan(80);
		for (const code of [
			'LOCKED',
			'TEXT_TOO_LONG',
			'LEASE_LOST',
			'RUNS_NOT_FINISHED',
			'CANCELLED',
		]) {
			expect(codes).toContain(code);
		}
	});

	it.each(both)('is explained in %s', (_file, text) => {
		const explained = new Set(inCode(text));
		expect([...codes].filter((code) => !explained.has(code))).toEqual([]);
	});

	it.each(both)('is one of those that %s explains: there are no others', (_file, text) => {
		const cells = [...prose(text).matchAll(/^\| ((?:`[A-Z_]{5,}`(?:, )?)+) +\|/gm)];
		const explained = cells.flatMap(([, cell]) =>
			[...(cell ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? ''),
		);
		expect(explained.length).toBe(new Set(explained).size);
		expect(explained.filter((code) => !codes.has(code))).toEqual([]);
		expect(explained).toHaveLength(codes.size);
	});
});
