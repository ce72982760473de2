import {
	dateFromDays0001,
	dateFromDays1900,
	datetimeSteps,
	daysSince0001,
	daysSince1900,
	ticksOfDay,
	timeOfDatetimeSteps,
	timeText,
} from '../calendar';
import { decodeCodePage, encodeCodePage } from '../code-page';
import { formatDecimal, scaled } from '../decimal';
import { decimalOperand } from '../conversion';
import { notInStandIn } from '../errors';
import {
	DATABASE_COLLATION,
	integerWidth,
	isUnicode,
	type SqlType,
	type SqlValue,
	type TypeName,
} from '../types';
import type { ByteReader, ByteWriter } from './bytes';

/** TYPE_INFO and values as they go over the wire, MS-TDS 2.2.5.4 and 2.2.5.5. */
const Wire = {
	INT: 0x26,
	DATE: 0x28,
	TIME: 0x29,
	DATETIME2: 0x2a,
	BIT: 0x68,
	DECIMAL: 0x6a,
	NUMERIC: 0x6c,
	FLOAT: 0x6d,
	DATETIME: 0x6f,
	VARCHAR: 0xa7,
	CHAR: 0xaf,
	NVARCHAR: 0xe7,
	NCHAR: 0xef,
} as const;

const MAX_LENGTH = 0xffff;
const PLP_NULL = 0xffffffffffffffffn;
const COLLATION_LENGTH = 5;

const TEXT_CODES: Partial<Record<TypeName, number>> = {
	char: Wire.CHAR,
	varchar: Wire.VARCHAR,
	nchar: Wire.NCHAR,
	nvarchar: Wire.NVARCHAR,
};

export function writeTypeInfo(writer: ByteWriter, type: SqlType): void {
	switch (type.name) {
		case 'bit':
			writer.uint8(Wire.BIT).uint8(1);
			return;
		case 'tinyint':
		case 'smallint':
		case 'int':
		case 'bigint':
			writer.uint8(Wire.INT).uint8(integerWidth(type.name));
			return;
		case 'decimal':
			writer
				.uint8(Wire.DECIMAL)
				.uint8(decimalWidth(type.precision ?? 18))
				.uint8(type.precision ?? 18)
				.uint8(type.scale ?? 0);
			return;
		case 'float':
			writer.uint8(Wire.FLOAT).uint8(8);
			return;
		case 'date':
			writer.uint8(Wire.DATE);
			return;
		case 'time':
			writer.uint8(Wire.TIME).uint8(type.scale ?? 7);
			return;
		case 'datetime2':
			writer.uint8(Wire.DATETIME2).uint8(type.scale ?? 7);
			return;
		case 'datetime':
			writer.uint8(Wire.DATETIME).uint8(8);
			return;
		case 'smalldatetime':
			writer.uint8(Wire.DATETIME).uint8(4);
			return;
		default:
			writer
				.uint8(TEXT_CODES[type.name] ?? Wire.NVARCHAR)
				.uint16(type.length === 'max' ? MAX_LENGTH : (type.length ?? 1) * bytesPerCharacter(type))
				.bytes((type.collation ?? DATABASE_COLLATION).bytes);
	}
}

export function writeValue(writer: ByteWriter, type: SqlType, value: SqlValue): void {
	if (value === null) {
		writeNull(writer, type);
		return;
	}
	switch (type.name) {
		case 'bit':
		case 'tinyint':
		case 'smallint':
		case 'int':
		case 'bigint': {
			const width = integerWidth(type.name);
			writer.uint8(width).unsigned(BigInt.asUintN(width * 8, BigInt(value)), width);
			return;
		}
		case 'decimal': {
			const width = decimalWidth(type.precision ?? 18);
			const { unscaled } = scaled(decimalOperand(value));
			writer
				.uint8(width)
				.uint8(unscaled < 0n ? 0 : 1)
				.unsigned(unscaled < 0n ? -unscaled : unscaled, width - 1);
			return;
		}
		case 'float': {
			const part = Buffer.allocUnsafe(8);
			part.writeDoubleLE(Number(value));
			writer.uint8(8).bytes(part);
			return;
		}
		case 'date':
			writer.uint8(3).unsigned(BigInt(daysSince0001(String(value))), 3);
			return;
		case 'time':
			writer.uint8(timeWidth(type.scale ?? 7));
			writeTicks(writer, String(value), type.scale ?? 7);
			return;
		case 'datetime2':
			writer.uint8(timeWidth(type.scale ?? 7) + 3);
			writeTicks(writer, String(value).slice(11), type.scale ?? 7);
			writer.unsigned(BigInt(daysSince0001(String(value))), 3);
			return;
		case 'datetime':
			writer
				.uint8(8)
				.int32(daysSince1900(String(value)))
				.uint32(datetimeSteps(String(value).slice(11)));
			return;
		case 'smalldatetime':
			writer
				.uint8(4)
				.uint16(daysSince1900(String(value)))
				.uint16(Number(ticksOfDay(String(value).slice(11)) / 600_000_000n));
			return;
		default:
			writeTextValue(writer, type, String(value));
	}
}

function writeNull(writer: ByteWriter, type: SqlType): void {
	if (!TEXT_CODES[type.name]) writer.uint8(0);
	else if (type.length === 'max') writer.uint64(PLP_NULL);
	else writer.uint16(MAX_LENGTH);
}

function writeTextValue(writer: ByteWriter, type: SqlType, text: string): void {
	const bytes = isUnicode(type) ? Buffer.from(text, 'ucs2') : encodeCodePage(text);
	if (type.length !== 'max') {
		writer.uint16(bytes.length).bytes(bytes);
		return;
	}
	writer.uint64(BigInt(bytes.length));
	if (bytes.length > 0) writer.uint32(bytes.length).bytes(bytes);
	writer.uint32(0);
}

