import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultConfigFile, readConfig, type RelayConfig } from '../../../demo/config';
import { projectRoot } from '../../../demo/project';
import { rebuildWorkflow } from '../../../demo/rebuild-workflow';
import {
	listenerWorkflow,
	runsByHand,
	salesWorkflow,
	workerWorkflow,
	type WorkflowJson,
} from '../../../demo/workflows';
import { readSales, salesSchema } from '../../../demo/sales/config';
import { dailyReportWorkflow } from '../../../demo/mail/daily-report';
import { ALERTS_ID, DAILY_REPORT_ID } from '../../../demo/mail/setup';
import { SALES_WORKFLOW_ID } from '../../../demo/sales/setup';
import { parseSalesSettings } from '../../../lib/sales/settings';

const shipped = (name: string) =>
	JSON.parse(
		readFileSync(path.join(projectRoot, 'workflows', `${name}.json`), 'utf8'),
	) as WorkflowJson;

const config = readConfig(defaultConfigFile).relay as RelayConfig;
const [duofic, ofifactory] = config.companies as [
	RelayConfig['companies'][number],
	RelayConfig['companies'][number],
];

/** As the shipped workflows are: only new orders, the settings that may be left out left out. */
function asShipped(workflow: WorkflowJson): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (!('parentSupplierCode' in node.parameters)) return node;
			const { articleMapping, startDate, ...parameters } = node.parameters;
			expect([articleMapping, startDate]).toEqual(['reference', '']);
			return { ...node, parameters: { ...parameters, startFrom: 'now', options: {} } };
		}),
	};
}

test('for the companies of the shipped workflows it gives the shipped workflows', () => {
	expect(asShipped(listenerWorkflow(config, duofic))).toEqual(shipped('order-relay.duofic'));
	expect(asShipped(listenerWorkflow(config, ofifactory))).toEqual(
		shipped('order-relay.ofifactory'),
	);
	expect(workerWorkflow(config)).toEqual(shipped('order-relay.worker'));
});

const withSales = { relay: config, sales: readSales(salesSchema.parse({}), {}, (at) => at) };

describe('the rebuilding of a lost ledger', () => {
	/** As the shipped workflow is, which leaves out what may be left out. */
	const withoutMapping = (workflow: WorkflowJson) => ({
		...workflow,
		nodes: workflow.nodes.map((node) => {
			const { articleMapping, ...parameters } = node.parameters;
			return { ...node, parameters, ...(articleMapping ? { id: '' } : {}) };
		}),
	});
	const isReader = ({ parameters }: WorkflowJson['nodes'][number]) =>
		'parentSupplierCode' in parameters;
	const readersOf = ({ nodes }: WorkflowJson) => nodes.filter(isReader);
	const positions = ({ nodes }: WorkflowJson) => nodes.map(({ position }) => String(position));

	test('for the companies of the shipped workflow it is the shipped one', () => {
		const given = shipped('reconstruir-libro');
		const nodes = given.nodes.map((node) => (isReader(node) ? { ...node, id: '' } : node));
		expect(withoutMapping(rebuildWorkflow(withSales))).toEqual({ ...given, nodes });
	});

	test('has a reader for each company, each connected, none on top of another', () => {
		const companies = ['011', '012', '013', '014'].map((code, index) => ({
			...duofic,
			code,
			name: `Norte ${code}`,
			parentSupplierCode: index + 5,
			supplierCodeAtParent: index + 70,
		}));
		const workflow = rebuildWorkflow({ ...withSales, relay: { ...config, companies } });
		expect(readersOf(workflow).map(({ name, parameters }) => [name, parameters])).toMatchObject(
			companies.map(({ name, parentSupplierCode }) => [
				`Leer todos los pedidos de ${name}`,
				{ parentSupplierCode: { value: parentSupplierCode } },
			]),
		);
		expect(new Set(positions(workflow)).size).toBe(workflow.nodes.length);
		const connections = workflow.connections as Record<
			string,
			{ main: Array<Array<{ node: string }>> }
		>;
		const readers = readersOf(workflow).map(({ name }) => name);
		const [targets = []] = connections['Ejercicio por ejercicio']?.main ?? [];
		expect(targets.map(({ node }) => node)).toEqual(readers);
		for (const reader of readers) {
			const [next = []] = connections[reader]?.main ?? [];
			expect(next).toMatchObject([{ node: 'Buscar sus pedidos a proveedor en Oficit' }]);
		}
		const settings = workflow.nodes.find(({ name }) => name === 'Ajustes de los pedidos');
		expect(JSON.parse(settings?.parameters.jsonOutput as string)).toMatchObject({
			empresas: { '014': { proveedor: 73 } },
		});
		expect(JSON.stringify(workflow)).not.toMatch(/Duofic|OfiFactory/);
	});

	test('has nothing of the sales where a site has none, and its settings where it has', () => {
		const without = rebuildWorkflow({ relay: config, sales: undefined });
		expect(JSON.stringify(without.connections)).not.toMatch(/ventas|Tango/);
		expect(without.nodes.filter(({ type }) => type.includes('sqlServerSales'))).toEqual([]);
		const sales = readSales(
			salesSchema.parse({ pendingTable: 'ventas.PENDIENTES', settings: { branches: [20] } }),
			{},
			(at) => at,
		);
		const settings = rebuildWorkflow({ relay: config, sales }).nodes.find(
			({ name }) => name === 'Ajustes de las ventas',
		);
		expect(JSON.parse(settings?.parameters.jsonOutput as string)).toMatchObject({
			tablaDePendientes: 'ventas.PENDIENTES',
			comprobantes: { ...parseSalesSettings({}), branches: [20] },
		});
	});

	test('has nothing of the orders where a site has the sales alone', () => {
		const { nodes, connections } = rebuildWorkflow({ ...withSales, relay: undefined });
		expect(JSON.stringify(connections)).not.toMatch(/pedidos/);
		expect(nodes.filter(({ type }) => type === 'n8n-nodes-factulink.factusol')).toEqual([]);
		expect(nodes.filter(({ type }) => type.includes('sqlServerSales'))).toHaveLength(1);
	});

	test('is the only one that nobody publishes', () => {
		expect(runsByHand(shipped('reconstruir-libro'))).toBe(true);
		for (const name of ['order-relay.duofic', 'order-relay.worker', 'sales-sync', 'estado']) {
			expect(runsByHand(shipped(name))).toBe(false);
		}
	});
});

