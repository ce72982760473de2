import type { Ledger } from '../../../lib/ledger/ledger';
import { NOT_FOUND_CODE } from '../../../lib/ledger/transitions';
import { STATES, type RebuildItem } from '../../../lib/ledger/types';
import { claimAll, entryIn, item, LedgerBench, STREAM } from '../../support/ledger';

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

const lost = (key: string, more: Partial<RebuildItem> = {}): RebuildItem => ({
	...item(key),
	message: `Pedido ${key} de Duofic`,
	result: null,
	absent: 'held',
	...more,
});

describe('rebuilding a ledger', () => {
	it('enters what the target has as done, with its result, and one event of its own', async () => {
		const result = { document: '2-000045', total: '412.35', message: 'Pedido a → 2-000045' };
		const context = { executionId: '42', workflowId: 'w' };
		const [rebuilt] = await ledger.rebuild(STREAM, [lost('a', { result })], context);
		const entry = await ledger.get({ stream: STREAM, key: 'a' });

		expect(rebuilt).toMatchObject({ key: 'a', outcome: 'rebuilt', state: 'done', id: entry?.id });
		expect(entry).toMatchObject({
			state: 'done',
			fingerprint: 'v1',
			payload: { key: 'a', version: 1 },
			result,
			reasonCode: null,
			attempts: 0,
		});
		expect(await ledger.history(STREAM, 'a')).toEqual([
			{
				id: expect.any(Number) as number,
				at: bench.now,
				from: null,
				to: 'done',
				event: 'rebuilt',
				message: 'Libro reconstruido: ya estaba hecho: Pedido a → 2-000045',
				data: null,
				...context,
			},
		]);
	});

	it('never hands out what it entered as done', async () => {
		await ledger.rebuild(STREAM, [lost('a', { result: { document: '2-000045' } })]);
		expect(await claimAll(ledger)).toEqual([]);
	});

	it('holds what the target does not have until a person releases it', async () => {
		const [held] = await ledger.rebuild(STREAM, [lost('a')]);
		expect(held).toMatchObject({ state: 'held' });
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toMatchObject({
			reasonCode: NOT_FOUND_CODE,
			reason: expect.stringMatching(/Libérelo si hay que hacerlo/) as string,
		});
		expect(await claimAll(ledger)).toEqual([]);

		await ledger.release([{ stream: STREAM, key: 'a' }]);
		expect(await claimAll(ledger)).toMatchObject([{ key: 'a', payload: { version: 1 } }]);
	});

	it.each([
		['pending', ['a']],
		['skipped', []],
	] as const)('makes it %s when that is asked for', async (absent, claimed) => {
		await ledger.rebuild(STREAM, [lost('a', { absent })]);
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toMatchObject({ state: absent });
		expect((await claimAll(ledger)).map(({ key }) => key)).toEqual(claimed);
	});

	it('takes the verdict of the item before the choice, and the target before both', async () => {
		const verdict = { state: 'skipped', code: 'CANCELLED', reason: 'Anulado.' } as const;
		await ledger.rebuild(STREAM, [
			lost('a', { verdict, absent: 'pending' }),
			lost('b', { verdict, result: { document: '2-000045' } }),
		]);
		const codes = (await ledger.list()).entries.map((entry) => [
			entry.key,
			entry.state,
			entry.reasonCode,
		]);
		expect(codes.sort()).toEqual([
			['a', 'skipped', 'CANCELLED'],
			['b', 'done', null],
		]);
	});

	it.each(STATES)('leaves an entry that is %s exactly as it is', async (state) => {
		const before = await entryIn(ledger, 'a', state);
		const events = await ledger.history(STREAM, 'a');
		const [known] = await ledger.rebuild(STREAM, [
			lost('a', { fingerprint: 'v2', result: { document: '9-000009' } }),
		]);

		expect(known).toMatchObject({ outcome: 'known', state, id: before.id });
		expect(await ledger.get({ id: before.id })).toEqual(before);
		expect(await ledger.history(STREAM, 'a')).toEqual(events);
	});

	it('can be repeated: the second time writes nothing', async () => {
		const items = [lost('a'), lost('b', { result: { document: '2-000045' } })];
		await ledger.rebuild(STREAM, items);
		const before = await ledger.list();
		bench.pass(60);
		const again = await ledger.rebuild(STREAM, items);

		expect(again.map(({ outcome }) => outcome)).toEqual(['known', 'known']);
		expect(await ledger.list()).toEqual(before);
		expect(await ledger.history(STREAM, 'a')).toHaveLength(1);
	});

	it('enters one key that comes twice once', async () => {
		const outcomes = await ledger.rebuild(STREAM, [lost('a'), lost('a', { absent: 'pending' })]);
		expect(outcomes.map(({ outcome }) => outcome)).toEqual(['rebuilt', 'known']);
		expect(await claimAll(ledger)).toEqual([]);
	});

	it('does not bring back what was purged', async () => {
		await entryIn(ledger, 'a', 'done');
		bench.pass(2 * 24 * 3600);
		await ledger.purge({ olderThanDays: 1 });

		expect(await ledger.rebuild(STREAM, [lost('a')])).toMatchObject([
			{ outcome: 'known', id: null, state: 'done' },
		]);
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toBeUndefined();
	});

	it('writes nothing at all when one of the items cannot be entered', async () => {
		const items = [lost('a'), lost('b', { absent: 'later' as never })];
		await expect(ledger.rebuild(STREAM, items)).rejects.toMatchObject({
			class: 'person',
			code: 'LEDGER_INPUT',
		});
		expect((await ledger.list()).total).toBe(0);
	});

	it('lays down that its sources were started, so that a listener takes no order for known', async () => {
		await ledger.rebuild(STREAM, [lost('a', { source: '002' }), lost('b', { source: '003' })]);
		expect(await ledger.startSource(STREAM, '002', 'now', [item('new order')])).toBe(false);
		expect(await ledger.get({ stream: STREAM, key: 'new order' })).toBeUndefined();
		expect(await ledger.source(STREAM, '003')).toMatchObject({
			startedAt: bench.now,
			startFrom: 'rebuild',
		});
	});

	it('leaves a source alone that was started before', async () => {
		await ledger.startSource(STREAM, '002', 'everything');
		bench.pass(60);
		await ledger.rebuild(STREAM, [lost('a', { source: '002' })]);
		expect(await ledger.source(STREAM, '002')).toMatchObject({ startFrom: 'everything' });
	});
});

