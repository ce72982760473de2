import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:tls';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { issueCertificate } from '../../demo/stand-in/certificates/certificate';
import { FactuLinkError } from '../../lib/errors';
import { SolarClient } from '../../lib/solar/client';
import type { Comprobante } from '../../lib/solar/comprobante';
import { parseSolarConnection } from '../../lib/solar/connection';
import { hostileText } from './hostile';
import type { FuzzTarget } from './target';

/** What a server does with one request, byte for byte. */
interface Behaviour {
	bytes: Buffer;
	/** Afterwards: it hangs up, says nothing more, or breaks the connection. */
	then: 'end' | 'silence' | 'break';
}

const authority = issueCertificate({ commonName: 'Fuzz authority' });

const CONNECT_SECONDS = 1;
const RESPONSE_SECONDS = 1;
/** A login and a request, each within its limits, and again with a new token; on a busy machine. */
const LONGEST_MS = 4 * (CONNECT_SECONDS + RESPONSE_SECONDS) * 1000 + 10_000;

const TOKEN = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{"exp":9999999999}').toString('base64url')}.x`;
const LOGIN = JSON.stringify({ token: TOKEN });

const statusLine = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.constantFrom(100, 101, 200, 201, 204, 301, 302, 304, 400, 401, 403, 413, 422, 429, 500, 503)
			.map((status) => `HTTP/1.1 ${status} Any`),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom(
			'HTTP/1.1 201',
			'HTTP/9.9 201 Created',
			'HTTP/1.1 99999 Much',
			'201 Created',
			'',
		),
	},
	{ weight: 1, arbitrary: hostileText },
);

const header = fc.oneof(
	fc.constantFrom(
		'Content-Length: 5',
		'Content-Length: 999999999999',
		'Content-Length: -1',
		'Transfer-Encoding: chunked',
		'Content-Encoding: gzip',
		'Content-Encoding: br',
		'Content-Type: text/html; charset=utf-16',
		'Location: /elsewhere',
		'Connection: close',
		'Retry-After: 120',
		'Upgrade: websocket',
		`X: ${'a'.repeat(20_000)}`,
	),
	hostileText.map((text) => `X-Hostile: ${text}`),
);

const body = fc.oneof(
	hostileText.map((text) => Buffer.from(text)),
	fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
	// A small answer that unpacks to 50 MB.
	fc.constant(gzipSync(Buffer.alloc(50_000_000, 0x20))),
	fc.constantFrom('5\r\nhello\r\n', 'FFFFFFFF\r\nx', '-5\r\nx\r\n', '0\r\n\r\n').map(Buffer.from),
	fc.constant(Buffer.from(LOGIN)),
);

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc
			.record({
				statusLine,
				headers: fc.array(header, { maxLength: 4 }),
				body,
				then: fc.constantFrom('end' as const, 'break' as const, 'silence' as const),
			})
			.map(({ statusLine: first, headers, body: rest, then }) => ({
				bytes: Buffer.concat([Buffer.from(`${[first, ...headers].join('\r\n')}\r\n\r\n`), rest]),
				then,
			})),
	},
	{
		weight: 1,
		arbitrary: fc.record({ bytes: body, then: fc.constantFrom('end' as const, 'break' as const) }),
	},
);

const rightLogin: Behaviour = {
	bytes: Buffer.from(
		`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(LOGIN)}\r\nConnection: close\r\n\r\n${LOGIN}`,
	),
	then: 'end',
};

/** Listens with TLS and does as it is told: to the login, and to everything else. */
class HostileServer {
	behaviours: { login: Behaviour; report: Behaviour } = { login: rightLogin, report: rightLogin };

	private readonly sockets = new Set<Socket>();

	private constructor(private readonly server: Server) {
		server.on('secureConnection', (socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
			socket.on('error', () => undefined);
			let request = '';
			let answered = false;
			socket.on('data', (chunk: Buffer) => {
				request += chunk.toString('latin1');
				// The whole request is not waited for: a hostile server answers when it likes.
				if (answered || !request.includes('\r\n\r\n')) return;
				answered = true;
				const { login, report } = this.behaviours;
				const { bytes, then } = request.includes('obtenerTokenAcceso') ? login : report;
				socket.write(bytes, () => {
					if (then === 'end') socket.end();
					if (then === 'break') socket.destroy();
				});
			});
		});
		server.on('tlsClientError', () => undefined);
	}

	static async start(): Promise<HostileServer> {
		const { certificate, privateKey } = issueCertificate({
			commonName: 'localhost',
			hosts: ['localhost', '127.0.0.1'],
			issuer: authority,
		});
		const server = createServer({ cert: certificate, key: privateKey });
		const hostile = new HostileServer(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return hostile;
	}

	get baseUrl(): string {
		return `https://localhost:${(this.server.address() as AddressInfo).port}/api/`;
	}

	/** Ends what is still open: nothing of one round reaches the next. */
	hangUp(): void {
		for (const socket of this.sockets) socket.destroy();
	}

	async stop(): Promise<void> {
		this.hangUp();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

const VOUCHER = { IdComprobante: '006', PtoVenta: '0215', NroComprobante: '1' } as Comprobante;

async function oneRound(server: HostileServer, round: number): Promise<void> {
	const client = new SolarClient(
		parseSolarConnection({
			baseUrl: server.baseUrl,
			// Tokens are kept for each user.
			user: `user ${round}`,
			password: 'Cl4ve-secreta',
			idCliente: '123',
			extraCa: authority.certificate,
			connectTimeoutSeconds: CONNECT_SECONDS,
			responseTimeoutSeconds: RESPONSE_SECONDS,
		}),
	);
	const begun = performance.now();
	try {
		const answer = await client.report([VOUCHER]);
		if (answer.kind === 'confirmed') {
			assert.match(
				server.behaviours.report.bytes.toString('latin1'),
				/^HTTP\/1\.1 (?:100|101|201)/,
			);
		}
	} catch (error) {
		if (!(error instanceof FactuLinkError)) throw error;
		assert.notEqual(error.class, 'bug', `${error.code}: ${error.message}`);
		assert.ok(!error.message.includes('Cl4ve-secreta'), 'the password is in the error');
		assert.ok(error.message.length < 5000, `a message of ${error.message.length} characters`);
	} finally {
		client.close();
		server.hangUp();
	}
	assert.ok(performance.now() - begun < LONGEST_MS, 'it took too long');
}

/** A server that answers anything, or half of it: an answer, or an error with a class, within the time limits. */
export const mallServerTarget: FuzzTarget = {
	name: 'servers in place of the mall',
	weight: 0.3,
	run: async (rounds, seed) => {
		const server = await HostileServer.start();
		let round = 0;
		try {
			await fc.assert(
				fc.asyncProperty(
					fc.record({
						login: fc.oneof(
							{ weight: 3, arbitrary: fc.constant(rightLogin) },
							{ weight: 1, arbitrary: behaviour },
						),
						report: behaviour,
					}),
					async (behaviours) => {
						server.behaviours = behaviours;
						await oneRound(server, round++);
					},
				),
				{ numRuns: Math.max(1, Math.round(rounds * mallServerTarget.weight)), seed },
			);
		} finally {
			await server.stop();
		}
	},
};
