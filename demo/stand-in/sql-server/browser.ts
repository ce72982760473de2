import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Where every driver looks for the SQL Server Browser; the protocol knows no other port. */
export const BROWSER_PORT = 1434;

const REQUEST_ALL_INSTANCES = 0x02;
const REQUEST_ALL_INSTANCES_UNICAST = 0x03;
const REQUEST_ONE_INSTANCE = 0x04;
const RESPONSE = 0x05;

/** Tells drivers on which TCP port a named instance (`SERVER\TANGO`) listens, as MC-SQLR describes it. */
export class BrowserStandIn {
	private socket: Socket | undefined;

	/** @param instances TCP ports by instance name */
	constructor(private readonly instances: Readonly<Record<string, number>>) {}

	async up(port = BROWSER_PORT): Promise<void> {
		const socket = createSocket('udp4');
		socket.on('message', (message, from) => {
			const answer = this.answer(message);
			if (answer) socket.send(answer, from.port, from.address);
		});
		socket.bind(port, '127.0.0.1');
		await once(socket, 'listening');
		this.socket = socket;
	}

	async close(): Promise<void> {
		const { socket } = this;
		this.socket = undefined;
		if (!socket) return;
		socket.close();
		await once(socket, 'close');
	}

	private answer(message: Buffer): Buffer | undefined {
		const kind = message[0];
		const wanted = message.subarray(1).toString('latin1').replace(/\0.*$/, '').toLowerCase();
		const all = kind === REQUEST_ALL_INSTANCES || kind === REQUEST_ALL_INSTANCES_UNICAST;
		if (!all && kind !== REQUEST_ONE_INSTANCE) return undefined;
		const texts = Object.entries(this.instances)
			.filter(([name]) => all || name.toLowerCase() === wanted)
			.map(
				([name, port]) =>
					`ServerName;STAND-IN;InstanceName;${name};IsClustered;No;Version;13.0.5026.0;tcp;${port};;`,
			);
		if (texts.length === 0) return undefined;
		const text = Buffer.from(texts.join(''), 'latin1');
		const head = Buffer.alloc(3);
		head.writeUInt8(RESPONSE, 0);
		head.writeUInt16LE(text.length, 1);
		return Buffer.concat([head, text]);
	}
}
