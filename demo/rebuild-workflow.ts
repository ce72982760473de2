import { z } from 'zod';

import type { Config, SubCompany } from './config';
import { credentialId, credentialName } from './credentials';
import {
	PARENT,
	siteSettings,
	TEMPLATE,
	template,
	type NodeJson,
	type WorkflowJson,
} from './workflows';

const READER = `Leer todos los pedidos de ${TEMPLATE.name}`;
const SHIPPED_READERS = /^Leer todos los pedidos de /;
const ORDER_SETTINGS = 'Ajustes de los pedidos';
const SALES_SETTINGS = 'Ajustes de las ventas';
const ORDERS_START = 'Reconstruir los pedidos';
const SALES_START = 'Reconstruir las ventas';

/** Between two readers, one below the other; the shipped workflow has two of them. */
const ROW = 200;
const SHIPPED_READER_COUNT = 2;

const connectionsSchema = z.record(
	z.object({ main: z.array(z.array(z.object({ node: z.string() }).passthrough())) }),
);
type Connections = z.infer<typeof connectionsSchema>;
const settingsSchema = z.record(z.unknown());
const salesSettingsSchema = z.record(z.unknown()).default({});
const positionSchema = z.tuple([z.number(), z.number()]);

type Flows = Pick<Config, 'relay' | 'sales'>;

/** The rebuilding of a lost ledger: one reader for each company, and the sales, as far as the site has them. */
export function rebuildWorkflow(flows: Flows): WorkflowJson {
	const { relay, sales } = flows;
	const parent = relay?.parent ?? PARENT;
	const companies = relay?.companies ?? [];
	const workflow = template('reconstruir-libro.json', [
		[credentialId(PARENT), credentialId(parent)],
		[PARENT.name, parent.name],
	]);
	const connections = connectionsSchema.parse(workflow.connections);
	const ofOrders = nodesFrom(ORDERS_START, connections);
	const ofSales = nodesFrom(SALES_START, connections);
	const kept = workflow.nodes.filter(
		({ name }) => (relay || !ofOrders.has(name)) && (sales || !ofSales.has(name)),
	);
	const extra = companies.length - SHIPPED_READER_COUNT;
	const nodes = kept.flatMap((node): NodeJson[] => {
		if (node.name === READER) return companies.map((each, row) => reader(node, each, row));
		if (SHIPPED_READERS.test(node.name)) return [];
		const moved = ofSales.has(node.name) ? ROW * extra : (ROW / 2) * extra;
		return [withSettings(isNote(node) ? node : movedDown(node, moved), flows)];
	});
	const readers = companies.map(readerName);
	return { ...workflow, nodes, connections: connected(connections, readers, nodes) };
}

const readerName = ({ name }: SubCompany) => READER.replace(TEMPLATE.name, name);

function reader(node: NodeJson, company: SubCompany, row: number): NodeJson {
	const place = row + 1;
	return {
		...movedDown(node, ROW * row),
		id: place === 1 ? node.id : `${String(node.id)}-${company.code}`,
		name: readerName(company),
		credentials: {
			factusolDatabase: { id: credentialId(company), name: credentialName(company) },
		},
		parameters: {
			...node.parameters,
			parentSupplierCode: { __rl: true, mode: 'code', value: company.parentSupplierCode },
			articleMapping: company.articleMapping,
		},
	};
}

function withSettings(node: NodeJson, { relay, sales }: Flows): NodeJson {
	if (node.name !== ORDER_SETTINGS && node.name !== SALES_SETTINGS) return node;
	const shipped = settingsSchema.parse(
		JSON.parse(z.string().parse(node.parameters.jsonOutput)) as unknown,
	);
	const own =
		node.name === ORDER_SETTINGS
			? relay && {
					empresas: Object.fromEntries(
						relay.companies.map((company) => [
							company.code,
							{ proveedor: company.supplierCodeAtParent },
						]),
					),
				}
			: sales && {
					tablaDePendientes: sales.pendingTable,
					comprobantes: siteSettings(salesSettingsSchema.parse(shipped.comprobantes), sales),
				};
	const jsonOutput = JSON.stringify({ ...shipped, ...own }, null, 2);
	return { ...node, parameters: { ...node.parameters, jsonOutput } };
}

const isNote = ({ type }: NodeJson) => type === 'n8n-nodes-base.stickyNote';

function movedDown(node: NodeJson, by: number): NodeJson {
	const [x, y] = positionSchema.parse(node.position);
	return { ...node, position: [x, y + by] };
}

/** Names of the nodes that lead on from one. */
function nodesFrom(start: string, connections: Connections): Set<string> {
	const found = new Set([start]);
	for (const name of found) {
		for (const { node } of connections[name]?.main.flat() ?? []) found.add(node);
	}
	return found;
}

/** The shipped connections between nodes that are there, with every reader in the place of the shipped ones. */
function connected(
	shipped: Connections,
	readers: readonly string[],
	nodes: readonly NodeJson[],
): Connections {
	const names = new Set(nodes.map(({ name }) => name));
	const result: Connections = {};
	for (const [from, { main }] of Object.entries(shipped)) {
		const outputs = main.map((targets) =>
			targets.flatMap((target) => {
				if (target.node === READER) return readers.map((node) => ({ ...target, node }));
				return SHIPPED_READERS.test(target.node) ? [] : [target];
			}),
		);
		if (from === READER) for (const each of readers) result[each] = { main: outputs };
		else if (names.has(from) && !SHIPPED_READERS.test(from)) result[from] = { main: outputs };
	}
	return result;
}
