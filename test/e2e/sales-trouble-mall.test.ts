import { keptSecrets } from '../support/e2e/kept-secrets';
import { standsIn, TestSales, withQuickRetries } from '../support/e2e/sales';
import {
	adviceIn,
	releaseByHand,
	StrangeServer,
	Trouble,
	type Cause,
	type TestVoucher,
} from '../support/e2e/sales-trouble';

/**
 * What the sales sync has to survive at the mall. After each: nothing lost, nothing sent twice, ledger and pending
 * list true, words that tell a person what to do.
 *
 * | trouble                                | tests below |
 * | -------------------------------------- | ----------- |
 * | down, refused, silent, DNS             | the vouchers wait |
 * | slow                                   | overcome: late, but in time; recognised: too late |
 * | wrong credentials, 401 for ever, 403   | for a person |
 * | token that ends in the middle          | overcome |
 * | 422: one, many, repeated messages      | refused |
 * | 429 with Retry-After, 5xx bursts, 408  | the vouchers wait |
 * | HTML in place of JSON, byte-order mark | the vouchers wait (5xx), for a person (login), refused (200, 422), overcome (201) |
 * | accepted, but the connection dropped   | recognised |
 * | partial batches                        | recognised; refused: two of three |
 * | certificate: unknown, expired, wrong name, missing intermediate, self-signed, no TLS | for a person |
 */
jest.setTimeout(10 * 60_000);

const WRONG_PASSWORD = 'Tampoco-Es-La-Clave-1';
const HTML = '<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>';

/** What becomes of the vouchers in the run that meets it, and what a person reads of it. */
interface Words {
	code: string;
	/** In the ledger, Spanish. */
	says: RegExp;
	/** In the execution, for the integrator. */
	whatToDo: RegExp;
}

let test: TestSales;
let silent: StrangeServer;
let plain: StrangeServer;

const baseUrl = (url: () => string, timeouts: Record<string, number> = {}) => ({
	begin: async () => await test.changeCredential('solarApi', { baseUrl: url(), ...timeouts }),
	end: async () => await test.changeCredential('solarApi', {}),
});
const credential = (change: Record<string, string | number>) => ({
	begin: async () => await test.changeCredential('solarApi', change),
	end: async () => await test.changeCredential('solarApi', {}),
});
const faults = (...armed: object[]) => ({
	begin: async () => {
		for (const fault of armed) await test.mall('POST /faults', fault);
	},
	end: async () => await test.mall('DELETE /faults'),
});
/** The same when n8n has no token any more and has to log in. */
const loginFaults = (fault: object) => {
	const { begin, end } = faults({ on: 'token', ...fault });
	return { begin: async () => await test.mall('POST /revoke-tokens').then(begin), end };
};
const settings = (change: object, usual: object) => ({
	begin: async () => await test.mall('POST /settings', change),
	end: async () => await test.mall('POST /settings', usual),
});
const certificate = (variant: string) => {
	const show = async (shown: string) => {
		await test.mall('POST /down');
		await test.mall('POST /up', { certificate: shown });
	};
	return { begin: async () => await show(variant), end: async () => await show('good') };
};
/** Refuses the vouchers at these places for as long as it lasts. */
const refusing = (fault: object, ...places: number[]) => ({
	begin: async (vouchers: readonly TestVoucher[]) => {
		for (const place of places) {
			const matching = vouchers[place]?.number.slice(-8);
			await test.mall('POST /faults', { times: null, matching, ...fault });
		}
	},
	end: async () => await test.mall('DELETE /faults'),
});
const refusal = (...messages: string[]) => ({
	status: 422,
	body: JSON.stringify({ Mensajes: messages.map((mensaje) => ({ mensaje })) }),
});
const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

