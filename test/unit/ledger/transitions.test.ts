import { FactuLinkError } from '../../../lib/errors';
import type { EntryRecord } from '../../../lib/ledger/record';
import { firstRegistration, lapse, newContent, settle } from '../../../lib/ledger/transitions';
import { STATES } from '../../../lib/ledger/types';
import type { Change, RegisterItem, State } from '../../../lib/ledger/types';

const BEFORE = '2026-03-14T09:00:00.000Z';
const AT = '2026-03-14T10:00:00.000Z';
const POLICY = { maxAttempts: 3, firstDelaySeconds: 60, maxDelaySeconds: 3600 };

function record(state: State, more: Partial<EntryRecord> = {}): EntryRecord {
	const claimed = state === 'claimed';
	return {
		id: 7,
		stream: 'order-relay',
		key: '002/2026/1/000123',
		fingerprint: 'v1',
		targetKey: null,
		payload: '{"version":1}',
		message: 'Pedido 1-000123 de Duofic',
		state,
		attempts: 1,
		lapses: 0,
		due: BEFORE,
		owner: claimed ? 'me' : null,
		claimedAt: claimed ? BEFORE : null,
		leaseUntil: claimed ? AT : null,
		next: null,
		result: state === 'done' ? '{"number":45}' : null,
		reasonCode: null,
		reason: null,
		since: BEFORE,
		createdAt: BEFORE,
		updatedAt: BEFORE,
		...more,
	};
}

const target = { id: 7 };
const changes = {
	complete: { action: 'complete', target, owner: 'me', result: { number: 46 } },
	'fail (retry)': {
		action: 'fail',
		target,
		owner: 'me',
		error: { class: 'retry', code: 'LOCKED', message: 'Locked.' },
		policy: POLICY,
	},
	'fail (person)': {
		action: 'fail',
		target,
		owner: 'me',
		error: { class: 'person', code: 'PRICE', message: 'No price.' },
		policy: POLICY,
	},
	'fail (bug)': {
		action: 'fail',
		target,
		owner: 'me',
		error: { class: 'bug', code: 'UNEXPECTED', message: 'Oops.' },
		policy: POLICY,
	},
	hold: { action: 'hold', target, owner: 'me', code: 'A', reason: 'b' },
	skip: { action: 'skip', target, owner: 'me', code: 'A', reason: 'b' },
	'hold (person)': { action: 'hold', target, owner: null, code: 'A', reason: 'b' },
	'skip (person)': { action: 'skip', target, owner: null, code: 'A', reason: 'b' },
	release: { action: 'release', target },
} satisfies Record<string, Change>;
type ChangeName = keyof typeof changes;

/** Every allowed change and where it leads; whatever is not here must be refused (or, for release, do nothing). */
const allowed: Record<State, Partial<Record<ChangeName, State>>> = {
	pending: { 'hold (person)': 'held', 'skip (person)': 'skipped' },
	claimed: {
		complete: 'done',
		'fail (retry)': 'pending',
		'fail (person)': 'held',
		'fail (bug)': 'held',
		hold: 'held',
		skip: 'skipped',
	},
	done: {},
	held: { 'skip (person)': 'skipped', release: 'pending' },
	dead: { 'hold (person)': 'held', 'skip (person)': 'skipped', release: 'pending' },
	skipped: { release: 'pending' },
};

const cases = STATES.flatMap((state) =>
	(Object.keys(changes) as ChangeName[]).map((name) => ({ state, name, to: allowed[state][name] })),
);

const codeThrownBy = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		return error instanceof FactuLinkError ? error.code : String(error);
	}
	return 'nothing';
};

