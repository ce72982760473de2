import type { Ledger } from '../../../lib/ledger/ledger';
import { claimAll, entryIn, item, LedgerBench, POLICY, STREAM } from '../../support/ledger';

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

describe('registering', () => {
	it('is idempotent: the same items again touch nothing', async () => {
		const first = await ledger.register(STREAM, [item('a'), item('b')]);
		const stored = await ledger.list();
		bench.pass(3600);
		const second = await ledger.register(STREAM, [item('a'), item('b')]);

		expect(first.map(({ outcome }) => outcome)).toEqual(['new', 'new']);
		expect(second).toEqual(
			first.map(({ key, id, state }) => ({
				key,
				id,
				state,
				outcome: 'known',
				message: 'Ya estaba registrado y no ha cambiado.',
			})),
		);
		expect(await ledger.list()).toEqual(stored);
		expect(await ledger.history(STREAM, 'a')).toHaveLength(1);
	});

	it.each(['claimed', 'done', 'held', 'dead', 'skipped'] as const)(
		'the same content again leaves an entry alone that is %s',
		async (state) => {
			const before = await entryIn(ledger, 'a', state);
			const [again] = await ledger.register(STREAM, [item('a')]);

			expect(again).toMatchObject({ outcome: 'known', state });
			expect(await ledger.get({ id: before.id })).toEqual(before);
		},
	);

	it.each([
		['pending', 'pending', 2],
		['held', 'pending', 2],
		['dead', 'pending', 2],
		['claimed', 'claimed', 1],
		['done', 'done', 1],
		['skipped', 'skipped', 2],
	] as const)(
		'other content for an entry that is %s makes it %s with the payload of version %i, and is reported once',
		async (before, after, version) => {
			const { id } = await entryIn(ledger, 'a', before);
			const [changed] = await ledger.register(STREAM, [item('a', 2)], { executionId: '42' });
			const [again] = await ledger.register(STREAM, [item('a', 2)]);

			expect(changed).toMatchObject({ outcome: 'changed', id, state: after });
			expect(again).toMatchObject({ outcome: 'known', state: after });
			expect(await ledger.get({ id })).toMatchObject({
				fingerprint: 'v2',
				payload: { key: 'a', version },
				hasNewContent: before === 'claimed',
			});
			const last = (await ledger.history(STREAM, 'a')).at(-1);
			expect(last).toMatchObject({ event: 'changed', to: after, executionId: '42' });
		},
	);

	it('a dead entry never swallows news: it is claimed again with its new content', async () => {
		await entryIn(ledger, 'a', 'dead');
		await ledger.register(STREAM, [item('a', 2)]);
		const [claimed] = await ledger.claim({
			stream: STREAM,
			limit: 1,
			leaseSeconds: 60,
			owner: 'run-2',
		});

		expect(claimed).toMatchObject({ attempts: 1, payload: { version: 2 }, reason: null });
	});

	it('holds a sale that waits for its lines, and lets it go when a later run brings it whole', async () => {
		const verdict = { state: 'held', code: 'LINES_MISSING', reason: 'Faltan líneas.' } as const;
		const [waiting] = await ledger.register('solar-sales', [item('T-1', 1, { verdict })]);
		const [whole] = await ledger.register('solar-sales', [item('T-1', 2)]);

		expect(waiting).toMatchObject({ outcome: 'new', state: 'held' });
		expect(whole).toMatchObject({ outcome: 'changed', state: 'pending', id: waiting?.id });
	});

	it('knows a key per stream', async () => {
		await ledger.register(STREAM, [item('a')]);
		const [other] = await ledger.register('solar-sales', [item('a')]);

		expect(other?.outcome).toBe('new');
	});

	it('takes the same key twice in one batch as first and second news', async () => {
		const outcomes = await ledger.register(STREAM, [item('a'), item('a'), item('a', 2)]);

		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['new', 'known', 'changed']);
	});

	it.each([
		['an empty key', item(' '), 'The key is empty.'],
		['an empty fingerprint', { ...item('a'), fingerprint: '' }, 'The fingerprint is empty.'],
		['a key beyond all measure', item('x'.repeat(501)), /longer than 500 characters/],
		[
			'a verdict without a reason',
			item('a', 1, { verdict: { state: 'held', code: 'X', reason: '' } }),
			/lacks its code or its reason/,
		],
	])('writes none of a batch that contains %s', async (_what, bad, message) => {
		await expect(ledger.register(STREAM, [item('good'), bad])).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_INPUT',
			message: typeof message === 'string' ? message : expect.stringMatching(message),
		});
		expect((await ledger.list()).total).toBe(0);
	});

	it('keeps payloads as they are, whatever letters they contain', async () => {
		const payload = {
			name: 'Muñoz & Cía, S.L. «Ü» 漢 \u0000 "x"',
			lines: [{ amount: '412.35' }],
			none: null,
		};
		await ledger.register(STREAM, [{ key: '002/2026/1/000123', fingerprint: 'v1', payload }]);

		expect((await ledger.get({ stream: STREAM, key: '002/2026/1/000123' }))?.payload).toEqual(
			payload,
		);
	});
});

