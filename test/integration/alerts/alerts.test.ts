import Database from 'better-sqlite3';

import {
	confirmAlerts,
	putBackAlerts,
	raiseAlerts,
	reviewAlerts,
} from '../../../lib/alerts/alerts';
import type { AlertMessage } from '../../../lib/alerts/message';
import { DEFAULT_ALERTS, type AlertSettings } from '../../../lib/alerts/settings';
import type { Ledger } from '../../../lib/ledger/ledger';
import { reasonWords } from '../../../lib/reasons';
import { claimAll, entryIn, item, LedgerBench, POLICY, STREAM } from '../../support/ledger';

const SETTINGS: AlertSettings = { ...DEFAULT_ALERTS, timeZone: 'Europe/Madrid' };
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const MINUTE = 60;
const HOUR = 60 * MINUTE;

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});
afterEach(() => bench.remove());

const review = async (settings: Partial<AlertSettings> = {}) =>
	await reviewAlerts(ledger, { ...SETTINGS, ...settings });

/** Looks, and sends what there is to be said. */
async function send(settings: Partial<AlertSettings> = {}): Promise<AlertMessage[]> {
	const messages = await review(settings);
	await confirmAlerts(
		ledger,
		messages.flatMap(({ alerts }) => alerts),
	);
	return messages;
}

const subjects = (messages: readonly AlertMessage[]) => messages.map(({ subject }) => subject);

const poll = async (error: { code: string; message: string } | null, name = '002/2026') =>
	await ledger.recordPoll(STREAM, name, { error });

const GONE = { code: 'FILE_NOT_FOUND', message: 'No se encuentra el fichero de Duofic.' };

const failure = (code: string | null, more: Record<string, unknown> = {}) => ({
	execution: {
		id: '22',
		url: 'http://127.0.0.1:5678/workflow/flow-1/executions/22',
		error: {
			message: 'Something went wrong.',
			description: 'Do this.',
			context: code === null ? {} : { code, class: 'person' },
			node: { name: 'Un nodo' },
			...more,
		},
		lastNodeExecuted: 'Un nodo',
		mode: 'trigger',
	},
	workflow: { id: 'flow-1', name: 'Un flujo' },
});

describe('a source that cannot be read', () => {
	it('is told after the patience, once, and once more when it is over', async () => {
		await poll(GONE);
		expect(await send()).toEqual([]);
		bench.pass(11 * MINUTE);
		await poll(GONE);
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message).toMatchObject({
			kind: 'new',
			cause: 'source/order-relay/002/2026',
			subject: 'FactuLink: No se puede leer la empresa 002, ejercicio 2026',
		});
		expect(message?.text).toContain('Desde el 14/03/2026 10:30'.replace('Desde', 'Pasa desde'));
		for (let look = 0; look < 5; look++) {
			bench.pass(5 * MINUTE);
			await poll({ code: 'SHARE_NOT_ANSWERING', message: 'Otro texto de la misma avería.' });
			expect(await send()).toEqual([]);
		}
		bench.pass(MINUTE);
		await poll(null);
		expect(await send()).toEqual([]);
		bench.pass(11 * MINUTE);
		await poll(null);
		expect(await send()).toMatchObject([
			{ kind: 'gone', subject: expect.stringContaining('Resuelto') },
		]);
		bench.pass(48 * HOUR);
		await poll(null);
		expect(await send()).toEqual([]);
	});

	it('is never told when it heals within the patience', async () => {
		await poll(GONE);
		bench.pass(9 * MINUTE);
		expect(await send()).toEqual([]);
		await poll(null);
		bench.pass(HOUR);
		await poll(null);
		expect(await send()).toEqual([]);
	});

	it('that comes and goes within the patience after it was told stays one cause', async () => {
		await poll(GONE);
		bench.pass(11 * MINUTE);
		expect(await send()).toHaveLength(1);
		await poll(null);
		expect(await send()).toEqual([]);
		bench.pass(5 * MINUTE);
		await poll(GONE);
		bench.pass(11 * MINUTE);
		await poll(GONE);
		expect(await send()).toEqual([]);
	});

	it('is the same cause as the failed execution that n8n reports of it', async () => {
		await poll(GONE);
		const [raised] = await raiseAlerts(ledger, [
			{
				trigger: { error: { message: 'x', context: { code: GONE.code } }, mode: 'trigger' },
				workflow: { id: 'flow-1', name: 'Vigilante' },
			},
		]);
		expect(raised?.recorded).toBe(false);
		bench.pass(11 * MINUTE);
		await poll(GONE);
		expect(await send()).toHaveLength(1);
	});

	it('of a year that is over is no trouble any more', async () => {
		await poll(GONE, '002/2025');
		bench.pass(2 * HOUR);
		await poll(null, '002/2026');
		expect(await send()).toEqual([]);
	});
});

