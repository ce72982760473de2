/** Packet types of MS-TDS 2.2.3.1.1. */
export const PacketType = {
	SQL_BATCH: 0x01,
	RPC: 0x03,
	TABULAR_RESULT: 0x04,
	ATTENTION: 0x06,
	TRANSACTION_MANAGER: 0x0e,
	LOGIN7: 0x10,
	PRELOGIN: 0x12,
} as const;

const HEADER_LENGTH = 8;
const STATUS_END_OF_MESSAGE = 0x01;
const STATUS_IGNORE = 0x02;
const STATUS_RESET_CONNECTION = 0x08;
const STATUS_RESET_CONNECTION_KEEP_TRANSACTION = 0x10;

export interface Message {
	type: number;
	data: Buffer;
	/** The client gave the message up before its end: it must not be carried out. */
	ignored: boolean;
	resetConnection: boolean;
}

/** Puts the packets of one direction together to messages. Feed it whatever arrives. */
export class MessageAssembler {
	private pending: Buffer = Buffer.alloc(0);
	private payloads: Buffer[] = [];
	private resetConnection = false;

	/** Whole messages that `chunk` completes. */
	*push(chunk: Buffer): Generator<Message> {
		this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
		while (this.pending.length >= HEADER_LENGTH) {
			const length = this.pending.readUInt16BE(2);
			if (length < HEADER_LENGTH) throw new RangeError('A packet is shorter than its header');
			if (this.pending.length < length) return;
			const packet = this.pending.subarray(0, length);
			this.pending = this.pending.subarray(length);

			const status = packet.readUInt8(1);
			if (status & (STATUS_RESET_CONNECTION | STATUS_RESET_CONNECTION_KEEP_TRANSACTION)) {
				this.resetConnection = true;
			}
			this.payloads.push(packet.subarray(HEADER_LENGTH));
			if ((status & STATUS_END_OF_MESSAGE) === 0) continue;

			const message: Message = {
				type: packet.readUInt8(0),
				data: Buffer.concat(this.payloads),
				ignored: (status & STATUS_IGNORE) !== 0,
				resetConnection: this.resetConnection,
			};
			this.payloads = [];
			this.resetConnection = false;
			yield message;
		}
	}

	/** Bytes that arrived after the last whole packet; the assembler forgets them. */
	takeRest(): Buffer {
		const rest = this.pending;
		this.pending = Buffer.alloc(0);
		return rest;
	}
}

/** Cuts the bytes of one message into packets while they are produced. */
export class MessageWriter {
	private buffered: Buffer[] = [];
	private size = 0;
	private packetNumber = 1;

	constructor(
		private readonly type: number,
		private readonly packetSize: number,
		private readonly spid: number,
		private readonly send: (packet: Buffer) => void,
	) {}

	write(data: Buffer): void {
		this.buffered.push(data);
		this.size += data.length;
		const capacity = this.packetSize - HEADER_LENGTH;
		if (this.size <= capacity) return;

		let all = Buffer.concat(this.buffered);
		// The last packet needs the end-of-message bit, so one packet's worth always stays behind.
		while (all.length > capacity) {
			this.sendPacket(all.subarray(0, capacity), false);
			all = all.subarray(capacity);
		}
		this.buffered = [all];
		this.size = all.length;
	}

	end(): void {
		this.sendPacket(Buffer.concat(this.buffered), true);
		this.buffered = [];
		this.size = 0;
	}

	private sendPacket(payload: Buffer, last: boolean): void {
		const header = Buffer.alloc(HEADER_LENGTH);
		header.writeUInt8(this.type, 0);
		header.writeUInt8(last ? STATUS_END_OF_MESSAGE : 0, 1);
		header.writeUInt16BE(payload.length + HEADER_LENGTH, 2);
		header.writeUInt16BE(this.spid & 0xffff, 4);
		header.writeUInt8(this.packetNumber, 6);
		this.packetNumber = (this.packetNumber + 1) & 0xff;
		this.send(Buffer.concat([header, payload]));
	}
}
