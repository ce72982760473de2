import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IConnections,
	ICredentialsHelper,
	IDataObject,
	INode,
	INodeType,
	IRun,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { toErrorItem } from '../../../nodes/shared/error-item';
import { item, LedgerBench, STREAM } from '../../support/ledger';

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

const description = {
	displayName: 'Stand-In',
	name: 'standIn',
	group: [],
	version: 1,
	description: '',
	defaults: {},
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
} satisfies INodeType['description'];

/** Stands in for the work: writes the entries with even ids, and finds the file locked for the others. */
const worker: INodeType = {
	description,
	execute: async function () {
		const output = this.getInputData().map(({ json }, itemIndex) =>
			Number((json.ledger as IDataObject).id) % 2 === 0
				? { json: { ...json, number: '2-000045' }, pairedItem: { item: itemIndex } }
				: toErrorItem(
						new FactuLinkError({
							class: 'retry',
							code: 'FILE_LOCKED',
							message: 'The file 0012026.accdb is open elsewhere.',
							whatToDo: 'Nothing: it is tried again.',
						}),
						itemIndex,
					),
		);
		return await Promise.resolve([output]);
	},
};

const start = (items: IDataObject[]): INodeType => ({
	description: { ...description, inputs: [] },
	execute: async () => await Promise.resolve([items.map((json) => ({ json }))]),
});

function node(name: string, type: string, more: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...more };
}

const credentials = { factuLinkLedger: { id: '1', name: 'Ledger' } };
const ledgerNode = (name: string, operation: string, more: Partial<INode> = {}) =>
	node(name, 'ledger', { parameters: { resource: 'entry', operation }, credentials, ...more });

const to = (...names: string[]) =>
	names.map((name) => ({ node: name, type: 'main' as const, index: 0 }));

/** Runs a workflow in n8n's own engine, without its server. */
async function runInEngine(
	nodes: INode[],
	connections: IConnections,
	items: IDataObject[] = [{}],
): Promise<IRun> {
	const types: Record<string, INodeType> = { start: start(items), worker, ledger: new Ledger() };
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes,
		connections,
		active: false,
		nodeTypes: {
			getByName: (name) => types[name] as INodeType,
			getByNameAndVersion: (name) => types[name] as INodeType,
			getKnownTypes: () => ({}),
		},
	});
	const hooks = new ExecutionLifecycleHooks('manual', '812', {
		id: 'workflow-1',
		name: 'Test',
		active: false,
		isArchived: false,
		nodes,
		connections,
		createdAt: new Date(),
		updatedAt: new Date(),
		activeVersionId: null,
	});
	const additionalData = {
		executionId: '812',
		hooks,
		credentialsHelper: {
			getDecrypted: async () => await Promise.resolve({ file: bench.file }),
			getParentTypes: () => [],
			isCredentialUsableByNode: () => true,
		} as unknown as ICredentialsHelper,
		instanceBaseUrl: 'http://127.0.0.1/',
		restApiUrl: 'http://127.0.0.1/rest',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		currentNodeParameters: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return await new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: workflow.getNode('Start') ?? undefined,
	});
}

describe("in n8n's own engine", () => {
	it('errors of the work reach the Fail operation with their entry, and results reach Complete', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('a'), item('b'), item('c')]);
		const run = await runInEngine(
			[
				node('Start', 'start'),
				ledgerNode('Claim', 'claim'),
				node('Work', 'worker', { onError: 'continueErrorOutput' }),
				ledgerNode('Complete', 'complete'),
				ledgerNode('Fail', 'fail'),
			],
			{
				Start: { main: [to('Claim')] },
				Claim: { main: [to('Work')] },
				Work: { main: [to('Complete'), to('Fail')] },
			},
		);

		expect(run.data.resultData.error).toBeUndefined();
		const { entries } = await ledger.list();
		expect(entries.map(({ key, state, reasonCode }) => [key, state, reasonCode])).toEqual([
			['c', 'pending', 'FILE_LOCKED'],
			['b', 'done', null],
			['a', 'pending', 'FILE_LOCKED'],
		]);
		expect((await ledger.history(STREAM, 'b')).at(-1)).toMatchObject({
			executionId: '812',
			workflowId: 'workflow-1',
		});
	});

	it('an entry that was taken over goes to the error output of Complete, not to its success output', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('a'), item('b')]);
		const run = await runInEngine(
			[
				node('Start', 'start'),
				ledgerNode('Claim', 'claim'),
				ledgerNode('Complete', 'complete', {
					parameters: {
						resource: 'entry',
						operation: 'complete',
						owner: '={{ $json.key === "a" ? "somebody else" : $json.ledger.owner }}',
					},
					onError: 'continueErrorOutput',
				}),
			],
			{ Start: { main: [to('Claim')] }, Claim: { main: [to('Complete')] } },
		);

		const [success, failure] = run.data.resultData.runData.Complete?.[0]?.data?.main ?? [];
		expect(success?.map(({ json }) => json.key)).toEqual(['b']);
		expect(failure).toMatchObject([
			{ json: { key: 'a', ledger: { id: 1 }, details: { code: 'LEASE_LOST', class: 'retry' } } },
		]);
		expect((await ledger.get({ stream: STREAM, key: 'a' }))?.state).toBe('claimed');
	});

	it('the outputs of Register carry on to the nodes that are connected to them', async () => {
		const ledger = await bench.open();
		await ledger.register(STREAM, [item('known')]);
		const run = await runInEngine(
			[
				node('Start', 'start'),
				ledgerNode('Register', 'register', { onError: 'continueErrorOutput' }),
			],
			{ Start: { main: [to('Register')] } },
			[
				{ key: 'known', fingerprint: 'v1' },
				{ key: 'new', fingerprint: 'v1' },
				{ fingerprint: 'no key' },
			],
		);

		const outputs = run.data.resultData.runData.Register?.[0]?.data?.main ?? [];
		expect(outputs.map((items) => items?.map(({ json }) => json.key ?? json.error))).toEqual([
			['new'],
			[],
			['known'],
			['The field "Key" has no usable value for this item.'],
		]);
	});
});
