import { z } from 'zod';
import type { Config } from '../config';
import { credentialId, credentialName } from '../credentials';
import { shippedWorkflow, withAddresses, type WorkflowJson } from '../workflows';
import type { MailServer } from './config';

/** The company of the shipped workflow whose nodes are the templates for all others. */
const TEMPLATE = 'Duofic';
const COUNT = 'Contar los pedidos de ';
const ORIGIN = 'Esto es de ';
const SALES = 'Contar las ventas de Tango';
const MERGE = 'Juntar lo contado';

/** Room between the nodes of one company and those of the next. */
const ROW = 240;

type Node = WorkflowJson['nodes'][number];
const placeSchema = z.tuple([z.number(), z.number()]);
const connectionsSchema = z.record(
	z.object({
		main: z.array(z.array(z.object({ node: z.string(), type: z.string(), index: z.number() }))),
	}),
);

/** The report of the morning, with one pair of nodes for each company, and with sales where there are some. */
export function dailyReportWorkflow(
	config: Pick<Config, 'relay' | 'sales'>,
	mail: Pick<MailServer, 'from' | 'to'> | undefined,
): WorkflowJson {
	const shipped = withAddresses(shippedWorkflow('resumen-diario.json'), mail);
	const { relay, sales } = config;
	const companies = relay?.companies ?? [];
	const byName = (name: string) => {
		const found = shipped.nodes.find((node) => node.name === name);
		if (!found) throw new Error(`workflows/resumen-diario.json has no node "${name}"`);
		return found;
	};
	const isRow = ({ name }: Node) =>
		name.startsWith(COUNT) || name.startsWith(ORIGIN) || name === SALES;
	const top = placeSchema.parse(byName(`${COUNT}${TEMPLATE}`).position)[1];
	const rows = companies.map((company, row): [Node, Node] => {
		const id = `resumen-diario-${company.code}`;
		const count = byName(`${COUNT}${TEMPLATE}`);
		return [
			{
				...placed(count, top + row * ROW),
				id: `${id}-1`,
				name: `${COUNT}${company.name}`,
				parameters: {
					...count.parameters,
					parentName: relay?.parent.name,
					parentSupplierCode: { __rl: true, mode: 'code', value: company.parentSupplierCode },
					...(company.articleMapping === 'reference'
						? {}
						: { articleMapping: company.articleMapping }),
				},
				credentials: {
					...z.record(z.unknown()).parse(count.credentials),
					factusolDatabase: { id: credentialId(company), name: credentialName(company) },
				},
			},
			{
				...placed(byName(`${ORIGIN}${TEMPLATE}`), top + row * ROW),
				id: `${id}-2`,
				name: `${ORIGIN}${company.name}`,
				parameters: named(byName(`${ORIGIN}${TEMPLATE}`), company.name),
			},
		];
	});
	if (sales) {
		const y = top + companies.length * ROW;
		rows.push([placed(byName(SALES), y), placed(byName(`${ORIGIN}Tango`), y)]);
	}
	const kept = shipped.nodes.filter((node) => !isRow(node));
	const connections = Object.fromEntries(
		Object.entries(connectionsSchema.parse(shipped.connections)).filter(([from]) =>
			kept.some(({ name }) => name === from),
		),
	);
	const to = (node: string, index = 0) => ({ node, type: 'main', index });
	connections.Ajustes = { main: [rows.map(([count]) => to(count.name))] };
	rows.forEach(([count, origin], index) => {
		connections[count.name] = { main: [[to(origin.name)]] };
		connections[origin.name] = { main: [[to(MERGE, index)]] };
	});
	return {
		...shipped,
		connections,
		nodes: [
			...kept.map((node) =>
				node.name === MERGE
					? { ...node, parameters: { ...node.parameters, numberInputs: Math.max(2, rows.length) } }
					: node,
			),
			...rows.flat(),
		],
	};
}

function placed(node: Node, y: number): Node {
	const [x] = placeSchema.parse(node.position);
	return { ...node, position: [x, y] };
}

const assignmentsSchema = z
	.object({
		assignments: z.object({ assignments: z.array(z.object({ value: z.string() }).passthrough()) }),
	})
	.passthrough();

function named(node: Node, name: string): Node['parameters'] {
	const parameters = assignmentsSchema.parse(node.parameters);
	const assignments = parameters.assignments.assignments.map((each) => ({ ...each, value: name }));
	return { ...parameters, assignments: { assignments } };
}
