import type { Catalogue, Column, Table } from '../catalogue';
import { DEFAULT_SCHEMA } from '../catalogue';
import {
	SqlServerError,
	invalidColumn,
	invalidObject,
	notInStandIn,
	tooManyRowValues,
} from '../errors';
import type { Permission } from '../permissions';
import { INT, isText, type SqlType, type SqlValue } from '../types';
import type { Expression, OrderTerm, Query, Select, SelectItem, Source, Statement } from './ast';
import { assigned, meetingCollation, orderKey, shared, unified } from './conversion-sql';
import { ExpressionTranslator } from './expressions';
import {
	Scope,
	quote,
	same,
	type BoundColumn,
	type BoundSource,
	type CommonTable,
	type Typed,
} from './scope';
import { systemView } from './system-views';

/** A statement for SQLite, and what has to be known to run it. */
export interface Translation {
	sql: string;
	/** Empty when it yields no rows. */
	columns: BoundColumn[];
	/** Values by their name in SQLite, without the @. */
	bindings: Record<string, SqlValue>;
	/** Rights that the login needs. */
	permissions: Array<{ permission: Permission; table: Table; columns?: string[] }>;
	/** Variables that `SELECT @x = …` sets, by the place of their column. */
	assignments: string[];
	table?: Table;
}

export interface Variable {
	type: SqlType;
	value: SqlValue;
}

export interface Environment {
	catalogue: Catalogue;
	database: string;
	/** Tables that the login may see. */
	visibleTables(): Table[];
	/** Keys are lower case and have their @. */
	variables: ReadonlyMap<string, Variable>;
}

const MAXIMUM_ROW_VALUES = 1000;

/** Translates one statement. Make a new one for each. */
export class Translator {
	private readonly bindings: Record<string, SqlValue> = {};
	private readonly permissions: Translation['permissions'] = [];
	private assignments: string[] = [];
	private aliases = 0;
	private readonly expressions: ExpressionTranslator;

	constructor(private readonly environment: Environment) {
		this.expressions = new ExpressionTranslator({
			variable: (name) => this.variable(name),
			subquery: (query, scope) => this.query(query, scope),
		});
	}

	translate(
		statement: Extract<Statement, { kind: 'query' | 'insert' | 'update' | 'delete' }>,
	): Translation {
		switch (statement.kind) {
			case 'query':
				return this.finished(this.query(statement.query));
			case 'insert':
				return this.insert(statement);
			case 'update':
				return this.update(statement);
			case 'delete':
				return this.delete(statement);
		}
	}

	/** A query of one row for expressions that stand alone: SET @x = …, IF …, DECLARE … = …. */
	standalone(expressions: Array<{ expression: Expression; type?: SqlType }>): Translation {
		const scope = new Scope();
		const values = expressions.map(({ expression, type }) => {
			const value = this.expressions.value(expression, scope);
			return type ? { sql: assigned(value, type), type } : value;
		});
		const columns = values.map(({ type }, index) => ({ name: `c${index}`, type: type ?? INT }));
		return this.finished({ sql: `SELECT ${values.map(({ sql }) => sql).join(', ')}`, columns });
	}

	standaloneCondition(condition: Expression): Translation {
		const sql = `SELECT (${this.expressions.condition(condition, new Scope())})`;
		return this.finished({ sql, columns: [{ name: 'c', type: INT }] });
	}

	/** A DEFAULT or CHECK expression of a table. */
	columnDefault(expression: Expression, type: SqlType): string {
		return assigned(this.expressions.value(expression, new Scope()), type);
	}

	checkCondition(condition: Expression, columns: readonly Column[]): string {
		const scope = new Scope();
		scope.sources.push({ sqlAlias: '', names: [], columns: columns.map(columnOfTable) });
		return this.expressions.condition(condition, scope).replaceAll('"".', '');
	}

	private finished(result: { sql: string; columns: BoundColumn[] }, table?: Table): Translation {
		return {
			...result,
			bindings: this.bindings,
			permissions: this.permissions,
			assignments: this.assignments,
			table,
		};
	}

	private variable(name: string): Typed | undefined {
		const variable = this.environment.variables.get(name.toLowerCase());
		if (!variable) return undefined;
		const binding = `v_${name
			.slice(1)
			.toLowerCase()
			.replace(/[^a-z0-9_]/g, (character) => `x${character.charCodeAt(0)}`)}`;
		this.bindings[binding] = variable.value;
		return { sql: `@${binding}`, type: variable.type };
	}

