import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

/** What a control port offers, by `METHOD /path`; the JSON body goes in, the answer goes out as JSON. */
export type ControlRoutes = Record<string, (body: unknown) => unknown>;

export interface ControlServer {
	url: string;
	close(): Promise<void>;
}

/**
 * The port through which another process steers a stand-in: sets faults, reads what arrived. It is bound to the
 * loopback address, because whoever reaches it decides what the stand-in does.
 */
export async function startControlServer(routes: ControlRoutes, port = 0): Promise<ControlServer> {
	const server = createServer((request, response) => {
		void (async () => {
			const route = routes[`${request.method} ${request.url}`];
			if (!route) {
				response.writeHead(404).end(JSON.stringify({ routes: Object.keys(routes) }));
				return;
			}
			try {
				const result = await route(await jsonBody(request));
				response.writeHead(200, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify(result ?? null));
			} catch (error) {
				response.writeHead(400).end(JSON.stringify({ message: String(error) }));
			}
		})();
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	const bound = address !== null && typeof address === 'object' ? address.port : port;
	return {
		url: `http://127.0.0.1:${bound}`,
		close: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const text = Buffer.concat(chunks).toString('utf8');
	return text === '' ? undefined : JSON.parse(text);
}
