/* eslint-disable @typescript-eslint/no-require-imports -- see below */
import type * as Fs from 'node:fs';
import type * as Path from 'node:path';
import type * as WorkerThreads from 'node:worker_threads';
import type * as AccessPagesModule from './access-pages';
import type { AccessPages, AccessTables, MdbReaderParts } from './access-pages';
import type * as CellsModule from './cells';
import type { ColumnCondition } from './cells';
import type {
	DriverlessAnswer,
	DriverlessRefusal,
	DriverlessRequest,
	DriverlessWorkerData,
} from './driverless-messages';
import type { Cell, Column } from './types';

// A worker is started from its file: the compiled one in production, this very file in tests (Node strips the
// types). Imports with an extension do not compile and those without one do not resolve here, hence `require`
// with the extension that this file has itself.
const { existsSync, readFileSync, statSync } = require('node:fs') as typeof Fs;
const { dirname, extname, join } = require('node:path') as typeof Path;
const { parentPort, workerData } = require('node:worker_threads') as typeof WorkerThreads;
const sibling = (name: string): unknown => require(`./${name}${extname(__filename)}`);
const cells = sibling('cells') as typeof CellsModule;
const pagesModule = sibling('access-pages') as typeof AccessPagesModule;

/** Access' own limit. */
const LARGEST_FILE = 2 * 1024 ** 3;
const PAGE_BYTES = 4096;
const ROWS_PER_ANSWER = 500;
const ATTEMPTS = 4;
const ATTEMPT_PAUSE_MS = 250;

const { file, password } = workerData as DriverlessWorkerData;

class Refusal extends Error {
	readonly code: DriverlessRefusal['code'];

	constructor(code: DriverlessRefusal['code'], reason: string) {
		super(reason);
		this.code = code;
	}
}

/** Size and time of a file: what changes when another program writes it. */
function stampOf(path: string): string {
	const { size, mtimeMs } = statSync(path);
	return `${size} ${mtimeMs}`;
}

function mdbReaderParts(): MdbReaderParts & {
	Database: new (file: Buffer, password: string) => AccessPages;
} {
	// The package exports its reader only; the parts lie beside it (the version is pinned).
	const folder = dirname(require.resolve('mdb-reader'));
	return {
		Database: require(join(folder, 'Database.js')).Database,
		getMapPages: require(join(folder, 'usage-map.js')).findMapPages,
		uncompressText: require(join(folder, 'unicodeCompression.js')).uncompressText,
	};
}

/** The whole file as it was at one moment: unchanged from before to after it was read. */
function snapshot(): { stamp: string; bytes: Buffer } {
	for (let attempt = 1; ; attempt++) {
		try {
			const stamp = stampOf(file);
			if (Number(stamp.split(' ')[0]) >= LARGEST_FILE) {
				throw new Refusal('TOO_LARGE', `${stamp.split(' ')[0]} bytes`);
			}
			const bytes = readFileSync(file);
			if (stampOf(file) === stamp) return { stamp, bytes };
		} catch (error) {
			if (error instanceof Refusal) throw error;
			throw new Refusal('NOT_READABLE', reasonOf(error));
		}
		if (attempt === ATTEMPTS) throw new Refusal('CHANGING', 'while it was read');
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ATTEMPT_PAUSE_MS);
	}
}

function reasonOf(error: unknown): string {
	if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
	return error instanceof Error ? error.message : String(error);
}

function openTables(bytes: Buffer): AccessTables {
	const parts = mdbReaderParts();
	if (!/^\0\x01\0\0Standard (?:ACE|Jet) DB\0/.test(bytes.toString('latin1', 0, 20))) {
		throw new Refusal('NOT_AN_ACCESS_FILE', 'the file does not begin as Access files do');
	}
	if (bytes.readUInt8(0x14) === 0) {
		throw new Refusal('NOT_AN_ACCESS_FILE', 'the file is of Access 97 or older');
	}
	if (bytes.length % PAGE_BYTES !== 0) {
		throw new Refusal('DAMAGED', `${bytes.length} bytes are no whole number of pages`);
	}
	let pages: AccessPages;
	try {
		pages = new parts.Database(bytes, password ?? '');
	} catch (error) {
		throw passwordRefusal(error);
	}
	return new pagesModule.AccessTables({ pages, parts, cells, size: bytes.length });
}

