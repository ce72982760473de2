import axios from 'axios';
import { Agent } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type CertificateVariant } from '../../../../demo/stand-in/solar-api/identity';
import { SolarStandIn } from '../../../../demo/stand-in/solar-api/server';
import { logIn, post, sendSales, voucher } from './client';

describe('reaching the Solar stand-in', () => {
	let standIn: SolarStandIn;
	beforeEach(async () => {
		standIn = new SolarStandIn();
		await standIn.up();
	});
	afterEach(async () => {
		await standIn.down();
	});

	it('gives a token with its end for the right login, and 401 with a text for a wrong one', async () => {
		const token = await logIn(standIn);
		const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
			exp: number;
		};
		expect(claims.exp - Date.now() / 1000).toBeGreaterThan(3500);
		const wrong = await post(standIn, '/autenticacion/obtenerTokenAcceso', {
			usuario: 'locatario',
			clave: 'wrong',
		});
		expect(wrong).toMatchObject({ status: 401, body: 'Usuario o clave incorrectos' });
	});

	it('refuses sales without a token, with a false, an expired or a revoked one', async () => {
		expect((await sendSales(standIn, '', [voucher()])).status).toBe(401);
		const token = await logIn(standIn);
		const [header, claims] = token.split('.');
		expect((await sendSales(standIn, `${header}.${claims}.AAAA`, [voucher()])).status).toBe(401);
		standIn.change({ tokenLifeSeconds: -1 });
		expect((await sendSales(standIn, await logIn(standIn), [voucher()])).status).toBe(401);
		expect((await sendSales(standIn, token, [voucher()])).status).toBe(201);
		standIn.revokeTokens();
		expect((await sendSales(standIn, token, [voucher()])).status).toBe(401);
	});

	it('lets a token end between two batches', async () => {
		const token = await logIn(standIn);
		standIn.faults.add({ revokeTokens: true, after: 1 });
		const first = voucher({ NroComprobante: '00000001' });
		expect((await sendSales(standIn, token, [first])).status).toBe(201);
		expect((await sendSales(standIn, token, [voucher()])).status).toBe(401);
		expect((await sendSales(standIn, await logIn(standIn), [voucher()])).status).toBe(201);
	});

	it('is usable through axios with its authority', async () => {
		const httpsAgent = new Agent({ ca: standIn.authority.rootCertificate });
		const { data, status } = await axios.post(
			`${standIn.baseUrl}/autenticacion/obtenerTokenAcceso`,
			{ usuario: 'locatario', clave: 'Stand-In-1' },
			{ httpsAgent, proxy: false },
		);
		expect(status).toBe(200);
		expect(data).toEqual({ token: expect.any(String) });
		httpsAgent.destroy();
	});

	it.each<[CertificateVariant, string]>([
		['missing-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		['expired', 'CERT_HAS_EXPIRED'],
		['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
		['unknown-authority', 'SELF_SIGNED_CERT_IN_CHAIN'],
		['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
	])('is refused by a careful client when its certificate is: %s', async (variant, code) => {
		await standIn.down();
		await standIn.up(variant);
		await expect(logIn(standIn)).rejects.toMatchObject({ code });
	});

	it('is trusted without its intermediate by a client that has it', async () => {
		await standIn.down();
		await standIn.up('missing-intermediate');
		const { rootCertificate, intermediateCertificate } = standIn.authority;
		const reply = await post(
			standIn,
			'/autenticacion/obtenerTokenAcceso',
			{ usuario: 'locatario', clave: 'Stand-In-1' },
			{ ca: [rootCertificate, intermediateCertificate] },
		);
		expect(reply.status).toBe(200);
	});

	it('is not trusted by a client that does not know its authority', async () => {
		await expect(
			post(standIn, '/autenticacion/obtenerTokenAcceso', {}, { ca: undefined }),
		).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
	});

	it('answers what it is told to, as often as it is told to', async () => {
		const token = await logIn(standIn);
		const cases = [
			{ status: 429, headers: { 'Retry-After': '2' } },
			{ status: 503, headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:00 GMT' }, times: 2 },
			{ status: 403, body: '{"Mensajes":[]}' },
			{ status: 200, body: '<html>Mantenimiento</html>' },
		];
		for (const fault of cases) standIn.faults.add(fault);
		const replies = [];
		for (let index = 0; index < 6; index++) {
			replies.push(await sendSales(standIn, token, [voucher()]));
		}
		expect(replies.map(({ status }) => status)).toEqual([429, 503, 503, 403, 200, 201]);
		expect(replies[0]?.headers['retry-after']).toBe('2');
		expect(replies[4]?.body).toContain('Mantenimiento');
		expect(standIn.register.all).toHaveLength(1);
	});

	it('refuses every token for ever when it is told to', async () => {
		standIn.faults.add({ status: 401, times: null });
		for (let index = 0; index < 3; index++) {
			expect((await sendSales(standIn, await logIn(standIn), [voucher()])).status).toBe(401);
		}
	});

	it('cuts the connection before or after it stored, without a word', async () => {
		const token = await logIn(standIn);
		standIn.faults.add({ drop: 'before' });
		await expect(sendSales(standIn, token, [voucher()])).rejects.toMatchObject({
			code: 'ECONNRESET',
		});
		expect(standIn.register.all).toHaveLength(0);
		standIn.faults.add({ drop: 'after' });
		await expect(sendSales(standIn, token, [voucher()])).rejects.toMatchObject({
			code: 'ECONNRESET',
		});
		expect(standIn.register.all).toHaveLength(1);
		expect((await sendSales(standIn, token, [voucher()])).body).toContain('YA ESTA REGISTRADO');
	});

	it('is slow when it is told to, and strikes only the batch that is named', async () => {
		const token = await logIn(standIn);
		standIn.faults.add({ delayMs: 120, matching: '00000009' });
		const started = Date.now();
		await sendSales(standIn, token, [voucher()]);
		const quick = Date.now() - started;
		await sendSales(standIn, token, [voucher({ NroComprobante: '00000009' })]);
		expect(Date.now() - started - quick).toBeGreaterThanOrEqual(119);
	});

	it('refuses connections while it is down', async () => {
		await standIn.down();
		await expect(logIn(standIn)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		await standIn.up();
		expect(await logIn(standIn)).toMatch(/\./);
	});

	it('remembers its vouchers and its authority through a second life', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'solar-stand-in-'));
		const options = { registerFile: join(folder, 'accepted.jsonl') };
		const first = new SolarStandIn({ ...options, authority: new Authority(folder) });
		await first.up();
		const trusted = first.authority.rootCertificate;
		await sendSales(first, await logIn(first), [voucher()]);
		await first.down();
		const second = new SolarStandIn({ ...options, authority: new Authority(folder) });
		await second.up();
		expect(second.authority.rootCertificate).toBe(trusted);
		const again = await sendSales(second, await logIn(second), [voucher()]);
		expect(again.body).toContain('YA ESTA REGISTRADO');
		await second.down();
		rmSync(folder, { recursive: true });
	});

	it('keeps tokens and passwords out of what it records', async () => {
		const token = await logIn(standIn);
		await sendSales(standIn, token, [voucher()]);
		const recorded = JSON.stringify([standIn.requests, standIn.register.all]);
		expect(recorded).not.toContain(token);
		expect(recorded).not.toContain(standIn.settings.password);
		expect(standIn.requests).toEqual([
			{ path: '/autenticacion/obtenerTokenAcceso', status: 200, vouchers: [] },
			{ path: '/monitoring/informarVentas', status: 201, vouchers: ['00040374'] },
		]);
	});
});
