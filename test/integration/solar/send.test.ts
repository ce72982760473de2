import { FactuLinkError } from '../../../lib/errors';
import { SolarClient } from '../../../lib/solar/client';
import { parseSolarConnection } from '../../../lib/solar/connection';
import type { SendOutcome, ToSend } from '../../../lib/solar/send';
import { sendVouchers } from '../../../lib/solar/send';
import { forgetToken } from '../../../lib/solar/token';
import { comprobante, MallServer, refusal } from '../../support/mall-server';

let mall: MallServer;
const clients: SolarClient[] = [];

beforeEach(async () => {
	mall = await MallServer.start();
});

afterEach(async () => {
	for (const client of clients.splice(0)) client.close();
	await mall.stop();
});

function client(change: Record<string, unknown> = {}): SolarClient {
	const one = new SolarClient(parseSolarConnection(mall.credential(change)));
	clients.push(one);
	return one;
}

function vouchers(...numbers: number[]): ToSend[] {
	return numbers.map((number) => ({ key: `10/FAC/${number}`, comprobante: comprobante(number) }));
}

async function send(numbers: number[], batchSize = 10): Promise<SendOutcome[]> {
	return await sendVouchers(client(), vouchers(...numbers), batchSize);
}

const outcomes = (list: readonly SendOutcome[]) => list.map(({ outcome }) => outcome);
const sizes = () => mall.reports.map(({ body }) => body.Comprobantes.length);
const numberOf = (text: string) => `006 0215-${text.padStart(8, '0')}`;

describe('sending', () => {
	test('reports in batches, with the tenant number in 6 digits, the token and every value a text', async () => {
		const found = await send([1, 2, 3], 2);
		expect(outcomes(found)).toEqual(['sent', 'sent', 'sent']);
		expect(sizes()).toEqual([2, 1]);
		expect(mall.reports[0]?.body).toEqual({
			IdCliente: '000123',
			Comprobantes: [comprobante(1), comprobante(2)],
		});
		expect(mall.logins).toBe(1);
		expect(mall.reports.map(({ token }) => token)).toEqual([mall.tokens[0], mall.tokens[0]]);
	});

	test('never sends an empty list', async () => {
		expect(await send([])).toEqual([]);
		expect(mall.reports).toEqual([]);
		expect(mall.logins).toBe(0);
	});

	test('takes a second run over the same vouchers for confirmed, without storing one twice', async () => {
		await send([1, 2, 3]);
		expect(outcomes(await send([1, 2, 3]))).toEqual([
			'alreadyRegistered',
			'alreadyRegistered',
			'alreadyRegistered',
		]);
		expect(mall.accepted).toHaveLength(3);
	});

	test('sends the same voucher once when it is given twice', async () => {
		const found = await sendVouchers(client(), [...vouchers(1), ...vouchers(1)], 10);
		expect(outcomes(found)).toEqual(['sent', 'sent']);
		expect(mall.accepted).toEqual([numberOf('1')]);
	});

	test('sends neither of two vouchers that the mall would take for one', async () => {
		const pair = [
			{ key: '10/NCR/1', comprobante: comprobante(1) },
			{ key: '10/NCP/1', comprobante: comprobante(1) },
			...vouchers(2),
		];
		const found = await sendVouchers(client(), pair, 10);
		expect(outcomes(found)).toEqual(['rejected', 'rejected', 'sent']);
		expect(found[0]).toMatchObject({ code: 'IDENTITY_COLLISION', class: 'person' });
		expect(mall.accepted).toEqual([numberOf('2')]);
	});

	test('stores the beginning of an HTML answer with status 201', async () => {
		mall.onReport = () => ({ status: 201, body: '<html><body>Alta  correcta</body></html>' });
		expect((await send([1]))[0]).toMatchObject({ outcome: 'sent', answer: 'Alta correcta' });
	});
});