describe('looking keys up', () => {
	it('tells state and fingerprint of those that are known', async () => {
		await entryIn(ledger, 'done', 'done');
		await ledger.register(STREAM, [item('new', 3)]);

		expect(await ledger.lookup(STREAM, ['done', 'new', 'unknown'])).toEqual(
			new Map([
				['done', { state: 'done', fingerprint: 'v1' }],
				['new', { state: 'pending', fingerprint: 'v3' }],
			]),
		);
		expect(await ledger.lookup('solar-sales', ['done'])).toEqual(new Map());
	});

	it('finds 50,000 keys among 50,000, and gives n8n its turn in between', async () => {
		const items = Array.from({ length: 50_000 }, (_, n) => item(`002/2026/1/${n}`));
		await ledger.register(STREAM, items);
		let turns = 0;
		let watching = true;
		const watch = () => {
			turns += 1;
			if (watching) setImmediate(watch);
		};
		setImmediate(watch);
		const found = await ledger.lookup(
			STREAM,
			items.map(({ key }) => key),
		);
		watching = false;

		expect(found.size).toBe(50_000);
		expect(turns).toBeGreaterThanOrEqual(9);
	}, 60_000);
});

describe('registering in place of another key', () => {
	it.each(['pending', 'held', 'dead'] as const)(
		'skips what is %s under the former key, and says where it goes on',
		async (state) => {
			await entryIn(ledger, '?/a', state);
			const [own] = await ledger.register(STREAM, [{ ...item('10/a'), replaces: '?/a' }]);

			expect(own).toMatchObject({ outcome: 'new', state: 'pending' });
			const former = await ledger.get({ stream: STREAM, key: '?/a' });
			expect(former).toMatchObject({ state: 'skipped', reasonCode: 'REPLACED' });
			expect(former?.reason).toContain('10/a');
			expect((await ledger.history(STREAM, '?/a')).at(-1)).toMatchObject({ event: 'skipped' });
		},
	);

	it.each(['claimed', 'done', 'skipped'] as const)(
		'leaves alone what is %s under the former key',
		async (state) => {
			const before = await entryIn(ledger, '?/a', state);
			await ledger.register(STREAM, [{ ...item('10/a'), replaces: '?/a' }]);

			expect(await ledger.get({ id: before.id })).toEqual(before);
		},
	);

	it('is idempotent, and needs no former key', async () => {
		const again = { ...item('10/a'), replaces: '?/a' };
		await ledger.register(STREAM, [again]);
		const [known] = await ledger.register(STREAM, [again]);
		expect(known).toMatchObject({ outcome: 'known', state: 'pending' });
	});
});

