import type { Ledger } from '../../../lib/ledger/ledger';
import { claimAll, entryIn, item, LedgerBench, POLICY, STREAM } from '../../support/ledger';

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

const target = { stream: STREAM, key: 'a' };

describe('settling claimed entries', () => {
	it('keeps the result, and tells what happened with the execution that did it', async () => {
		await entryIn(ledger, 'a', 'claimed');
		bench.pass(5);
		const message = 'Pedido 1-000123 de Duofic → pedido a proveedor 2-000045 en Oficit';
		const settled = await ledger.complete(
			{ target, owner: 'run-1', result: { number: 45 }, message },
			{ executionId: '812', workflowId: 'worker' },
		);

		expect(settled).toMatchObject({
			state: 'done',
			changed: true,
			message: `Completado: ${message}`,
		});
		expect(await ledger.get(target)).toMatchObject({
			state: 'done',
			result: { number: 45 },
			owner: null,
			leaseUntil: null,
		});
		expect((await ledger.history(STREAM, 'a')).at(-1)).toEqual({
			id: 3,
			at: bench.now,
			from: 'claimed',
			to: 'done',
			event: 'completed',
			executionId: '812',
			workflowId: 'worker',
			message: `Completado: ${message}`,
			data: null,
		});
	});

	it('settles what can be settled when one of several is refused', async () => {
		await entryIn(ledger, 'a', 'claimed');
		await entryIn(ledger, 'b', 'done');
		const outcomes = await ledger.settle([
			{ action: 'complete', target: { stream: STREAM, key: 'b' }, owner: 'run-1', result: {} },
			{ action: 'complete', target: { id: 999 }, owner: 'run-1', result: {} },
			{ action: 'complete', target, owner: 'run-1', result: {} },
		]);

		expect(outcomes).toMatchObject([
			{ code: 'LEASE_LOST' },
			{ code: 'LEDGER_ENTRY_UNKNOWN', class: 'person' },
			{ state: 'done', changed: true },
		]);
		expect((await ledger.get(target))?.state).toBe('done');
	});

	it('writes nothing when it is refused', async () => {
		const before = await entryIn(ledger, 'a', 'claimed');
		await expect(
			ledger.complete({ target, owner: 'somebody else', result: {} }),
		).rejects.toMatchObject({ code: 'LEASE_LOST' });

		expect(await ledger.get(target)).toEqual(before);
		expect(await ledger.history(STREAM, 'a')).toHaveLength(2);
	});

	it('goes from attempt to attempt until it is dead, and tells each one', async () => {
		await ledger.register(STREAM, [item('a')]);
		const error = {
			class: 'retry',
			code: 'LOCKED',
			message: 'The file is open elsewhere.',
		} as const;
		for (let attempt = 1; attempt <= 3; attempt++) {
			expect(await claimAll(ledger)).toMatchObject([{ attempts: attempt }]);
			await ledger.fail({ target, owner: 'run-1', error, policy: POLICY });
			bench.pass(3600);
		}

		expect(await claimAll(ledger)).toEqual([]);
		expect(await ledger.get(target)).toMatchObject({ state: 'dead', attempts: 3 });
		const sentences = (await ledger.history(STREAM, 'a'))
			.filter(({ event }) => event === 'retried' || event === 'died')
			.map(({ message }) => message);
		expect(sentences).toEqual([
			'No se pudo en el intento 1 de 3; se repite en 60 s (LOCKED): The file is open elsewhere.',
			'No se pudo en el intento 2 de 3; se repite en 2 min (LOCKED): The file is open elsewhere.',
			'Abandonado tras 3 intentos (LOCKED): The file is open elsewhere.',
		]);
	});

	it('refuses a retry policy that makes no sense, before anything is written', async () => {
		await entryIn(ledger, 'a', 'claimed');
		const error = { class: 'retry', code: 'X', message: 'x' } as const;

		await expect(
			ledger.fail({ target, owner: 'run-1', error, policy: { ...POLICY, maxAttempts: 0 } }),
		).rejects.toMatchObject({
			code: 'LEDGER_INPUT',
			message: expect.stringContaining('Max Attempts'),
		});
		expect((await ledger.get(target))?.state).toBe('claimed');
	});
});

describe('decisions of a person', () => {
	it.each(['held', 'dead', 'skipped'] as const)(
		'release an entry that is %s: it is claimed again as if it were new',
		async (state) => {
			await entryIn(ledger, 'a', state);
			const [released] = await ledger.release([target], { executionId: '9' });

			expect(released).toMatchObject({ changed: true, state: 'pending', attempts: 0 });
			expect(await claimAll(ledger)).toMatchObject([{ attempts: 1, reasonCode: null }]);
		},
	);

	it.each(['pending', 'claimed', 'done'] as const)('do not release what is %s', async (state) => {
		const before = await entryIn(ledger, 'a', state);
		const [released] = await ledger.release([target]);

		expect(released).toMatchObject({ changed: false, state });
		expect(await ledger.get(target)).toEqual(before);
	});

	it('release what was skipped with the newest content', async () => {
		await entryIn(ledger, 'a', 'skipped');
		await ledger.register(STREAM, [item('a', 2)]);
		await ledger.release([target]);

		expect(await claimAll(ledger)).toMatchObject([{ payload: { version: 2 } }]);
	});

	it('take an entry out of the queue, or discard it', async () => {
		await ledger.register(STREAM, [item('a'), item('b')]);
		const reason = { owner: null, code: 'PERSON', reason: 'El cliente lo ha anulado.' };
		await ledger.hold({ ...reason, target });
		await ledger.skip({ ...reason, target: { stream: STREAM, key: 'b' } });

		expect(await claimAll(ledger)).toEqual([]);
		expect((await ledger.list()).entries.map(({ state }) => state)).toEqual(['skipped', 'held']);
	});

	it('do not reach into the work of a run', async () => {
		await entryIn(ledger, 'a', 'claimed');

		await expect(
			ledger.skip({ target, owner: null, code: 'PERSON', reason: 'x' }),
		).rejects.toMatchObject({ code: 'LEDGER_NOT_ALLOWED', class: 'person' });
	});
});