it('tells of a company that nobody looks at, until it counts as retired', async () => {
	await poll(null);
	await poll(null, '002/2025');
	bench.pass(25 * HOUR);
	expect(await send()).toMatchObject([{ cause: 'unwatched/order-relay/002', kind: 'new' }]);
	bench.pass(25 * HOUR);
	expect(await send()).toMatchObject([{ kind: 'reminder' }]);
	bench.pass(31 * 24 * HOUR);
	expect(await send()).toEqual([]);
});

describe('entries', () => {
	it('that are held for one reason are one cause, with what they are about', async () => {
		await ledger.register(STREAM, [
			item('002/2026/1/000001', 1, {
				message: 'Pedido 1-000001 de Duofic',
				verdict: { state: 'held', code: 'PRICE_UNKNOWN', reason: 'La línea 1 no tiene precio.' },
			}),
			item('002/2026/1/000002', 1, {
				verdict: { state: 'held', code: 'PRICE_UNKNOWN', reason: 'La línea 7 no tiene precio.' },
			}),
			item('002/2026/1/000003', 1, {
				verdict: { state: 'held', code: 'ALIEN', reason: 'Un motivo de otros.' },
			}),
		]);
		expect(await send()).toEqual([]);
		bench.pass(11 * MINUTE);
		const messages = await send();
		expect(subjects(messages)).toEqual([
			'FactuLink: 1 pedido a la espera de una persona: Motivo ALIEN.',
			'FactuLink: 2 pedidos a la espera de una persona: Una línea no tiene precio de compra, o es cero.',
		]);
		expect(messages[1]?.text).toContain(
			'Pedido 1-000001 de Duofic · La línea 1 no tiene precio. · 002/2026/1/000001',
		);
		expect(messages[1]?.text).toContain('La línea 7 no tiene precio. · 002/2026/1/000002');
		expect(messages[1]?.text).toContain('precio del artículo para ese proveedor');
	});

	it('that are held for many reasons at once are one message, with what to do about each', async () => {
		const codes = ['PRICE_UNKNOWN', 'BEING_EDITED', 'SERIES_FULL', 'CONSTRAINT', 'A', 'B'];
		await ledger.register(
			STREAM,
			codes.map((code) =>
				item(`002/2026/1/${code}`, 1, { verdict: { state: 'held', code, reason: `Por ${code}.` } }),
			),
		);
		bench.pass(11 * MINUTE);
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message?.alerts).toHaveLength(codes.length);
		for (const code of codes) {
			const { what = `Motivo ${code}.`, todo = 'Lea el texto' } = reasonWords(code) ?? {};
			const [, part = ''] = message?.text.split(what.toLocaleUpperCase('es')) ?? [];
			expect(part).toMatch(new RegExp(`^\\s+- Por ${code}\\.`));
			expect(part.split('Qué hay que hacer: ')[1]).toMatch(new RegExp(`^${escaped(todo)}`));
		}
	});

	it('that died, are retried for long, or are taken by nobody are told of', async () => {
		await entryIn(ledger, 'dead', 'dead');
		bench.pass(11 * MINUTE);
		await ledger.register(STREAM, [item('retried')]);
		await claimAll(ledger);
		await ledger.fail({
			target: { stream: STREAM, key: 'retried' },
			owner: 'run-1',
			error: { class: 'retry', code: 'LOCKED', message: 'Ocupado.' },
			policy: { ...POLICY, maxAttempts: 400, firstDelaySeconds: 1500 },
		});
		expect((await send()).map(({ cause }) => cause)).toEqual(['dead/order-relay']);
		bench.pass(31 * MINUTE);
		await ledger.register('solar-sales', [item('untaken')]);
		expect((await send()).map(({ cause }) => cause)).toEqual(['retrying/order-relay']);
		bench.pass(31 * MINUTE);
		const found = (await send()).map(({ cause }) => cause);
		expect(found.sort()).toEqual(['untaken/order-relay', 'untaken/solar-sales']);
	});

	it('that changed after they were done are told of once each, and never again', async () => {
		await entryIn(ledger, 'a', 'done');
		await ledger.register(STREAM, [item('a', 2, { message: 'Pedido 1-000001 de Duofic' })]);
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message?.cause).toMatch(/^changed\/order-relay\/a\//);
		for (const hours of [1, 25, 200]) {
			bench.pass(hours * HOUR);
			expect(await send()).toEqual([]);
		}
		await ledger.register(STREAM, [item('a', 3)]);
		expect(await send()).toHaveLength(1);
	});

	it('that changed all at once after they were done are one message', async () => {
		const keys = Array.from({ length: 30 }, (_, index) => `order-${index}`);
		for (const key of keys) await entryIn(ledger, key, 'done');
		await ledger.register(
			STREAM,
			keys.map((key) => item(key, 2)),
		);
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message?.subject).toMatch(/30 avisos/);
		expect(message?.alerts).toHaveLength(30);
		expect(await send()).toEqual([]);
	});
});

