import fc from 'fast-check';

import type { Comprobante } from '../../../lib/solar/comprobante';
import { comprobanteSchema } from '../../../lib/solar/comprobante';
import { beginningOf, readAnswer, retryAfterSeconds } from '../../../lib/solar/read-answer';
import { expected, variants } from '../../support/sales-fixture';

const now = new Date('2026-03-20T12:00:00Z');

function answer(status: number, text = '', retryAfter: string | null = null) {
	return { status, text, retryAfter };
}

function voucher(code: string, pointOfSale: string, number: string): Comprobante {
	return {
		Fecha: '16-03-2026',
		Hora: '10:05:30',
		IdComprobante: code,
		PtoVenta: pointOfSale,
		NroComprobante: number,
		Detalles: [],
		Pagos: [],
	};
}

function proved(message: string, ...sent: Comprobante[]): string[] {
	const body = JSON.stringify({ Mensajes: [{ mensaje: message }] });
	const read = readAnswer(answer(422, body), sent, now);
	if (read.kind !== 'refused') throw new Error(read.kind);
	return [...read.registered.keys()];
}

describe('the status', () => {
	test.each([
		[201, 'confirmed'],
		[200, 'unclear'],
		[202, 'unclear'],
		[204, 'unclear'],
		[422, 'refused'],
		[408, 'retryLater'],
		[429, 'retryLater'],
		[500, 'retryLater'],
		[503, 'retryLater'],
		[599, 'retryLater'],
		[301, 'wrongRequest'],
		[400, 'wrongRequest'],
		[401, 'wrongRequest'],
		[403, 'wrongRequest'],
		[409, 'wrongRequest'],
		[418, 'wrongRequest'],
	])('%i means %s', (status, kind) => {
		expect(readAnswer(answer(status), [], now).kind).toBe(kind);
	});

	test('decides whatever the body is', () => {
		fc.assert(
			fc.property(fc.integer({ min: 200, max: 599 }), fc.string(), (status, text) => {
				const read = readAnswer(answer(status, text), [voucher('006', '0215', '00000001')], now);
				expect(read.kind === 'confirmed').toBe(status === 201);
				expect(read.kind === 'refused' && read.registered.size > 0).toBe(false);
			}),
		);
	});
});

describe('a message that a voucher is registered', () => {
	const f2 = voucher('006', '0215', '00040374');
	const f4 = voucher('008', '0215', '00040374');
	const a = voucher('001', '0215', '00040374');
	const message = 'EL COMPROBANTE FACB 0215-00040374 YA ESTA REGISTRADO';

	test('proves it for the one voucher that it names', () => {
		expect(proved(message, f2, voucher('006', '0215', '00040375'))).toEqual(['006 0215-00040374']);
	});

	test.each([
		[
			'with five digits of the point of sale',
			'EL COMPROBANTE FACB 00215-00040374 YA ESTA REGISTRADO',
		],
		['with a label that nobody knows', 'EL COMPROBANTE ZZZ 0215-00040374 YA ESTA REGISTRADO'],
		['with a label without letter', 'EL COMPROBANTE FAC 0215-00040374 YA ESTA REGISTRADO'],
		['with an accent', 'El comprobante FACB 0215-00040374 ya está registrado.'],
	])('proves it %s', (_, text) => {
		expect(proved(text, f2)).toHaveLength(1);
	});

	test('proves it when numbers are sent with other widths', () => {
		expect(proved(message, voucher('06', '00215', '000040374'))).toHaveLength(1);
	});

	test.each([
		['another letter', 'EL COMPROBANTE FACA 0215-00040374 YA ESTA REGISTRADO'],
		['another class', 'EL COMPROBANTE NCRB 0215-00040374 YA ESTA REGISTRADO'],
		['a debit note', 'EL COMPROBANTE NDB 0215-00040374 YA ESTA REGISTRADO'],
		['another point of sale', 'EL COMPROBANTE FACB 0216-00040374 YA ESTA REGISTRADO'],
		['another number', 'EL COMPROBANTE FACB 0215-00040375 YA ESTA REGISTRADO'],
		['only the beginning of the number', 'EL COMPROBANTE FACB 0215-0004037 YA ESTA REGISTRADO'],
		['something else', 'EL COMPROBANTE FACB 0215-00040374 NO ESTA REGISTRADO'],
		['it inside other words', `ERROR: ${message} o tiene neto en cero`],
	])('proves nothing when it names %s', (_, text) => {
		expect(proved(text, f2)).toEqual([]);
	});

	test('proves nothing when two vouchers of the request have that number', () => {
		expect(proved(message, f2, f4)).toEqual([]);
		expect(proved(message, f2, a)).toEqual([]);
	});

	test('proves nothing about a legacy number, of which the mall keeps nine digits', () => {
		const legacy = voucher('006', '0001', '021500040374');
		expect(proved('EL COMPROBANTE FACB 0001-21500040 YA ESTA REGISTRADO', legacy)).toEqual([]);
		expect(
			proved(
				'EL COMPROBANTE FACB 0001-00000010 YA ESTA REGISTRADO',
				voucher('006', '0001', '000000000010'),
			),
		).toEqual([]);
	});

	test('and one that says something else beside it: the proof stands, the messages are all kept', () => {
		const body = JSON.stringify({ Mensajes: [{ mensaje: message }, { mensaje: 'Falta Rubro' }] });
		const read = readAnswer(answer(422, body), [f2], now);
		expect(read).toEqual({
			kind: 'refused',
			messages: [message, 'Falta Rubro'],
			registered: new Map([['006 0215-00040374', message]]),
		});
	});

	test('proves it although a secret looks like a part of it; what people read is without the secret', () => {
		const body = JSON.stringify({ Mensajes: [{ mensaje: message }] });
		expect(readAnswer(answer(422, body), [f2], now, ['0004', 'EL'])).toEqual({
			kind: 'refused',
			messages: ['*** COMPROBANTE FACB 0215-***0374 YA ESTA REGISTRADO'],
			registered: new Map([
				['006 0215-00040374', '*** COMPROBANTE FACB 0215-***0374 YA ESTA REGISTRADO'],
			]),
		});
	});

	test('proves it in whatever body it comes', () => {
		for (const body of [
			message,
			`<html><body><p>${message}</p></body></html>`,
			`{"mensajes":["${message}"]}`,
		]) {
			expect(readAnswer(answer(422, body), [f2], now)).toMatchObject({
				registered: new Map([['006 0215-00040374', message]]),
			});
		}
	});

	test('is only believed with status 422', () => {
		const body = JSON.stringify({ Mensajes: [{ mensaje: message }] });
		expect(readAnswer(answer(400, body), [f2], now)).toEqual({
			kind: 'wrongRequest',
			status: 400,
			messages: [message],
		});
	});
});

