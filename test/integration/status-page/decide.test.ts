import type { Ledger } from '../../../lib/ledger/ledger';
import type { Entry, State } from '../../../lib/ledger/types';
import { decide } from '../../../lib/status-page/decide';
import { statusPage } from '../../../lib/status-page/status-page';
import { entryIn, item, LedgerBench, STREAM } from '../../support/ledger';

const KEY = '002/2026/1/000001';

let bench: LedgerBench;
let ledger: Ledger;

beforeEach(async () => {
	bench = new LedgerBench();
	ledger = await bench.open();
});

afterEach(() => bench.remove());

const settings = (user: string | null = 'ana') => ({
	now: new Date(bench.now),
	zone: 'UTC',
	instanceUrl: 'http://n8n.example/',
	user,
});

type Form = Record<string, string>;

/** The fields of a button as the page that this person sees has them. */
async function form(entry: Entry, action: string, user: string | null = 'ana'): Promise<Form> {
	const { html } = await statusPage(ledger, { entrada: entry.id }, settings(user));
	for (const [, inside = ''] of html.matchAll(/<form method="post"[^>]*>([\s\S]*?)<\/form>/g)) {
		const fields = Object.fromEntries(
			[...inside.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)].map(
				([, name = '', value = '']) => [name, value],
			),
		);
		if (fields.accion === action) return fields;
	}
	throw new Error(`The page has no button for ${action}`);
}

const press = async (fields: unknown, user: string | null = 'ana') =>
	await decide(ledger, fields, settings(user), { workflowId: 'w' });

const stateOf = async () => (await ledger.get({ stream: STREAM, key: KEY }))?.state;

describe('a button of the page', () => {
	it.each<State>(['held', 'dead', 'skipped'])('releases an entry that is %s', async (state) => {
		const entry = await entryIn(ledger, KEY, state);
		const answer = await press(await form(entry, 'release'));

		expect(answer).toEqual({ status: 303, location: `?entrada=${entry.id}&aviso=liberada` });
		expect(await stateOf()).toBe('pending');
		expect((await ledger.history(STREAM, KEY)).at(-1)).toMatchObject({
			event: 'released',
			message: 'Liberado por ana en la página de estado; vuelve a estar pendiente.',
		});
	});

	it('skips an entry with the reason that the person gives', async () => {
		const entry = await entryIn(ledger, KEY, 'held');
		const fields = { ...(await form(entry, 'skip')), motivo: ' Se hizo\na mano ' };

		expect(await press(fields)).toMatchObject({ status: 303 });
		expect(await ledger.get({ id: entry.id })).toMatchObject({
			state: 'skipped',
			reasonCode: 'BY_PERSON',
			reason: 'Se hizo a mano',
		});
		expect((await ledger.history(STREAM, KEY)).at(-1)?.message).toBe(
			'Omitido por ana en la página de estado (BY_PERSON): Se hizo a mano.',
		);
	});

	it('works without a log-in too, and says that somebody did it', async () => {
		const entry = await entryIn(ledger, KEY, 'held');
		await press(await form(entry, 'release', null), null);

		expect((await ledger.history(STREAM, KEY)).at(-1)?.message).toContain(
			'por alguien en la página',
		);
	});
});

describe('refused, with nothing changed, is', () => {
	let entry: Entry;
	let fields: Form;

	beforeEach(async () => {
		entry = await entryIn(ledger, KEY, 'held');
		fields = await form(entry, 'release');
	});

	const refused = async (given: unknown, status: number, words: string, user?: string) => {
		const answer = await press(given, user);
		expect(answer).toMatchObject({ status, html: expect.stringContaining(words) as string });
		expect(await stateOf()).toBe('held');
	};

	it('a form without a proof', async () => {
		const { prueba: _, ...without } = fields;
		await refused(without, 400, 'no viene de un botón');
		await refused({ ...fields, prueba: '' }, 403, 'no viene de un botón');
	});

	it('the proof of another entry or action', async () => {
		const other = await entryIn(ledger, '002/2026/1/000002', 'held');
		const { prueba = '' } = await form(other, 'release');
		await refused({ ...fields, prueba }, 403, 'no viene de un botón');
		await refused({ ...fields, accion: 'skip', motivo: 'x' }, 403, 'no viene de un botón');
	});

	it('the button of another person', async () => {
		await refused(fields, 403, 'no viene de un botón', 'eva');
	});

	it('a button that is too old, and the page with a fresh one is shown', async () => {
		bench.pass(11 * 3600);
		await refused(fields, 403, 'llevaba abierta demasiado tiempo');
		expect(await press(await form(entry, 'release'))).toMatchObject({ status: 303 });
	});

	it('a button whose time was put forward', async () => {
		bench.pass(11 * 3600);
		await refused({ ...fields, caduca: String(Date.parse(bench.now) + 1000) }, 403, 'no viene');
	});

	it('a decision about an entry that has changed since', async () => {
		bench.pass(60);
		const verdict = { state: 'held', code: 'PRICE', reason: 'Otro.' } as const;
		await ledger.register(STREAM, [item(KEY, 2, { verdict })]);
		await refused(fields, 409, 'ha cambiado desde que se abrió la página');
	});

	it('to skip without a reason', async () => {
		await refused({ ...(await form(entry, 'skip')), motivo: ' \n ' }, 422, 'Escriba por qué');
	});

	it.each([null, 'text', {}, { accion: 'purge' }, { entrada: ['1'] }])(
		'what is no form of the page: %j',
		async (given) => {
			await refused(given, 400, 'no viene de un botón');
		},
	);
});

it('pressed twice, a button decides once', async () => {
	const entry = await entryIn(ledger, KEY, 'held');
	const fields = await form(entry, 'release');
	bench.pass(1);
	await press(fields);

	expect(await press(fields)).toMatchObject({ status: 409 });
	const released = (await ledger.history(STREAM, KEY)).filter(({ event }) => event === 'released');
	expect(released).toHaveLength(1);
});

it('a sale that is stored without what would be sent has no button to release it', async () => {
	await ledger.register('solar-sales', [
		item('10/FAC/1', 1, {
			payload: { outcome: 'hold' },
			verdict: { state: 'held', code: 'LINES_MISSING', reason: 'Sin renglones.' },
		}),
	]);
	const entry = await ledger.get({ stream: 'solar-sales', key: '10/FAC/1' });
	if (!entry) throw new Error('It was not registered');

	await expect(form(entry, 'release')).rejects.toThrow('no button');
	expect(await form(entry, 'skip')).toMatchObject({ accion: 'skip' });
});