describe('a message', () => {
	beforeEach(async () => {
		await entryIn(ledger, 'held', 'held');
		bench.pass(11 * MINUTE);
	});

	it('that is being sent is not handed out again, nor told of before it went', async () => {
		expect(await review()).toHaveLength(1);
		expect(await review()).toEqual([]);
		bench.pass(31 * MINUTE);
		expect(await review()).toMatchObject([{ kind: 'new' }]);
	});

	it('that could not be sent goes with the next look, once', async () => {
		const [first] = await review();
		await putBackAlerts(ledger, first?.alerts ?? []);
		bench.pass(5 * MINUTE);
		expect(await send()).toMatchObject([{ kind: 'new' }]);
		expect(await send()).toEqual([]);
	});

	it('that could not be sent before all was over says both', async () => {
		const [first] = await review();
		await putBackAlerts(ledger, first?.alerts ?? []);
		await ledger.release([{ stream: STREAM, key: 'held' }]);
		expect(await review()).toEqual([]);
		bench.pass(11 * MINUTE);
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message?.kind).toBe('gone');
		expect(message?.text).toContain('no se pudo enviar');
		expect(message?.text).toContain('QUÉ HAY QUE HACER');
		expect(await send()).toEqual([]);
	});

	it('reminds once a day, or never', async () => {
		expect(await send()).toHaveLength(1);
		bench.pass(23 * HOUR);
		expect(await send()).toEqual([]);
		bench.pass(HOUR);
		expect(await send({ reminderHours: 0 })).toEqual([]);
		expect(await send()).toMatchObject([{ kind: 'reminder' }]);
		bench.pass(HOUR);
		expect(await send()).toEqual([]);
	});

	it('about a cause that comes again after it was over is a new one, and both stay on record', async () => {
		expect(await send()).toHaveLength(1);
		await ledger.release([{ stream: STREAM, key: 'held' }]);
		await send();
		bench.pass(11 * MINUTE);
		expect(await send()).toMatchObject([{ kind: 'gone' }]);
		await claimAll(ledger);
		await ledger.hold({
			target: { stream: STREAM, key: 'held' },
			owner: 'run-1',
			code: 'PRICE',
			reason: 'Otra vez.',
		});
		bench.pass(11 * MINUTE);
		expect(await send()).toMatchObject([{ kind: 'new' }]);
		const file = new Database(bench.file, { readonly: true });
		const rows = file.prepare('SELECT cause, closed_at FROM alerts ORDER BY id').all();
		file.close();
		expect(rows).toEqual([
			{ cause: 'held/order-relay/PRICE', closed_at: expect.any(String) },
			{ cause: 'held/order-relay/PRICE', closed_at: null },
		]);
	});
});

