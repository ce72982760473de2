import { readFileSync } from 'node:fs';
import path from 'node:path';

import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Factusol } from '../../../nodes/Factusol/Factusol.node';
import { FactusolTrigger } from '../../../nodes/FactusolTrigger/FactusolTrigger.node';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { SolarApi } from '../../../nodes/SolarApi/SolarApi.node';
import { SqlServerSales } from '../../../nodes/SqlServerSales/SqlServerSales.node';

const ROOT = path.join(__dirname, '..', '..', '..');
const PACKAGE = 'n8n-nodes-factulink';

const nodes: ReadonlyArray<[string, INodeType]> = [
	['Factusol', new Factusol()],
	['FactusolTrigger', new FactusolTrigger()],
	['Ledger', new Ledger()],
	['SolarApi', new SolarApi()],
	['SqlServerSales', new SqlServerSales()],
];

interface Field {
	/** `entry › getAll › filters › states`, for whoever reads a failure. */
	place: string;
	field: INodeProperties;
}

/** All fields of a node, those inside collections too. */
function fieldsOf(properties: readonly INodeProperties[], above = ''): Field[] {
	return properties.flatMap((field) => {
		const shown = field.displayOptions?.show ?? {};
		const where = [...(shown.resource ?? []), ...(shown.operation ?? [])].map(String);
		const place = [above, ...(above === '' ? where : []), field.name]
			.filter((part) => part !== '')
			.join(' › ');
		const inner =
			field.type === 'collection'
				? ((field.options ?? []) as INodeProperties[])
				: field.type === 'fixedCollection'
					? ((field.options ?? []) as INodePropertyCollection[]).flatMap(({ values }) => values)
					: [];
		return [{ place, field }, ...fieldsOf(inner, place)];
	});
}

const choicesOf = (field: INodeProperties): INodePropertyOptions[] =>
	field.type === 'options' || field.type === 'multiOptions'
		? ((field.options ?? []) as INodePropertyOptions[])
		: [];

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

