import { writeFileSync } from 'node:fs';

import type { ICredentialTestFunctions, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { CURRENT_VERSION } from '../../../lib/ledger/sqlite/migrations';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { toErrorItem } from '../../../nodes/shared/error-item';
import { runNode, workflowOf } from '../../support/execute-context';
import { LedgerBench, STREAM } from '../../support/ledger';

const nodeType = new Ledger();

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

async function run(
	operation: string,
	items: IDataObject[],
	parameters: IDataObject = {},
	more: { continueOnFail?: boolean; executionId?: string } = {},
): Promise<INodeExecutionData[][]> {
	return await runNode(nodeType, {
		parameters: { resource: 'entry', operation, ...parameters },
		items,
		credentials: { factuLinkLedger: { file: bench.file } },
		...more,
	});
}

const order = (key: string, more: IDataObject = {}): IDataObject => ({
	key,
	fingerprint: 'v1',
	message: `Pedido ${key} de Duofic`,
	total: '412.35',
	...more,
});

const jsonOf = (items: INodeExecutionData[] | undefined) => (items ?? []).map(({ json }) => json);

/** Registers and claims, as the shipped workflows do. */
async function claimed(...keys: string[]): Promise<IDataObject[]> {
	await run(
		'register',
		keys.map((key) => order(key)),
	);
	return jsonOf((await run('claim', [{}]))[0]);
}

const lockedFile = new FactuLinkError({
	class: 'retry',
	code: 'FILE_LOCKED',
	message: 'The file 0012026.accdb is open elsewhere.',
	whatToDo: 'Nothing: it is tried again.',
});

/** What n8n makes of an error item: the json of the paired input item, with the error item's on top. */
const onErrorOutput = (json: IDataObject, error: unknown) => ({
	...json,
	...toErrorItem(error, 0).json,
});

describe('the node', () => {
	it('has three named outputs for Register and one for everything else', () => {
		const outputsFor = (operation: string) => {
			const node = {
				id: '1',
				name: 'Ledger',
				type: 'ledger',
				typeVersion: 1,
				position: [0, 0] as [number, number],
				parameters: { resource: 'entry', operation },
			};
			const workflow = workflowOf(nodeType, node);
			return NodeHelpers.getNodeOutputs(workflow, node, nodeType.description);
		};

		expect(outputsFor('register')).toEqual([
			{ displayName: 'New', type: 'main' },
			{ displayName: 'Changed', type: 'main' },
			{ displayName: 'Known', type: 'main' },
		]);
		expect(outputsFor('claim')).toEqual(['main']);
	});
});

describe('hundreds of items', () => {
	/** Items that take a millisecond to read, and in which turn of the event loop each was read first. */
	function slowItems(jsons: readonly IDataObject[]) {
		const turns: number[] = [];
		let turn = 0;
		const count = setInterval(() => turn++);
		const items = jsons.map((json, index) =>
			Object.defineProperty({ ...json }, 'fingerprint', {
				enumerable: true,
				get: () => {
					const end = performance.now() + 1;
					while (performance.now() < end);
					turns[index] ??= turn;
					return 'v1';
				},
			}),
		);
		return { items, turns, stop: () => clearInterval(count) };
	}

	const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);

	it.each(['register', 'complete'])(
		'leave n8n its turns while they are read to %s',
		async (operation) => {
			const jsons =
				operation === 'register' ? keys.map((key) => order(key)) : await claimed(...keys);
			const { items, turns, stop } = slowItems(jsons);
			try {
				await run(operation, items);
			} finally {
				stop();
			}
			expect(turns).toHaveLength(keys.length);
			expect(new Set(turns).size).toBeGreaterThan(3);
		},
	);
});

