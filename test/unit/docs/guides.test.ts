import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeProperties, INodeType } from 'n8n-workflow';

import { FactuLinkLedger } from '../../../credentials/FactuLinkLedger.credentials';
import { FactusolDatabase } from '../../../credentials/FactusolDatabase.credentials';
import { SolarApi as SolarApiCredential } from '../../../credentials/SolarApi.credentials';
import { projectRoot } from '../../../demo/project';
import { Factusol } from '../../../nodes/Factusol/Factusol.node';
import { FactusolTrigger } from '../../../nodes/FactusolTrigger/FactusolTrigger.node';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { SolarApi } from '../../../nodes/SolarApi/SolarApi.node';
import { SqlServerSales } from '../../../nodes/SqlServerSales/SqlServerSales.node';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

const PAGES = [
	'README.md',
	'README.es.md',
	...readdirSync(path.join(projectRoot, 'docs'))
		.filter((file) => file.endsWith('.md'))
		.map((file) => `docs/${file}`),
];
const GUIDES = ['docs/manual-del-operador.md', 'docs/instalacion.md'] as const;

/** Code blocks are left out: a comment in a shell block looks like a heading. */
const prose = (text: string) => text.replace(/^ *```[\s\S]*?^ *```$/gm, '');
const withoutCode = (text: string) => prose(text).replace(/`[^`\n]*`/g, '');

/** The anchors of a page on the usual hosts: a title that comes again gets a number. */
function anchorsOf(text: string): Set<string> {
	const anchors = new Set<string>();
	for (const [, title = ''] of prose(text).matchAll(/^#+ (.+)$/gm)) {
		const plain = title
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-');
		let anchor = plain;
		for (let again = 1; anchors.has(anchor); again++) anchor = `${plain}-${again}`;
		anchors.add(anchor);
	}
	return anchors;
}

describe.each(PAGES)('%s', (page) => {
	it('leads only to files and headings that exist', () => {
		const targets = [...withoutCode(read(page)).matchAll(/\]\(([^)]+)\)/g)]
			.map(([, target]) => target ?? '')
			.filter((target) => !/^https?:/.test(target));
		const broken = targets.filter((target) => {
			const [file = '', anchor] = target.split('#');
			const place = file === '' ? page : path.join(path.dirname(page), file);
			if (!existsSync(path.join(projectRoot, place))) return true;
			return anchor !== undefined && !anchorsOf(read(place)).has(anchor);
		});
		expect(broken).toEqual([]);
	});
});

const nodes: INodeType[] = [
	new FactusolTrigger(),
	new Factusol(),
	new Ledger(),
	new SqlServerSales(),
	new SolarApi(),
];
const credentials = [new FactusolDatabase(), new FactuLinkLedger(), new SolarApiCredential()];

/** Labels of fields and of their choices, at any depth. */
function labelsOf(properties: readonly INodeProperties[]): string[] {
	return properties.flatMap(({ displayName, options = [] }) => [
		displayName,
		...options.flatMap((option) =>
			'displayName' in option
				? 'values' in option
					? [option.displayName, ...labelsOf(option.values)]
					: labelsOf([option])
				: [option.name],
		),
	]);
}

/** What the editor of n8n itself shows (2.41), which this project does not bring. */
const OF_N8N = [
	'Add Poll Time',
	'Add filter',
	'Create',
	'Credential',
	'Cron Expression',
	'Custom',
	'Edit Fields',
	'Every Day',
	'Every Hour',
	'Every Minute',
	'Every X',
	'Execute workflow',
	'Executions',
	'Expression',
	'Filter',
	'Fixed',
	'Hour',
	'Include Other Input Fields',
	'JSON',
	'Minute',
	'Minutes Between Triggers',
	'Mode',
	'Poll Times',
	'Publish',
	'Retry',
	'Settings',
	'Success',
	'Timezone',
	'Trigger manually',
	'Unit',
	'Unpublish',
	'Value',
	'Workflow',
];
const OF_WINDOWS = ['Iniciar sesión como servicio', 'Local System'];

const labels = new Set([
	...nodes.map(({ description }) => description.displayName),
	...nodes.flatMap(({ description }) => labelsOf(description.properties)),
	...credentials.map(({ displayName }) => displayName),
	...credentials.flatMap(({ properties }) => labelsOf(properties)),
	// Outputs of Register, which n8n works out from an expression.
	...[...String(new Ledger().description.outputs).matchAll(/"displayName":"(\w+)"/g)].map(
		([, label]) => label ?? '',
	),
	...OF_N8N,
	...OF_WINDOWS,
]);

/** `Node › Operation` and `Node › Resource › Operation` as the panels offer them. */
const operationPaths = new Set(
	nodes.flatMap(({ description: { displayName, properties } }) => {
		const choices = (name: string) => properties.filter((property) => property.name === name);
		const [resource] = choices('resource').filter(({ type }) => type === 'options');
		return choices('operation').flatMap(({ displayOptions, options = [] }) => {
			const names = options.map((option) => ('name' in option ? option.name : ''));
			const shownFor = displayOptions?.show?.resource?.[0];
			const chosen = (resource?.options ?? []).find(
				(option) => 'value' in option && option.value === shownFor,
			);
			const where = chosen && 'name' in chosen ? `${displayName} › ${chosen.name}` : displayName;
			return names.map((name) => `${where} › ${name}`);
		});
	}),
);

interface WorkflowFile {
	name: string;
	nodes: { name: string; credentials?: Record<string, { name: string }> }[];
}

const workflows = readdirSync(path.join(projectRoot, 'workflows'))
	.filter((file) => file.endsWith('.json'))
	.map((file) => JSON.parse(read(`workflows/${file}`)) as WorkflowFile);
const workflowNames = new Set(
	workflows.flatMap(({ name, nodes: inside }) => [
		name,
		...inside.flatMap((node) => [
			node.name,
			...Object.values(node.credentials ?? {}).map((credential) => credential.name),
		]),
	]),
);

const sources = ['lib', 'nodes']
	.flatMap((folder) =>
		readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => read(path.join(folder, file))),
	)
	.join('\n');

const quoted = (text: string) =>
	[...withoutCode(text).matchAll(/«([^»\n]+)»/g)].map(([, words]) => words ?? '');

/** What stands in italics, but for the remark that something was not tried. */
const italics = (text: string) =>
	[...withoutCode(text).matchAll(/(?<![\p{L}\p{N}_])_([^_\n(]+)_(?![\p{L}\p{N}_])/gu)].map(
		([, words]) => words ?? '',
	);

describe.each(GUIDES.map((file) => [file, read(file)] as const))('%s', (_file, text) => {
	it('names in italics only what the editor shows', () => {
		const named = italics(text);
		expect(named.length).toBeGreaterThan(15);
		const [paths, plain] = [
			named.filter((words) => words.includes(' › ')),
			named.filter((words) => !words.includes(' › ')),
		];
		expect(plain.filter((words) => !labels.has(words))).toEqual([]);
		const known = [...operationPaths];
		expect(
			paths.filter(
				(words) => !known.some((each) => each === words || each.endsWith(` › ${words}`)),
			),
		).toEqual([]);
	});

	it('quotes only names of the shipped workflows and texts of the package', () => {
		const unknown = quoted(text).filter(
			(words) => !workflowNames.has(words) && !sources.includes(words),
		);
		expect(unknown).toEqual([]);
	});

	it('names only codes, tables and columns that the package knows', () => {
		const codes = [...prose(text).matchAll(/`([A-Z][A-Z0-9_]{4,})`/g)]
			.map(([, code]) => code ?? '')
			.filter((code) => !/^(?:N8N|EXECUTIONS)_/.test(code));
		expect(codes.length).toBeGreaterThan(8);
		expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(sources))).toEqual([]);
	});

	it('gives JSON that can be read', () => {
		const blocks = [...text.matchAll(/^ *```json\n([\s\S]*?)^ *```$/gm)].map(([, json]) => json);
		expect(blocks.length).toBeGreaterThan(0);
		for (const block of blocks) expect(() => JSON.parse(block ?? '') as unknown).not.toThrow();
	});
});

describe('the operator’s manual', () => {
	const manual = read('docs/manual-del-operador.md');
	const inManual = new Set([...prose(manual).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code));

	it('says what to do with every reason that holds an order on its way to a purchase order', () => {
		const [, section = ''] = read('README.es.md').split(/^### Pedido$/m);
		const [table = ''] = section.split(/^### /m);
		const codes = [...table.matchAll(/`([A-Z_]{5,})`/g)]
			.map(([, code]) => code ?? '')
			.filter((code) => !code.startsWith('CUSTOMER_') && code !== 'REFPPR');
		expect(codes.length).toBeGreaterThan(12);
		expect(codes.filter((code) => !inManual.has(code))).toEqual([]);
	});

	it('says what to do with every reason that holds a voucher', () => {
		const [, type = ''] = /export type HoldReason =([^;]+);/.exec(read('lib/sales/sale.ts')) ?? [];
		const reasons = [...type.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code ?? '');
		expect(reasons.length).toBeGreaterThan(8);
		expect(reasons.filter((code) => !inManual.has(code))).toEqual([]);
	});

	it('names every node of the relay that an order passes', () => {
		const relay = workflows.filter(({ name }) => /vigilante de Duofic|trabajador/.test(name));
		expect(relay).toHaveLength(2);
		const passed = relay.flatMap(({ nodes: inside }) => inside.map(({ name }) => name));
		const named = new Set(quoted(manual));
		const notes = [
			'Qué hace',
			'Qué se puede cambiar',
			'Qué no se debe tocar',
			'Ajustes: se puede cambiar',
		];
		const silent = ['Ya apuntados: nada que hacer', 'Cuando avisa un vigilante'];
		expect(
			passed.filter((name) => !named.has(name) && !notes.includes(name) && !silent.includes(name)),
		).toEqual([]);
	});
});
