/** What the stand-in needs of a LOGIN7 message (MS-TDS 2.2.6.4). */
export interface Login {
	tdsVersion: number;
	packetSize: number;
	userName: string;
	password: string;
	database: string;
	applicationName: string;
	/** The client sent a feature extension block and wants it acknowledged. */
	utf8Support: boolean;
}

const FEATURE_UTF8_SUPPORT = 0x0a;
const FEATURE_END = 0xff;
const FLAG_EXTENSION = 0x10;

export function readLogin(data: Buffer): Login {
	const text = (position: number): Buffer => {
		const offset = data.readUInt16LE(position);
		const length = data.readUInt16LE(position + 2) * 2;
		return data.subarray(offset, offset + length);
	};
	return {
		tdsVersion: data.readUInt32LE(4),
		packetSize: data.readUInt32LE(8),
		userName: text(40).toString('ucs2'),
		password: clearPassword(text(44)),
		applicationName: text(48).toString('ucs2'),
		database: text(68).toString('ucs2'),
		utf8Support: hasUtf8Support(data),
	};
}

/** The password is obscured, not encrypted: nibbles swapped, then XOR 0xA5. */
function clearPassword(obscured: Buffer): string {
	const clear = Buffer.from(obscured);
	for (let index = 0; index < clear.length; index++) {
		const byte = (clear[index] ?? 0) ^ 0xa5;
		clear[index] = ((byte << 4) | (byte >> 4)) & 0xff;
	}
	return clear.toString('ucs2');
}

function hasUtf8Support(data: Buffer): boolean {
	if ((data.readUInt8(27) & FLAG_EXTENSION) === 0) return false;
	let offset = data.readUInt32LE(data.readUInt16LE(56));
	while (offset < data.length && data.readUInt8(offset) !== FEATURE_END) {
		if (data.readUInt8(offset) === FEATURE_UTF8_SUPPORT) return true;
		offset += 5 + data.readUInt32LE(offset + 1);
	}
	return false;
}