/** The way to the mall is closed for a while: the vouchers wait and go by themselves when it is open again. */
const PASSING: (Cause & Words)[] = [
	{
		what: 'the API is down and refuses the connection',
		begin: async () => await test.mall('POST /down'),
		end: async () => await test.mall('POST /up'),
		code: 'SOLAR_UNREACHABLE',
		says: /no hay conexión con el shopping/,
		whatToDo: /port and host of the base URL/,
	},
	{
		what: 'the API takes the connection and stays silent',
		...baseUrl(() => `https://localhost:${silent.port}/api`, { connectTimeoutSeconds: 1 }),
		code: 'SOLAR_UNREACHABLE',
		says: /no hay conexión con el shopping/,
		whatToDo: /firewall/,
	},
	{
		what: 'nobody knows the host name (DNS)',
		...baseUrl(() => 'https://no-such-mall.invalid:22472/Demo_BackEnd/api'),
		code: 'SOLAR_NAME_UNKNOWN',
		says: /no hay conexión con el shopping/,
		whatToDo: /base URL .* Internet connection/,
	},
	{
		what: '429 with Retry-After in seconds',
		...faults({ status: 429, headers: { 'Retry-After': '2' } }),
		code: 'SOLAR_TOO_MANY_REQUESTS',
		says: /el shopping pide esperar/,
		whatToDo: /tried again/,
	},
	{
		what: 'a burst of three answers 503 with HTML in place of JSON',
		...faults({ status: 503, body: HTML, times: 3 }),
		// It passes by itself, run after run.
		end: undefined,
		code: 'SOLAR_BUSY',
		says: /no está disponible/,
		whatToDo: /tried again/,
	},
	{
		what: '408',
		...faults({ status: 408 }),
		code: 'SOLAR_BUSY',
		says: /no está disponible/,
		whatToDo: /tried again/,
	},
	{
		what: '500 to every request: the batch, and each voucher sent singly',
		...faults({ status: 500, body: HTML, times: 4 }),
		code: 'SOLAR_BUSY',
		says: /no está disponible/,
		whatToDo: /tried again/,
	},
	{
		what: 'every connection breaks off before the mall has stored anything',
		...faults({ drop: 'before', times: 4 }),
		code: 'SOLAR_CONNECTION_LOST',
		says: /se cortó la conexión/,
		whatToDo: /tried again/,
	},
	{
		what: 'the login is answered with 503',
		...loginFaults({ status: 503, body: HTML }),
		code: 'SOLAR_BUSY',
		says: /no está disponible/,
		whatToDo: /tried again/,
	},
	{
		what: 'the login is never answered',
		...loginFaults({ drop: 'before', times: 4 }),
		code: 'SOLAR_CONNECTION_LOST',
		says: /se cortó la conexión/,
		whatToDo: /tried again/,
	},
];

/** The access itself is not right: the run ends in red, and somebody has to mend it and let the vouchers go. */
const FOR_A_PERSON: (Cause & Words)[] = [
	{
		what: 'wrong user or password',
		...credential({ password: WRONG_PASSWORD }),
		code: 'SOLAR_LOGIN_REFUSED',
		says: /el shopping no aceptó usuario y clave/,
		whatToDo: /Check user and password/,
	},
	{
		what: 'a login that is answered with HTML and no token',
		...loginFaults({ status: 200, body: HTML }),
		code: 'SOLAR_LOGIN_REFUSED',
		says: /el shopping no aceptó usuario y clave/,
		whatToDo: /Check user and password/,
	},
	{
		what: '401 for ever, with a new token too',
		...faults({ status: 401, times: null }),
		code: 'SOLAR_FORBIDDEN',
		says: /no autoriza a este usuario/,
		whatToDo: /Ask the mall to allow this user/,
	},
	{
		what: '403',
		...faults({ status: 403, body: HTML }),
		code: 'SOLAR_FORBIDDEN',
		says: /no autoriza a este usuario/,
		whatToDo: /Ask the mall to allow this user/,
	},
	{
		what: 'a base URL that leads elsewhere',
		...baseUrl(() => `${test.sync.systems.solar.baseUrl}/v2`),
		code: 'SOLAR_WRONG_ADDRESS',
		says: /la dirección de la API no es la correcta/,
		whatToDo: /Check the base URL/,
	},
	{
		what: 'a credential that is not complete',
		...credential({ idCliente: '' }),
		code: 'SOLAR_CREDENTIAL',
		says: /credential is not complete: idCliente/,
		whatToDo: /correct that field/,
	},
	{
		what: 'a port that does not speak TLS',
		...baseUrl(() => `https://localhost:${plain.port}/api`),
		code: 'SOLAR_TLS',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /must be the HTTPS port/,
	},
	{
		what: 'a certificate of an authority that nobody knows',
		...credential({ extraCa: '' }),
		code: 'SOLAR_CERTIFICATE_UNKNOWN',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /Extra CA Certificates/,
	},
	{
		what: 'a certificate of another authority than the one that was given',
		...certificate('unknown-authority'),
		code: 'SOLAR_CERTIFICATE_SELF_SIGNED',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /Extra CA Certificates/,
	},
	{
		what: 'a certificate that signs itself',
		...certificate('self-signed'),
		code: 'SOLAR_CERTIFICATE_SELF_SIGNED',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /Extra CA Certificates/,
	},
	{
		what: 'a certificate without its intermediate',
		...certificate('missing-intermediate'),
		code: 'SOLAR_CERTIFICATE_UNKNOWN',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /Extra CA Certificates/,
	},
	{
		what: 'a certificate that has expired',
		...certificate('expired'),
		code: 'SOLAR_CERTIFICATE_EXPIRED',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /mall has to renew its certificate/,
	},
	{
		what: 'a certificate for another name',
		...certificate('wrong-name'),
		code: 'SOLAR_CERTIFICATE_WRONG_NAME',
		says: /certificado .* no se pudo verificar/,
		whatToDo: /host name that the mall gave/,
	},
];

