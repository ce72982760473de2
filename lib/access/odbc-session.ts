import { Breather } from '../breather';
import { FactuLinkError } from '../errors';
import { decimal, isDecimalText, round, toText } from '../money';
import {
	TableCatalogue,
	columnTypeOf,
	findName,
	resolveMax,
	resolveSelect,
	tableMissing,
	type ResolvedSelect,
} from './catalogue';
import {
	currencyText,
	plainText,
	singleText,
	sortable,
	compareSortables,
	type Sortable,
} from './cells';
import { usedAfterClosing } from './closed';
import { classifyOdbcError, type OdbcPlace } from './errors';
import { inFileQueue } from './file-queue';
import type { Engine, LiteralPlace } from './literals';
import type { OdbcConnection, OdbcModule, OdbcRows } from './odbc-module';
import { countText, insertText, maxTexts, selectTexts } from './sql';
import { withinTime } from './time-limit';
import type {
	Cell,
	Column,
	Condition,
	Row,
	Select,
	Transaction,
	Value,
	WritableCompanyDatabase,
} from './types';

/**
 * Bytes that the module reserves for each memo to begin with. Its default of 1 MiB for every row makes a large
 * table need gigabytes.
 */
const INITIAL_BUFFER_SIZE = 2048;

/** Longer than the drivers' own waiting for locks: it ends only what would never end. */
const TIME_LIMIT_MS = 120_000;

export interface OdbcSessionOptions {
	odbc: OdbcModule;
	connectionString: string;
	engine: Engine;
	/** Names the file's queue. */
	queueKey: string;
	file: string;
	label: string;
	password?: string;
	timeLimitMs?: number;
}

/**
 * A company file behind an ODBC driver. Every unit of work (a read, a transaction) has its own connection, which
 * is closed at its end: the Access engine shows other programs' changes to a fresh connection at once, and a pool
 * would hand out connections with open transactions.
 */
export class OdbcSession implements WritableCompanyDatabase {
	private readonly catalogues = new Map<string, TableCatalogue>();
	private tableNames: readonly string[] | undefined;
	private closed = false;

	constructor(private readonly options: OdbcSessionOptions) {}

	async tables(): Promise<readonly string[]> {
		return this.tableNames ?? (await this.unitOfWork((work) => this.readTables(work)));
	}

	async columns(table: string): Promise<readonly Column[]> {
		return (await this.catalogueOf(table)).columns;
	}

	async select(query: Select): Promise<Row[]> {
		return await this.unitOfWork((work) => this.selectWithin(work, query));
	}

	async max(
		table: string,
		column: string,
		where: readonly Condition[] = [],
	): Promise<number | null> {
		return await this.unitOfWork((work) => this.maxWithin(work, table, column, where));
	}

	async insertText(table: string, values: Readonly<Record<string, Value>>): Promise<string> {
		return insertText(await this.catalogueOf(table), values, this.place(table));
	}