describe('the token', () => {
	test('is renewed once when it expires in the middle, and the same request is sent again', async () => {
		mall.onReport = (report, number) => {
			if (number !== 2) return undefined;
			// The mall forgets the token: only a new login counts from here on.
			mall.tokens.push('another');
			return report.token === 'another' ? undefined : { status: 401 };
		};
		expect(outcomes(await send([1, 2], 1))).toEqual(['sent', 'sent']);
		expect(mall.logins).toBe(2);
		expect(mall.accepted).toHaveLength(2);
	});

	test('is not asked for again while it is valid, not even by another client', async () => {
		await send([1]);
		await send([2]);
		expect(mall.logins).toBe(1);
	});

	test('is shared by clients that need it at the same moment', async () => {
		await Promise.all([send([1]), send([2]), send([3])]);
		expect(mall.logins).toBe(1);
		expect(mall.accepted).toHaveLength(3);
	});

	test('is kept when it does not tell its lifetime', async () => {
		mall.tokenSeconds = null;
		await send([1]);
		await send([2]);
		expect(mall.logins).toBe(1);
	});

	test('refused for ever stops the run after one renewal and names what to do', async () => {
		mall.onReport = () => ({ status: 401, body: 'no' });
		const found = await send([1, 2, 3], 1);
		expect(mall.logins).toBe(2);
		expect(mall.reports).toHaveLength(2);
		for (const outcome of found) {
			expect(outcome).toMatchObject({ code: 'SOLAR_FORBIDDEN', class: 'person' });
		}
	});

	test.each([
		['a text body', { status: 400, body: 'Clave vencida' }],
		['status 401', { status: 401 }],
		['status 200 without a token', { status: 200, body: '{"mensaje":"ok"}' }],
		['status 200 and HTML', { status: 200, body: '<html>hola</html>' }],
	])('refused at the login with %s leaves every voucher for a person', async (_, reply) => {
		mall.onLogin = () => reply;
		const found = await send([1, 2], 1);
		expect(mall.reports).toEqual([]);
		expect(mall.logins).toBe(1);
		for (const outcome of found) {
			expect(outcome).toMatchObject({
				outcome: 'retryLater',
				code: 'SOLAR_LOGIN_REFUSED',
				class: 'person',
			});
		}
	});

	test('waits as long as a busy login asks', async () => {
		mall.onLogin = () => ({ status: 503, headers: { 'Retry-After': '40' } });
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'retryLater',
			class: 'retry',
			retryAfterSeconds: 40,
		});
	});
});

describe('status 422', () => {
	test('keeps every message once, and never sends the same request again', async () => {
		mall.onReport = () => refusal('Falta Rubro', 'Neto en cero', 'Falta Rubro');
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'rejected',
			messages: ['Falta Rubro', 'Neto en cero'],
			class: 'person',
			code: 'SOLAR_REFUSED',
		});
		expect(mall.reports).toHaveLength(1);
	});

	test('of a batch with one bad voucher ends with all others sent and that one rejected', async () => {
		mall.onReport = ({ body }) =>
			body.Comprobantes.some((one) => one.NroComprobante === '00000005')
				? refusal('Comprobante con neto en cero')
				: undefined;
		const found = await send([1, 2, 3, 4, 5, 6, 7, 8]);
		expect(outcomes(found)).toEqual([
			...Array<string>(4).fill('sent'),
			'rejected',
			...Array<string>(3).fill('sent'),
		]);
		expect(mall.accepted).toHaveLength(7);
		const bodies = mall.reports.map(({ body }) => JSON.stringify(body));
		expect(new Set(bodies).size).toBe(bodies.length);
	});

	test('of a batch that was stored in part confirms what was stored and sends the rest', async () => {
		mall.onReport = ({ body }, number) => {
			if (number !== 1) return undefined;
			mall.store(body.Comprobantes.slice(0, 2));
			return refusal('Error interno de validación');
		};
		const found = await send([1, 2, 3, 4]);
		expect(outcomes(found)).toEqual(['alreadyRegistered', 'alreadyRegistered', 'sent', 'sent']);
		expect(mall.accepted).toHaveLength(4);
	});

	test('with an empty or HTML body keeps its words', async () => {
		mall.onReport = (_, number) =>
			number === 1
				? { status: 422 }
				: { status: 422, body: '<html><body><h1>Datos no válidos</h1></body></html>' };
		const found = await send([1, 2], 1);
		expect(found[0]).toMatchObject({ outcome: 'rejected', messages: ['(empty)'] });
		expect(found[1]).toMatchObject({ outcome: 'rejected', messages: ['Datos no válidos'] });
	});

	test('is read with a byte-order mark in front', async () => {
		mall.onReport = () => ({ status: 422, body: '\uFEFF{"Mensajes":[{"mensaje":"Mal"}]}' });
		expect((await send([1]))[0]).toMatchObject({ messages: ['Mal'] });
	});

	test('naming the number of an invoice proves nothing about the credit note of the same number', async () => {
		mall.onReport = () => refusal('EL COMPROBANTE FACB 0215-00000001 YA ESTA REGISTRADO');
		const note = { key: '10/NCR/1', comprobante: comprobante(1, { IdComprobante: '008' }) };
		expect(outcomes(await sendVouchers(client(), [note], 10))).toEqual(['rejected']);
	});

	test('naming a number that two vouchers of the batch have is settled one by one', async () => {
		const invoice = { key: '10/FAC/1', comprobante: comprobante(1) };
		const note = { key: '10/NCR/1', comprobante: comprobante(1, { IdComprobante: '008' }) };
		mall.store([invoice.comprobante]);
		const found = await sendVouchers(client(), [invoice, note], 10);
		expect(outcomes(found)).toEqual(['alreadyRegistered', 'sent']);
	});
});

