import { rename, rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import {
	openCompanyDatabase,
	type Cell,
	type Column,
	type CompanyDatabase,
} from '../../lib/access';

export interface AccessStandInOptions {
	/** The real company file; it is only read. */
	accdb: string;
	/** The SQLite file to make; replaced when it exists. */
	sqlite: string;
	password?: string;
}

/** Connection string template with which the odbc module opens a stand-in. */
export const STAND_IN_TEMPLATE = 'Driver=SQLite3;Database={file};Timeout=1000';

/**
 * Makes a stand-in for writing to Access on Linux, where no Access driver exists: a SQLite file with every table,
 * column, default, key and row of a real company file, to be opened through ODBC with the SQL text that Access
 * would get.
 *
 * What it cannot show: Access' own locks and messages, its sorting and its comparing of accented capitals
 * (SQLite compares only A to Z without case, and does not ignore trailing blanks), and the length of texts.
 *
 * The file appears at once and whole.
 */
export async function createAccessStandIn({
	accdb,
	sqlite,
	password,
}: AccessStandInOptions): Promise<void> {
	const unfinished = `${sqlite}.${process.pid}.unfinished`;
	await rm(unfinished, { force: true });
	const source = await openCompanyDatabase({
		file: accdb,
		connection: { via: 'driverless' },
		label: accdb,
		...(password === undefined ? {} : { password }),
	});
	const target = new Database(unfinished);
	try {
		for (const table of await source.tables()) await copyTable(source, target, table);
	} finally {
		target.close();
		await source.close();
	}
	await rename(unfinished, sqlite);
}

async function copyTable(
	source: CompanyDatabase,
	target: Database.Database,
	table: string,
): Promise<void> {
	const columns = (await source.columns(table)).filter(({ type }) => type !== 'other');
	target.exec(tableDefinition(table, columns));
	const names = columns.map(({ name }) => name);
	const rows = await source.select({ table, columns: names });
	const insert = target.prepare(
		`INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
	);
	target.transaction(() => {
		for (const row of rows) insert.run(names.map((name) => stored(row[name] ?? null)));
	})();
}

function stored(cell: Cell): string | number | null {
	return typeof cell === 'boolean' ? Number(cell) : cell;
}

/** Primary keys of FactuSOL's tables; the driverless reader does not tell them. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
	F_PCL: ['TIPPCL', 'CODPCL'],
	F_LPC: ['TIPLPC', 'CODLPC', 'POSLPC'],
	F_PPR: ['TIPPPR', 'CODPPR'],
	F_LPP: ['TIPLPP', 'CODLPP', 'POSLPP'],
	F_PRO: ['CODPRO'],
	F_CLI: ['CODCLI'],
	F_ART: ['CODART'],
	F_STO: ['ARTSTO', 'ALMSTO'],
	F_ALM: ['CODALM'],
	F_CFG: ['CODCFG'],
	F_LPA: ['ARTLPA', 'PROLPA'],
	F_EMP: ['CODEMP'],
	F_BLQ: ['DOCBLQ', 'TDOBLQ', 'CDOBLQ'],
};

function tableDefinition(table: string, columns: readonly Column[]): string {
	const keys = (KEYS[table] ?? []).filter((key) => columns.some(({ name }) => name === key));
	const definitions = columns.map((column) => columnDefinition(column, keys.includes(column.name)));
	if (keys.length > 0) {
		definitions.push(`PRIMARY KEY (${keys.map((key) => `"${key}"`).join(', ')})`);
	}
	return `CREATE TABLE "${table}" (${definitions.join(', ')})`;
}

/** Declared types are those under which the ODBC catalogue names the same kinds of column as with Access. */
function columnDefinition(column: Column, isKey: boolean): string {
	return [
		`"${column.name}"`,
		DECLARED[column.type](column),
		...(isKey ? ['NOT NULL'] : []),
		...defaultOf(column),
	].join(' ');
}

const DECLARED: Readonly<Record<Column['type'], (column: Column) => string>> = {
	text: ({ length }) => `VARCHAR(${length ?? 255}) COLLATE NOCASE`,
	memo: () => 'LONGVARCHAR COLLATE NOCASE',
	byte: () => 'TINYINT',
	short: () => 'SMALLINT',
	long: () => 'INTEGER',
	// SQLite reads an unknown name as NUMERIC, which keeps four decimals exactly.
	currency: () => 'CURRENCY',
	single: () => 'REAL',
	double: () => 'DOUBLE',
	datetime: () => 'TIMESTAMP',
	boolean: () => 'BIT',
	other: () => 'BLOB',
};

function defaultOf(column: Column): string[] {
	switch (column.type) {
		case 'text':
		case 'memo':
			return [`DEFAULT '${column.name === 'TIPLPC' ? '0' : ''}'`];
		case 'datetime':
			return /^(?:FUM|FFA|FCO|FAL)/.test(column.name) ? ["DEFAULT '1900-01-01 00:00:00'"] : [];
		case 'other':
			return [];
		default:
			return ['DEFAULT 0'];
	}
}
