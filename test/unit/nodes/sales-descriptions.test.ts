import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { INode, INodeProperties, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { SolarApi } from '../../../nodes/SolarApi/SolarApi.node';
import { SqlServerSales } from '../../../nodes/SqlServerSales/SqlServerSales.node';

const ROOT = join(__dirname, '..', '..', '..');
const nodes: INodeType[] = [new SqlServerSales(), new SolarApi()];

function operationsOf({ description }: INodeType): string[] {
	const field = description.properties.find(({ name }) => name === 'operation');
	return (field?.options ?? []).map((option) => String((option as { value: unknown }).value));
}

/** The fields that n8n shows for these parameters. */
function shown(node: INodeType, parameters: INode['parameters']): INodeProperties[] {
	const { description } = node;
	const inWorkflow: INode = {
		id: '1',
		name: description.displayName,
		type: description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const withDefaults =
		NodeHelpers.getNodeParameters(
			description.properties,
			parameters,
			true,
			false,
			inWorkflow,
			description,
		) ?? {};
	return description.properties.filter((property) =>
		NodeHelpers.displayParameter(withDefaults, property, inWorkflow, description),
	);
}

const cases = nodes.flatMap((node) =>
	operationsOf(node).map((operation) => [node.description.displayName, operation, node] as const),
);

test.each(cases)('%s: %s shows every field once', (_, operation, node) => {
	const names = shown(node, { operation }).map(({ name }) => name);
	expect(names).toContain('operation');
	expect(new Set(names).size).toBe(names.length);
});

test('Get Pending shows the names of the list, or the day, as its source asks', () => {
	const names = (parameters: INode['parameters']) =>
		shown(new SqlServerSales(), { operation: 'getPending', ...parameters }).map(({ name }) => name);
	expect(names({ pendingSource: 'list' })).toEqual(
		expect.arrayContaining(['pendingTable', 'pendingColumns', 'settings']),
	);
	expect(names({ pendingSource: 'list' })).not.toContain('since');
	expect(names({ pendingSource: 'vouchers' })).toEqual(
		expect.arrayContaining(['since', 'stream', 'settings']),
	);
	expect(names({ pendingSource: 'vouchers' })).not.toContain('pendingTable');
	expect(names({ settingsMode: 'json' })).toContain('settingsJson');
	expect(names({ settingsMode: 'json' })).not.toContain('settings');
});

test.each(nodes.map((node) => [node.description.displayName, node] as const))(
	'%s has the icons that it names, and each credential once',
	(_, { description }) => {
		const icon = description.icon as { light: string; dark: string };
		for (const file of [icon.light, icon.dark]) {
			expect(existsSync(join(ROOT, file.replace('file:../../', '')))).toBe(true);
		}
		// n8n finds the first entry of a name and looks at no other.
		const names = (description.credentials ?? []).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	},
);