describe('other statuses', () => {
	test('200 is not taken for confirmed', async () => {
		mall.onReport = () => ({ status: 200, body: '{}' });
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'rejected',
			code: 'SOLAR_UNCLEAR_ANSWER',
		});
		expect(mall.reports).toHaveLength(1);
	});

	test('429 stops the run and hands on how long to wait', async () => {
		mall.onReport = () => ({ status: 429, headers: { 'Retry-After': '120' } });
		const found = await send([1, 2, 3], 1);
		expect(mall.reports).toHaveLength(1);
		for (const outcome of found) {
			expect(outcome).toMatchObject({
				outcome: 'retryLater',
				class: 'retry',
				retryAfterSeconds: 120,
			});
		}
	});

	test('503 with a date waits until then', async () => {
		const date = new Date(Date.now() + 90_000).toUTCString();
		mall.onReport = () => ({ status: 503, headers: { 'Retry-After': date } });
		const [outcome] = await send([1]);
		const seconds = outcome?.outcome === 'retryLater' ? outcome.retryAfterSeconds : undefined;
		expect(seconds).toBeGreaterThan(80);
		expect(seconds).toBeLessThanOrEqual(90);
	});

	test('500 for one voucher does not hold up the others', async () => {
		mall.onReport = ({ body }) =>
			body.Comprobantes.some((one) => one.NroComprobante === '00000001')
				? { status: 500, body: '<html><body>Runtime Error</body></html>' }
				: undefined;
		const found = await send([1, 2, 3]);
		expect(outcomes(found)).toEqual(['retryLater', 'sent', 'sent']);
		expect(found[0]).toMatchObject({ class: 'retry', code: 'SOLAR_BUSY' });
	});

	test('500 for vouchers here and there never stops the run', async () => {
		mall.onReport = ({ body }) =>
			/[1357]$/.test(body.Comprobantes[0]?.NroComprobante ?? '') ? { status: 500 } : undefined;
		expect(outcomes(await send([1, 2, 3, 4, 5, 6, 7, 8], 1))).toEqual([
			'retryLater',
			'sent',
			'retryLater',
			'sent',
			'retryLater',
			'sent',
			'retryLater',
			'sent',
		]);
	});

	test('500 for everything stops after a few requests', async () => {
		mall.onReport = () => ({ status: 500 });
		const found = await send(Array.from({ length: 20 }, (_, index) => index + 1));
		expect(new Set(outcomes(found))).toEqual(new Set(['retryLater']));
		expect(mall.reports.length).toBeLessThanOrEqual(4);
	});

	test('400 is not tried again', async () => {
		mall.onReport = () => ({ status: 400, body: 'IdCliente desconocido' });
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'rejected',
			code: 'SOLAR_WRONG_REQUEST',
			messages: ['IdCliente desconocido'],
		});
		expect(mall.reports).toHaveLength(1);
	});

	test('403 stops the run for a person', async () => {
		mall.onReport = () => ({ status: 403, body: 'Forbidden' });
		const found = await send([1, 2], 1);
		expect(mall.reports).toHaveLength(1);
		expect(found[1]).toMatchObject({ class: 'person', code: 'SOLAR_FORBIDDEN' });
	});

	test('413 sends smaller requests', async () => {
		mall.onReport = ({ body }) => (body.Comprobantes.length > 2 ? { status: 413 } : undefined);
		expect(outcomes(await send([1, 2, 3, 4]))).toEqual(['sent', 'sent', 'sent', 'sent']);
		expect(sizes()).toEqual([4, 2, 2]);
	});

	test('a redirect is not followed', async () => {
		mall.onReport = () => ({ status: 302, headers: { Location: 'https://otro.example/' } });
		const found = await send([1, 2], 1);
		expect(mall.reports).toHaveLength(1);
		// It says nothing about the voucher: the address is not the API's.
		for (const outcome of found) {
			expect(outcome).toMatchObject({
				outcome: 'retryLater',
				class: 'person',
				code: 'SOLAR_WRONG_ADDRESS',
			});
		}
	});
});