describe('Register', () => {
	it('sends each item, with its entry, to the output that fits, without any parameter touched', async () => {
		await run('register', [order('a'), order('b')]);
		const [fresh, changed, known] = await run('register', [
			order('a'),
			order('b', { fingerprint: 'v2' }),
			order('c'),
		]);

		expect(fresh).toEqual([
			{
				json: {
					...order('c'),
					ledger: {
						id: 3,
						stream: 'order-relay',
						key: 'c',
						state: 'pending',
						outcome: 'new',
						message: 'Registrado: Pedido c de Duofic',
					},
				},
				pairedItem: { item: 2 },
			},
		]);
		expect(changed).toMatchObject([
			{ json: { key: 'b', ledger: { outcome: 'changed' } }, pairedItem: { item: 1 } },
		]);
		expect(known).toMatchObject([
			{ json: { key: 'a', ledger: { outcome: 'known' } }, pairedItem: { item: 0 } },
		]);
	});

	it('obeys the verdict that an item carries', async () => {
		const verdict = { state: 'held', code: 'LINES_MISSING', reason: 'Faltan líneas.' };
		const [fresh] = await run('register', [order('a', { verdict })]);

		expect(fresh?.[0]?.json.ledger).toMatchObject({ state: 'held' });
		expect(jsonOf((await run('getAll', [{}]))[0])).toMatchObject([{ reasonCode: 'LINES_MISSING' }]);
	});

	it('stores another payload when one is chosen', async () => {
		await run('register', [order('a')], { options: { payload: '={{ { total: $json.total } }}' } });
		const [work] = jsonOf((await run('claim', [{}]))[0]);

		expect(work).toMatchObject({ total: '412.35' });
		expect(work).not.toHaveProperty('fingerprint');
	});

	it('writes nothing and names the item when one has no key', async () => {
		await expect(run('register', [order('a'), { fingerprint: 'v1' }])).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: 'The field "Key" has no usable value for this item.',
			context: { itemIndex: 1, class: 'person', code: 'LEDGER_PARAMETER' },
		});
		expect((await run('getAll', [{}]))[0]).toEqual([]);
	});

	it('registers the others when it is set to continue, and hands back one error item for each bad one', async () => {
		const bad = order('b', { verdict: { state: 'lost' } });
		const [first] = await run('register', [order('a'), bad], {}, { continueOnFail: true });

		expect(first).toMatchObject([
			{
				json: {
					error: 'The field "verdict" of this item is not a verdict.',
					details: { class: 'person', code: 'LEDGER_VERDICT' },
				},
				pairedItem: { item: 1 },
			},
			{ json: { key: 'a' }, pairedItem: { item: 0 } },
		]);
		expect(Object.keys(first?.[0]?.json ?? {})).toEqual(['error', 'details']);
	});
});

describe('Claim', () => {
	it('runs once however many items come in, and gives what the later operations need', async () => {
		await run('register', [order('a'), order('b')]);
		const [work] = await run('claim', [{}, {}, {}], {}, { executionId: '77' });

		expect(work).toHaveLength(2);
		expect(work?.[0]).toEqual({
			json: {
				...order('a'),
				ledger: {
					id: 1,
					stream: 'order-relay',
					key: 'a',
					owner: expect.stringMatching(/^workflow-1:77:[0-9a-f]{8}$/) as string,
					attempt: 1,
					leaseUntil: expect.any(String) as string,
				},
			},
			pairedItem: { item: 0 },
		});
	});

	it.each([[['b', 'x']], ['b, x']])('takes only the keys %j', async (keys) => {
		await run('register', [order('a'), order('b')]);
		const [work] = await run('claim', [{}], { options: { keys } });

		expect(jsonOf(work)).toMatchObject([{ key: 'b' }]);
	});

	it('gives nothing when nothing is due', async () => {
		expect(await run('claim', [{}])).toEqual([[]]);
	});
});

describe('Complete', () => {
	it('keeps the item without its ledger field as the result, and passes the item on', async () => {
		const [work = {}] = await claimed('a');
		const result = {
			...work,
			number: '2-000045',
			message: 'Pedido a proveedor 2-000045 en Oficit',
		};
		const [done] = await run('complete', [result]);

		expect(done).toMatchObject([
			{
				json: {
					number: '2-000045',
					message: 'Pedido a proveedor 2-000045 en Oficit',
					ledger: {
						state: 'done',
						changed: true,
						message: 'Completado: Pedido a proveedor 2-000045 en Oficit',
					},
				},
				pairedItem: { item: 0 },
			},
		]);
		const [entry] = jsonOf((await run('getAll', [{}], { simplify: false }))[0]);
		expect(entry).toMatchObject({ state: 'done', result: { number: '2-000045', key: 'a' } });
		expect(entry?.result).not.toHaveProperty('ledger');
	});

	it('hands back an error item for the entry that is not ours any more, and completes the others', async () => {
		const work = await claimed('a', 'b');
		const [first = {}, second = {}] = work;
		const stolen = { ...first, ledger: { ...(first.ledger as IDataObject), owner: 'somebody' } };
		const [output] = await run('complete', [stolen, second], {}, { continueOnFail: true });

		expect(output).toMatchObject([
			{ json: { details: { class: 'retry', code: 'LEASE_LOST' } }, pairedItem: { item: 0 } },
			{ json: { ledger: { state: 'done' } }, pairedItem: { item: 1 } },
		]);
	});

	it('names the field when the item was never claimed', async () => {
		await expect(run('complete', [{ number: 1 }])).rejects.toMatchObject({
			message: 'The field "Entry ID" has no usable value for this item.',
			context: { itemIndex: 0 },
		});
	});
});

