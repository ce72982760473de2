import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

import { issueCertificate } from '../../demo/stand-in/certificates/certificate';
import type { Comprobante } from '../../lib/solar/comprobante';

export const authority = issueCertificate({ commonName: 'Mall test authority' });

export interface Reply {
	status: number;
	body?: string;
	headers?: Record<string, string>;
	/** Breaks the connection off instead of answering. */
	hangUp?: boolean;
	/** Milliseconds before the answer. */
	delay?: number;
}

/** One request to informarVentas as it arrived. */
export interface Report {
	token: string | undefined;
	body: { IdCliente: string; Comprobantes: Comprobante[] };
}

type Handler = (report: Report, number: number) => Reply | undefined;

const CREDENTIALS = { usuario: 'local 12', clave: 'S3cr€t-clave' };

function jwt(exp: number | null, serial: number): string {
	const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256' })}.${part({ serial, ...(exp === null ? {} : { exp }) })}.sig`;
}

const nameOf = (one: Comprobante) => `${one.IdComprobante} ${one.PtoVenta}-${one.NroComprobante}`;

/**
 * A small HTTPS server of the test itself that speaks as the mall's API does, with a certificate of its own authority.
 * A test says what it answers differently; what it accepted, it keeps.
 */
export class MallServer {
	readonly reports: Report[] = [];
	/** Every voucher accepted, in order; the judge of whether one was sent twice. */
	readonly accepted: string[] = [];
	readonly tokens: string[] = [];
	logins = 0;
	/** Seconds until a new token expires; null for one that does not tell. */
	tokenSeconds: number | null = 3600;
	onLogin: (number: number) => Reply | undefined = () => undefined;
	onReport: Handler = () => undefined;
	private readonly sockets = new Set<Socket>();

	private constructor(private readonly server: Server) {
		server.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
		});
		server.on('request', (request: IncomingMessage, response: ServerResponse) => {
			void this.serve(request, response);
		});
	}

	static async start(
		certificate: { certificate: string; privateKey: string } = issueCertificate({
			commonName: 'localhost',
			hosts: ['localhost', '127.0.0.1'],
			issuer: authority,
		}),
	): Promise<MallServer> {
		const server = createServer({ cert: certificate.certificate, key: certificate.privateKey });
		const mall = new MallServer(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return mall;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	/** The fields of the credential. */
	credential(change: Record<string, unknown> = {}) {
		return {
			baseUrl: `https://localhost:${this.port}/Prefijo_BackEnd/api/`,
			user: CREDENTIALS.usuario,
			password: CREDENTIALS.clave,
			idCliente: '123',
			extraCa: authority.certificate,
			connectTimeoutSeconds: 2,
			responseTimeoutSeconds: 1,
			...change,
		};
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** Stores what is new, as the mall does, and answers 201 or the duplicates. */
	store(comprobantes: readonly Comprobante[]): Reply {
		const known = comprobantes.filter((one) => this.accepted.includes(nameOf(one)));
		if (known.length > 0) {
			return refusal(
				...known.map(
					(one) =>
						`EL COMPROBANTE ${labelOf(one)} ${one.PtoVenta}-${one.NroComprobante} YA ESTA REGISTRADO`,
				),
			);
		}
		this.accepted.push(...comprobantes.map(nameOf));
		return { status: 201 };
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
		const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
		const reply = this.answer(request, body);
		await new Promise((resolve) => setTimeout(resolve, reply.delay ?? 0));
		if (reply.hangUp === true) {
			request.socket.destroy();
			return;
		}
		response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
	}

	private answer(request: IncomingMessage, body: unknown): Reply {
		if (request.url === '/Prefijo_BackEnd/api/autenticacion/obtenerTokenAcceso') {
			this.logins += 1;
			const special = this.onLogin(this.logins);
			if (special !== undefined) return special;
			const { usuario, clave } = body as typeof CREDENTIALS;
			if (usuario !== CREDENTIALS.usuario || clave !== CREDENTIALS.clave) {
				return { status: 400, body: `Usuario o clave incorrectos: ${usuario}/${clave}` };
			}
			const exp =
				this.tokenSeconds === null ? null : Math.floor(Date.now() / 1000) + this.tokenSeconds;
			const token = jwt(exp, this.logins);
			this.tokens.push(token);
			return { status: 200, body: JSON.stringify({ token }) };
		}
		if (request.url === '/Prefijo_BackEnd/api/monitoring/informarVentas') {
			const report: Report = {
				token: request.headers.authorization?.replace('Bearer ', ''),
				body: body as Report['body'],
			};
			this.reports.push(report);
			const special = this.onReport(report, this.reports.length);
			if (special !== undefined) return special;
			if (report.token !== this.tokens.at(-1)) return { status: 401 };
			return this.store(report.body.Comprobantes);
		}
		return { status: 404, body: '<html><body><h1>Not here</h1></body></html>' };
	}
}

export function refusal(...messages: string[]): Reply {
	return {
		status: 422,
		body: JSON.stringify({ Mensajes: messages.map((mensaje) => ({ mensaje })) }),
		headers: { 'Content-Type': 'application/json' },
	};
}

function labelOf(one: Comprobante): string {
	const labels: Record<string, string> = { '001': 'FACA', '006': 'FACB', '008': 'NCRB' };
	return labels[one.IdComprobante] ?? 'OTRO';
}

/** A voucher that the mall would take; every number makes another one. */
export function comprobante(number: number, change: Partial<Comprobante> = {}): Comprobante {
	return {
		Fecha: '16-03-2026',
		Hora: '10:05:30',
		IdComprobante: '006',
		PtoVenta: '0215',
		NroComprobante: `${number}`.padStart(8, '0'),
		Detalles: [
			{
				DescripcionItem: 'RM-BAS-M',
				Cantidad: '2',
				Alicuota: '21.00',
				Rubro: '1',
				ImporteNeto: '900.00',
				ImporteImpuestos: '189.00',
			},
		],
		Pagos: [{ MedioPago: 'EFECTIVO', Importe: '1089.00' }],
		...change,
	};
}
