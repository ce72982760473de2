import type { Column, Table } from '../catalogue';
import { storageBytes } from '../sqlite-functions';
import { INT, BIT, isText, isTime, nvarchar, varchar, type SqlType } from '../types';
import { quoteText, type BoundColumn } from './scope';

/** A catalogue view as it stands at this moment: its columns and the SQLite query that yields them. */
export interface SystemView {
	columns: BoundColumn[];
	sql: string;
}

type Cell = string | number | boolean | null;

interface Definition {
	columns: Array<[string, SqlType]>;
	rows(tables: readonly Table[], database: string): Cell[][];
}

const NAME = nvarchar(128);

const DEFINITIONS: Record<string, Definition> = {
	'information_schema.tables': {
		columns: [
			['TABLE_CATALOG', NAME],
			['TABLE_SCHEMA', NAME],
			['TABLE_NAME', NAME],
			['TABLE_TYPE', varchar(10)],
		],
		rows: (tables, database) =>
			tables.map((table) => [database, table.schema, table.name, 'BASE TABLE']),
	},
	'information_schema.columns': {
		columns: [
			['TABLE_CATALOG', NAME],
			['TABLE_SCHEMA', NAME],
			['TABLE_NAME', NAME],
			['COLUMN_NAME', NAME],
			['ORDINAL_POSITION', INT],
			['IS_NULLABLE', varchar(3)],
			['DATA_TYPE', NAME],
			['CHARACTER_MAXIMUM_LENGTH', INT],
			['NUMERIC_PRECISION', { name: 'tinyint' }],
			['NUMERIC_SCALE', INT],
			['DATETIME_PRECISION', { name: 'smallint' }],
			['COLLATION_NAME', NAME],
		],
		rows: (tables, database) =>
			columnsOf(tables).map(({ table, column, ordinal }) => [
				database,
				table.schema,
				table.name,
				column.name,
				ordinal,
				column.nullable ? 'YES' : 'NO',
				column.type.name,
				column.type.length === 'max' ? -1 : (column.type.length ?? null),
				column.type.precision ?? null,
				column.type.precision === undefined ? null : (column.type.scale ?? 0),
				isTime(column.type) ? (column.type.scale ?? 3) : null,
				isText(column.type) ? (column.type.collation?.name ?? null) : null,
			]),
	},
	'sys.schemas': {
		columns: [
			['name', NAME],
			['schema_id', INT],
		],
		rows: () => [['dbo', 1]],
	},
	'sys.tables': {
		columns: [
			['name', NAME],
			['object_id', INT],
			['schema_id', INT],
			['type', { name: 'char', length: 2 }],
		],
		rows: (tables) => tables.map((table) => [table.name, table.objectId, 1, 'U ']),
	},
	'sys.objects': {
		columns: [
			['name', NAME],
			['object_id', INT],
			['schema_id', INT],
			['type', { name: 'char', length: 2 }],
		],
		rows: (tables) => tables.map((table) => [table.name, table.objectId, 1, 'U ']),
	},
	'sys.columns': {
		columns: [
			['object_id', INT],
			['name', NAME],
			['column_id', INT],
			['max_length', { name: 'smallint' }],
			['precision', { name: 'tinyint' }],
			['scale', { name: 'tinyint' }],
			['collation_name', NAME],
			['is_nullable', BIT],
			['is_identity', BIT],
			['user_type_name', NAME],
		],
		rows: (tables) =>
			columnsOf(tables).map(({ table, column, ordinal }) => [
				table.objectId,
				column.name,
				ordinal,
				storageBytes(column.type),
				column.type.precision ?? 0,
				column.type.scale ?? 0,
				column.type.collation?.name ?? null,
				column.nullable,
				column.identity,
				column.type.name,
			]),
	},
	'sys.databases': {
		columns: [
			['name', NAME],
			['database_id', INT],
			['collation_name', NAME],
		],
		rows: (_tables, database) => [[database, 5, 'Modern_Spanish_CI_AI']],
	},
};

/** The view of that name, over the tables that the login may see. */
export function systemView(
	schema: string,
	name: string,
	tables: readonly Table[],
	database: string,
): SystemView | undefined {
	const definition = DEFINITIONS[`${schema}.${name}`.toLowerCase()];
	if (!definition) return undefined;
	const rows = definition.rows(tables, database);
	const names = definition.columns.map(([column]) => `"${column}"`);
	const values = rows.map((row) => `(${row.map(cellText).join(', ')})`).join(', ');
	const empty = `SELECT ${names.map((column) => `NULL AS ${column}`).join(', ')} WHERE 0`;
	const renamed = names.map((column, index) => `column${index + 1} AS ${column}`).join(', ');
	return {
		sql: rows.length === 0 ? empty : `SELECT ${renamed} FROM (VALUES ${values})`,
		columns: definition.columns.map(([column, type]) => ({ name: column, type })),
	};
}

function columnsOf(
	tables: readonly Table[],
): Array<{ table: Table; column: Column; ordinal: number }> {
	return tables.flatMap((table) =>
		table.columns.map((column, index) => ({ table, column, ordinal: index + 1 })),
	);
}

function cellText(value: Cell): string {
	if (value === null) return 'NULL';
	if (typeof value === 'string') return quoteText(value);
	return String(Number(value));
}