function passwordRefusal(error: unknown): Refusal {
	const reason = reasonOf(error);
	if (reason === 'Wrong password') {
		return new Refusal(password ? 'WRONG_PASSWORD' : 'PASSWORD_NEEDED', reason);
	}
	return /encryption|not implemented/i.test(reason)
		? new Refusal('ENCRYPTION_NOT_SUPPORTED', reason)
		: new Refusal('DAMAGED', reason);
}

let opened: { stamp: string; tables: AccessTables } | undefined;
let waiting: Cell[][] = [];
let sent = 0;

/**
 * A file that another program is writing can look damaged: then it is read again, and refused as changing. Once it
 * has answered something it is not read again, so that two answers are always about the same moment.
 */
function withTables<T>(read: (tables: AccessTables) => T): T {
	const attempts = opened === undefined ? ATTEMPTS : 1;
	for (let attempt = 1; ; attempt++) {
		let stamp = opened?.stamp;
		try {
			if (opened === undefined) {
				const taken = snapshot();
				stamp = taken.stamp;
				opened = { stamp, tables: openTables(taken.bytes) };
			}
			return read(opened.tables);
		} catch (error) {
			if (error instanceof Refusal && error.code !== 'DAMAGED') throw error;
			if (attempts > 1) opened = undefined;
			if (!isBeingWritten(stamp)) {
				throw error instanceof Refusal ? error : new Refusal('DAMAGED', reasonOf(error));
			}
			if (attempt === attempts) throw new Refusal('CHANGING', reasonOf(error));
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ATTEMPT_PAUSE_MS);
		}
	}
}

function isBeingWritten(stamp: string | undefined): boolean {
	if (existsSync(file.replace(/\.accdb$/i, '.laccdb').replace(/\.mdb$/i, '.ldb'))) return true;
	try {
		return stampOf(file) !== stamp;
	} catch (error) {
		throw new Refusal('NOT_READABLE', reasonOf(error));
	}
}

function select(request: {
	table: string;
	columns: readonly Column[];
	where: readonly ColumnCondition[];
	orderBy: readonly Column[];
}): Cell[][] {
	const { table, columns, where, orderBy } = request;
	const rows = withTables((tables) => tables.table(table).select([...columns, ...orderBy], where));
	if (orderBy.length === 0) return rows;
	const by = orderBy.map(({ type }, index) => ({ at: columns.length + index, type }));
	return rows
		.map((row) => cells.sortable(row, by))
		.sort(cells.compareSortables)
		.map(({ row }) => row.slice(0, columns.length));
}

function max(table: string, column: Column, where: readonly ColumnCondition[]): number | null {
	let highest: number | null = null;
	for (const [value] of withTables((tables) => tables.table(table).select([column], where))) {
		if (typeof value === 'number' && (highest === null || value > highest)) highest = value;
	}
	return highest;
}

function answer(request: DriverlessRequest): DriverlessAnswer {
	const { id } = request;
	switch (request.ask) {
		case 'tables':
			return { id, tables: withTables((tables) => tables.names()) };
		case 'columns':
			return {
				id,
				columns: withTables((tables) =>
					tables.table(request.table).columns.map(({ name, type, length }) => ({
						name,
						type,
						...(length === undefined ? {} : { length }),
					})),
				),
			};
		case 'max':
			return { id, max: max(request.table, request.column, request.where) };
		case 'select':
			waiting = select(request);
			sent = 0;
			return nextRows(id);
		case 'more':
			return nextRows(id);
	}
}

/** Rows go in portions, so that receiving them does not hold up the other side's event loop. */
function nextRows(id: number): DriverlessAnswer {
	const rows = waiting.slice(sent, sent + ROWS_PER_ANSWER);
	sent += rows.length;
	const last = sent >= waiting.length;
	if (last) waiting = [];
	return { id, rows, last };
}

parentPort?.on('message', (request: DriverlessRequest) => {
	let reply: DriverlessAnswer;
	try {
		reply = answer(request);
	} catch (error) {
		const refusal: DriverlessRefusal =
			error instanceof Refusal
				? { code: error.code, reason: error.message }
				: { code: 'READER_BROKEN', reason: reasonOf(error) };
		reply = { id: request.id, refusal };
	}
	parentPort?.postMessage(reply);
});