describe('the state machine', () => {
	it.each(cases.filter(({ to }) => to !== undefined))(
		'$name takes an entry from $state to $to, with one event that says so',
		({ state, name, to }) => {
			const { move } = settle(record(state), changes[name], AT, 0);

			expect(move?.record).toMatchObject({ state: to, updatedAt: AT, owner: null });
			expect(move?.steps).toHaveLength(1);
			expect(move?.steps[0]).toMatchObject({ from: state, to });
		},
	);

	it.each(cases.filter(({ to, name }) => to === undefined && name !== 'release'))(
		'$name is refused for an entry that is $state',
		({ state, name }) => {
			const code = codeThrownBy(() => settle(record(state), changes[name], AT, 0));

			expect(code).toBe(
				name.endsWith('(person)') && !name.startsWith('fail') ? 'LEDGER_NOT_ALLOWED' : 'LEASE_LOST',
			);
		},
	);

	it.each(cases.filter(({ to, name }) => to === undefined && name === 'release'))(
		'release leaves an entry that is $state as it is, and says so',
		({ state }) => {
			const { move, message } = settle(record(state), changes.release, AT, 0);

			expect(move).toBeNull();
			expect(message).toMatch(/^No se ha liberado: su estado es «.+»\.$/);
		},
	);

	it.each(['complete', 'fail (retry)', 'fail (person)', 'hold', 'skip'] as const)(
		'%s is refused when another run has claimed the entry, and names that run',
		(name) => {
			const stolen = record('claimed', { owner: 'wf:99:abcd' });

			expect(() => settle(stolen, changes[name], AT, 0)).toThrow(
				expect.objectContaining({
					code: 'LEASE_LOST',
					class: 'retry',
					message: expect.stringContaining('wf:99:abcd') as string,
				}) as Error,
			);
		},
	);
});

describe('completing', () => {
	it('again with the same result succeeds quietly, whoever did it first', () => {
		const change = { ...changes.complete, owner: 'somebody else', result: { b: 1, a: [2] } };
		const done = record('done', { result: '{"a":[2],"b":1}' });

		expect(settle(done, change, AT, 0)).toEqual({
			move: null,
			message: 'Ya estaba completado con el mismo resultado.',
		});
	});

	it('again with another result is refused', () => {
		expect(codeThrownBy(() => settle(record('done'), changes.complete, AT, 0))).toBe('LEASE_LOST');
	});

	it('keeps what was relayed and tells of the content that came meanwhile', () => {
		const next = JSON.stringify({ payload: { version: 2 }, message: null, verdict: null });
		const { move } = settle(record('claimed', { next }), changes.complete, AT, 0);

		expect(move?.record).toMatchObject({ state: 'done', payload: '{"version":1}', next: null });
		expect(move?.steps.map(({ event }) => event)).toEqual(['completed', 'changed']);
		expect(move?.steps[1]?.data).toBe('{"version":2}');
	});
});

describe('failing', () => {
	it('waits longer after each attempt', () => {
		const due = (attempts: number) =>
			settle(record('claimed', { attempts }), changes['fail (retry)'], AT, 0).move?.record.due;

		expect(due(1)).toBe('2026-03-14T10:01:00.000Z');
		expect(due(2)).toBe('2026-03-14T10:02:00.000Z');
	});

	it('is the end after the last attempt', () => {
		const { move } = settle(record('claimed', { attempts: 3 }), changes['fail (retry)'], AT, 0);

		expect(move?.record).toMatchObject({ state: 'dead', reasonCode: 'LOCKED', reason: 'Locked.' });
		expect(move?.steps[0]).toMatchObject({
			event: 'died',
			message: 'Abandonado tras 3 intentos (LOCKED): Locked.',
		});
	});

	it.each(['fail (retry)', 'fail (person)', 'hold', 'skip'] as const)(
		'returns with the content that came meanwhile, as if it were new (%s)',
		(name) => {
			const next = JSON.stringify({
				payload: { version: 2 },
				message: 'Pedido nuevo',
				verdict: null,
			});
			const { move } = settle(record('claimed', { attempts: 3, next }), changes[name], AT, 0);

			expect(move?.record).toMatchObject({
				state: 'pending',
				attempts: 0,
				due: AT,
				payload: '{"version":2}',
				message: 'Pedido nuevo',
				reason: null,
				next: null,
			});
			expect(move?.steps.at(-1)).toMatchObject({ event: 'renewed', to: 'pending' });
			expect(move?.steps[0]?.to).toBe(move?.steps[1]?.from);
		},
	);

	it('returns held when the content that came meanwhile must not be processed', () => {
		const verdict = { state: 'held', code: 'LINES', reason: 'Faltan líneas.' };
		const next = JSON.stringify({ payload: {}, message: null, verdict });
		const { move } = settle(record('claimed', { next }), changes['fail (retry)'], AT, 0);

		expect(move?.record).toMatchObject({ state: 'held', reasonCode: 'LINES' });
	});
});

