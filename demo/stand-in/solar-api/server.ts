import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Faults, type Fault } from './faults';
import { Authority, type CertificateVariant } from './identity';
import { Register } from './register';
import { json, takeSales, type Answer } from './sales';
import { settingsSchema, type SolarSettings, type SolarSettingsInput } from './settings';
import { Tokens } from './token';

const TOKEN_PATH = '/autenticacion/obtenerTokenAcceso';
const SALES_PATH = '/monitoring/informarVentas';

export interface SolarStandInOptions {
	port?: number;
	host?: string;
	/** Path before /api, such as malls have. */
	prefix?: string;
	certificate?: CertificateVariant;
	/** Shared between stand-ins, so that a client's trust outlives one of them. */
	authority?: Authority;
	/** JSON lines of accepted vouchers; they are read again at the next start. */
	registerFile?: string;
	settings?: SolarSettingsInput;
}

/** One request as the stand-in saw it; tokens and passwords are left out. */
export interface SeenRequest {
	path: string;
	status: number;
	/** Vouchers in it, in the order of the request. */
	vouchers: string[];
}

const loginSchema = z.object({ usuario: z.string(), clave: z.string() });

/**
 * A STAND-IN for the mall's Solar API over HTTPS. It behaves as section 9 of the sales specification says and takes
 * the stricter reading wherever that leaves a choice; a mall's real API may differ.
 */
export class SolarStandIn {
	readonly faults = new Faults();
	readonly register: Register;
	readonly authority: Authority;
	readonly requests: SeenRequest[] = [];
	settings: SolarSettings;
	private readonly tokens = new Tokens();
	private readonly sockets = new Set<Socket>();
	private certificate: CertificateVariant;
	private server: Server | undefined;
	private boundPort: number;
	private readonly basePath: string;

	constructor(private readonly options: SolarStandInOptions = {}) {
		this.register = new Register(options.registerFile);
		this.authority = options.authority ?? new Authority();
		this.settings = settingsSchema.parse(options.settings ?? {});
		this.certificate = options.certificate ?? 'good';
		this.boundPort = options.port ?? 0;
		this.basePath = `${options.prefix ?? '/Demo_BackEnd'}/api`;
	}

	/** `https://localhost:22472/Demo_BackEnd/api` */
	get baseUrl(): string {
		return `https://localhost:${this.boundPort}${this.basePath}`;
	}

	get port(): number {
		return this.boundPort;
	}

	/** Starts, or starts again after {@link down}, on the same port. */
	async up(certificate: CertificateVariant = this.certificate): Promise<void> {
		this.certificate = certificate;
		const identity = this.authority.identity(certificate);
		const server = createServer({ cert: identity.chain, key: identity.privateKey });
		server.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.on('close', () => this.sockets.delete(socket));
		});
		server.on('request', (request: IncomingMessage, response: ServerResponse) => {
			this.answer(request, response).catch(() => request.socket.destroy());
		});
		server.listen(this.boundPort, this.options.host ?? '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address !== null && typeof address === 'object') this.boundPort = address.port;
		this.server = server;
	}

	/** Cuts every connection and refuses new ones. */
	async down(): Promise<void> {
		const { server } = this;
		this.server = undefined;
		if (!server) return;
		server.close();
		for (const socket of this.sockets) socket.destroy();
		await once(server, 'close');
	}

	change(settings: SolarSettingsInput): void {
		this.settings = settingsSchema.parse({ ...this.settings, ...settings });
	}

	/** From now on every token that is out is refused. */
	revokeTokens(): void {
		this.tokens.revokeAll();
	}

	forgetRequests(): void {
		this.requests.length = 0;
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const body = await bodyOf(request);
		const path = (request.url ?? '').split('?')[0] ?? '';
		const on = path === this.basePath + TOKEN_PATH ? 'token' : 'sales';
		const known = on === 'token' || path === this.basePath + SALES_PATH;
		const fault = known ? this.faults.strike(on, body) : undefined;
		if (fault?.revokeTokens) this.tokens.revokeAll();
		if (fault?.delayMs !== undefined) await sleep(fault.delayMs);

		let answer: Answer;
		if (fault?.drop === 'before') {
			this.see(path, 0, body);
			request.socket.destroy();
			return;
		}
		if (fault?.status !== undefined) answer = faultAnswer(fault, fault.status);
		else if (!known) answer = { status: 404, body: 'Not Found' };
		else if (request.method !== 'POST') answer = { status: 405, body: 'Method Not Allowed' };
		else if (on === 'token') answer = this.logIn(body);
		else answer = this.sales(request, body);

		this.see(path, fault?.drop === 'after' ? 0 : answer.status, body);
		if (fault?.drop === 'after') {
			request.socket.destroy();
			return;
		}
		response.writeHead(answer.status, answer.headers);
		response.end(answer.body);
	}

	private logIn(body: string): Answer {
		const login = loginSchema.safeParse(jsonOf(body));
		const { user, password, tokenLifeSeconds } = this.settings;
		if (!login.success || login.data.usuario !== user || login.data.clave !== password) {
			return {
				status: 401,
				headers: { 'Content-Type': 'text/plain; charset=utf-8' },
				body: 'Usuario o clave incorrectos',
			};
		}
		return json(200, { token: this.tokens.issue(user, tokenLifeSeconds) }, this.settings);
	}

	private sales(request: IncomingMessage, body: string): Answer {
		const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
		if (scheme !== 'Bearer' || !this.tokens.accepts(token)) {
			return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '' };
		}
		if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
			return { status: 415, body: 'Unsupported Media Type' };
		}
		return takeSales(body, this.settings, this.register);
	}

	private see(path: string, status: number, body: string): void {
		const numbers = [...body.matchAll(/"NroComprobante"\s*:\s*"(\d+)"/g)].map(
			([, number = '']) => number,
		);
		this.requests.push({ path: path.slice(this.basePath.length), status, vouchers: numbers });
	}
}

function faultAnswer(fault: Fault, status: number): Answer {
	const type = fault.body?.startsWith('{') ? 'application/json' : 'text/html';
	return {
		status,
		headers: { 'Content-Type': type, ...fault.headers },
		body: fault.body ?? '',
	};
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}