	async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
		return await this.unitOfWork(async (connected) => {
			await connected.call('starting a transaction', (connection) => connection.beginTransaction());
			let result: T;
			try {
				result = await work({
					select: async (query) => await this.selectWithin(connected, query),
					max: async (table, column, where = []) =>
						await this.maxWithin(connected, table, column, where),
					insert: async (table, values) => {
						const catalogue = await this.catalogueWithin(connected, table);
						const text = insertText(catalogue, values, this.place(catalogue.table));
						await connected.query(text, `writing ${catalogue.table}`, catalogue.table);
					},
				});
			} catch (error) {
				await connected.rollback();
				throw error;
			}
			await this.commit(connected);
			return result;
		});
	}

	async close(): Promise<void> {
		this.closed = true;
	}

	private async commit(connected: ConnectedWork): Promise<void> {
		try {
			await connected.call('committing', (connection) => connection.commit());
		} catch (error) {
			if (error instanceof FactuLinkError && UNKNOWN_AFTER.has(error.code)) {
				throw commitUnknown(this.options.label, this.options.file, error);
			}
			await connected.rollback();
			throw error;
		}
	}

	private place(table: string): LiteralPlace {
		return { engine: this.options.engine, label: this.options.label, table };
	}

	private async catalogueOf(table: string): Promise<TableCatalogue> {
		return (
			this.catalogues.get(table.toUpperCase()) ??
			(await this.unitOfWork((work) => this.catalogueWithin(work, table)))
		);
	}

	private async catalogueWithin(work: ConnectedWork, wanted: string): Promise<TableCatalogue> {
		const known = this.catalogues.get(wanted.toUpperCase());
		if (known !== undefined) return known;
		const { label } = this.options;
		const table = findName(await this.readTables(work), wanted);
		if (table === undefined) throw tableMissing(label, wanted);
		const rows = await catalogueRows(work, table, async () =>
			work.call(
				`reading the columns of ${table}`,
				(connection) => connection.columns(null, null, table, null),
				table,
			),
		);
		const catalogue = new TableCatalogue(label, table, columnsFrom(rows, table));
		this.catalogues.set(wanted.toUpperCase(), catalogue);
		return catalogue;
	}

	private async readTables(work: ConnectedWork): Promise<readonly string[]> {
		if (this.tableNames === undefined) {
			const rows = await catalogueRows(work, ALWAYS_THERE, async () =>
				work.call('reading the list of tables', (connection) =>
					connection.tables(null, null, null, 'TABLE'),
				),
			);
			const name = columnAt(rows, 2);
			this.tableNames = rows.map((row) => String(row[name]));
		}
		return this.tableNames;
	}

	private async selectWithin(work: ConnectedWork, query: Select): Promise<Row[]> {
		const catalogue = await this.catalogueWithin(work, query.table);
		const resolved = resolveSelect(query, catalogue);
		const fetched: ResolvedSelect = {
			...resolved,
			columns: [...new Set([...resolved.columns, ...resolved.orderBy])],
		};
		const by = resolved.orderBy.map((column) => ({
			at: fetched.columns.indexOf(column),
			type: column.type,
		}));
		const found: Sortable[] = [];
		const breather = new Breather();
		for (const text of selectTexts(fetched, this.place(catalogue.table))) {
			const result = await work.query(text, `reading ${catalogue.table}`, catalogue.table);
			for (const row of cellsFrom(result, fetched.columns, catalogue.table)) {
				found.push(sortable(row, by));
				await breather.breathe();
			}
		}
		if (by.length > 0) found.sort(compareSortables);
		const names = resolved.columns.map(({ name }) => name);
		const rows: Row[] = [];
		for (const { row } of found) {
			rows.push(rowOf(row, names));
			await breather.breathe();
		}
		return rows;
	}

	private async maxWithin(
		work: ConnectedWork,
		table: string,
		column: string,
		where: readonly Condition[],
	): Promise<number | null> {
		const catalogue = await this.catalogueWithin(work, table);
		const resolved = resolveMax(catalogue, column, where);
		let highest: number | null = null;
		for (const text of maxTexts(resolved, this.place(catalogue.table))) {
			const result = await work.query(text, `reading ${catalogue.table}`, catalogue.table);
			for (const [value] of cellsFrom(result, resolved.columns, catalogue.table)) {
				if (typeof value === 'number') highest = Math.max(highest ?? value, value);
			}
		}
		return highest;
	}

	private async unitOfWork<T>(work: (connected: ConnectedWork) => Promise<T>): Promise<T> {
		if (this.closed) throw usedAfterClosing(this.options.label);
		return await inFileQueue(this.options.queueKey, () => {
			const connected = new ConnectedWork(this.options);
			const result = (async () => {
				try {
					await connected.connect();
					return await work(connected);
				} finally {
					await connected.close();
				}
			})();
			return { result, released: result.catch(() => undefined).then(() => connected.released) };
		});
	}
}

/** One connection and the calls made on it, each with a time limit and its refusal classified. */
class ConnectedWork {
	/** Settles when the driver has let go of everything that was asked of it. */
	released: Promise<unknown> = Promise.resolve();
	private connection: OdbcConnection | undefined;
	private silent: FactuLinkError | undefined;

	constructor(private readonly options: OdbcSessionOptions) {}

	async connect(): Promise<void> {
		// Time-outs of the connection are not passed on: a driver that rejects them leaves the module holding a
		// lock of the whole process.
		const connecting = this.options.odbc.connect({
			connectionString: this.options.connectionString,
		});
		this.connection = await this.guarded(connecting, 'opening the file', undefined, () =>
			connecting.then((late) => late.close()),
		);
	}

	async call<T>(
		doing: string,
		start: (connection: OdbcConnection) => Promise<T>,
		table?: string,
	): Promise<T> {
		const { connection } = this;
		if (this.silent !== undefined) throw this.silent;
		if (connection === undefined) throw new Error('not connected');
		const calling = start(connection);
		return await this.guarded(calling, doing, table, () =>
			calling.catch(() => undefined).then(() => connection.close()),
		);
	}

	async query(sql: string, doing: string, table: string): Promise<OdbcRows> {
		return await this.call(
			doing,
			(connection) => connection.query(sql, { initialBufferSize: INITIAL_BUFFER_SIZE }),
			table,
		);
	}

	/** Closing rolls back as well: a refused rollback must not hide why it was needed. */
	async rollback(): Promise<void> {
		if (this.silent !== undefined) return;
		await this.call('rolling back', (connection) => connection.rollback()).catch(() => undefined);
	}

	async close(): Promise<void> {
		if (this.connection === undefined || this.silent !== undefined) return;
		await this.call('closing the file', (connection) => connection.close()).catch(() => undefined);
	}

	private async guarded<T>(
		calling: Promise<T>,
		doing: string,
		table: string | undefined,
		clearUpLater: () => Promise<unknown>,
	): Promise<T> {
		const { label, file, password, connectionString, timeLimitMs = TIME_LIMIT_MS } = this.options;
		const place: OdbcPlace = {
			label,
			file,
			doing,
			secrets: [connectionString, ...(password === undefined ? [] : [password])],
			...(table === undefined ? {} : { table }),
		};
		try {
			return await withinTime(calling, timeLimitMs, () => {
				this.silent = driverSilent(place, timeLimitMs);
				this.released = clearUpLater().catch(() => undefined);
				return this.silent;
			});
		} catch (error) {
			throw classifyOdbcError(error, place);
		}
	}
}

