import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../certificates/certificate';
import { readLogin } from './protocol/login';
import { MessageAssembler, MessageWriter, PacketType, type Message } from './protocol/packet';
import { negotiate, readPrelogin, writePrelogin, type EncryptionPolicy } from './protocol/prelogin';
import { startTls, type EncryptedChannel } from './protocol/tls-in-tds';
import { Session, type Channel, type SessionContext } from './session';

const PRELOGIN_PACKET_SIZE = 4096;

/** A socket from its first byte to the logged-in session. */
export class Connection {
	private readonly assembler = new MessageAssembler();
	private session: Session | undefined;
	private encrypted: EncryptedChannel | undefined;
	private output: Duplex;

	constructor(
		private readonly socket: Socket,
		private readonly spid: number,
		private readonly context: SessionContext,
		private readonly encryption: { policy: EncryptionPolicy; identity: Certificate },
	) {
		this.output = socket;
		socket.setNoDelay(true);
		socket.on('data', (chunk: Buffer) => {
			if (this.encrypted) this.encrypted.receive(chunk);
			else this.read(chunk);
		});
		// A reset by the client ends the connection like a close; 'close' follows and cleans up.
		socket.on('error', () => undefined);
		socket.on('close', () => this.session?.close());
	}

	/** Cuts the connection; resolves when its session has let go of the data. */
	async end(): Promise<void> {
		this.socket.destroy();
		this.session?.close();
		await this.session?.idle();
	}

	private read(chunk: Buffer): void {
		try {
			for (const message of this.assembler.push(chunk)) this.receive(message);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			this.socket.destroy();
		}
	}

	private receive(message: Message): void {
		if (this.session) {
			this.session.receive(message);
		} else if (message.type === PacketType.PRELOGIN) {
			this.prelogin(message.data);
		} else if (message.type === PacketType.LOGIN7) {
			this.session = Session.login(
				this.context,
				this.channel(),
				this.spid,
				readLogin(message.data),
			);
		} else {
			this.socket.destroy();
		}
	}

	private prelogin(data: Buffer): void {
		const { answer, encrypted } = negotiate(readPrelogin(data), this.encryption.policy);
		const writer = new MessageWriter(
			PacketType.TABULAR_RESULT,
			PRELOGIN_PACKET_SIZE,
			this.spid,
			(packet) => this.socket.write(packet),
		);
		writer.write(writePrelogin(answer));
		writer.end();
		if (!encrypted) return;
		this.encrypted = startTls(this.socket, this.encryption.identity);
		const { cleartext } = this.encrypted;
		cleartext.on('data', (chunk: Buffer) => this.read(chunk));
		// A client that does not trust the certificate breaks the handshake off.
		cleartext.on('error', () => this.socket.destroy());
		this.output = cleartext;
	}

	private channel(): Channel {
		const { output, socket } = this;
		return {
			send: (packet) => {
				if (!output.destroyed && output.writable) output.write(packet);
			},
			drained: async () => {
				if (!output.writableNeedDrain || output.destroyed) return;
				await Promise.race([once(output, 'drain'), once(socket, 'close')]);
			},
			cut: () => socket.destroy(),
			close: () => output.end(),
		};
	}
}