describe.each(nodes)('the panel of %s', (folder, node) => {
	const { description } = node;
	const fields = fieldsOf(description.properties);
	const places = (wanted: (each: Field) => boolean) =>
		fields.filter(wanted).map(({ place }) => place);

	it('says of every field what it is for', () => {
		const speaksForItself = new Set(['resource', 'operation', 'options', 'filters']);
		expect(
			places(
				({ field }) =>
					!['notice', 'collection'].includes(field.type) &&
					!speaksForItself.has(field.name) &&
					!field.description,
			),
		).toEqual([]);
	});

	it('says of every choice what it means', () => {
		const unexplained = fields.flatMap(({ place, field }) =>
			field.name === 'resource'
				? []
				: choicesOf(field)
						.filter((choice) => !choice.description)
						.map(({ name }) => `${place}: ${name}`),
		);
		expect(unexplained).toEqual([]);
	});

	it('shows a real example in every field that somebody types into', () => {
		const examples = fields.flatMap(({ place, field }) =>
			field.type === 'string' && !isExpression(field.default)
				? [[place, field.placeholder ?? ''] as const]
				: [],
		);
		expect(examples.filter(([, example]) => !/^e\.g\. \S/.test(example))).toEqual([]);
		const others = fields.flatMap(({ place, field }) =>
			field.placeholder !== undefined && !['collection', 'fixedCollection'].includes(field.type)
				? [[place, field.placeholder] as const]
				: [],
		);
		expect(others.filter(([, example]) => !example.startsWith('e.g. '))).toEqual([]);
	});

	it('begins with what it is about, and ends with what is seldom needed', () => {
		const names = description.properties.map(({ name }) => name);
		if (names.includes('resource')) expect(names[0]).toBe('resource');
		const byOperation = Map.groupBy(description.properties, ({ displayOptions }) =>
			JSON.stringify([displayOptions?.show?.resource, displayOptions?.show?.operation]),
		);
		for (const [operation, group] of byOperation) {
			const at = group.findIndex(({ name }) => name === 'options');
			if (at !== -1) expect([operation, at]).toEqual([operation, group.length - 1]);
		}
	});

	it('has every list that its fields name, and no other', () => {
		const named = fields.flatMap(({ field }) => [
			...(field.typeOptions?.loadOptionsMethod
				? [`loadOptions ${String(field.typeOptions.loadOptionsMethod)}`]
				: []),
			...(field.modes ?? []).flatMap((mode) =>
				mode.typeOptions?.searchListMethod
					? [`listSearch ${mode.typeOptions.searchListMethod}`]
					: [],
			),
		]);
		const existing = (['loadOptions', 'listSearch'] as const).flatMap((kind) =>
			Object.keys(node.methods?.[kind] ?? {}).map((name) => `${kind} ${name}`),
		);
		expect([...new Set(named)].sort()).toEqual(existing.sort());
	});

	it('takes a typed code wherever it offers a searchable list', () => {
		for (const { place, field } of fields) {
			if (field.type !== 'resourceLocator') continue;
			expect([place, (field.modes ?? []).map(({ name }) => name)]).toEqual([
				place,
				['list', 'code'],
			]);
			expect(field.modes?.[1]?.placeholder).toMatch(/^e\.g\. \S/);
		}
	});

	it('can be found in the panel of nodes', () => {
		const codex = JSON.parse(
			readFileSync(path.join(ROOT, 'nodes', folder, `${folder}.node.json`), 'utf8'),
		) as { node: string; categories: string[]; alias: string[]; resources: object };
		expect(codex.node).toBe(`${PACKAGE}.${description.name}`);
		// The categories that n8n's editor knows.
		const known = ['Core Nodes', 'Data & Storage', 'Finance & Accounting', 'Sales'];
		expect(codex.categories.filter((category) => !known.includes(category))).toEqual([]);
		expect(codex.alias.length).toBeGreaterThan(4);
		expect(codex.alias.every((alias) => alias === alias.toLowerCase())).toBe(true);
	});

	it('tells on the canvas what the node does', () => {
		expect(description.subtitle).toMatch(/^=\{\{.*\$parameter/);
	});
});

describe('as a tool of an AI agent', () => {
	const offered = (node: INodeType) => {
		const tool = node.description.usableAsTool as unknown as
			{ replacements: { properties: INodeProperties[] } } | undefined;
		return (tool?.replacements.properties ?? [])
			.filter(({ name }) => name === 'operation')
			.flatMap((field) => {
				const values = choicesOf(field).map(({ value }) => String(value));
				expect(values).toContain(field.default);
				return values;
			});
	};

	it.each(nodes)('%s offers nothing that changes something', (_folder, node) => {
		const changing =
			/^(create|getNew|mark|send|register|claim|complete|fail|hold|skip|release|purge)/;
		expect(offered(node).filter((operation) => changing.test(operation))).toEqual([]);
	});

	it('every node but the trigger offers something', () => {
		expect(
			nodes.filter(([, node]) => offered(node).length === 0).map(([folder]) => folder),
		).toEqual(['FactusolTrigger']);
	});
});

describe('the shipped workflows', () => {
	interface Used {
		title: string;
		node: INode;
		nodeType: INodeType;
	}
	const used: Used[] = [
		'order-relay.duofic',
		'order-relay.ofifactory',
		'order-relay.worker',
		'sales-sync',
	].flatMap((file) => {
		const workflow = JSON.parse(
			readFileSync(path.join(ROOT, 'workflows', `${file}.json`), 'utf8'),
		) as { nodes: INode[] };
		return workflow.nodes.flatMap((node) => {
			const [, nodeType] =
				nodes.find(([, each]) => node.type === `${PACKAGE}.${each.description.name}`) ?? [];
			return nodeType ? [{ title: `${file}: ${node.name}`, node, nodeType }] : [];
		});
	});
	const cases = used.map((each) => [each.title, each] as const);

	it('use every node of the package', () => {
		expect(new Set(used.map(({ nodeType }) => nodeType.description.name)).size).toBe(nodes.length);
	});

	it.each(cases)('%s has every required field filled', (_title, { node, nodeType }) => {
		const parameters = NodeHelpers.getNodeParameters(
			nodeType.description.properties,
			node.parameters,
			true,
			false,
			node,
			nodeType.description,
		);
		const filled = { ...node, parameters: parameters ?? {} };
		expect(
			NodeHelpers.getNodeParametersIssues(
				nodeType.description.properties,
				filled,
				nodeType.description,
			),
		).toBeNull();
	});

	it.each(cases)('%s uses only fields and choices that exist', (_title, { node, nodeType }) => {
		const wrong: string[] = [];
		const check = (given: INodeParameters, properties: readonly INodeProperties[]) => {
			for (const [name, value] of Object.entries(given)) {
				if (name === 'pollTimes' && nodeType.description.polling) continue;
				const candidates = properties.filter((each) => each.name === name);
				const field =
					candidates.find((each) =>
						NodeHelpers.displayParameter(
							{ ...defaults(nodeType, node), ...node.parameters },
							each,
							node,
							nodeType.description,
						),
					) ?? candidates[0];
				if (!field) wrong.push(name);
				else if (field.type === 'collection') {
					check(value as INodeParameters, (field.options ?? []) as INodeProperties[]);
				} else if (field.type === 'resourceLocator') {
					const { mode } = value as { mode: string };
					if (!field.modes?.some((each) => each.name === mode)) wrong.push(`${name}: ${mode}`);
				} else if (!isExpression(value) && choicesOf(field).length > 0) {
					const known = choicesOf(field).map((choice) => choice.value);
					const asked = Array.isArray(value) ? value : [value];
					wrong.push(
						...asked
							.filter((each) => !known.includes(each as string))
							.map((each) => `${name}: ${String(each)}`),
					);
				}
			}
		};
		check(node.parameters, nodeType.description.properties);
		expect(wrong).toEqual([]);
	});

	function defaults(nodeType: INodeType, node: INode): INodeParameters {
		return (
			NodeHelpers.getNodeParameters(
				nodeType.description.properties,
				node.parameters,
				true,
				false,
				node,
				nodeType.description,
			) ?? {}
		);
	}
});
