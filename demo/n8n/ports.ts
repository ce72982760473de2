import { createServer, type Server } from 'node:net';
import { once } from 'node:events';

async function listen(port: number): Promise<Server> {
	const server = createServer().listen(port, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('Not a TCP server');
	return address.port;
}

/**
 * Ports that nobody listens on at this moment, all different.
 * @param wanted taken for the first one when it is free
 */
export async function freePorts(count: number, wanted?: number): Promise<number[]> {
	const servers: Server[] = [];
	for (let index = 0; index < count; index += 1) {
		const preferred = index === 0 && wanted !== undefined ? wanted : 0;
		servers.push(await listen(preferred).catch(() => listen(0)));
	}
	const ports = servers.map(portOf);
	await Promise.all(servers.map((server) => once(server.close(), 'close')));
	return ports;
}
