import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import { issueCertificate } from '../../../demo/stand-in/certificates/certificate';
import { checkSolarConnection } from '../../../lib/solar/check-connection';
import { SolarClient } from '../../../lib/solar/client';
import { parseSolarConnection } from '../../../lib/solar/connection';
import { sendVouchers } from '../../../lib/solar/send';
import { authority, comprobante, MallServer } from '../../support/mall-server';

const DAY = 24 * 60 * 60 * 1000;
const malls: MallServer[] = [];
const servers: Server[] = [];

afterEach(async () => {
	for (const mall of malls.splice(0)) await mall.stop();
	for (const server of servers.splice(0)) server.close();
});

async function start(...parameters: Parameters<typeof MallServer.start>): Promise<MallServer> {
	const mall = await MallServer.start(...parameters);
	malls.push(mall);
	return mall;
}

async function sendOne(credential: unknown) {
	const client = new SolarClient(parseSolarConnection(credential));
	try {
		const voucher = { key: '10/FAC/1', comprobante: comprobante(1) };
		return (await sendVouchers(client, [voucher], 10))[0];
	} finally {
		client.close();
	}
}

const hosts = ['localhost', '127.0.0.1'];

describe('certificates', () => {
	test('of an authority that is not known are refused, and the text names the way out', async () => {
		const mall = await start();
		const outcome = await sendOne(mall.credential({ extraCa: '' }));
		expect(outcome).toMatchObject({
			outcome: 'retryLater',
			class: 'person',
			code: 'SOLAR_CERTIFICATE_UNKNOWN',
		});
		expect(JSON.stringify(outcome)).toContain('Extra CA Certificates');
		expect(mall.logins).toBe(0);
	});

	test('without their intermediate are refused until the credential holds it', async () => {
		const intermediate = issueCertificate({ commonName: 'Intermediate', issuer: authority });
		const server = issueCertificate({ commonName: 'localhost', hosts, issuer: intermediate });
		const mall = await start(server);
		expect(await sendOne(mall.credential())).toMatchObject({
			class: 'person',
			code: 'SOLAR_CERTIFICATE_UNKNOWN',
		});
		expect(await sendOne(mall.credential({ extraCa: intermediate.certificate }))).toMatchObject({
			outcome: 'sent',
		});
		const chain = `${intermediate.certificate}\n${authority.certificate}`;
		expect(await sendOne(mall.credential({ extraCa: chain }))).toMatchObject({
			outcome: 'alreadyRegistered',
		});
	});

	test('that have expired are refused', async () => {
		const expired = issueCertificate({
			commonName: 'localhost',
			hosts,
			issuer: authority,
			notBefore: new Date(Date.now() - 20 * DAY),
			notAfter: new Date(Date.now() - DAY),
		});
		const mall = await start(expired);
		expect(await sendOne(mall.credential())).toMatchObject({
			class: 'person',
			code: 'SOLAR_CERTIFICATE_EXPIRED',
		});
	});

	test('that are not valid yet point at the clock', async () => {
		const early = issueCertificate({
			commonName: 'localhost',
			hosts,
			issuer: authority,
			notBefore: new Date(Date.now() + DAY),
		});
		const mall = await start(early);
		const outcome = await sendOne(mall.credential());
		expect(outcome).toMatchObject({ code: 'SOLAR_CERTIFICATE_NOT_YET_VALID' });
		expect(JSON.stringify(outcome)).toContain('date and time of this machine');
	});

	test('of another host name are refused', async () => {
		const other = issueCertificate({
			commonName: 'otro.example',
			hosts: ['otro.example'],
			issuer: authority,
		});
		const mall = await start(other);
		expect(await sendOne(mall.credential())).toMatchObject({
			class: 'person',
			code: 'SOLAR_CERTIFICATE_WRONG_NAME',
		});
	});

	test('that sign themselves are refused until the credential holds them', async () => {
		const own = issueCertificate({ commonName: 'localhost', hosts });
		const mall = await start(own);
		expect(await sendOne(mall.credential())).toMatchObject({
			class: 'person',
			code: 'SOLAR_CERTIFICATE_SELF_SIGNED',
		});
		expect(await sendOne(mall.credential({ extraCa: own.certificate }))).toMatchObject({
			outcome: 'sent',
		});
	});

	test('are taken from a field of one line, too', async () => {
		const mall = await start();
		const oneLine = authority.certificate.replaceAll('\n', ' ');
		expect(await sendOne(mall.credential({ extraCa: oneLine }))).toMatchObject({
			outcome: 'sent',
		});
	});

	test('a server that speaks no TLS is told apart', async () => {
		const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const mall = await start();
		const credential = mall.credential({ baseUrl: `https://localhost:${port}/api` });
		expect(await sendOne(credential)).toMatchObject({ code: 'SOLAR_TLS', class: 'person' });
	});

	test('a host that takes the connection and stays silent is unreachable, in time', async () => {
		const server = createServer(() => undefined);
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const mall = await start();
		const started = Date.now();
		const outcome = await sendOne(
			mall.credential({ baseUrl: `https://localhost:${port}/api`, connectTimeoutSeconds: 1 }),
		);
		expect(outcome).toMatchObject({ code: 'SOLAR_UNREACHABLE', class: 'retry' });
		expect(Date.now() - started).toBeLessThan(3000);
	});
});

describe('checking the connection', () => {
	const failedStep = async (credential: unknown) =>
		(await checkSolarConnection(credential)).find(({ result }) => result === 'failed');

	test('passes every step and reports nothing', async () => {
		const mall = await start();
		const steps = await checkSolarConnection(mall.credential());
		expect(steps.map(({ result }) => result)).toEqual(Array(5).fill('ok'));
		expect(mall.reports).toEqual([]);
	});

	test.each([
		['credential', { password: '' }],
		['credential', { baseUrl: 'http://localhost/api' }],
		['credential', { baseUrl: 'https://user:pw@localhost/api' }],
		['credential', { idCliente: '1234567' }],
		['credential', { extraCa: 'not a certificate' }],
		['credential', { extraCa: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
		['name', { baseUrl: 'https://no-such-host.invalid/api' }],
		['connection', { baseUrl: 'https://localhost:1/api' }],
		['certificate', { extraCa: '' }],
		['login', { password: 'otra' }],
	])('names the step "%s" that did not work', async (step, change) => {
		const mall = await start();
		const failed = await failedStep(mall.credential(change));
		expect(failed?.step).toBe(step);
		expect(failed?.whatToDo).toBeTruthy();
		expect(JSON.stringify(failed)).not.toContain(mall.credential().password);
	});

	test('names a base URL that leads elsewhere', async () => {
		const mall = await start();
		const failed = await failedStep(
			mall.credential({ baseUrl: `https://localhost:${mall.port}/otro/api` }),
		);
		expect(failed?.message).toContain('no Solar API behind the base URL');
	});

	test('does not trust a token from before', async () => {
		const mall = await start();
		await checkSolarConnection(mall.credential());
		mall.onLogin = () => ({ status: 400, body: 'no' });
		expect((await failedStep(mall.credential()))?.step).toBe('login');
	});
});
