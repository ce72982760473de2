/** Kinds of column that Access knows, as far as FactuSOL uses them. */
export type ColumnType =
	| 'text'
	| 'memo'
	| 'byte'
	| 'short'
	| 'long'
	| 'currency'
	| 'single'
	| 'double'
	| 'datetime'
	| 'boolean'
	| 'other';

export interface Column {
	/** The name as the file spells it. */
	name: string;
	type: ColumnType;
	/** Characters that fit; only for `text`. */
	length?: number;
}

/**
 * One cell, the same whichever way the file was opened:
 * - `text`, `memo`: string, unchanged
 * - `byte`, `short`, `long`: number (an integer)
 * - `currency`: decimal text without trailing zeros and with at most 4 decimals, "12.5"
 * - `single`, `double`: decimal text of the shortest value that means the stored one, "33.33"
 * - `datetime`: wall-clock text "YYYY-MM-DD HH:MM:SS", never shifted
 * - `boolean`: boolean
 * - NULL: null
 */
export type Cell = string | number | boolean | null;

/** A row by column name, names as the file's catalogue spells them. */
export type Row = Record<string, Cell>;

/** What a condition may compare with. The column's type decides how it is written; datetimes are "YYYY-MM-DD HH:MM:SS". */
export type Value = string | number | boolean;

export type Condition =
	| { column: string; is: '=' | '<' | '<=' | '>' | '>='; value: Value }
	| { column: string; is: 'in'; values: readonly Value[] }
	| { column: string; is: 'null' };

export interface Select {
	table: string;
	/** Columns wanted; each must exist (see {@link CompanyDatabase.columns}). */
	columns: readonly string[];
	/** Joined by AND. An empty `in` list selects nothing. */
	where?: readonly Condition[];
	/** Ascending. */
	orderBy?: readonly string[];
}

/**
 * An open company file. Text compares as the Access engine does: case and trailing blanks do not matter.
 * Every failure is a `FactuLinkError` with the class its native code deserves.
 */
export interface CompanyDatabase {
	/** Names of the tables of the file. */
	tables(): Promise<readonly string[]>;
	/**
	 * The real columns of a table.
	 * @throws FactuLinkError `TABLE_MISSING` (person) when the file has no such table
	 */
	columns(table: string): Promise<readonly Column[]>;
	/**
	 * Rows of a table. Large results must not block the event loop: the driverless reader sends them from its
	 * worker in slices of a few hundred rows, and keeps condition columns it has decoded for later selects of
	 * the same opened file; callers read through ODBC in key ranges.
	 */
	select(query: Select): Promise<Row[]>;
	/** The highest value of an integer column among the rows that match, or null when none does. */
	max(table: string, column: string, where?: readonly Condition[]): Promise<number | null>;
	close(): Promise<void>;
}

/** A unit of writing: everything or nothing. */
export interface Transaction {
	select(query: Select): Promise<Row[]>;
	max(table: string, column: string, where?: readonly Condition[]): Promise<number | null>;
	/** Inserts one row. Omitted columns get the table's default; NULL is never written. */
	insert(table: string, values: Readonly<Record<string, Value>>): Promise<void>;
}

export interface WritableCompanyDatabase extends CompanyDatabase {
	/**
	 * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
	 * @throws FactuLinkError `DUPLICATE_KEY` (retry) when a key exists already, `LOCKED` (retry) when a lock
	 *   was not released in time, `COMMIT_UNKNOWN` (retry) when the connection broke during the commit so that
	 *   nobody knows whether it took place
	 */
	transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
	/** The SQL text that {@link Transaction.insert} would run; for dry runs. */
	insertText(table: string, values: Readonly<Record<string, Value>>): Promise<string>;
}

/** How to open a company file. */
export type Connection =
	| { via: 'access-driver' }
	/** `{file}` in the text is replaced by the path of the file. */
	| { via: 'connection-string'; template: string }
	| { via: 'driverless' };

export interface OpenOptions {
	/** Absolute path of the file. */
	file: string;
	connection: Connection;
	password?: string;
	/**
	 * How long one call of the driver, or one question to the driverless reader, may take; two minutes when
	 * omitted. It is no waiting time for locks: drivers have their own.
	 */
	timeLimitMs?: number;
	/** How a person calls this file in error texts: "Duofic (0022026.accdb)". */
	label: string;
}