	// Queries

	private query(query: Query, parent?: Scope): { sql: string; columns: BoundColumn[] } {
		const commonTables = new Map<string, CommonTable>(parent?.commonTables);
		const withs: string[] = [];
		for (const common of query.with) {
			const inner = this.query(common.query, new Scope(undefined, commonTables));
			const columns = renamed(inner.columns, common.columns);
			checkNames(columns, common.name);
			commonTables.set(common.name.toLowerCase(), { name: common.name, columns });
			withs.push(
				`${quote(common.name)} (${columns.map(({ name }) => quote(name)).join(', ')}) AS (${inner.sql})`,
			);
		}
		const prefix = withs.length > 0 ? `WITH ${withs.join(', ')} ` : '';
		const [first, ...others] = query.parts;
		if (!first) throw new TypeError('A query without SELECT');
		if (others.length === 0) {
			const single = this.select(first.select, query, parent, commonTables);
			return { sql: prefix + single.sql, columns: single.columns };
		}
		const compound = this.compound(query, parent, commonTables);
		return { sql: prefix + compound.sql, columns: compound.columns };
	}

	private compound(
		query: Query,
		parent: Scope | undefined,
		commonTables: ReadonlyMap<string, CommonTable>,
	): { sql: string; columns: BoundColumn[] } {
		const parts = query.parts.map(({ operator, select }) => ({
			operator,
			...this.select(select, undefined, parent, commonTables),
		}));
		const first = parts[0]?.columns ?? [];
		if (parts.some((part) => part.columns.length !== first.length)) {
			throw new SqlServerError(
				205,
				'All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.',
				16,
				1,
				'batch',
			);
		}
		const columns = first.map((column, index) => {
			const values = parts.map((part) => part.values[index] ?? { sql: 'NULL' });
			const type = shared(values);
			const { collated } = isText(type)
				? meetingCollation(values, 'UNION')
				: { collated: undefined };
			return { name: column.name, type, collated };
		});
		const sql = parts
			.map((part) => {
				const list = columns.map(({ type }, index) => {
					const value: Typed = { ...part.values[index], sql: `c${index}` };
					return `${unified(value, type)} AS c${index}`;
				});
				const named = part.columns.map((_, index) => `c${index}`);
				const inner = `WITH tds_part (${named.join(', ')}) AS (${part.sql}) SELECT ${list.join(', ')} FROM tds_part`;
				return `${part.operator ?? ''} SELECT * FROM (${inner})`;
			})
			.join(' ');
		const scope = new Scope(parent, commonTables);
		scope.sources.push({
			sqlAlias: 'tds_union',
			names: [],
			columns: columns.map((column, index) => ({ ...column, name: column.name || `c${index}` })),
		});
		const list = columns.map(({ name }, index) => `c${index} AS ${quote(name || `c${index}`)}`);
		const order = this.orderBy(query.orderBy, scope, []);
		return {
			columns,
			sql: `SELECT * FROM (SELECT ${list.join(', ')} FROM (${sql})) AS tds_union${order}${this.limit(query, undefined, scope)}`,
		};
	}

	private select(
		select: Select,
		query: Query | undefined,
		parent: Scope | undefined,
		commonTables: ReadonlyMap<string, CommonTable>,
	): { sql: string; columns: BoundColumn[]; values: Typed[] } {
		const scope = new Scope(parent, commonTables);
		const from = select.from.map((source) => this.source(source, scope));
		const items = select.items.flatMap((item) => this.selectItem(item, scope));
		const columns = items.map(({ name, value }) => ({
			name,
			type: value.type ?? INT,
			collated: value.collated,
		}));
		const list = items.map(({ name, value }) =>
			name === '' ? value.sql : `${value.sql} AS ${quote(name)}`,
		);
		const where = select.where ? ` WHERE ${this.expressions.condition(select.where, scope)}` : '';
		const groups = select.groupBy.map((key) => orderKey(this.expressions.value(key, scope)));
		const group = groups.length > 0 ? ` GROUP BY ${groups.join(', ')}` : '';
		const having = select.having
			? ` HAVING ${this.expressions.condition(select.having, scope)}`
			: '';
		const order = query ? this.orderBy(query.orderBy, scope, items) : '';
		const sql =
			`SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.join(', ')}` +
			(from.length > 0 ? ` FROM ${from.join(', ')}` : '') +
			where +
			group +
			having +
			order +
			this.limit(query, select.top, scope);
		return { sql, columns, values: items.map(({ value }) => value) };
	}