describe('for another company', () => {
	const other: RelayConfig = {
		...config,
		parent: { ...config.parent, code: '010', name: 'Central "Sur"' },
		companies: [
			{
				...duofic,
				code: '011',
				name: 'Oficit Norte',
				parentSupplierCode: 33,
				supplierCodeAtParent: 77,
				seriesAtParent: 4,
				articleMapping: 'ean',
				startFrom: '2026-03-01',
				lookBackDays: 12,
			},
		],
		schedule: { everyMinutes: 5 },
	};
	const [company] = other.companies as [RelayConfig['companies'][number]];
	const listener = listenerWorkflow(other, company);
	const text = JSON.stringify(listener);

	test('both readers of the listener carry its settings', () => {
		const readers = listener.nodes.filter(({ parameters }) => 'parentSupplierCode' in parameters);
		expect(readers).toHaveLength(2);
		for (const { parameters } of readers) {
			expect(parameters).toMatchObject({
				parentName: 'Central "Sur"',
				parentSupplierCode: { __rl: true, mode: 'code', value: 33 },
				articleMapping: 'ean',
				startFrom: 'date',
				startDate: '2026-03-01',
				options: { lookBackDays: 12 },
			});
		}
	});

	test('only the automatic one has a schedule', () => {
		const schedules = listener.nodes.flatMap(({ parameters }) => parameters.pollTimes ?? []);
		expect(schedules).toEqual([{ item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] }]);
		expect(text).toContain('Cada 5 minutos mira');
	});

	test('names, ids and connections are its own', () => {
		expect(listener.id).toBe('flRelayEmp011001');
		expect(text).not.toMatch(/Duofic/i);
		expect(text).toContain('flCredEmp0110001');
		const names = new Set(listener.nodes.map(({ name }) => name));
		const connections = Object.keys(listener.connections as object);
		expect(connections.filter((name) => !names.has(name))).toEqual([]);
	});

	test('the worker knows its supplier and series, and the credential of that parent', () => {
		const worker = workerWorkflow(other);
		const settings = worker.nodes.find(({ name }) => name === 'Ajustes');
		expect(JSON.parse(settings?.parameters.jsonOutput as string)).toEqual({
			ajustes: { '011': { proveedor: 77, serie: 4 } },
		});
		expect(JSON.stringify(worker)).toContain('flCredEmp0100001');
		expect(JSON.stringify(worker)).not.toContain('Oficit');
	});
});

