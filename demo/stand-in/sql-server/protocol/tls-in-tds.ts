import { Duplex } from 'node:stream';
import { TLSSocket, createSecureContext } from 'node:tls';
import type { Socket } from 'node:net';
import type { Certificate } from '../../certificates/certificate';
import { MessageAssembler, MessageWriter, PacketType } from './packet';

const TLS_RECORD_FIRST = 0x14;
const TLS_RECORD_LAST = 0x17;
const HANDSHAKE_PACKET_SIZE = 4096;

/**
 * The transport under the TLS layer of one connection. During the handshake TLS records travel inside PRELOGIN
 * messages; afterwards they travel bare. The client's first bare record ends the wrapping in both directions.
 */
class HandshakeTransport extends Duplex {
	private readonly assembler = new MessageAssembler();
	private wrapping = true;
	private flight: Buffer[] = [];

	constructor(private readonly socket: Socket) {
		super();
		socket.on('close', () => this.destroy());
	}

	receive(chunk: Buffer): void {
		let rest = chunk;
		if (this.wrapping) {
			const pending = Buffer.concat([this.assembler.takeRest(), chunk]);
			const first = pending[0] ?? 0;
			if (first >= TLS_RECORD_FIRST && first <= TLS_RECORD_LAST) {
				this.wrapping = false;
				rest = pending;
			} else {
				for (const message of this.assembler.push(pending)) this.push(message.data);
				return;
			}
		}
		this.push(rest);
	}

	override _read(): void {}

	override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
		if (!this.wrapping) {
			this.socket.write(chunk, done);
			return;
		}
		// The client expects exactly one message per flight, and TLS writes a flight in several pieces.
		if (this.flight.length === 0) setImmediate(() => this.sendFlight());
		this.flight.push(chunk);
		done();
	}

	override _final(done: (error?: Error | null) => void): void {
		this.socket.end(done);
	}

	private sendFlight(): void {
		const writer = new MessageWriter(PacketType.PRELOGIN, HANDSHAKE_PACKET_SIZE, 0, (packet) => {
			if (!this.socket.destroyed) this.socket.write(packet);
		});
		for (const chunk of this.flight.splice(0)) writer.write(chunk);
		writer.end();
	}
}

export interface EncryptedChannel {
	/** Clear text in and out. */
	cleartext: TLSSocket;
	/** Hand every further byte of the socket to this. */
	receive(chunk: Buffer): void;
}

/** Starts the server side of the TLS handshake inside TDS. TLS 1.2, because TDS before 8.0 ends there. */
export function startTls(socket: Socket, identity: Certificate): EncryptedChannel {
	const transport = new HandshakeTransport(socket);
	const cleartext = new TLSSocket(transport, {
		isServer: true,
		secureContext: createSecureContext({
			cert: identity.certificate,
			key: identity.privateKey,
			maxVersion: 'TLSv1.2',
		}),
	});
	return { cleartext, receive: (chunk) => transport.receive(chunk) };
}