	private selectItem(item: SelectItem, scope: Scope): Array<{ name: string; value: Typed }> {
		switch (item.kind) {
			case 'star':
				return scope.star(item.qualifier);
			case 'assignment': {
				const variable = this.environment.variables.get(item.variable.toLowerCase());
				const value = this.expressions.value(item.expression, scope);
				this.assignments.push(item.variable);
				const type = variable?.type ?? value.type ?? INT;
				return [{ name: '', value: { sql: assigned(value, type), type } }];
			}
			case 'expression': {
				const value = this.expressions.value(item.expression, scope);
				const name = item.alias ?? (item.expression.kind === 'column' ? item.expression.name : '');
				return [{ name, value }];
			}
		}
	}

	private orderBy(
		terms: readonly OrderTerm[],
		scope: Scope,
		items: ReadonlyArray<{ name: string; value: Typed }>,
	): string {
		if (terms.length === 0) return '';
		const keys = terms.map(({ expression, descending }) => {
			const value = this.orderValue(expression, scope, items);
			return orderKey(value) + (descending ? ' DESC' : '');
		});
		return ` ORDER BY ${keys.join(', ')}`;
	}

	/** ORDER BY may name a column of the select list, or its place. */
	private orderValue(
		expression: Expression,
		scope: Scope,
		items: ReadonlyArray<{ name: string; value: Typed }>,
	): Typed {
		if (expression.kind === 'number') {
			const item = items[Number(expression.text) - 1];
			if (!item) throw notInStandIn(`ORDER BY ${expression.text}`);
			return item.value;
		}
		if (expression.kind === 'column' && expression.qualifier.length === 0) {
			const item = items.find(({ name }) => same(name, expression.name));
			if (item) return item.value;
		}
		return this.expressions.value(expression, scope);
	}

	private limit(query: Query | undefined, top: Expression | undefined, scope: Scope): string {
		const count = (expression: Expression): string => this.expressions.value(expression, scope).sql;
		if (top) return ` LIMIT ${count(top)}`;
		if (!query?.offset) return '';
		const limit = query.fetch ? count(query.fetch) : '-1';
		return ` LIMIT ${limit} OFFSET ${count(query.offset)}`;
	}

	private source(source: Source, scope: Scope): string {
		switch (source.kind) {
			case 'table':
				return this.tableSource(source, scope);
			case 'derived': {
				const inner = this.query(source.query, new Scope(undefined, scope.commonTables));
				const columns = renamed(inner.columns, source.columns);
				checkNames(columns, source.alias);
				return this.derived(inner.sql, columns, source.alias, scope);
			}
			case 'values': {
				const rows = source.rows.map((row) =>
					row.map((value) => this.expressions.value(value, scope)),
				);
				const columns = source.columns.map((name, index) => ({
					name,
					type: shared(rows.map((row) => row[index] ?? { sql: 'NULL' })),
				}));
				const values = rows.map(
					(row) =>
						`(${row.map((value, index) => unified(value, columns[index]?.type ?? INT)).join(', ')})`,
				);
				return this.derived(`VALUES ${values.join(', ')}`, columns, source.alias, scope);
			}
			case 'join': {
				const left = this.source(source.left, scope);
				const right = this.source(source.right, scope);
				const on = source.on ? ` ON ${this.expressions.condition(source.on, scope)}` : '';
				return `${left} ${source.type} JOIN ${right}${on}`;
			}
		}
	}

	/** Renames through a column list, because SQLite has none for derived tables. */
	private derived(sql: string, columns: BoundColumn[], alias: string, scope: Scope): string {
		const sqlAlias = alias || `tds_source${this.aliases++}`;
		scope.sources.push({ sqlAlias, names: [[alias]], columns });
		const names = columns.map(({ name }) => quote(name)).join(', ');
		return `(WITH tds_derived (${names}) AS (${sql}) SELECT * FROM tds_derived) AS ${quote(sqlAlias)}`;
	}