describe('Fail', () => {
	it('needs no parameter behind the error output of a node of this package', async () => {
		const [work = {}] = await claimed('a');
		const [output] = await run('fail', [onErrorOutput(work, lockedFile)]);

		expect(output).toMatchObject([
			{
				json: {
					key: 'a',
					failure: { class: 'retry', code: 'FILE_LOCKED' },
					ledger: { state: 'pending', attempt: 1, due: expect.any(String) as string },
					message: expect.stringMatching(
						/^No se pudo en el intento 1 de 10; se repite en \d+ s \(FILE_LOCKED\): The file 0012026\.accdb is open elsewhere\.$/,
					) as string,
				},
			},
		]);
		// With `error` in its json, n8n would take the item for another error.
		expect(output?.[0]?.json).not.toHaveProperty('error');
	});

	it.each([
		['person', 'held'],
		['retry', 'pending'],
	])(
		'treats an error that says nothing as %s: the entry is %s',
		async (classWhenUnknown, state) => {
			const [work = {}] = await claimed('a');
			const [output] = await run('fail', [{ ...work, error: 'Bad gateway' }], { classWhenUnknown });

			expect(output?.[0]?.json.ledger).toMatchObject({ state });
		},
	);

	it('obeys its limits', async () => {
		const [work = {}] = await claimed('a');
		const options = { maxAttempts: 1 };
		const [output] = await run('fail', [onErrorOutput(work, lockedFile)], { options });

		expect(output).toMatchObject([
			{ json: { message: expect.stringMatching(/^Abandonado tras 1 intento /) as string } },
		]);
	});
});

describe('Hold, Skip and Release', () => {
	it('hold with the code and text of an error', async () => {
		const [work = {}] = await claimed('a');
		const [output] = await run('hold', [onErrorOutput(work, lockedFile)]);

		expect(output).toMatchObject([
			{
				json: {
					ledger: { state: 'held' },
					message:
						'En espera de una persona (FILE_LOCKED): The file 0012026.accdb is open elsewhere.',
				},
			},
		]);
	});

	it('let a person discard, hold or release what Get Many shows', async () => {
		await run('register', [order('a'), order('b')]);
		const [list] = await run('getAll', [{}]);
		const [second = {}, first = {}] = jsonOf(list);
		await run('skip', [first], { reason: 'El cliente lo ha anulado.' });
		await run('hold', [second], { reason: 'Llamar al cliente.' });
		const [released] = await run(
			'release',
			[first, second, { key: 'unknown' }],
			{},
			{ continueOnFail: true },
		);

		expect(released).toMatchObject([
			{
				json: {
					ledger: { state: 'pending', changed: true },
					message: expect.stringMatching(/^Liberado/) as string,
				},
			},
			{ json: { ledger: { state: 'pending', changed: true } } },
			{ json: { details: { code: 'LEDGER_ENTRY_UNKNOWN' } }, pairedItem: { item: 2 } },
		]);
	});
});

describe('looking into the ledger', () => {
	beforeEach(async () => {
		await run('register', [order('a'), order('b')], {}, { executionId: '5' });
		await run('claim', [{}], { maxEntries: 1 });
	});

	it('lists with filters', async () => {
		const [list] = await run('getAll', [{}], {
			filters: { states: ['pending'], search: 'duofic' },
		});

		expect(jsonOf(list)).toEqual([
			expect.objectContaining({ key: 'b', state: 'pending', message: 'Pedido b de Duofic' }),
		]);
		expect(jsonOf(list)[0]).not.toHaveProperty('payload');
	});

	it('lists what changed after it was done', async () => {
		const changed = async () =>
			jsonOf((await run('getAll', [{}], { filters: { changedSinceDone: true } }))[0]);
		await run('complete', jsonOf((await run('claim', [{}]))[0]));
		expect(await changed()).toEqual([]);
		await run('register', [order('b', { fingerprint: 'v2' })]);
		expect(await changed()).toMatchObject([{ key: 'b', state: 'done' }]);
	});

	it('keeps to its limit unless all are wanted', async () => {
		expect((await run('getAll', [{}], { limit: 1 }))[0]).toHaveLength(1);
		expect((await run('getAll', [{}], { returnAll: true }))[0]).toHaveLength(2);
	});

	it('tells the history of an entry', async () => {
		const [events] = await run('getHistory', [{ key: 'a' }]);

		expect(jsonOf(events)).toMatchObject([
			{ stream: STREAM, key: 'a', event: 'registered', executionId: '5', from: null },
			{ stream: STREAM, key: 'a', event: 'claimed', to: 'claimed' },
		]);
	});

	it('sums up', async () => {
		const [summary] = await run('summary', [{}, {}]);

		expect(jsonOf(summary)).toMatchObject([
			{
				message: 'order-relay: 1 pendiente, 1 en proceso.',
				streams: [{ counts: { pending: 1, claimed: 1 } }],
				sources: [],
			},
		]);
	});

	it('purges nothing that is recent', async () => {
		const [purged] = await run('purge', [{}]);

		expect(jsonOf(purged)).toMatchObject([{ deleted: true, entries: 0 }]);
		await expect(run('purge', [{}], { olderThanDays: 0 })).rejects.toMatchObject({
			context: { code: 'LEDGER_INPUT' },
		});
	});
});