describe('registering', () => {
	const item: RegisterItem = {
		key: '002/2026/1/000123',
		fingerprint: 'v2',
		payload: { version: 2 },
	};
	const held = { state: 'held', code: 'LINES', reason: 'Faltan líneas.' } as const;

	it('makes a new item pending, due at once', () => {
		const { record: made, steps } = firstRegistration(
			'order-relay',
			{ ...item, message: 'Pedido' },
			AT,
		);

		expect(made).toMatchObject({
			state: 'pending',
			due: AT,
			attempts: 0,
			since: AT,
			createdAt: AT,
		});
		expect(steps).toEqual([
			{ from: null, to: 'pending', event: 'registered', message: 'Registrado: Pedido' },
		]);
	});

	it('obeys the verdict that an item brings', () => {
		const { record: made, steps } = firstRegistration(
			'order-relay',
			{ ...item, verdict: held },
			AT,
		);

		expect(made).toMatchObject({ state: 'held', reasonCode: 'LINES', reason: 'Faltan líneas.' });
		expect(steps[0]?.message).toBe('Registrado, en espera de una persona (LINES): Faltan líneas.');
	});

	it.each(['pending', 'held', 'dead'] as const)(
		'makes an entry that is %s pending with its new content and its attempts forgotten',
		(state) => {
			const before = record(state, { attempts: 3, reasonCode: 'X', reason: 'y' });
			const { record: now, steps } = newContent(before, item, AT);

			expect(now).toMatchObject({
				id: 7,
				state: 'pending',
				attempts: 0,
				due: AT,
				fingerprint: 'v2',
				payload: '{"version":2}',
				reasonCode: null,
				createdAt: BEFORE,
			});
			expect(steps).toMatchObject([{ from: state, to: 'pending', event: 'changed' }]);
		},
	);

	it('gives new content the state of its verdict', () => {
		const { record: now } = newContent(record('pending'), { ...item, verdict: held }, AT);

		expect(now).toMatchObject({ state: 'held', reasonCode: 'LINES', fingerprint: 'v2' });
	});

	it('does not disturb the run that works on the old content', () => {
		const { record: now, steps } = newContent(record('claimed'), item, AT);

		expect(now).toMatchObject({
			state: 'claimed',
			owner: 'me',
			payload: '{"version":1}',
			fingerprint: 'v2',
		});
		expect(JSON.parse(now.next ?? '')).toEqual({
			payload: { version: 2 },
			message: null,
			verdict: null,
			targetKey: null,
		});
		expect(steps).toMatchObject([{ from: 'claimed', to: 'claimed', event: 'changed' }]);
	});

	it('leaves what is done alone, but tells a person what changed', () => {
		const { record: now, steps } = newContent(record('done'), item, AT);

		expect(now).toEqual({ ...record('done'), fingerprint: 'v2' });
		expect(steps).toMatchObject([
			{ from: 'done', to: 'done', event: 'changed', data: '{"version":2}' },
		]);
	});

	it('leaves what is skipped skipped, with the newest content for whoever releases it', () => {
		const before = record('skipped', { reasonCode: 'BEFORE_START', reason: 'Anterior.' });
		const { record: now } = newContent(before, item, AT);

		expect(now).toMatchObject({
			state: 'skipped',
			reasonCode: 'BEFORE_START',
			payload: '{"version":2}',
			fingerprint: 'v2',
		});
	});
});

describe('a lease that ran out', () => {
	it('lets the entry return with the content that came meanwhile', () => {
		const next = JSON.stringify({ payload: { version: 2 }, message: null, verdict: null });
		const { record: now, steps } = lapse(record('claimed', { next }), AT);

		expect(now).toMatchObject({ state: 'pending', payload: '{"version":2}', attempts: 0 });
		expect(steps.map(({ event }) => event)).toEqual(['lapsed', 'renewed']);
	});

	it('holds an entry that no run comes back from', () => {
		const { record: now } = lapse(record('claimed', { lapses: 4 }), AT);

		expect(now).toMatchObject({ state: 'held', reasonCode: 'RUNS_NOT_FINISHED', lapses: 0 });
		expect(now.reason).toContain('últimas 5 ejecuciones');
	});
});