function writeTicks(writer: ByteWriter, time: string, scale: number): void {
	writer.unsigned(ticksOfDay(time) / 10n ** BigInt(7 - scale), timeWidth(scale));
}

/** A typed parameter: its TYPE_INFO and its value. */
export function readTyped(reader: ByteReader): { type: SqlType; value: SqlValue } {
	const code = reader.uint8();
	switch (code) {
		case Wire.BIT:
		case Wire.INT: {
			const width = reader.uint8();
			const name = code === Wire.BIT ? 'bit' : integerOfWidth(width);
			return { type: { name }, value: readInteger(reader, name) };
		}
		case Wire.DECIMAL:
		case Wire.NUMERIC: {
			reader.uint8();
			const type: SqlType = {
				name: 'decimal',
				precision: reader.uint8(),
				scale: reader.uint8(),
			};
			return { type, value: readDecimal(reader, type.scale ?? 0) };
		}
		case Wire.FLOAT: {
			reader.uint8();
			const length = reader.uint8();
			const bytes = reader.bytes(length);
			const value =
				length === 0 ? null : length === 4 ? bytes.readFloatLE(0) : bytes.readDoubleLE(0);
			return { type: { name: 'float' }, value };
		}
		case Wire.DATE: {
			const length = reader.uint8();
			const value = length === 0 ? null : dateFromDays0001(Number(reader.unsigned(3)));
			return { type: { name: 'date' }, value };
		}
		case Wire.TIME: {
			const scale = reader.uint8();
			const length = reader.uint8();
			const value = length === 0 ? null : readTime(reader, length, scale);
			return { type: { name: 'time', scale }, value };
		}
		case Wire.DATETIME2: {
			const scale = reader.uint8();
			const length = reader.uint8();
			if (length === 0) return { type: { name: 'datetime2', scale }, value: null };
			const time = readTime(reader, length - 3, scale);
			const date = dateFromDays0001(Number(reader.unsigned(3)));
			return { type: { name: 'datetime2', scale }, value: `${date} ${time}` };
		}
		case Wire.DATETIME: {
			const name = reader.uint8() === 4 ? 'smalldatetime' : 'datetime';
			return { type: { name }, value: readDatetime(reader) };
		}
		case Wire.VARCHAR:
		case Wire.CHAR:
		case Wire.NVARCHAR:
		case Wire.NCHAR:
			return readText(reader, code);
		default:
			throw notInStandIn(`parameters of the wire type 0x${code.toString(16)}`);
	}
}

function integerOfWidth(width: number): TypeName {
	if (width === 1) return 'tinyint';
	if (width === 2) return 'smallint';
	return width === 4 ? 'int' : 'bigint';
}

function readInteger(reader: ByteReader, name: TypeName): bigint | null {
	const width = reader.uint8();
	if (width === 0) return null;
	const unsigned = reader.unsigned(width);
	return name === 'bit' || name === 'tinyint' ? unsigned : BigInt.asIntN(width * 8, unsigned);
}

function readDecimal(reader: ByteReader, scale: number): string | null {
	const length = reader.uint8();
	if (length === 0) return null;
	const positive = reader.uint8() === 1;
	const magnitude = reader.unsigned(length - 1);
	return formatDecimal(positive ? magnitude : -magnitude, scale);
}

function readTime(reader: ByteReader, width: number, scale: number): string {
	return timeText(reader.unsigned(width) * 10n ** BigInt(7 - scale), scale);
}

function readDatetime(reader: ByteReader): string | null {
	const length = reader.uint8();
	if (length === 0) return null;
	if (length === 4) {
		const date = dateFromDays1900(reader.uint16());
		return `${date} ${timeText(BigInt(reader.uint16()) * 600_000_000n, 0)}`;
	}
	const date = dateFromDays1900(reader.int32());
	return `${date} ${timeOfDatetimeSteps(reader.uint32())}`;
}

function readText(reader: ByteReader, code: number): { type: SqlType; value: string | null } {
	const unicode = code === Wire.NVARCHAR || code === Wire.NCHAR;
	const maximum = reader.uint16();
	reader.bytes(COLLATION_LENGTH);
	const name = (Object.keys(TEXT_CODES) as TypeName[]).find((key) => TEXT_CODES[key] === code);
	const type: SqlType = {
		name: name ?? 'nvarchar',
		length: maximum === MAX_LENGTH ? 'max' : Math.max(1, unicode ? maximum / 2 : maximum),
		collation: DATABASE_COLLATION,
	};
	const bytes = maximum === MAX_LENGTH ? readPartial(reader) : readShort(reader);
	if (bytes === null) return { type, value: null };
	return { type, value: unicode ? bytes.toString('ucs2') : decodeCodePage(bytes) };
}

function readShort(reader: ByteReader): Buffer | null {
	const length = reader.uint16();
	return length === MAX_LENGTH ? null : reader.bytes(length);
}

/** Partially length-prefixed bytes: how `max` types travel. */
function readPartial(reader: ByteReader): Buffer | null {
	if (reader.uint64() === PLP_NULL) return null;
	const chunks: Buffer[] = [];
	for (let length = reader.uint32(); length > 0; length = reader.uint32()) {
		chunks.push(reader.bytes(length));
	}
	return Buffer.concat(chunks);
}

function decimalWidth(precision: number): number {
	if (precision <= 9) return 5;
	if (precision <= 19) return 9;
	return precision <= 28 ? 13 : 17;
}

function timeWidth(scale: number): number {
	if (scale <= 2) return 3;
	return scale <= 4 ? 4 : 5;
}

function bytesPerCharacter(type: SqlType): number {
	return isUnicode(type) ? 2 : 1;
}
