import type { SqlServerError } from '../errors';
import type { SqlType, SqlValue } from '../types';
import { ByteWriter } from './bytes';
import { SERVER_VERSION } from './prelogin';
import { writeTypeInfo, writeValue } from './type-info';

/** Tokens of the response stream, MS-TDS 2.2.7. */
const Token = {
	RETURNSTATUS: 0x79,
	COLMETADATA: 0x81,
	ERROR: 0xaa,
	INFO: 0xab,
	RETURNVALUE: 0xac,
	LOGINACK: 0xad,
	FEATUREEXTACK: 0xae,
	ROW: 0xd1,
	NBCROW: 0xd2,
	ENVCHANGE: 0xe3,
} as const;

export const DoneToken = { DONE: 0xfd, DONEPROC: 0xfe, DONEINPROC: 0xff } as const;
export const DoneStatus = {
	FINAL: 0x00,
	MORE: 0x01,
	ERROR: 0x02,
	IN_TRANSACTION: 0x04,
	COUNT: 0x10,
	ATTENTION: 0x20,
} as const;

/** CurCmd of a DONE token: what kind of statement ended. */
export const Command = { NONE: 0, SELECT: 0xc1, INSERT: 0xc3, DELETE: 0xc4, UPDATE: 0xc5 } as const;

const EnvironmentChange = {
	DATABASE: 1,
	LANGUAGE: 2,
	PACKET_SIZE: 4,
	COLLATION: 7,
	BEGIN: 8,
	COMMIT: 9,
	ROLLBACK: 10,
	RESET: 18,
} as const;

const TDS_7_4_BIG_ENDIAN = 0x74000004;
const INTERFACE_TSQL = 1;
const COLUMN_NULLABLE = 0x0001;
const COLUMN_CASE_SENSITIVE = 0x0002;
const RETURN_STATUS_OUTPUT = 0x01;
const FEATURE_UTF8_SUPPORT = 0x0a;
const FEATURE_END = 0xff;

export interface ResultColumn {
	name: string;
	type: SqlType;
}

export function done(
	token: number,
	status: number,
	command: number = Command.NONE,
	rows = 0n,
): Buffer {
	return new ByteWriter().uint8(token).uint16(status).uint16(command).uint64(rows).toBuffer();
}

export function errorToken(error: SqlServerError, serverName: string): Buffer {
	return messageToken(Token.ERROR, error.number, error.state, error.severity, error.message, {
		serverName,
		line: error.line,
	});
}

export function infoToken(number: number, text: string, serverName: string): Buffer {
	return messageToken(Token.INFO, number, 1, 0, text, { serverName, line: 1 });
}

function messageToken(
	token: number,
	number: number,
	state: number,
	severity: number,
	text: string,
	place: { serverName: string; line: number },
): Buffer {
	const content = new ByteWriter()
		.int32(number)
		.uint8(state)
		.uint8(severity)
		.longText(text)
		.shortText(place.serverName)
		.shortText('')
		.uint32(place.line)
		.toBuffer();
	return prefixed(token, content);
}

export function loginAcknowledgement(): Buffer {
	const build = SERVER_VERSION.build;
	return prefixed(
		Token.LOGINACK,
		new ByteWriter()
			.uint8(INTERFACE_TSQL)
			.uint32BigEndian(TDS_7_4_BIG_ENDIAN)
			.shortText('Microsoft SQL Server')
			.uint8(SERVER_VERSION.major)
			.uint8(SERVER_VERSION.minor)
			.uint8(build >> 8)
			.uint8(build)
			.toBuffer(),
	);
}

export function utf8SupportAcknowledgement(): Buffer {
	return new ByteWriter()
		.uint8(Token.FEATUREEXTACK)
		.uint8(FEATURE_UTF8_SUPPORT)
		.uint32(1)
		.uint8(1)
		.uint8(FEATURE_END)
		.toBuffer();
}

const changedText = (type: number, now: string, before: string): Buffer =>
	prefixed(
		Token.ENVCHANGE,
		new ByteWriter().uint8(type).shortText(now).shortText(before).toBuffer(),
	);

const changedBytes = (type: number, now: Buffer, before: Buffer): Buffer =>
	prefixed(
		Token.ENVCHANGE,
		new ByteWriter()
			.uint8(type)
			.uint8(now.length)
			.bytes(now)
			.uint8(before.length)
			.bytes(before)
			.toBuffer(),
	);

const NOTHING = Buffer.alloc(0);

export const databaseChanged = (now: string, before: string): Buffer =>
	changedText(EnvironmentChange.DATABASE, now, before);
export const languageChanged = (now: string): Buffer =>
	changedText(EnvironmentChange.LANGUAGE, now, '');
export const packetSizeChanged = (now: number, before: number): Buffer =>
	changedText(EnvironmentChange.PACKET_SIZE, String(now), String(before));
export const collationChanged = (collation: Buffer): Buffer =>
	changedBytes(EnvironmentChange.COLLATION, collation, NOTHING);
export const transactionBegun = (descriptor: Buffer): Buffer =>
	changedBytes(EnvironmentChange.BEGIN, descriptor, NOTHING);
export const transactionCommitted = (descriptor: Buffer): Buffer =>
	changedBytes(EnvironmentChange.COMMIT, NOTHING, descriptor);
export const transactionRolledBack = (descriptor: Buffer): Buffer =>
	changedBytes(EnvironmentChange.ROLLBACK, NOTHING, descriptor);
export const connectionReset = (): Buffer =>
	changedBytes(EnvironmentChange.RESET, NOTHING, NOTHING);

export function columnMetadata(columns: readonly ResultColumn[]): Buffer {
	const writer = new ByteWriter().uint8(Token.COLMETADATA).uint16(columns.length);
	for (const column of columns) {
		writeColumnType(writer, column.type);
		writer.shortText(column.name);
	}
	return writer.toBuffer();
}

function writeColumnType(writer: ByteWriter, type: SqlType): void {
	const caseSensitive = type.collation?.comparison === 'binary';
	writer.uint32(0).uint16(COLUMN_NULLABLE | (caseSensitive ? COLUMN_CASE_SENSITIVE : 0));
	writeTypeInfo(writer, type);
}

/** ROW, or NBCROW with its bitmap when a value is NULL. */
export function row(columns: readonly ResultColumn[], values: readonly SqlValue[]): Buffer {
	const writer = new ByteWriter();
	const hasNull = values.some((value) => value === null);
	writer.uint8(hasNull ? Token.NBCROW : Token.ROW);
	if (hasNull) {
		const bitmap = Buffer.alloc(Math.ceil(columns.length / 8));
		values.forEach((value, index) => {
			if (value === null) bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
		});
		writer.bytes(bitmap);
	}
	columns.forEach((column, index) => {
		const value = values[index] ?? null;
		if (value !== null) writeValue(writer, column.type, value);
	});
	return writer.toBuffer();
}

export function returnStatus(value: number): Buffer {
	return new ByteWriter().uint8(Token.RETURNSTATUS).int32(value).toBuffer();
}

export function returnValue(ordinal: number, name: string, type: SqlType, value: SqlValue): Buffer {
	const writer = new ByteWriter()
		.uint8(Token.RETURNVALUE)
		.uint16(ordinal)
		.shortText(name)
		.uint8(RETURN_STATUS_OUTPUT);
	writeColumnType(writer, type);
	writeValue(writer, type, value);
	return writer.toBuffer();
}

function prefixed(token: number, content: Buffer): Buffer {
	return new ByteWriter().uint8(token).uint16(content.length).bytes(content).toBuffer();
}
