import { FactuLinkError } from '../errors';
import type { ColumnCondition } from './cells';
import type { Column, ColumnType, Condition, Select } from './types';

/** Columns of one table as the opened file has them; names are found whatever their case. */
export class TableCatalogue {
	private readonly byName: ReadonlyMap<string, Column>;

	constructor(
		private readonly label: string,
		/** The table's name as the file spells it. */
		readonly table: string,
		readonly columns: readonly Column[],
	) {
		this.byName = new Map(columns.map((column) => [column.name.toUpperCase(), column]));
	}

	/** @throws FactuLinkError `COLUMN_MISSING` (person) */
	column(name: string): Column {
		const column = this.byName.get(name.toUpperCase());
		if (column === undefined) throw columnMissing(this.label, this.table, name);
		return column;
	}
}

/** A query whose names are those of the file. */
export interface ResolvedSelect {
	table: string;
	columns: readonly Column[];
	where: readonly ColumnCondition[];
	orderBy: readonly Column[];
}

/**
 * Finds a query's columns in the file.
 *
 * @throws FactuLinkError `COLUMN_MISSING` (person) naming the column; `COLUMN_KIND` (bug) for a column that has no
 *   {@link Cell} form (OLE, GUID, attachment)
 */
export function resolveSelect(query: Select, catalogue: TableCatalogue): ResolvedSelect {
	const readable = (name: string): Column => {
		const column = catalogue.column(name);
		if (column.type === 'other') throw columnKind(catalogue.table, column);
		return column;
	};
	return {
		table: catalogue.table,
		columns: [...new Set(query.columns.map(readable))],
		where: (query.where ?? []).map((condition) => ({
			column: readable(condition.column),
			is: condition.is,
			values: valuesOf(condition),
		})),
		orderBy: (query.orderBy ?? []).map(readable),
	};
}

function valuesOf(condition: Condition): ColumnCondition['values'] {
	switch (condition.is) {
		case 'in':
			return condition.values;
		case 'null':
			return [];
		default:
			return [condition.value];
	}
}

/**
 * The query for the highest value of a column.
 *
 * @throws FactuLinkError as {@link resolveSelect}; `COLUMN_KIND` (bug) when the column holds no whole numbers
 */
export function resolveMax(
	table: TableCatalogue,
	column: string,
	where: readonly Condition[],
): ResolvedSelect {
	const resolved = resolveSelect({ table: table.table, columns: [column], where }, table);
	for (const found of resolved.columns) {
		if (!['byte', 'short', 'long'].includes(found.type)) throw columnKind(table.table, found);
	}
	return resolved;
}

/** Finds a table's name as the file spells it. */
export function findName(names: readonly string[], wanted: string): string | undefined {
	const upper = wanted.toUpperCase();
	return names.find((name) => name.toUpperCase() === upper);
}

export function tableMissing(label: string, table: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'TABLE_MISSING',
		message: `${label}: the file has no table ${table}.`,
		whatToDo: 'Check that the file is a FactuSOL company file of a supported version.',
		details: { table },
	});
}

export function columnMissing(label: string, table: string, column: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'COLUMN_MISSING',
		message: `${label}: the table ${table} has no column ${column}.`,
		whatToDo:
			'Open the company once in a current FactuSOL, which brings its file up to date, then try again.',
		details: { table, column },
	});
}

function columnKind(table: string, column: Column): FactuLinkError {
	return new FactuLinkError({
		class: 'bug',
		code: 'COLUMN_KIND',
		message: `The column ${table}.${column.name} is of a kind that is not read in this way.`,
		whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink.',
		details: { table, column: column.name },
	});
}

/**
 * Type names of the ODBC catalogue: those of Microsoft's Access driver, and the declared types that a SQLite
 * file shows through its driver.
 */
const TYPE_NAMES: Readonly<Record<string, ColumnType>> = {
	VARCHAR: 'text',
	CHAR: 'text',
	LONGCHAR: 'memo',
	LONGVARCHAR: 'memo',
	BYTE: 'byte',
	TINYINT: 'byte',
	SMALLINT: 'short',
	COUNTER: 'long',
	INTEGER: 'long',
	CURRENCY: 'currency',
	REAL: 'single',
	DOUBLE: 'double',
	DATETIME: 'datetime',
	TIMESTAMP: 'datetime',
	BIT: 'boolean',
};

/** @param typeName as the driver prints it, for example "VARCHAR" or "VARCHAR(13)" */
export function columnTypeOf(typeName: string): ColumnType {
	return TYPE_NAMES[typeName.replace(/\(.*$/, '').trim().toUpperCase()] ?? 'other';
}
