/** The few DER (X.690) encodings that an X.509 certificate is made of. */

const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

function element(tag: number, content: Buffer): Buffer {
	return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
	if (length < 0x80) return Buffer.from([length]);
	const bytes: number[] = [];
	for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
	return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export function sequence(...parts: Buffer[]): Buffer {
	return element(0x30, Buffer.concat(parts));
}

export function set(...parts: Buffer[]): Buffer {
	return element(0x31, Buffer.concat(parts));
}

export function boolean(value: boolean): Buffer {
	return element(0x01, Buffer.from([value ? 0xff : 0x00]));
}

/** A non-negative integer given as big-endian bytes. */
export function integer(bytes: Buffer | number): Buffer {
	const content = typeof bytes === 'number' ? Buffer.from([bytes]) : bytes;
	const leading = content[0] ?? 0;
	return element(0x02, leading & 0x80 ? Buffer.concat([Buffer.from([0]), content]) : content);
}

export function objectIdentifier(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = [first * 40 + second];
	for (const arc of rest) {
		const groups = [arc & 0x7f];
		for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
		bytes.push(...groups);
	}
	return element(0x06, Buffer.from(bytes));
}

export function utf8String(text: string): Buffer {
	return element(0x0c, Buffer.from(text, 'utf8'));
}

export function octetString(content: Buffer): Buffer {
	return element(0x04, content);
}

export function bitString(content: Buffer, unusedBits = 0): Buffer {
	return element(0x03, Buffer.concat([Buffer.from([unusedBits]), content]));
}

/** GeneralizedTime from 2050 on and UTCTime before, as RFC 5280 4.1.2.5 wants it. */
export function time(date: Date): Buffer {
	const text = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
	return date.getUTCFullYear() >= 2050
		? element(0x18, Buffer.from(`${text}Z`, 'ascii'))
		: element(0x17, Buffer.from(`${text.slice(2)}Z`, 'ascii'));
}

/** `[n] EXPLICIT` around an encoded element. */
export function explicit(number: number, content: Buffer): Buffer {
	return element(CONTEXT | CONSTRUCTED | number, content);
}

/** `[n] IMPLICIT` of a primitive type. */
export function implicit(number: number, content: Buffer): Buffer {
	return element(CONTEXT | number, content);
}
