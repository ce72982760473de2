import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SolarStandIn } from '../../../../demo/stand-in/solar-api/server';
import { logIn, messagesOf, post, sendSales, voucher, type TestVoucher } from './client';

describe('sales reported to the Solar stand-in', () => {
	let standIn: SolarStandIn;
	let token: string;
	beforeEach(async () => {
		standIn = new SolarStandIn();
		await standIn.up();
		token = await logIn(standIn);
	});
	afterEach(async () => {
		await standIn.down();
	});

	it('accepts every voucher that the specification expects to be sent, and counts each once', async () => {
		const expected = JSON.parse(
			readFileSync(join(__dirname, '../../../fixtures/sales/expected.json'), 'utf8'),
		) as { vouchers: Array<{ outcome: string; comprobante?: unknown }> };
		const comprobantes = expected.vouchers
			.filter(({ outcome }) => outcome === 'send')
			.map(({ comprobante }) => comprobante);
		expect(comprobantes.length).toBeGreaterThan(20);
		const reply = await sendSales(standIn, token, comprobantes);
		expect(reply).toMatchObject({ status: 201 });
		expect(standIn.register.all.map((entry) => entry.voucher)).toEqual(comprobantes);
		expect(new Set(Object.values(standIn.register.counts()))).toEqual(new Set([1]));
	});

	const changedLine = (change: Record<string, unknown>): Partial<TestVoucher> => ({
		Detalles: [{ ...voucher().Detalles[0], ...change }],
	});

	it.each<[string, Partial<TestVoucher>, RegExp]>([
		['a net of zero', changedLine({ ImporteNeto: '0.00', ImporteImpuestos: '1089.00' }), /CERO/],
		[
			'payments that do not add up',
			{ Pagos: [{ MedioPago: 'X', Importe: '1089.01' }] },
			/NO SUMAN/,
		],
		['a line without Rubro', changedLine({ Rubro: undefined }), /FALTA Rubro/],
		['an empty Rubro', changedLine({ Rubro: '' }), /RUBRO VACIO/],
		['a misspelt name', changedLine({ Importelmpuestos: '1.00' }), /SOBRA Importelmpuestos/],
		['a number instead of a text', changedLine({ ImporteNeto: 900 }), /IMPORTENETO/],
		['three decimals', changedLine({ ImporteNeto: '900.000' }), /IMPORTENETO/],
		['a thousands separator', changedLine({ ImporteNeto: '1,900.00' }), /IMPORTENETO/],
		['a quantity with trailing zeros', changedLine({ Cantidad: '2.50' }), /CANTIDAD/],
		['a quantity with an exponent', changedLine({ Cantidad: '5e-4' }), /CANTIDAD/],
		['a type that is null', { IdComprobante: null }, /IDCOMPROBANTE/],
		['a type that is empty', { IdComprobante: '' }, /IDCOMPROBANTE/],
		['a type of two digits', { IdComprobante: '06' }, /IDCOMPROBANTE/],
		['an unknown type', { IdComprobante: '099' }, /DESCONOCIDO/],
		['a point of sale of five digits', { PtoVenta: '00215' }, /PTOVENTA/],
		['a number of seven digits', { NroComprobante: '0040374' }, /NROCOMPROBANTE/],
		['a day that does not exist', { Fecha: '30-02-2026' }, /FECHA/],
		['another order of the date', { Fecha: '2026-03-16' }, /FECHA/],
		['an hour that does not exist', { Hora: '24:00:00' }, /HORA/],
		['no lines', { Detalles: [] }, /SIN DETALLES/],
		['no payments', { Pagos: [] }, /SIN PAGOS/],
	])('refuses %s with 422 and stores nothing', async (_case, change, message) => {
		const reply = await sendSales(standIn, token, [voucher(change)]);
		expect(reply.status).toBe(422);
		expect(messagesOf(reply).join('\n')).toMatch(message);
		expect(standIn.register.all).toHaveLength(0);
	});

	it('refuses an empty list, another client, what is no JSON, another content type', async () => {
		expect((await sendSales(standIn, token, [])).status).toBe(422);
		const headers = { Authorization: `Bearer ${token}` };
		const path = '/monitoring/informarVentas';
		const other = { IdCliente: '000999', Comprobantes: [voucher()] };
		expect((await post(standIn, path, other, { headers })).status).toBe(422);
		expect((await post(standIn, path, 'no json', { headers })).status).toBe(422);
		const text = { headers: { ...headers, 'Content-Type': 'text/plain' } };
		expect((await post(standIn, path, other, text)).status).toBe(415);
		expect((await post(standIn, '/otra/cosa', {})).status).toBe(404);
	});

	it('names a voucher it already has', async () => {
		await sendSales(standIn, token, [voucher()]);
		const again = await sendSales(standIn, token, [voucher()]);
		expect(again.status).toBe(422);
		expect(messagesOf(again)).toEqual(['EL COMPROBANTE FACB 0215-00040374 YA ESTA REGISTRADO']);
		const credit = await sendSales(standIn, token, [voucher({ IdComprobante: '008' })]);
		expect(credit.status).toBe(201);
		expect(standIn.register.counts()).toEqual({
			'006 0215-00040374': 1,
			'008 0215-00040374': 1,
		});
	});

	it('keeps nine characters of a number, so that long ones fall together', async () => {
		standIn.change({ numberWidth: 12, pointOfSaleWidth: 4 });
		const long = { PtoVenta: '0001', NroComprobante: '021500040374' };
		expect((await sendSales(standIn, token, [voucher(long)])).status).toBe(201);
		const neighbour = { PtoVenta: '0001', NroComprobante: '021500040999' };
		const reply = await sendSales(standIn, token, [voucher(neighbour)]);
		expect(messagesOf(reply)).toEqual(['EL COMPROBANTE FACB 0001-21500040 YA ESTA REGISTRADO']);
	});

	it('refuses a batch whole for one bad voucher, or stores the others when it is set to', async () => {
		const good = voucher({ NroComprobante: '00000001' });
		const bad = voucher({ NroComprobante: '00000002', Pagos: [] });
		expect((await sendSales(standIn, token, [good, bad])).status).toBe(422);
		expect(standIn.register.all).toHaveLength(0);
		standIn.change({ batchMode: 'partial' });
		expect((await sendSales(standIn, token, [good, bad])).status).toBe(422);
		expect(standIn.register.counts()).toEqual({ '006 0215-00000001': 1 });
	});

	it('says one, many or repeated messages', async () => {
		standIn.change({ repeatMessages: 3 });
		const bad = [1, 2].map((n) => voucher({ NroComprobante: `0000000${n}`, Pagos: [] }));
		const messages = messagesOf(await sendSales(standIn, token, bad));
		expect(messages).toHaveLength(6);
		expect(new Set(messages).size).toBe(2);
	});

	it('counts twice what it takes twice, when it is set not to look', async () => {
		standIn.change({ detectDuplicates: false });
		await sendSales(standIn, token, [voucher()]);
		await sendSales(standIn, token, [voucher()]);
		expect(standIn.register.counts()).toEqual({ '006 0215-00040374': 2 });
	});

	it.each([
		['empty', /^$/],
		['json', /^\{"mensaje"/],
		['html', /^<!DOCTYPE html>/],
	] as const)('answers 201 with a body that is %s', async (acceptedBody, body) => {
		standIn.change({ acceptedBody });
		const reply = await sendSales(standIn, token, [voucher()]);
		expect(reply.status).toBe(201);
		expect(reply.body).toMatch(body);
	});

	it('puts a byte-order mark before its JSON when it is set to', async () => {
		standIn.change({ byteOrderMark: true });
		const reply = await sendSales(standIn, token, [voucher({ Pagos: [] })]);
		expect(reply.body.charCodeAt(0)).toBe(0xfeff);
		expect(messagesOf(reply)).toHaveLength(1);
		expect(await logIn(standIn)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
	});

	it('refuses a batch that is too large with 413', async () => {
		standIn.change({ largestBatch: 1 });
		const two = [voucher(), voucher({ NroComprobante: '00000001' })];
		expect((await sendSales(standIn, token, two)).status).toBe(413);
	});
});