describe('Retry-After', () => {
	test.each([
		['120', 120],
		['0', 0],
		[' 5 ', 5],
		['Fri, 20 Mar 2026 12:01:30 GMT', 90],
		['Fri, 20 Mar 2026 11:00:00 GMT', 0],
		['Friday, 20-Mar-26 12:01:30 GMT', 90],
		['Fri Mar 20 12:01:30 2026', 90],
		['Fri Mar  6 12:01:30 2026', 0],
		['99999999', 86_400],
		['soon', null],
		['-5', null],
		['2026-03-20', null],
		['', null],
		[null, null],
	])('%j means %j seconds', (header, seconds) => {
		expect(retryAfterSeconds(header, now)).toBe(seconds);
	});
});

describe('the beginning of a body', () => {
	test('is its words on one line', () => {
		const html =
			'<!DOCTYPE html><html><head><style>b{}</style><script>x<y</script></head><body><h1>Runtime  Error</h1>\r\n<p>Bye</p></body></html>';
		expect(beginningOf(html)).toBe('Runtime Error Bye');
		expect(beginningOf(' a \n b ')).toBe('a b');
		expect(beginningOf('')).toBe('(empty)');
		expect(beginningOf('x'.repeat(1000))).toHaveLength(301);
	});

	test('hides what must not be shown', () => {
		expect(beginningOf('clave=abc; abc', ['abc', ''])).toBe('clave=***; ***');
		expect(beginningOf('{"access_token":"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln-_"}')).toBe(
			'{"access_token":"***"}',
		);
	});
});

describe('a comprobante', () => {
	const all = [...expected.vouchers, ...variants.flatMap(({ vouchers }) => vouchers)].flatMap(
		({ comprobante }) => (comprobante === undefined ? [] : [comprobante]),
	);

	test('of the specification fits the schema that items are read with', () => {
		expect(all.length).toBeGreaterThan(40);
		for (const one of all) expect(comprobanteSchema.safeParse(one).success).toBe(true);
	});

	test.each([
		['a number instead of a text', { PtoVenta: 215 }],
		['a date the wrong way round', { Fecha: '2026-03-16' }],
		['no lines', { Detalles: [] }],
		['no payments', { Pagos: [] }],
		['a member too many', { Importe: '1.00' }],
	])('with %s is not read', (_, change) => {
		expect(comprobanteSchema.safeParse({ ...all[0], ...change }).success).toBe(false);
	});
});
