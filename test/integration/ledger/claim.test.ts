import type { Ledger } from '../../../lib/ledger/ledger';
import { claimAll, entryIn, item, LedgerBench, POLICY, STREAM } from '../../support/ledger';

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

const keysOf = (entries: { key: string }[]) => entries.map(({ key }) => key);
const locked = { class: 'retry', code: 'LOCKED', message: 'Locked.' } as const;

describe('claiming', () => {
	it('hands entries out oldest first, each once, with everything that the worker needs', async () => {
		await ledger.register(
			STREAM,
			['c', 'a', 'b'].map((key) => item(key)),
		);
		bench.pass(1);
		await ledger.register(STREAM, [item('d')]);
		const first = await ledger.claim({
			stream: STREAM,
			limit: 3,
			leaseSeconds: 60,
			owner: 'run-1',
		});
		const second = await claimAll(ledger, 'run-2');

		expect(keysOf(first)).toEqual(['c', 'a', 'b']);
		expect(keysOf(second)).toEqual(['d']);
		expect(first[1]).toMatchObject({
			state: 'claimed',
			owner: 'run-1',
			attempts: 1,
			payload: { key: 'a', version: 1 },
			leaseUntil: '2026-03-14T09:31:01.000Z',
		});
		expect(await claimAll(ledger, 'run-3')).toEqual([]);
	});

	it('takes no more than may be in hand at once, and more as runs settle theirs or lose their lease', async () => {
		await ledger.register(
			STREAM,
			['a', 'b', 'c', 'd', 'e', 'f'].map((key) => item(key)),
		);
		await ledger.register('solar-sales', [item('other')]);
		await ledger.claim({ stream: 'solar-sales', limit: 1, leaseSeconds: 300, owner: 'run-0' });
		const claim = async (owner: string) =>
			await ledger.claim({
				stream: STREAM,
				limit: 3,
				leaseSeconds: 60,
				owner,
				mostInHand: 4,
			});

		const first = await claim('run-1');
		expect(keysOf(first)).toEqual(['a', 'b', 'c']);
		expect(keysOf(await claim('run-2'))).toEqual(['d']);
		expect(keysOf(await claim('run-3'))).toEqual([]);
		expect(await ledger.inHand(STREAM)).toBe(4);

		const [{ id } = { id: 0 }] = first;
		await ledger.complete({ target: { id }, owner: 'run-1', result: {} });
		expect(keysOf(await claim('run-4'))).toEqual(['e']);

		bench.pass(61);
		expect(await ledger.inHand(STREAM)).toBe(0);
		expect(keysOf(await claim('run-5'))).toEqual(['b', 'c', 'd']);
		expect(keysOf(await claim('run-6'))).toEqual(['e']);
	});

	it('takes only pending entries of its stream, and only the keys that were asked for', async () => {
		for (const state of ['held', 'dead', 'skipped', 'done'] as const)
			await entryIn(ledger, state, state);
		await ledger.register('solar-sales', [item('other')]);
		await ledger.register(STREAM, [item('a'), item('b')]);
		const wanted = await ledger.claim({
			stream: STREAM,
			limit: 10,
			leaseSeconds: 60,
			owner: 'run-2',
			keys: ['b', 'held', 'other', 'unknown'],
		});

		expect(keysOf(wanted)).toEqual(['b']);
		expect(keysOf(await claimAll(ledger, 'run-3'))).toEqual(['a']);
	});

	it('waits for the delay of an entry that failed', async () => {
		await ledger.register(STREAM, [item('a')]);
		const [{ id } = { id: 0 }] = await claimAll(ledger);
		await ledger.fail({ target: { id }, owner: 'run-1', error: locked, policy: POLICY });
		bench.pass(59);
		const early = await claimAll(ledger);
		bench.pass(1);
		const [again] = await claimAll(ledger);

		expect(early).toEqual([]);
		expect(again).toMatchObject({ id, attempts: 2, reasonCode: 'LOCKED' });
	});

	it('gives an entry to another run when its lease is over, and not before', async () => {
		await ledger.register(STREAM, [item('a')]);
		await claimAll(ledger, 'run-1', 300);
		bench.pass(299);
		const early = await claimAll(ledger, 'run-2');
		bench.pass(1);
		const [taken] = await claimAll(ledger, 'run-2');

		expect(early).toEqual([]);
		expect(taken).toMatchObject({ owner: 'run-2', attempts: 2 });
		expect((await ledger.history(STREAM, 'a')).at(-1)).toMatchObject({
			from: 'claimed',
			to: 'claimed',
			message: 'La ejecución que lo tenía no terminó a tiempo; tomado de nuevo (intento 2).',
		});
		await expect(
			ledger.complete({ target: { stream: STREAM, key: 'a' }, owner: 'run-1', result: {} }),
		).rejects.toMatchObject({ code: 'LEASE_LOST', message: expect.stringContaining('run-2') });
	});

	it('lets a run finish after its lease as long as nobody took over', async () => {
		await ledger.register(STREAM, [item('a')]);
		await claimAll(ledger, 'run-1', 300);
		bench.pass(3600);
		const target = { stream: STREAM, key: 'a' };

		expect(await ledger.complete({ target, owner: 'run-1', result: {} })).toMatchObject({
			state: 'done',
			changed: true,
		});
	});

	it('sets an entry aside that five runs in a row took and never finished', async () => {
		await ledger.register(STREAM, [item('poison')]);
		for (let run = 1; run <= 5; run++) {
			expect(await claimAll(ledger, `run-${run}`)).toMatchObject([{ attempts: run }]);
			bench.pass(301);
		}
		const after = await claimAll(ledger, 'run-6');
		const poison = await ledger.get({ stream: STREAM, key: 'poison' });

		expect(after).toEqual([]);
		expect(poison).toMatchObject({ state: 'held', reasonCode: 'RUNS_NOT_FINISHED' });
	});

	it.each([0, 30, 59])(
		'sets aside only the one entry (number %i of 60) that ends every run, and the others go on',
		async (place) => {
			const names = Array.from({ length: 60 }, (_, index) => `order-${index}`);
			await ledger.register(
				STREAM,
				names.map((name) => item(name)),
			);
			const poison = names[place] ?? '';
			let deaths = 0;
			for (let run = 1; run <= 40; run++) {
				const owner = `run-${run}`;
				const claimed = await ledger.claim({
					stream: STREAM,
					limit: 100,
					leaseSeconds: 300,
					owner,
				});
				if (claimed.some(({ key }) => key === poison)) deaths++;
				else {
					for (const { key } of claimed) {
						await ledger.complete({ target: { stream: STREAM, key }, owner, result: {} });
					}
				}
				bench.pass(301);
			}

			const { entries: left } = await ledger.list({ states: ['pending', 'claimed', 'held'] });
			expect(left).toMatchObject([{ key: poison, state: 'held', reasonCode: 'RUNS_NOT_FINISHED' }]);
			expect(deaths).toBe(5);
		},
	);

	it('takes everything again after one run that did not come back, which may have been a power cut', async () => {
		await ledger.register(
			STREAM,
			['a', 'b', 'c'].map((name) => item(name)),
		);
		await claimAll(ledger, 'run-1');
		bench.pass(301);

		expect(await claimAll(ledger, 'run-2')).toHaveLength(3);
	});

	it('hands out the content that came while a run that never ended had the entry', async () => {
		await ledger.register(STREAM, [item('a')]);
		await claimAll(ledger, 'run-1');
		await ledger.register(STREAM, [item('a', 2)]);
		bench.pass(301);
		const [again] = await claimAll(ledger, 'run-2');

		expect(again).toMatchObject({ payload: { version: 2 }, attempts: 1, hasNewContent: false });
		expect((await ledger.history(STREAM, 'a')).map(({ event }) => event)).toEqual([
			'registered',
			'claimed',
			'changed',
			'lapsed',
			'renewed',
			'claimed',
		]);
	});

	it.each([
		['Max Entries', { limit: 0 }],
		['Max Entries', { limit: 1.5 }],
		['Max in Hand', { mostInHand: 0 }],
		['Max in Hand', { mostInHand: 2.5 }],
		['Lease', { leaseSeconds: 0 }],
		['owner', { owner: '' }],
		['stream', { stream: '' }],
	])('refuses a %s that makes no sense', async (name, wrong) => {
		const request = { stream: STREAM, limit: 1, leaseSeconds: 60, owner: 'run-1', ...wrong };

		await expect(ledger.claim(request)).rejects.toMatchObject({
			code: 'LEDGER_INPUT',
			message: expect.stringContaining(name),
		});
	});
});

describe('a clock that is set back', () => {
	it('does not keep fresh entries from being claimed', async () => {
		await ledger.register(STREAM, [item('a')]);
		bench.pass(-3600);

		expect(keysOf(await claimAll(ledger))).toEqual(['a']);
	});

	it('by a little does not take an entry away from the run that has it', async () => {
		await ledger.register(STREAM, [item('a')]);
		await claimAll(ledger, 'run-1', 300);
		bench.pass(-120);

		expect(await claimAll(ledger, 'run-2')).toEqual([]);
	});

	it('from a wrong year does not lock entries for years', async () => {
		const years = 4 * 365 * 24 * 3600;
		bench.pass(years);
		await ledger.register(STREAM, [item('claimed'), item('failed')]);
		await claimAll(ledger, 'run-1');
		await ledger.fail({
			target: { stream: STREAM, key: 'failed' },
			owner: 'run-1',
			error: locked,
			policy: POLICY,
		});
		bench.pass(-years);

		expect(keysOf(await claimAll(ledger, 'run-2')).sort()).toEqual(['claimed', 'failed']);
	});
});