	private tableSource(source: Extract<Source, { kind: 'table' }>, scope: Scope): string {
		const name = source.name[source.name.length - 1] ?? '';
		const common =
			source.name.length === 1 ? scope.commonTables.get(name.toLowerCase()) : undefined;
		if (common) {
			const sqlAlias = source.alias ?? common.name;
			scope.sources.push({ sqlAlias, names: [[sqlAlias]], columns: common.columns });
			return `${quote(common.name)} AS ${quote(sqlAlias)}`;
		}
		const view = this.view(source.name);
		if (view) {
			const sqlAlias = source.alias ?? name;
			scope.sources.push({
				sqlAlias,
				names: source.alias ? [[source.alias]] : calledBy(source.name),
				columns: view.columns,
			});
			return `(${view.sql}) AS ${quote(sqlAlias)}`;
		}
		const table = this.table(source.name);
		this.permissions.push({ permission: 'SELECT', table });
		const bound = boundTable(table, source.alias);
		scope.sources.push(bound);
		return `${quote(table.physical)} AS ${quote(bound.sqlAlias)}`;
	}

	private view(parts: readonly string[]) {
		const schema = parts[parts.length - 2];
		if (schema === undefined) return undefined;
		return systemView(
			schema,
			parts[parts.length - 1] ?? '',
			this.environment.visibleTables(),
			this.environment.database,
		);
	}

	/** @throws SqlServerError 208 */
	private table(parts: readonly string[]): Table {
		const [name = '', schema = '', database = ''] = [...parts].reverse();
		const known = database === '' || same(database, this.environment.database);
		const table = known && this.environment.catalogue.find(schema || DEFAULT_SCHEMA, name);
		if (!table) throw invalidObject(parts.join('.'));
		return table;
	}

	// Changes

	private insert(statement: Extract<Statement, { kind: 'insert' }>): Translation {
		const table = this.table(statement.table);
		this.permissions.push({ permission: 'INSERT', table });
		const insertable = table.columns.filter(({ identity }) => !identity);
		const targets = statement.columns
			? statement.columns.map((name) => columnNamed(table, name))
			: insertable;
		const identity = targets.find((column) => column.identity);
		if (identity) {
			throw new SqlServerError(
				544,
				`Cannot insert explicit value for identity column in table '${table.name}' when IDENTITY_INSERT is set to OFF.`,
				16,
				1,
				'batch',
			);
		}
		const defaults = insertable.filter(
			(column) => column.default !== undefined && !targets.includes(column),
		);
		const names = [...targets, ...defaults].map(({ name }) => quote(name)).join(', ');
		const defaultValues = defaults.map((column) =>
			column.default ? this.columnDefault(column.default, column.type) : 'NULL',
		);
		const values = statement.query
			? this.insertedQuery(statement.query, targets, defaultValues)
			: this.insertedRows(statement.rows ?? [], targets, defaultValues);
		const output = this.output(statement.output, table, 'inserted');
		return this.finished(
			{
				sql: `INSERT INTO ${quote(table.physical)} (${names}) ${values}${output.sql}`,
				columns: output.columns,
			},
			table,
		);
	}

	private insertedRows(rows: Expression[][], targets: Column[], defaults: string[]): string {
		if (rows.length > MAXIMUM_ROW_VALUES) throw tooManyRowValues();
		const scope = new Scope();
		const list = rows.map((row) => {
			checkCount(row.length, targets.length);
			const values = row.map((expression, index) =>
				assigned(this.expressions.value(expression, scope), targets[index]?.type ?? INT),
			);
			return `(${[...values, ...defaults].join(', ')})`;
		});
		return `VALUES ${list.join(', ')}`;
	}

	private insertedQuery(query: Query, targets: Column[], defaults: string[]): string {
		const { sql, columns } = this.query(query);
		checkCount(columns.length, targets.length);
		const names = columns.map((_, index) => `c${index}`);
		const values = columns.map(({ type }, index) =>
			assigned({ sql: `c${index}`, type }, targets[index]?.type ?? INT),
		);
		return `SELECT ${[...values, ...defaults].join(', ')} FROM (WITH tds_rows (${names.join(', ')}) AS (${sql}) SELECT * FROM tds_rows)`;
	}

	private update(statement: Extract<Statement, { kind: 'update' }>): Translation {
		const scope = new Scope();
		const from = statement.from.map((source) => this.source(source, scope));
		const target = this.updateTarget(statement.table, scope);
		const { table } = target;
		const columns = statement.changes.map(({ column }) => columnNamed(table, column).name);
		this.permissions.push({ permission: 'UPDATE', table, columns });
		// Reading a column in WHERE or SET needs the right to read the table, as in SQL Server.
		this.permissions.push({ permission: 'SELECT', table });
		const changes = statement.changes.map(({ column: name, value }) => {
			const column = columnNamed(table, name);
			return `${quote(column.name)} = ${assigned(this.expressions.value(value, scope), column.type)}`;
		});
		const conditions = statement.where ? [this.expressions.condition(statement.where, scope)] : [];
		if (from.length > 0) {
			conditions.push(`${quote(table.physical)}.rowid = ${quote(target.sqlAlias)}.rowid`);
		}
		const output = this.output(statement.output, table, 'inserted');
		const sql =
			`UPDATE ${quote(table.physical)} SET ${changes.join(', ')}` +
			(from.length > 0 ? ` FROM ${from.join(', ')}` : '') +
			(conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '') +
			output.sql;
		return this.finished({ sql, columns: output.columns }, table);
	}

