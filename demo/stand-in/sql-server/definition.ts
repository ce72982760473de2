import type Database from 'better-sqlite3';
import type { Catalogue, Column, Constraint, Table } from './catalogue';
import { DEFAULT_SCHEMA } from './catalogue';
import { SqlServerError, invalidColumn, invalidObject, notInStandIn, objectExists } from './errors';
import { isInteger, isText } from './types';
import type { ColumnDefinition, Statement } from './t-sql/ast';
import { quote, same } from './t-sql/scope';
import { Translator, type Environment } from './t-sql/translator';

type Definition = Extract<
	Statement,
	{ kind: 'createTable' | 'createIndex' | 'dropTable' | 'addColumn' | 'dropColumn' }
>;

/** Runs CREATE, ALTER and DROP, in SQLite and in the catalogue. */
export function define(
	statement: Definition,
	database: Database.Database,
	environment: Environment,
): void {
	const { catalogue } = environment;
	switch (statement.kind) {
		case 'createTable':
			createTable(statement, database, environment);
			return;
		case 'createIndex': {
			const table = tableNamed(catalogue, statement.table);
			const columns = statement.columns.map((name) => indexed(table, name));
			database.exec(
				`CREATE ${statement.unique ? 'UNIQUE ' : ''}INDEX ${quote(`${table.physical}.${statement.name}`)} ON ${quote(table.physical)} (${columns.join(', ')})`,
			);
			return;
		}
		case 'dropTable':
			for (const name of statement.tables) {
				const table = catalogue.find(...split(name));
				if (!table && statement.ifExists) continue;
				if (!table) {
					throw new SqlServerError(
						3701,
						`Cannot drop the table '${name.join('.')}', because it does not exist or you do not have permission.`,
						11,
						5,
					);
				}
				database.exec(`DROP TABLE ${quote(table.physical)}`);
				catalogue.remove(database, table);
			}
			return;
		case 'addColumn': {
			const table = tableNamed(catalogue, statement.table);
			const column = statement.column;
			if (!column.nullable && !column.default) throw notInStandIn('ADD of a column NOT NULL');
			const fallback = column.default
				? ` DEFAULT (${new Translator(environment).columnDefault(column.default, column.type)})`
				: '';
			database.exec(
				`ALTER TABLE ${quote(table.physical)} ADD COLUMN ${columnText(column)}${fallback}`,
			);
			catalogue.changeColumns(database, table, [...table.columns, column]);
			return;
		}
		case 'dropColumn': {
			const table = tableNamed(catalogue, statement.table);
			const column = columnNamed(table, statement.column);
			// SQLite keeps a column that an index or a CHECK names, so the table is built anew.
			rebuildWithout(database, table, column);
			catalogue.changeColumns(
				database,
				table,
				table.columns.filter((candidate) => candidate !== column),
			);
			return;
		}
	}
}

function createTable(
	statement: Extract<Statement, { kind: 'createTable' }>,
	database: Database.Database,
	environment: Environment,
): void {
	const { catalogue } = environment;
	const [schema, name] = split(statement.table);
	if (catalogue.find(schema, name)) throw objectExists(statement.table.join('.'));
	const physical = `${schema}.${name}`;
	const columns: Column[] = statement.columns;
	const identity = columns.find((column) => column.identity);
	const parts = columns.map((column) => columnText(column));
	const foldedIndexes: string[] = [];
	const constraints: Constraint[] = statement.constraints.map((constraint, index) => ({
		kind: constraint.kind,
		name: constraint.name ?? `${constraint.kind}_${name}_${index}`,
		columns: constraint.columns.map((column) => columnNamed({ columns }, column).name),
	}));
	constraints.forEach((constraint, index) => {
		const condition = statement.constraints[index]?.condition;
		if (constraint.kind === 'check') {
			const text = condition ? new Translator(environment).checkCondition(condition, columns) : '1';
			parts.push(`CONSTRAINT ${quote(constraint.name)} CHECK (${text})`);
			return;
		}
		const isIdentityKey =
			constraint.kind === 'primary' &&
			constraint.columns.length === 1 &&
			constraint.columns[0] === identity?.name;
		if (isIdentityKey) return;
		const folded = constraint.columns.some((column) => isFolded(columnNamed({ columns }, column)));
		const list = constraint.columns.map((column) => indexed({ columns }, column)).join(', ');
		if (folded) {
			foldedIndexes.push(
				`CREATE UNIQUE INDEX ${quote(constraint.name)} ON ${quote(physical)} (${list})`,
			);
		} else {
			const kind = constraint.kind === 'primary' ? 'PRIMARY KEY' : 'UNIQUE';
			parts.push(`CONSTRAINT ${quote(constraint.name)} ${kind} (${list})`);
		}
	});
	database.exec(`CREATE TABLE ${quote(physical)} (${parts.join(', ')})`);
	for (const index of foldedIndexes) database.exec(index);
	catalogue.add(database, schema, name, columns, constraints);
}

function columnText(column: ColumnDefinition): string {
	if (column.identity) return `${quote(column.name)} INTEGER PRIMARY KEY AUTOINCREMENT`;
	const kind = isInteger(column.type) ? 'INTEGER' : column.type.name === 'float' ? 'REAL' : 'TEXT';
	// SQL Server ignores trailing blanks when it compares, and so does RTRIM.
	const collation = isText(column.type) ? ' COLLATE RTRIM' : '';
	return `${quote(column.name)} ${kind}${collation}${column.nullable ? '' : ' NOT NULL'}`;
}

function rebuildWithout(database: Database.Database, table: Table, column: Column): void {
	const named = table.constraints.some(({ columns }) => columns.includes(column.name));
	if (named) throw notInStandIn(`DROP of the column ${column.name}, which a constraint names`);
	const indexes = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE ?")
		.pluck()
		.all(table.physical, `%"${column.name}"%`);
	for (const index of indexes) database.exec(`DROP INDEX ${quote(String(index))}`);
	database.exec(`ALTER TABLE ${quote(table.physical)} DROP COLUMN ${quote(column.name)}`);
}

function indexed(table: { columns: Column[] }, name: string): string {
	const column = columnNamed(table, name);
	return isFolded(column) ? `tds_fold(${quote(column.name)})` : quote(column.name);
}

function isFolded(column: Column): boolean {
	return column.type.collation?.comparison === 'folded';
}

function columnNamed(table: { columns: Column[] }, name: string): Column {
	const column = table.columns.find((candidate) => same(candidate.name, name));
	if (!column) throw invalidColumn(name);
	return column;
}

export function tableNamed(catalogue: Catalogue, name: readonly string[]): Table {
	const table = catalogue.find(...split(name));
	if (!table) throw invalidObject(name.join('.'));
	return table;
}

function split(name: readonly string[]): [schema: string, name: string] {
	return [name[name.length - 2] || DEFAULT_SCHEMA, name[name.length - 1] ?? ''];
}