describe('a ledger that cannot be opened', () => {
	beforeEach(() => writeFileSync(bench.file, 'Orders of 2026\n'.repeat(100)));

	it('stops the node, saying what to do', async () => {
		await expect(run('claim', [{}])).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringContaining('is not a FactuLink ledger') as string,
			description: expect.stringContaining('Nothing was overwritten') as string,
			context: { class: 'person', code: 'LEDGER_NOT_A_DATABASE' },
		});
	});

	it('becomes an error item for each input item when the node is set to continue', async () => {
		const [output] = await run('register', [order('a'), order('b')], {}, { continueOnFail: true });

		expect(output).toMatchObject([
			{ json: { details: { code: 'LEDGER_NOT_A_DATABASE' } }, pairedItem: { item: 0 } },
			{ json: { details: { code: 'LEDGER_NOT_A_DATABASE' } }, pairedItem: { item: 1 } },
		]);
	});
});

describe('the test of the credential', () => {
	const test = async (file: string) =>
		await nodeType.methods.credentialTest.ledgerConnectionTest.call(
			{} as ICredentialTestFunctions,
			{ id: '1', name: 'Ledger', type: 'factuLinkLedger', data: { file } },
		);

	it('creates the ledger and says that it works', async () => {
		expect(await test(bench.file)).toEqual({
			status: 'OK',
			message: `The ledger can be read and written (version ${CURRENT_VERSION}, 0 entries).`,
		});
	});

	it('names the step that did not succeed and what to do', async () => {
		expect(await test('ledger.sqlite')).toEqual({
			status: 'Error',
			message: expect.stringMatching(/^Step "Folder": .* Enter the full path/) as string,
		});
	});
});

describe('Rebuild', () => {
	const target = (found: boolean, result: IDataObject | null = null): IDataObject => ({
		target: { found, ...(result ? { result } : {}) },
	});

	it('enters by what the target says, without what only the search needed', async () => {
		const result = { document: '2-000045', message: 'Pedido a → 2-000045' };
		const [output] = await run('rebuild', [
			order('a', target(true, result)),
			order('b', { ...target(false), company: { code: '002' } }),
		]);
		expect(jsonOf(output).map((json) => json.ledger)).toMatchObject([
			{ key: 'a', state: 'done', outcome: 'rebuilt' },
			{ key: 'b', state: 'held', outcome: 'rebuilt' },
		]);
		const [entries] = await run('getAll', [{}], { returnAll: true, simplify: false });
		expect(jsonOf(entries)).toMatchObject([
			{ key: 'b', state: 'held', reasonCode: 'NOT_FOUND_ON_REBUILD' },
			{ key: 'a', state: 'done', result, payload: order('a') },
		]);
		const { sources } = (await run('summary', [{}]))[0]?.[0]?.json as { sources: IDataObject[] };
		expect(sources).toMatchObject([{ source: '002', startFrom: 'rebuild' }]);
	});

	it.each([
		['was not looked up', {}, 'LEDGER_PARAMETER'],
		['was found without a result', target(true), 'LEDGER_PARAMETER'],
		['has an answer that is none', { target: { found: 'perhaps' } }, 'LEDGER_PARAMETER'],
		['has a verdict that is none', { ...target(false), verdict: 'no' }, 'LEDGER_VERDICT'],
	])('refuses an item that %s, and enters the others', async (_what, more, code) => {
		const items = [order('a', more), order('b', target(false))];
		const [output] = await run('rebuild', items, {}, { continueOnFail: true });
		expect(jsonOf(output)[0]?.details).toMatchObject({ class: 'person', code });
		expect(jsonOf(output)[1]?.ledger).toMatchObject({ key: 'b', state: 'held' });
	});
});
