import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Expression } from './t-sql/ast';
import { collationNamed, type SqlType, type TypeName } from './types';

export interface Column {
	name: string;
	type: SqlType;
	nullable: boolean;
	identity: boolean;
	default?: Expression;
}

export interface Constraint {
	kind: 'primary' | 'unique' | 'check';
	name: string;
	columns: string[];
}

export interface Table {
	schema: string;
	name: string;
	/** The table's name in SQLite. */
	physical: string;
	objectId: number;
	columns: Column[];
	constraints: Constraint[];
}

const storedTable = z.object({
	columns: z.array(
		z.object({
			name: z.string(),
			nullable: z.boolean(),
			identity: z.boolean(),
			type: z.object({
				name: z.custom<TypeName>((value) => typeof value === 'string'),
				length: z.union([z.number(), z.literal('max')]).optional(),
				precision: z.number().optional(),
				scale: z.number().optional(),
				collation: z.string().optional(),
			}),
			default: z.custom<Expression>().optional(),
		}),
	),
	constraints: z.array(
		z.object({
			kind: z.enum(['primary', 'unique', 'check']),
			name: z.string(),
			columns: z.array(z.string()),
		}),
	),
});

const storedRow = z.object({
	object_id: z.bigint(),
	schema_name: z.string(),
	table_name: z.string(),
	definition: z.string(),
});

export const DEFAULT_SCHEMA = 'dbo';

/**
 * What SQL Server knows about its tables and SQLite would forget: exact types, collations, names of constraints.
 * It is kept in a table of the same file, so that it is rolled back with the rest.
 */
export class Catalogue {
	private tables = new Map<string, Table>();

	/** Makes the tables of the catalogue in a new file, and reads them. */
	open(database: Database.Database): void {
		database.exec(
			'CREATE TABLE IF NOT EXISTS tds_table (object_id INTEGER PRIMARY KEY AUTOINCREMENT, ' +
				'schema_name TEXT NOT NULL, table_name TEXT NOT NULL, definition TEXT NOT NULL)',
		);
		this.reload(database);
	}

	/** Reads everything again: after a change, or after one was rolled back. */
	reload(database: Database.Database): void {
		this.tables = new Map();
		const rows = database.prepare('SELECT * FROM tds_table').safeIntegers().all();
		for (const raw of rows) {
			const stored = storedRow.parse(raw);
			const definition = storedTable.parse(JSON.parse(stored.definition));
			const table: Table = {
				schema: stored.schema_name,
				name: stored.table_name,
				physical: `${stored.schema_name}.${stored.table_name}`,
				objectId: Number(stored.object_id),
				constraints: definition.constraints,
				columns: definition.columns.map((column) => ({
					...column,
					type: {
						...column.type,
						collation: column.type.collation ? collationNamed(column.type.collation) : undefined,
					},
				})),
			};
			this.tables.set(key(table.schema, table.name), table);
		}
	}

	find(schema: string, name: string): Table | undefined {
		return this.tables.get(key(schema, name));
	}

	/** The table of an object name as OBJECT_ID takes it: `dbo.CTA02`, `[dbo].[CTA02]`, `CTA02`. */
	findByText(text: string): Table | undefined {
		const parts = text.split('.').map((part) => part.trim().replace(/^\[(.*)\]$/, '$1'));
		const name = parts.pop() ?? '';
		return this.find(parts.pop() || DEFAULT_SCHEMA, name);
	}

	findById(objectId: number): Table | undefined {
		return this.all().find((table) => table.objectId === objectId);
	}

	all(): Table[] {
		return [...this.tables.values()];
	}

	add(
		database: Database.Database,
		schema: string,
		name: string,
		columns: Column[],
		constraints: Constraint[],
	): void {
		database
			.prepare('INSERT INTO tds_table (schema_name, table_name, definition) VALUES (?, ?, ?)')
			.run(schema, name, definitionText(columns, constraints));
		this.reload(database);
	}

	changeColumns(database: Database.Database, table: Table, columns: Column[]): void {
		database
			.prepare('UPDATE tds_table SET definition = ? WHERE object_id = ?')
			.run(definitionText(columns, table.constraints), table.objectId);
		this.reload(database);
	}

	remove(database: Database.Database, table: Table): void {
		database.prepare('DELETE FROM tds_table WHERE object_id = ?').run(table.objectId);
		this.reload(database);
	}
}

function definitionText(columns: Column[], constraints: Constraint[]): string {
	return JSON.stringify({
		columns: columns.map((column) => ({
			...column,
			type: { ...column.type, collation: column.type.collation?.name },
		})),
		constraints,
	});
}

function key(schema: string, name: string): string {
	return `${schema}.${name}`.toLowerCase();
}
