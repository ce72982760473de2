import { ByteWriter } from './bytes';

const OPTION_VERSION = 0x00;
const OPTION_ENCRYPTION = 0x01;
const OPTION_INSTANCE = 0x02;
const OPTION_THREAD = 0x03;
const OPTION_MARS = 0x04;
const OPTION_END = 0xff;

/** Values of the ENCRYPTION option, MS-TDS 2.2.6.5. */
export const Encryption = { OFF: 0, ON: 1, NOT_SUPPORTED: 2, REQUIRED: 3 } as const;

/** What the server is set to: encrypt when the client asks, or always. SQL Server can always encrypt. */
export type EncryptionPolicy = 'optional' | 'required';

/** SQL Server 2016: the oldest version the statements have to run on. */
export const SERVER_VERSION = { major: 13, minor: 0, build: 5026 } as const;

/** The client's wish for encryption. */
export function readPrelogin(data: Buffer): number {
	for (let offset = 0; offset < data.length && data[offset] !== OPTION_END; offset += 5) {
		if (data[offset] === OPTION_ENCRYPTION) return data.readUInt8(data.readUInt16BE(offset + 1));
	}
	return Encryption.NOT_SUPPORTED;
}

/**
 * What is agreed on, by the table in MS-TDS 2.2.6.5. A client that wants only its login encrypted gets everything
 * encrypted, as from a server that is set to.
 */
export function negotiate(
	client: number,
	policy: EncryptionPolicy,
): { answer: number; encrypted: boolean } {
	if (client !== Encryption.NOT_SUPPORTED) return { answer: Encryption.ON, encrypted: true };
	return policy === 'required'
		? { answer: Encryption.REQUIRED, encrypted: true }
		: { answer: Encryption.NOT_SUPPORTED, encrypted: false };
}

export function writePrelogin(encryption: number): Buffer {
	const version = Buffer.alloc(6);
	version.writeUInt8(SERVER_VERSION.major, 0);
	version.writeUInt8(SERVER_VERSION.minor, 1);
	version.writeUInt16BE(SERVER_VERSION.build, 2);
	const options: Array<[number, Buffer]> = [
		[OPTION_VERSION, version],
		[OPTION_ENCRYPTION, Buffer.from([encryption])],
		[OPTION_INSTANCE, Buffer.from([0])],
		[OPTION_THREAD, Buffer.alloc(0)],
		[OPTION_MARS, Buffer.from([0])],
	];
	const head = new ByteWriter();
	let offset = options.length * 5 + 1;
	for (const [token, data] of options) {
		const place = Buffer.alloc(4);
		place.writeUInt16BE(offset, 0);
		place.writeUInt16BE(data.length, 2);
		head.uint8(token).bytes(place);
		offset += data.length;
	}
	head.uint8(OPTION_END);
	for (const [, data] of options) head.bytes(data);
	return head.toBuffer();
}