/** The mall judges single vouchers, or nobody can tell what it did: those wait for a person, the others go. */
const REFUSED: (Cause & Omit<Words, 'whatToDo'> & { refused: number[] })[] = [
	{
		what: '422 with one message',
		...refusing(refusal('FALTA RUBRO'), 1),
		refused: [1],
		code: 'SOLAR_REFUSED',
		says: /el shopping lo rechazó: FALTA RUBRO$/,
	},
	{
		what: '422 with many messages',
		...refusing(refusal('FALTA RUBRO', 'FECHA INVALIDA', 'SIN PAGOS'), 0),
		refused: [0],
		code: 'SOLAR_REFUSED',
		says: /lo rechazó: FALTA RUBRO · FECHA INVALIDA · SIN PAGOS$/,
	},
	{
		what: '422 with the same message again and again, and a byte-order mark: it is told once',
		...refusing(
			{ ...refusal(), body: `\uFEFF${refusal(...Array<string>(5).fill('FALTA RUBRO')).body}` },
			2,
		),
		refused: [2],
		code: 'SOLAR_REFUSED',
		says: /lo rechazó: FALTA RUBRO$/,
	},
	{
		what: '422 for two of three',
		...refusing(refusal('FALTA RUBRO'), 0, 2),
		refused: [0, 2],
		code: 'SOLAR_REFUSED',
		says: /lo rechazó: FALTA RUBRO$/,
	},
	{
		what: '422 with HTML in place of JSON',
		...refusing({ status: 422, body: HTML }, 1),
		refused: [1],
		code: 'SOLAR_REFUSED',
		says: /lo rechazó: Service Unavailable$/,
	},
	{
		what: '400',
		...faults({ status: 400, body: 'Bad Request' }),
		refused: [0, 1, 2],
		code: 'SOLAR_WRONG_REQUEST',
		says: /lo rechazó: Bad Request$/,
	},
	{
		what: '200 with HTML, which is not 201',
		...faults({ status: 200, body: HTML }),
		refused: [0, 1, 2],
		code: 'SOLAR_UNCLEAR_ANSWER',
		says: /contestó con el estado 200 en lugar de 201; no se sabe si lo registró/,
	},
];

/** What a run gets over by itself. */
const OVERCOME: Cause[] = [
	{ what: 'the API answers late, but in time', ...faults({ delayMs: 3_000 }) },
	{
		what: 'the token ends in the middle of the requests of a run',
		begin: async () => {
			await test.mall('POST /settings', { largestBatch: 1 });
			await test.mall('POST /faults', { revokeTokens: true, after: 2 });
		},
		end: async () => await test.mall('POST /settings', { largestBatch: 1_000 }),
	},
	{
		what: 'every token has become void',
		begin: async () => await test.mall('POST /revoke-tokens'),
	},
	{
		what: '201 with HTML in its body',
		...settings({ acceptedBody: 'html' }, { acceptedBody: 'json' }),
	},
	{
		what: 'a byte-order mark before every answer',
		begin: async () => {
			await test.mall('POST /settings', { byteOrderMark: true });
			await test.mall('POST /revoke-tokens');
		},
		end: async () => await test.mall('POST /settings', { byteOrderMark: false }),
	},
	{
		what: 'a request that is too large',
		...settings({ largestBatch: 1 }, { largestBatch: 1_000 }),
	},
	{
		what: '500 to the batch alone',
		...faults({ status: 500, body: HTML }),
	},
	{ what: 'a login whose connection breaks off once', ...loginFaults({ drop: 'before' }) },
];