describe('trouble on the way', () => {
	test('accepted but the connection dropped: sent again singly and recognised', async () => {
		mall.onReport = ({ body }, number) => {
			if (number !== 1) return undefined;
			mall.store(body.Comprobantes);
			return { status: 0, hangUp: true };
		};
		expect(outcomes(await send([1, 2]))).toEqual(['alreadyRegistered', 'alreadyRegistered']);
		expect(mall.accepted).toHaveLength(2);
	});

	test('a single voucher whose connection dropped is left for later, not repeated at once', async () => {
		mall.onReport = () => ({ status: 0, hangUp: true });
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'retryLater',
			class: 'retry',
			code: 'SOLAR_CONNECTION_LOST',
		});
		expect(mall.reports).toHaveLength(1);
	});

	test('no answer in time is left for later', async () => {
		mall.onReport = () => ({ status: 201, delay: 4000 });
		expect((await send([1]))[0]).toMatchObject({
			outcome: 'retryLater',
			class: 'retry',
			code: 'SOLAR_TIMEOUT',
		});
	}, 10_000);

	test('a slow answer within the time is taken', async () => {
		mall.onReport = () => ({ status: 201, delay: 700 });
		expect(outcomes(await send([1]))).toEqual(['sent']);
	});

	test('a server that is down leaves everything for later after one try', async () => {
		const one = client();
		await mall.stop();
		const found = await sendVouchers(one, vouchers(1, 2, 3), 1);
		for (const outcome of found) {
			expect(outcome).toMatchObject({
				outcome: 'retryLater',
				class: 'retry',
				code: 'SOLAR_UNREACHABLE',
			});
		}
		mall = await MallServer.start();
	});

	test('a host name that is not known leaves everything for later', async () => {
		const one = client({ baseUrl: 'https://no-such-host.invalid/api' });
		expect((await sendVouchers(one, vouchers(1), 1))[0]).toMatchObject({
			outcome: 'retryLater',
			class: 'retry',
			code: 'SOLAR_NAME_UNKNOWN',
		});
	});

	test('what was sent before the trouble stays sent', async () => {
		mall.onReport = (_, number) => (number < 3 ? undefined : { status: 503 });
		expect(outcomes(await send([1, 2, 3, 4], 1))).toEqual([
			'sent',
			'sent',
			'retryLater',
			'retryLater',
		]);
	});

	test('an endless body is cut, its status counts', async () => {
		mall.onReport = () => ({ status: 201, body: 'x'.repeat(3_000_000) });
		const [outcome] = await send([1]);
		expect(outcome?.outcome).toBe('sent');
		expect(JSON.stringify(outcome).length).toBeLessThan(1000);
	});
});

describe('secrets', () => {
	test('never reach an outcome, even when the mall repeats them', async () => {
		const connection = parseSolarConnection(mall.credential());
		mall.onReport = (report) => refusal(`token ${report.token} clave ${connection.password}`);
		const texts = [JSON.stringify(await send([1]))];
		forgetToken(connection);
		mall.onLogin = () => ({ status: 400, body: `usuario x, clave ${connection.password}` });
		texts.push(JSON.stringify(await send([2])));
		for (const text of texts) {
			expect(text).toContain('***');
			expect(text).not.toContain(connection.password);
			for (const token of mall.tokens) expect(text).not.toContain(token);
		}
	});

	test('never reach an outcome: a token under a name that the API does not have', async () => {
		mall.onLogin = () => ({
			status: 200,
			body: '{"access_token":"eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_"}',
		});
		const text = JSON.stringify(await send([1]));
		expect(text).toContain('access_token');
		expect(text).not.toMatch(/eyJ|c2ln/);
	});

	test('are not carried by the error that a failing request throws', async () => {
		const one = client();
		mall.onReport = () => ({ status: 0, hangUp: true });
		const thrown: unknown = await one.report([comprobante(1)]).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(FactuLinkError);
		const { inspect } = await import('node:util');
		const everything = inspect(thrown, { depth: 20, showHidden: true });
		expect(everything).not.toContain(mall.credential().password);
		for (const token of mall.tokens) expect(everything).not.toContain(token);
	});
});