describe('an item that its target would take for another entry', () => {
	const same = (key: string, version = 1) => item(key, version, { targetKey: '006 0215-1' });

	it.each(['pending', 'claimed', 'done', 'held', 'dead'] as const)(
		'is held while the other one is %s, and says which one that is',
		async (state) => {
			await ledger.register(STREAM, [same('10/a')]);
			await entryIn(ledger, '10/a', state);
			const [registered] = await ledger.register(STREAM, [same('20/a')]);

			expect(registered).toMatchObject({ outcome: 'new', state: 'held' });
			const held = await ledger.get({ stream: STREAM, key: '20/a' });
			expect(held).toMatchObject({ state: 'held', reasonCode: 'SAME_AT_TARGET' });
			expect(held?.reason).toContain('10/a');
			expect(await ledger.get({ stream: STREAM, key: '10/a' })).toMatchObject({ state });
		},
	);

	it('is held also when the other one was purged', async () => {
		await ledger.register(STREAM, [same('10/a')]);
		await entryIn(ledger, '10/a', 'done');
		bench.pass(3 * 24 * 3600);
		await ledger.purge({ olderThanDays: 2 });
		const [registered] = await ledger.register(STREAM, [same('20/a')]);

		expect(registered).toMatchObject({ outcome: 'new', state: 'held' });
	});

	it('goes its way when the other one was skipped, or is of another stream', async () => {
		await ledger.register('another', [same('10/a')]);
		await ledger.register(STREAM, [same('10/a')]);
		await entryIn(ledger, '10/a', 'skipped');
		const [registered] = await ledger.register(STREAM, [same('20/a')]);

		expect(registered).toMatchObject({ outcome: 'new', state: 'pending' });
	});

	it('does not stand in the way of the other one, whose content may change', async () => {
		await ledger.register(STREAM, [same('10/a'), same('20/a')]);
		const [changed] = await ledger.register(STREAM, [same('10/a', 2)]);

		expect(changed).toMatchObject({ outcome: 'changed', state: 'pending' });
		expect((await claimAll(ledger)).map(({ key }) => key)).toEqual(['10/a']);
	});

	it('goes its way by itself once its content makes another one of it', async () => {
		await ledger.register(STREAM, [same('10/a'), same('20/a')]);
		const corrected = item('20/a', 2, { targetKey: '007 0215-1' });
		const [changed] = await ledger.register(STREAM, [corrected]);

		expect(changed).toMatchObject({ outcome: 'changed', state: 'pending' });
	});

	it('is held when its content changes into that of another one, also while a run works on it', async () => {
		await ledger.register(STREAM, [same('10/a'), item('20/a'), item('30/a')]);
		const [, , worked] = await claimAll(ledger);
		const lies = await ledger.register(STREAM, [same('20/a', 2), same('30/a', 2)]);
		expect(lies.map(({ state }) => state)).toEqual(['claimed', 'claimed']);
		await ledger.fail({
			target: { id: worked?.id ?? 0 },
			owner: 'run-1',
			error: { class: 'retry', code: 'LOCKED', message: 'Locked.' },
			policy: POLICY,
		});

		expect(await ledger.get({ stream: STREAM, key: '30/a' })).toMatchObject({
			state: 'held',
			reasonCode: 'SAME_AT_TARGET',
		});
	});

	it('keeps a verdict of its own', async () => {
		const verdict = { state: 'skipped', code: 'ZERO_TOTAL', reason: 'Sin importe.' } as const;
		await ledger.register(STREAM, [same('10/a'), { ...same('20/a'), verdict }]);

		expect(await ledger.get({ stream: STREAM, key: '20/a' })).toMatchObject({
			state: 'skipped',
			reasonCode: 'ZERO_TOTAL',
		});
	});

	it('of two that are registered at the same time, one goes', async () => {
		const outcomes = await Promise.all([
			ledger.register(STREAM, [same('10/a')]),
			(await bench.open()).register(STREAM, [same('20/a')]),
		]);
		expect(
			outcomes
				.flat()
				.map(({ state }) => state)
				.sort(),
		).toEqual(['held', 'pending']);
	});
});