describe('a failed execution', () => {
	it('is told once however often it fails, with what is known of its code', async () => {
		for (let time = 0; time < 4; time++) {
			await raiseAlerts(ledger, [failure('CREDENTIAL_INCOMPLETE')]);
			bench.pass(MINUTE);
		}
		const [message, ...others] = await send();
		expect(others).toEqual([]);
		expect(message?.cause).toBe('failure/flow-1/Un nodo/CREDENTIAL_INCOMPLETE');
		expect(message?.text).toContain('A una credencial le falta un dato, o no vale.');
		expect(message?.text).toContain('Ha ocurrido 4 veces');
		expect(message?.text).toContain('http://127.0.0.1:5678/workflow/flow-1/executions/22');
		await raiseAlerts(ledger, [failure('CREDENTIAL_INCOMPLETE')]);
		expect(await send()).toEqual([]);
	});

	it('of a node of others says what that node said', async () => {
		await raiseAlerts(ledger, [failure(null)]);
		const [message] = await send();
		expect(message?.cause).toBe('failure/flow-1/Un nodo/other');
		expect(message?.text).toContain('Something went wrong.');
		expect(message?.text).toContain('El nodo dice: Do this.');
	});

	it('is over when the flow has worked again, and not by what a failing run wrote before', async () => {
		const context = { workflowId: 'flow-1', executionId: '1' };
		await ledger.register(STREAM, [item('before')], context);
		await raiseAlerts(ledger, [failure('UNEXPECTED')]);
		expect(await send()).toHaveLength(1);
		bench.pass(10 * MINUTE);
		expect(await send()).toEqual([]);
		// A run that is going to fail writes first, and fails some minutes later.
		await ledger.register(STREAM, [item('while failing')], context);
		bench.pass(4 * MINUTE);
		expect(await send()).toEqual([]);
		await raiseAlerts(ledger, [failure('UNEXPECTED')]);
		bench.pass(10 * MINUTE);
		expect(await send()).toEqual([]);
		await ledger.register(STREAM, [item('other flow')], { workflowId: 'flow-2' });
		await ledger.register(STREAM, [item('after')], context);
		bench.pass(6 * MINUTE);
		const [message] = await send();
		expect(message?.kind).toBe('gone');
		expect(message?.text).toContain('El flujo ha vuelto a funcionar.');
	});

	it('that does not come again for a day is over, and no reminder comes meanwhile', async () => {
		await raiseAlerts(ledger, [failure('UNEXPECTED')]);
		expect(await send()).toHaveLength(1);
		bench.pass(23 * HOUR);
		expect(await send({ reminderHours: 12 })).toEqual([]);
		bench.pass(HOUR);
		const [message] = await send();
		expect(message?.kind).toBe('gone');
		expect(message?.text).toContain('No ha vuelto a ocurrir en 24 horas.');
	});

	it('that stopped for an entry is the cause that the ledger shows', async () => {
		const [raised] = await raiseAlerts(ledger, [
			failure(null, {
				context: {
					metadata: {
						message: 'x',
						code: 'SOLAR_LOGIN_REFUSED',
						ledger: { id: 1, stream: 'solar-sales', key: '10/FAC/B1' },
					},
				},
			}),
		]);
		expect(raised).toMatchObject({
			recorded: false,
			failure: { entry: { stream: 'solar-sales', key: '10/FAC/B1' } },
		});
		expect(await send()).toEqual([]);
	});

	it.each([
		{},
		{ workflow: { id: 'x' } },
		null,
		{ execution: {}, workflow: { id: 'x', name: 'x' } },
	])('that is none is refused: %j', async (json) => {
		await expect(raiseAlerts(ledger, [json])).rejects.toMatchObject({ code: 'LEDGER_INPUT' });
	});
});

it('never hands one message to two who look at once', async () => {
	await entryIn(ledger, 'held', 'held');
	bench.pass(11 * MINUTE);
	const other = await bench.open();
	const given = await Promise.all([
		reviewAlerts(ledger, SETTINGS),
		reviewAlerts(other, SETTINGS),
		reviewAlerts(ledger, SETTINGS),
	]);
	expect(given.flat()).toHaveLength(1);
});