	/** UPDATE may name an alias of its FROM. */
	private updateTarget(parts: string[], scope: Scope): BoundSource & { table: Table } {
		const [first] = parts;
		const aliased = scope.sources.find(
			(source) =>
				source.table !== undefined &&
				source.names.some(
					(name) => name.length === parts.length && same(name[0] ?? '', first ?? ''),
				),
		);
		if (aliased?.table) return { ...aliased, table: aliased.table };
		const table = this.table(parts);
		const again = scope.sources.find((source) => source.table === table);
		if (again) return { ...again, table };
		if (scope.sources.length > 0)
			throw notInStandIn('UPDATE of a table that its FROM does not name');
		const bound = { ...boundTable(table, undefined), sqlAlias: table.physical, table };
		scope.sources.push(bound);
		return bound;
	}

	private delete(statement: Extract<Statement, { kind: 'delete' }>): Translation {
		const table = this.table(statement.table);
		this.permissions.push({ permission: 'DELETE', table });
		const scope = new Scope();
		scope.sources.push({ ...boundTable(table, undefined), sqlAlias: table.physical });
		const where = statement.where
			? ` WHERE ${this.expressions.condition(statement.where, scope)}`
			: '';
		const output = this.output(statement.output, table, 'deleted');
		return this.finished(
			{ sql: `DELETE FROM ${quote(table.physical)}${where}${output.sql}`, columns: output.columns },
			table,
		);
	}

	/** OUTPUT: the row after an insert or update, or the deleted one, which is all that RETURNING gives. */
	private output(
		items: SelectItem[],
		table: Table,
		rows: 'inserted' | 'deleted',
	): { sql: string; columns: BoundColumn[] } {
		if (items.length === 0) return { sql: '', columns: [] };
		const scope = new Scope();
		scope.sources.push({
			sqlAlias: table.physical,
			names: [[rows]],
			columns: table.columns.map(columnOfTable),
		});
		const list = items.flatMap((item) => this.selectItem(item, scope));
		return {
			sql: ` RETURNING ${list.map(({ value }) => value.sql).join(', ')}`,
			columns: list.map(({ name, value }) => ({ name, type: value.type ?? INT })),
		};
	}
}

function boundTable(table: Table, alias: string | undefined): BoundSource {
	return {
		sqlAlias: alias ?? table.name,
		names: alias ? [[alias]] : calledBy([table.schema, table.name]),
		columns: table.columns.map(columnOfTable),
		table,
	};
}

function columnOfTable(column: Column): BoundColumn {
	return {
		name: column.name,
		type: column.type,
		collated: isText(column.type) ? 'implicit' : undefined,
	};
}

/** `dbo.CTA02` is called by its last part, its last two, and so on. */
function calledBy(parts: readonly string[]): string[][] {
	return parts.map((_, index) => parts.slice(index));
}

function columnNamed(table: Table, name: string): Column {
	const column = table.columns.find((candidate) => same(candidate.name, name));
	if (!column) throw invalidColumn(name);
	return column;
}

function renamed(columns: BoundColumn[], names: string[] | undefined): BoundColumn[] {
	return columns.map((column, index) => ({ ...column, name: names?.[index] ?? column.name }));
}

function checkNames(columns: readonly BoundColumn[], alias: string): void {
	const unnamed = columns.findIndex(({ name }) => name === '');
	if (unnamed >= 0) {
		throw new SqlServerError(
			8155,
			`No column name was specified for column ${unnamed + 1} of '${alias}'.`,
			16,
			2,
			'batch',
		);
	}
}

function checkCount(values: number, columns: number): void {
	if (values === columns) return;
	const [number, what] = values < columns ? [109, 'more columns'] : [110, 'fewer columns'];
	throw new SqlServerError(
		number,
		`There are ${what} in the INSERT statement than values specified in the VALUES clause.`,
		15,
		1,
		'batch',
	);
}