(standsIn ? describe : describe.skip)('the sales sync in trouble with the mall', () => {
	beforeAll(async () => {
		test = await TestSales.open('sales-trouble-mall', { adapt: withQuickRetries });
		silent = await StrangeServer.start();
		plain = await StrangeServer.start('HTTP/1.1 400 Bad Request\r\n\r\n');
		await test.n8n.start();
		// Whatever is sent twice from now on, the mall takes twice, and its books show it.
		await test.mall('POST /settings', { detectDuplicates: false });
		expect((await test.run()).status).toBe('success');
	});
	afterAll(async () => {
		await silent.stop();
		await plain.stop();
		await test.remove();
	});

	describe('the vouchers wait, nothing is marked, and everything goes once when it is over:', () => {
		it.each(PASSING)('$what', async ({ code, says, whatToDo, ...cause }) => {
			const trouble = await Trouble.withVouchers(test);
			const run = await trouble.runDuring(cause);
			expect([run.status, run.error]).toEqual(['success', undefined]);
			trouble.expectLeft({ state: 'pending', code, says });
			expect(adviceIn(run)).toEqual(
				trouble.vouchers.map(() => expect.stringMatching(whatToDo) as string),
			);
			expect(await trouble.atTheMall()).toEqual([0, 0, 0]);

			await trouble.untilDone();
			await trouble.expectTruth();
		});

		it('429 with Retry-After as a date, which is kept', async () => {
			const trouble = await Trouble.withVouchers(test);
			const until = inAnHour();
			await test.mall('POST /faults', { status: 429, headers: { 'Retry-After': until } });
			expect((await test.run()).status).toBe('success');
			for (const { key } of trouble.vouchers) {
				// The clock that the pause is counted from has gone on by then.
				const due = Date.parse(test.entry(key)?.due ?? '');
				expect(due).toBeGreaterThanOrEqual(Date.parse(until) - 1_000);
			}
			await test.forgetRequests();
			expect((await test.run()).status).toBe('success');
			expect(await test.sentNow()).toEqual([]);
			expect(trouble.states()).toEqual(['pending', 'pending', 'pending']);

			// What others have meanwhile does not wait for it.
			const others = await Trouble.withVouchers(test);
			await others.untilDone();
			expect(await trouble.atTheMall()).toEqual([0, 0, 0]);
			await others.expectTruth();
		});
	});

	describe('the run ends in red with what to do, the vouchers wait for a person, and everything goes once when it is mended:', () => {
		it.each(FOR_A_PERSON)('$what', async ({ code, says, whatToDo, ...cause }) => {
			const trouble = await Trouble.withVouchers(test);
			const { status, error } = await trouble.runDuring(cause);
			expect([status, error]).toEqual(['error', expect.stringMatching(says)]);
			expect(error).toMatch(whatToDo);
			trouble.expectLeft({ state: 'held', code, says });
			expect(await trouble.atTheMall()).toEqual([0, 0, 0]);

			await releaseByHand(test);
			await trouble.untilDone();
			await trouble.expectTruth();
		});
	});

	describe('what the mall refuses waits for a person with its words, the others are sent and marked:', () => {
		it.each(REFUSED)('$what', async ({ refused, code, says, ...cause }) => {
			const trouble = await Trouble.withVouchers(test);
			const { status } = await trouble.runDuring(cause);
			expect(status).toBe('success');
			const isRefused = (_: TestVoucher, place: number) => refused.includes(place);
			trouble.expectLeft({ state: 'held', code, says }, trouble.vouchers.filter(isRefused));
			const taken = trouble.vouchers.filter((_, place) => !refused.includes(place));
			trouble.expectLeft({ state: 'done', code: null }, taken);

			await releaseByHand(test);
			await trouble.untilDone();
			await trouble.expectTruth();
		});
	});

	describe('a run gets over it by itself:', () => {
		it.each(OVERCOME)('$what', async (cause) => {
			const trouble = await Trouble.withVouchers(test);
			const { status, error } = await trouble.runDuring(cause);
			expect([status, error]).toEqual(['success', undefined]);
			trouble.expectLeft({ state: 'done', code: null });
			await trouble.expectTruth();
		});
	});

	/** Here only the mall knows what it has: it recognises what comes again, as the real one does. */
	describe('what the mall has stored without being able to say so is recognised:', () => {
		beforeAll(async () => await test.mall('POST /settings', { detectDuplicates: true }));
		afterAll(async () => await test.mall('POST /settings', { detectDuplicates: false }));

		const resultsOf = ({ vouchers }: Trouble) =>
			vouchers.map(({ key }) => test.entry(key)?.result?.outcome);

		it('the connection breaks off after a batch: in the same run', async () => {
			const trouble = await Trouble.withVouchers(test);
			await test.mall('POST /faults', { drop: 'after' });
			expect((await test.run()).status).toBe('success');
			expect(resultsOf(trouble)).toEqual(Array(3).fill('alreadyRegistered'));
			await trouble.expectTruth();
		});

		it('every connection breaks off after the vouchers were stored: in the next run', async () => {
			const trouble = await Trouble.withVouchers(test);
			await test.mall('POST /faults', { drop: 'after', times: 4 });
			expect((await test.run()).status).toBe('success');
			trouble.expectLeft({ state: 'pending', code: 'SOLAR_CONNECTION_LOST' });
			expect(await trouble.atTheMall()).toEqual([1, 1, 1]);
			await trouble.untilDone();
			expect(resultsOf(trouble)).toEqual(Array(3).fill('alreadyRegistered'));
			await trouble.expectTruth();
		});

		it('the answers come too late', async () => {
			const trouble = await Trouble.withVouchers(test);
			const quick = { connectTimeoutSeconds: 1, responseTimeoutSeconds: 1 };
			await test.mall('POST /faults', { delayMs: 6_000, times: 4 });
			const run = await trouble.runDuring(credential(quick));
			expect(run.status).toBe('success');
			trouble.expectLeft({
				state: 'pending',
				code: 'SOLAR_TIMEOUT',
				says: /el shopping no contestó a tiempo/,
			});
			expect(adviceIn(run)).toEqual(
				Array(3).fill(expect.stringMatching(/raise the response time-out/)),
			);
			await trouble.untilDone();
			await trouble.expectTruth();
		});

		it('of a batch the mall has one already and stores the others all the same', async () => {
			await test.mall('POST /settings', { batchMode: 'partial' });
			const trouble = await Trouble.withVouchers(test);
			// The batch, and then each voucher singly: only the first of them is stored.
			await test.mall('POST /faults', { drop: 'before' });
			await test.mall('POST /faults', { drop: 'after' });
			await test.mall('POST /faults', { drop: 'before', times: 2 });
			expect((await test.run()).status).toBe('success');
			trouble.expectLeft({ state: 'pending', code: 'SOLAR_CONNECTION_LOST' });
			expect(await trouble.atTheMall()).toEqual([1, 0, 0]);
			await trouble.untilDone();
			expect(resultsOf(trouble)).toEqual(Array(3).fill('alreadyRegistered'));
			await trouble.expectTruth();
			await test.mall('POST /settings', { batchMode: 'atomic' });
		});
	});

	it('no password, token or certificate is in what n8n and the ledger keep of all these failures', async () => {
		await test.n8n.stop();
		const { places, found } = keptSecrets(test, [WRONG_PASSWORD]);
		for (const trace of ['no aceptó usuario y clave', 'FALTA RUBRO', 'Service Unavailable']) {
			const bytes = Buffer.from(trace).toString('latin1');
			expect(places.some(({ text }) => text.includes(bytes))).toBe(true);
		}
		expect(found).toEqual([]);
	});
});