describe('the sales sync', () => {
	const salesOf = (given: unknown) =>
		salesWorkflow(readSales(salesSchema.parse(given), {}, (place) => place));
	const settingsOf = (workflow: WorkflowJson) => {
		const node = workflow.nodes.find(({ name }) => name === 'Ajustes');
		return (
			JSON.parse(node?.parameters.jsonOutput as string) as {
				ajustes: { comprobantes: unknown } & Record<string, unknown>;
			}
		).ajustes;
	};

	test('without settings is the shipped workflow', () => {
		expect(salesOf({})).toEqual(shipped('sales-sync'));
		expect(shipped('sales-sync').id).toBe(SALES_WORKFLOW_ID);
	});

	test('ships every setting of the sales with its default', () => {
		expect(settingsOf(shipped('sales-sync')).comprobantes).toEqual(parseSalesSettings({}));
	});

	test('carries the settings of a site', () => {
		const workflow = salesOf({
			settings: { branches: [20], paymentMeans: { '110100': 'EFECTIVO' } },
			pendingTable: 'ventas.PENDIENTES',
			vouchersPerRequest: 10,
			vouchersPerRun: 100,
			everyMinutes: 15,
		});
		expect(settingsOf(workflow)).toEqual({
			comprobantes: {
				...parseSalesSettings({}),
				branches: [20],
				paymentMeans: { '110100': 'EFECTIVO' },
			},
			tablaDePendientes: 'ventas.PENDIENTES',
			porEnvio: 10,
			porPasada: 100,
		});
		const [schedule] = workflow.nodes.filter(
			({ type }) => type === 'n8n-nodes-base.scheduleTrigger',
		);
		expect(schedule).toMatchObject({
			name: 'Cada 15 minutos',
			parameters: { rule: { interval: [{ field: 'minutes', minutesInterval: 15 }] } },
		});
		const names = new Set(workflow.nodes.map(({ name }) => name));
		const connections = Object.keys(workflow.connections as object);
		expect(connections.filter((name) => !names.has(name))).toEqual([]);
	});
});

describe('the daily report', () => {
	const report = shipped('resumen-diario');
	const byName = (workflow: WorkflowJson) =>
		new Map(workflow.nodes.map(({ name, parameters }) => [name, parameters]));
	const sales = readSales(salesSchema.parse({}), {}, (place) => place);

	test('for the companies of the shipped workflow is the shipped one', () => {
		const made = dailyReportWorkflow({ relay: config, sales }, undefined);
		expect(byName(made)).toEqual(byName(report));
		expect(made.connections).toEqual(report.connections);
		expect(report.id).toBe(DAILY_REPORT_ID);
	});

	test('counts the companies of a site, and no sales where there are none', () => {
		const companies = [{ ...duofic, code: '011', name: 'Norte', parentSupplierCode: 33 }];
		const made = dailyReportWorkflow(
			{ relay: { ...config, companies }, sales: undefined },
			{ from: 'de@example.com', to: 'para@example.com' },
		);
		const names = made.nodes.map(({ name }) => name);
		expect(names.filter((name) => name.startsWith('Contar'))).toEqual([
			'Contar los pedidos de Norte',
		]);
		expect(JSON.stringify(made)).toContain('flCredEmp0110001');
		expect(JSON.stringify(made)).toContain('para@example.com');
		const connections = made.connections as Record<string, { main: { node: string }[][] }>;
		const ends = Object.values(connections).flatMap(({ main }) => main.flat());
		expect(ends.filter(({ node }) => !names.includes(node))).toEqual([]);
		expect(Object.keys(connections).filter((name) => !names.includes(name))).toEqual([]);
	});
});

test('the daily report of a site without companies counts its sales alone', () => {
	const sales = readSales(salesSchema.parse({}), {}, (place) => place);
	const { nodes } = dailyReportWorkflow({ relay: undefined, sales }, undefined);
	const counting = nodes.map(({ name }) => name).filter((name) => name.startsWith('Contar'));
	expect(counting).toEqual(['Contar las ventas de Tango']);
	expect(nodes.filter(({ type }) => type.includes('factusol'))).toEqual([]);
});

test('every shipped workflow but the one that tells of failures names it for its failures', () => {
	const all = readdirSync(path.join(projectRoot, 'workflows')).map((file) =>
		shipped(path.basename(file, '.json')),
	);
	const others = all.filter(({ id }) => id !== ALERTS_ID);
	expect(others.length).toBeGreaterThan(5);
	for (const { settings } of others) expect(settings).toMatchObject({ errorWorkflow: ALERTS_ID });
	expect(listenerWorkflow(config, ofifactory).settings).toMatchObject({ errorWorkflow: ALERTS_ID });
});
