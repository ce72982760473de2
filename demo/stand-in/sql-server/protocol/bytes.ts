/** Reads the little-endian fields of a TDS message, in order. */
export class ByteReader {
	offset = 0;

	constructor(readonly buffer: Buffer) {}

	get remaining(): number {
		return this.buffer.length - this.offset;
	}

	uint8(): number {
		return this.advance(1, this.buffer.readUInt8(this.offset));
	}

	uint16(): number {
		return this.advance(2, this.buffer.readUInt16LE(this.offset));
	}

	int16(): number {
		return this.advance(2, this.buffer.readInt16LE(this.offset));
	}

	int32(): number {
		return this.advance(4, this.buffer.readInt32LE(this.offset));
	}

	uint32(): number {
		return this.advance(4, this.buffer.readUInt32LE(this.offset));
	}

	uint64(): bigint {
		return this.advance(8, this.buffer.readBigUInt64LE(this.offset));
	}

	/** An unsigned integer of any width, for scaled times and decimals. */
	unsigned(width: number): bigint {
		let value = 0n;
		for (let index = width - 1; index >= 0; index--) {
			value = (value << 8n) | BigInt(this.buffer.readUInt8(this.offset + index));
		}
		return this.advance(width, value);
	}

	bytes(length: number): Buffer {
		if (length > this.remaining) throw new RangeError('The message ends too early');
		return this.advance(length, this.buffer.subarray(this.offset, this.offset + length));
	}

	ucs2(characters: number): string {
		return this.bytes(characters * 2).toString('ucs2');
	}

	/** B_VARCHAR: one byte of length in characters, then UCS-2. */
	shortText(): string {
		return this.ucs2(this.uint8());
	}

	private advance<T>(length: number, value: T): T {
		this.offset += length;
		return value;
	}
}

/** Builds the little-endian fields of a TDS message. */
export class ByteWriter {
	private readonly parts: Buffer[] = [];

	uint8(value: number): this {
		return this.bytes(Buffer.from([value & 0xff]));
	}

	uint16(value: number): this {
		const part = Buffer.allocUnsafe(2);
		part.writeUInt16LE(value);
		return this.bytes(part);
	}

	uint32(value: number): this {
		const part = Buffer.allocUnsafe(4);
		part.writeUInt32LE(value >>> 0);
		return this.bytes(part);
	}

	int32(value: number): this {
		const part = Buffer.allocUnsafe(4);
		part.writeInt32LE(value);
		return this.bytes(part);
	}

	uint32BigEndian(value: number): this {
		const part = Buffer.allocUnsafe(4);
		part.writeUInt32BE(value >>> 0);
		return this.bytes(part);
	}

	uint64(value: bigint): this {
		const part = Buffer.allocUnsafe(8);
		part.writeBigUInt64LE(value);
		return this.bytes(part);
	}

	int64(value: bigint): this {
		const part = Buffer.allocUnsafe(8);
		part.writeBigInt64LE(value);
		return this.bytes(part);
	}

	unsigned(value: bigint, width: number): this {
		const part = Buffer.alloc(width);
		let rest = value;
		for (let index = 0; index < width; index++) {
			part[index] = Number(rest & 0xffn);
			rest >>= 8n;
		}
		return this.bytes(part);
	}

	bytes(part: Buffer): this {
		this.parts.push(part);
		return this;
	}

	ucs2(text: string): this {
		return this.bytes(Buffer.from(text, 'ucs2'));
	}

	/** B_VARCHAR. */
	shortText(text: string): this {
		return this.uint8(text.length).ucs2(text);
	}

	/** US_VARCHAR: two bytes of length in characters, then UCS-2. */
	longText(text: string): this {
		return this.uint16(text.length).ucs2(text);
	}

	toBuffer(): Buffer {
		return Buffer.concat(this.parts);
	}
}
