import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { IDataObject, INode, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { openLedger } from '../../../lib/ledger/open-ledger';
import { FactusolTrigger } from '../../../nodes/FactusolTrigger/FactusolTrigger.node';
import { CompanyFiles } from '../../support/company-files';
import { FIXTURES } from '../../support/relay-judge';

const trigger = new FactusolTrigger();
let files: CompanyFiles;
let nodes = 0;

beforeEach(async () => {
	files = await CompanyFiles.create();
});
afterEach(() => files.remove());

/** A trigger node of its own, on a hand-made `this`; what needs n8n's scheduler is tested end to end. */
function triggerNode(parameters: IDataObject = {}, mode = 'trigger') {
	const node: INode = {
		id: `node-${nodes++}`,
		name: 'Factusol Trigger',
		type: 'n8n-nodes-factulink.factusolTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	node.parameters =
		NodeHelpers.getNodeParameters(
			trigger.description.properties,
			{ parentName: 'Oficit', startFrom: 'everything', ...parameters } as INode['parameters'],
			true,
			false,
			node,
			trigger.description,
		) ?? {};
	const credentials: Record<string, IDataObject> = {
		factusolDatabase: {
			companyName: 'Duofic',
			locateBy: 'folder',
			dataFolder: files.folder,
			companyCode: '002',
			fiscalYear: 'fixed',
			fixedYear: 2026,
			connectionType: 'driverless',
		},
		factuLinkLedger: { file: join(files.folder, 'ledger.sqlite') },
	};
	const staticData: IDataObject = {};
	const warnings: string[] = [];
	const context = {
		getMode: () => mode,
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow-1' }),
		getPollBudgetMs: () => 300_000,
		getWorkflowStaticData: () => staticData,
		getNodeParameter: (name: string, fallback?: unknown) =>
			(node.parameters as IDataObject)[name] ?? fallback,
		getCredentials: async (name: string) => await Promise.resolve(credentials[name]),
		logger: { warn: (text: string) => warnings.push(text) },
	} as unknown as IPollFunctions;
	return {
		credentials,
		staticData,
		warnings,
		poll: async (): Promise<INodeExecutionData[]> => (await trigger.poll.call(context))?.[0] ?? [],
	};
}

const put = (snapshot: string) =>
	cp(join(FIXTURES, snapshot, '0022026.accdb'), join(files.folder, '0022026.accdb'));

async function register(items: readonly INodeExecutionData[]): Promise<void> {
	const ledger = await openLedger(join(files.folder, 'ledger.sqlite'));
	await ledger.register(
		'order-relay',
		items.map(({ json }) => ({
			key: String(json.key),
			fingerprint: String(json.fingerprint),
			payload: json,
		})),
	);
}

it('emits one item per order, with its lines, until the ledger knows it', async () => {
	await put('base');
	const node = triggerNode();
	const items = await node.poll();
	expect(items).toHaveLength(75);
	expect(items[0]?.json).toMatchObject({
		company: { code: '002', name: 'Duofic' },
		lines: expect.any(Array) as unknown,
		purchaseReference: expect.stringMatching(/^DUOFIC 2026 /) as string,
		message: expect.stringMatching(/^Pedido .* de Duofic: \d+ líneas? de Oficit, .* €$/) as string,
	});
	await register(items);
	expect(await node.poll()).toEqual([]);
});

it('survives a source that is missing when n8n starts, says so once, and works when it is there', async () => {
	const node = triggerNode();
	expect(await node.poll()).toEqual([]);
	expect(node.warnings).toEqual([expect.stringContaining('0022026.accdb')]);
	await expect(node.poll()).rejects.toMatchObject({
		message: expect.stringContaining('0022026.accdb') as string,
		description: expect.stringContaining('It goes on by itself') as string,
		context: { code: 'FILE_NOT_FOUND', class: 'retry' },
	});
	expect(await node.poll()).toEqual([]);
	await put('base');
	expect(await node.poll()).toHaveLength(75);
	await rm(join(files.folder, '0022026.accdb'));
	await expect(node.poll()).rejects.toMatchObject({ context: { code: 'FILE_NOT_FOUND' } });
});

it('tells in a manual test the newest order and remembers nothing', async () => {
	await put('base');
	const [newest, ...others] = await triggerNode({}, 'manual').poll();
	expect(others).toEqual([]);
	expect(newest?.json.date).toBe('2026-11-19');
	expect(await triggerNode().poll()).toHaveLength(75);
});

it('keeps to the limit and to the series that are asked for', async () => {
	await put('base');
	expect(await triggerNode({ options: { maxOrders: 7 } }).poll()).toHaveLength(7);
	const series = await triggerNode({ options: { series: 'w' } }).poll();
	expect(new Set(series.map(({ json }) => json.series))).toEqual(new Set(['W']));
});

it('keeps to the states that are asked for, without cancelled orders unless they are', async () => {
	await put('base');
	const statesOf = async (options: IDataObject) => {
		const counts = new Map<unknown, number>();
		for (const { json } of await triggerNode({ options }).poll()) {
			counts.set(json.state, (counts.get(json.state) ?? 0) + 1);
		}
		return counts;
	};
	const usual = await statesOf({});
	expect([...usual.keys()].sort()).toEqual([0, 1, 2, 3]);
	const chosen = await statesOf({ states: [3, 4] });
	expect([...chosen.keys()].sort()).toEqual([3, 4]);
	expect(chosen.get(3)).toBe(usual.get(3));
	await expect(triggerNode({ options: { states: [] } }).poll()).rejects.toMatchObject({
		context: { code: 'SETTING_EMPTY' },
	});
});

describe('without a ledger', () => {
	it('remembers in the static data of the node what it handed over', async () => {
		await put('base');
		const node = triggerNode({ memory: 'staticData' });
		expect(await node.poll()).toHaveLength(75);
		expect(await node.poll()).toEqual([]);
		await put('new-orders');
		const news = (await node.poll()).map(({ json }) => json.key);
		expect(news.sort()).toEqual(['002/2026/1/000105', '002/2026/1/000106', '002/2026/2/000021']);
	});

	it.each(['half-written', 'being-edited'])(
		'hands an order that was reported as unfinished (%s) over when it is finished',
		async (snapshot) => {
			await put(snapshot);
			const node = triggerNode({ memory: 'staticData', options: { patience: 1 } });
			const held = (items: readonly INodeExecutionData[]) =>
				items.flatMap(({ json }) => (json.verdict === undefined ? [] : [json.key]));
			const reported = held(await node.poll());
			expect(reported).toHaveLength(1);
			expect(await node.poll()).toEqual([]);
			await put('new-orders');
			const news = await node.poll();
			expect(held(news)).toEqual([]);
			expect(news.map(({ json }) => json.key)).toEqual(expect.arrayContaining(reported));
			expect(await node.poll()).toEqual([]);
		},
	);

	it('takes what exists as known when it starts from now', async () => {
		await put('base');
		const node = triggerNode({
			memory: 'staticData',
			startFrom: 'now',
			options: { lookBackDays: 0 },
		});
		expect(await node.poll()).toEqual([]);
		await put('new-orders');
		expect(await node.poll()).toHaveLength(3);
	});
});

it('names what is wrong with its settings', async () => {
	await put('base');
	for (const startDate of ['ayer', '2026-02-30', '01/11/2026']) {
		await expect(triggerNode({ startFrom: 'date', startDate }).poll()).rejects.toMatchObject({
			message: expect.stringContaining(`"${startDate}"`) as string,
			description: expect.stringContaining('2026-11-01') as string,
		});
	}
	const node = triggerNode();
	node.credentials.factuLinkLedger = { file: '' };
	await expect(node.poll()).rejects.toMatchObject({ context: { code: 'CREDENTIAL_INCOMPLETE' } });
});
