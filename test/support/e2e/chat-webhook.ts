import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ChatRequest {
	method: string;
	contentType: string;
	body: unknown;
	/** What it was answered with. */
	status: number;
}

/** Stands in for the incoming webhook of a chat: keeps what is posted to it. */
export class ChatWebhook {
	readonly requests: ChatRequest[] = [];

	/** What the next requests are answered with. */
	status = 200;

	private constructor(private readonly server: Server) {}

	static async open(): Promise<ChatWebhook> {
		const server = createServer();
		const chat = new ChatWebhook(server);
		server.on('request', (request, response) => {
			void text(request).then((body) => {
				const { status } = chat;
				chat.requests.push({
					method: request.method ?? '',
					contentType: request.headers['content-type'] ?? '',
					body: JSON.parse(body) as unknown,
					status,
				});
				response.writeHead(status).end(status === 200 ? 'ok' : 'no_service');
			});
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return chat;
	}

	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}/services/T000/B000/secret`;
	}

	/** The bodies that were taken. */
	taken(): unknown[] {
		return this.requests.filter(({ status }) => status === 200).map(({ body }) => body);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		await once(this.server, 'close');
	}
}
