import { Agent } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';

import type { AxiosInstance } from 'axios';
import axios from 'axios';

import type { SolarConnection } from './connection';
import { readCertificates } from './connection';
import { CONNECT_TIMEOUT_CODE, RESPONSE_TIMEOUT_CODE, toNoAnswer } from './transport-errors';

/** What came back, whatever it was. */
export interface RawAnswer {
	status: number;
	/** Header `Retry-After`, as sent. */
	retryAfter: string | null;
	/** Body without byte-order mark; at most {@link LONGEST_BODY} bytes of it. */
	text: string;
}

const LONGEST_BODY = 256 * 1024;

class CodedError extends Error {
	constructor(readonly code: string) {
		super(code);
	}
}

let trusted: string[] | undefined;

/** What this machine trusts: Node's own list, NODE_EXTRA_CA_CERTS and the store of the operating system. */
function trustedHere(): string[] {
	trusted ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
	return trusted;
}

/**
 * Connections to one host: certificates are always verified, against what this machine trusts and the extra ones.
 * An extra intermediate or server certificate is enough by itself, its root need not be known.
 */
class SolarAgent extends Agent {
	constructor(
		private readonly connectTimeout: number,
		extraCa: readonly string[],
	) {
		super({
			keepAlive: true,
			rejectUnauthorized: true,
			ca: [...trustedHere(), ...extraCa],
			allowPartialTrustChain: extraCa.length > 0,
		});
	}

	/** The agent's own time-out counts idle time; connecting and the handshake need one of their own. */
	override createConnection(
		...parameters: Parameters<Agent['createConnection']>
	): Duplex | null | undefined {
		const socket = super.createConnection(...parameters);
		if (socket === null || socket === undefined) return socket;
		const timer = setTimeout(
			() => socket.destroy(new CodedError(CONNECT_TIMEOUT_CODE)),
			this.connectTimeout,
		);
		const stop = () => clearTimeout(timer);
		socket.once('secureConnect', stop);
		socket.once('close', stop);
		return socket;
	}
}

/** Sends JSON and returns whatever came back; only a request without any answer throws. */
export class SolarHttp {
	private readonly agent: Agent;
	private readonly client: AxiosInstance;
	private readonly host: string;
	private readonly responseTimeout: number;

	constructor(private readonly connection: SolarConnection) {
		this.host = new URL(connection.baseUrl).host;
		this.responseTimeout = connection.responseTimeoutSeconds * 1000;
		this.agent = new SolarAgent(
			connection.connectTimeoutSeconds * 1000,
			readCertificates(connection.extraCa),
		);
		this.client = axios.create({
			httpsAgent: this.agent,
			// An answer of any status is an answer; a redirect would hand password and token to another host.
			validateStatus: () => true,
			maxRedirects: 0,
			proxy: false,
			responseType: 'stream',
			transformRequest: [(data: unknown) => data],
			maxBodyLength: Infinity,
		});
	}

	/** @throws NoAnswer when nothing came back */
	async post(path: string, body: unknown, token: string | null): Promise<RawAnswer> {
		const deadline = new AbortController();
		const timer = setTimeout(
			() => deadline.abort(new CodedError(RESPONSE_TIMEOUT_CODE)),
			this.connection.connectTimeoutSeconds * 1000 + this.responseTimeout,
		);
		try {
			const response = await this.client.post<Readable>(
				`${this.connection.baseUrl}${path}`,
				JSON.stringify(body),
				{
					signal: deadline.signal,
					headers: {
						'Content-Type': 'application/json',
						Accept: 'application/json',
						...(token === null ? {} : { Authorization: `Bearer ${token}` }),
					},
				},
			);
			const retryAfter: unknown = response.headers['retry-after'];
			return {
				status: response.status,
				retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
				text: await this.readBody(response.data, response.status, deadline.signal),
			};
		} catch (error) {
			throw toNoAnswer(deadline.signal.aborted ? deadline.signal.reason : error, this.host);
		} finally {
			clearTimeout(timer);
		}
	}

	close(): void {
		this.agent.destroy();
	}

	/** A body that breaks off, never ends or is too long does not take its status away: that one is known. */
	private async readBody(body: Readable, status: number, signal: AbortSignal): Promise<string> {
		const chunks: Buffer[] = [];
		let length = 0;
		const giveUp = () => body.destroy();
		signal.addEventListener('abort', giveUp);
		try {
			for await (const chunk of body as AsyncIterable<Buffer>) {
				chunks.push(chunk);
				length += chunk.length;
				if (length >= LONGEST_BODY) break;
			}
		} catch (error) {
			if (status !== 201) throw error;
		} finally {
			signal.removeEventListener('abort', giveUp);
			body.destroy();
		}
		const text = Buffer.concat(chunks).subarray(0, LONGEST_BODY).toString('utf8');
		return text.replace(/^\uFEFF+/, '');
	}
}