/** A table that every company file has. */
const ALWAYS_THERE = 'F_PCL';

/**
 * An empty catalogue can mean that the driver kept a refusal to itself, as SQLite's does with a locked file. A
 * query makes it say so; if it does not, the catalogue is asked once more.
 */
async function catalogueRows(
	work: ConnectedWork,
	table: string,
	ask: () => Promise<OdbcRows>,
): Promise<OdbcRows> {
	const rows = await ask();
	if (rows.length > 0) return rows;
	await work.query(countText(table), `reading ${table}`, table);
	return await ask();
}

const UNKNOWN_AFTER: ReadonlySet<string> = new Set(['CONNECTION_LOST', 'DRIVER_SILENT']);

function commitUnknown(label: string, file: string, cause: FactuLinkError): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'COMMIT_UNKNOWN',
		message: `${label}: the connection broke while writing was being confirmed, so it is not known whether it took place.`,
		whatToDo: 'Nothing: the next attempt first looks whether the document is there.',
		details: { file },
		cause,
	});
}

function driverSilent(place: OdbcPlace, timeLimitMs: number): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'DRIVER_SILENT',
		message: `${place.label}, ${place.doing}: the driver did not answer within ${timeLimitMs / 1000} seconds.`,
		whatToDo:
			'Check the network and whether another program holds the file. If it repeats, restart n8n.',
		details: { file: place.file },
	});
}

/** Catalogue results are read by position: drivers of ODBC 2 and 3 name their columns differently. */
function columnAt(rows: OdbcRows, position: number): string {
	return rows.columns?.[position]?.name ?? '';
}

/** The table argument of the catalogue is a pattern where `_` stands for anything, so other tables come along. */
function columnsFrom(rows: OdbcRows, table: string): Column[] {
	const [tableName, name, typeName, size] = [2, 3, 5, 6].map((at) => columnAt(rows, at));
	return rows
		.filter((row) => row[tableName ?? ''] === table)
		.map((row) => {
			const type = columnTypeOf(String(row[typeName ?? '']));
			const length = Number(row[size ?? '']);
			return {
				name: String(row[name ?? '']),
				type,
				...(type === 'text' && length > 0 ? { length } : {}),
			};
		});
}

function* cellsFrom(rows: OdbcRows, columns: readonly Column[], table: string): Generator<Cell[]> {
	const readers = columns.map((column, position) => ({
		name: columnAt(rows, position),
		read: (value: unknown) => cellFrom(column, value, table),
	}));
	for (const row of rows) yield readers.map(({ name, read }) => read(row[name]));
}

function cellFrom(column: Column, value: unknown, table: string): Cell {
	if (value === null || value === undefined) return null;
	switch (column.type) {
		case 'text':
		case 'memo':
			return String(value);
		case 'byte':
		case 'short':
		case 'long':
			return numberFrom(column, value, table);
		case 'currency':
			return currencyFrom(numberFrom(column, value, table));
		case 'single':
			return singleText(numberFrom(column, value, table));
		case 'double':
			return plainText(numberFrom(column, value, table));
		case 'datetime':
			return datetimeFrom(column, value, table);
		case 'boolean':
			return Number(value) !== 0;
		case 'other':
			throw unreadable(column, table);
	}
}

/** Beyond this, a Double does not tell ten-thousandths apart. */
const EXACT_TEN_THOUSANDTHS = 2 ** 50;

/** The amount that was meant by its nearest Double. */
function currencyFrom(value: number): string {
	const tenThousandths = Math.round(value * 10_000);
	// Whatever does not come from four decimals is rounded as decimals are, not as Doubles are.
	return tenThousandths / 10_000 === value && Math.abs(tenThousandths) < EXACT_TEN_THOUSANDTHS
		? currencyText(tenThousandths)
		: toText(round(decimal(value), 4));
}

function numberFrom(column: Column, value: unknown, table: string): number {
	if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
	if (typeof value === 'string' && isDecimalText(value)) return Number(value);
	throw unreadable(column, table);
}

function datetimeFrom(column: Column, value: unknown, table: string): string {
	const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?)?$/.exec(String(value));
	if (match === null) throw unreadable(column, table);
	return `${match[1]} ${match[2] ?? '00:00:00'}`;
}

/** A number with a decimal comma, for example: guessing would turn 12,50 into 12. */
function unreadable(column: Column, table: string): FactuLinkError {
	return new FactuLinkError({
		class: 'bug',
		code: 'VALUE_NOT_UNDERSTOOD',
		message: `The driver gave a value of ${table}.${column.name} in a form that is not understood (${column.type}).`,
		whatToDo: 'Report the driver and its version to the maintainers of n8n-nodes-factulink.',
		details: { table, column: column.name },
	});
}

/** Columns to sort by come after the wanted ones and are left out here. */
function rowOf(cells: readonly Cell[], names: readonly string[]): Row {
	const row: Row = {};
	names.forEach((name, at) => {
		row[name] = cells[at] ?? null;
	});
	return row;
}
