import type { SqlType, SqlValue } from '../types';
import { ByteReader } from './bytes';
import { readTyped } from './type-info';

/** ALL_HEADERS stands before every batch, RPC and transaction request; its first field is its length. */
function afterHeaders(data: Buffer): ByteReader {
	const reader = new ByteReader(data);
	reader.offset = data.readUInt32LE(0);
	return reader;
}

export function readSqlBatch(data: Buffer): string {
	const reader = afterHeaders(data);
	return reader.bytes(reader.remaining).toString('ucs2');
}

export interface RpcParameter {
	/** With its @, or empty. */
	name: string;
	output: boolean;
	type: SqlType;
	value: SqlValue;
}

export interface RpcRequest {
	procedure: string;
	parameters: RpcParameter[];
}

const PROCEDURE_BY_ID = 0xffff;
const PROCEDURES: Record<number, string> = {
	10: 'sp_executesql',
	11: 'sp_prepare',
	12: 'sp_execute',
	13: 'sp_prepexec',
	15: 'sp_unprepare',
};
const PARAMETER_OUTPUT = 0x01;

/** MS-TDS 2.2.6.6. */
export function readRpc(data: Buffer): RpcRequest {
	const reader = afterHeaders(data);
	const nameLength = reader.uint16();
	let procedure: string;
	if (nameLength === PROCEDURE_BY_ID) {
		const id = reader.uint16();
		procedure = PROCEDURES[id] ?? `#${id}`;
	} else {
		procedure = reader.ucs2(nameLength);
	}
	reader.uint16();
	const parameters: RpcParameter[] = [];
	while (reader.remaining > 0) {
		const name = reader.shortText();
		const output = (reader.uint8() & PARAMETER_OUTPUT) !== 0;
		parameters.push({ name, output, ...readTyped(reader) });
	}
	return { procedure, parameters };
}

/** Isolation levels by their number on the wire. */
export const ISOLATION_LEVELS = [
	undefined,
	'READ UNCOMMITTED',
	'READ COMMITTED',
	'REPEATABLE READ',
	'SERIALIZABLE',
	'SNAPSHOT',
] as const;
export type IsolationLevel = Exclude<(typeof ISOLATION_LEVELS)[number], undefined>;

export type TransactionRequest =
	| { action: 'begin'; isolationLevel: IsolationLevel | undefined }
	| { action: 'commit' }
	| { action: 'rollback'; savepoint: string }
	| { action: 'save'; savepoint: string }
	| { action: 'unknown'; code: number };

const BEGIN = 5;
const COMMIT = 7;
const ROLLBACK = 8;
const SAVE = 9;

/** MS-TDS 2.2.6.9. */
export function readTransactionRequest(data: Buffer): TransactionRequest {
	const reader = afterHeaders(data);
	const code = reader.uint16();
	// Unlike a B_VARCHAR, the length of a transaction name is in bytes.
	const name = (): string => reader.bytes(reader.uint8()).toString('ucs2');
	switch (code) {
		case BEGIN:
			return { action: 'begin', isolationLevel: ISOLATION_LEVELS[reader.uint8()] };
		case COMMIT:
			return { action: 'commit' };
		case ROLLBACK:
			return { action: 'rollback', savepoint: name() };
		case SAVE:
			return { action: 'save', savepoint: name() };
		default:
			return { action: 'unknown', code };
	}
}