describe('an entry that a rebuilding did not find', () => {
	beforeEach(async () => {
		await ledger.rebuild(STREAM, [lost('a')]);
	});

	it.each([
		['other content', null],
		['other content that waits', { state: 'held', code: 'BEING_EDITED', reason: 'Abierto.' }],
	] as const)('stays held when %s arrives, and is released with it', async (_what, verdict) => {
		await ledger.register(STREAM, [item('a', 2, { verdict })]);
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toMatchObject({
			state: 'held',
			reasonCode: NOT_FOUND_CODE,
			payload: { version: 2 },
		});
		expect(await claimAll(ledger)).toEqual([]);

		await ledger.release([{ stream: STREAM, key: 'a' }]);
		expect(await claimAll(ledger)).toMatchObject([{ payload: { version: 2 } }]);
	});

	it('is skipped when the source says that there is nothing to do', async () => {
		const verdict = { state: 'skipped', code: 'CANCELLED', reason: 'Anulado.' } as const;
		await ledger.register(STREAM, [item('a', 2, { verdict })]);
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toMatchObject({
			state: 'skipped',
			reasonCode: 'CANCELLED',
		});
	});

	it('follows the ordinary rules again once a person has released it', async () => {
		await ledger.release([{ stream: STREAM, key: 'a' }]);
		await claimAll(ledger);
		await ledger.hold({
			target: { stream: STREAM, key: 'a' },
			owner: 'run-1',
			code: 'PRICE',
			reason: 'Sin precio.',
		});
		await ledger.register(STREAM, [item('a', 2)]);
		expect(await ledger.get({ stream: STREAM, key: 'a' })).toMatchObject({ state: 'pending' });
	});
});
