import { notInStandIn, syntaxError, type SqlServerError } from '../errors';
import {
	BIGINT,
	DATABASE_COLLATION,
	collationNamed,
	decimalType,
	isText,
	type SqlType,
	type TypeName,
} from '../types';
import { ISOLATION_LEVELS, type IsolationLevel } from '../protocol/requests';
import type {
	ColumnDefinition,
	Comparison,
	Expression,
	OrderTerm,
	Query,
	Select,
	SelectItem,
	Source,
	Statement,
	StatementBody,
	TableConstraint,
	Window,
} from './ast';
import { tokenize, type Token } from './lexer';

/** Words that cannot be an alias without AS, because they go on with the statement. */
const RESERVED = new Set(
	(
		'ADD ALL ALTER AND AS ASC BEGIN BETWEEN BY CASE CHECK COLLATE COLUMN COMMIT CONSTRAINT CONVERT CREATE CROSS ' +
		'DECLARE DEFAULT DELETE DENY DESC DISTINCT DROP ELSE END ESCAPE EXCEPT EXEC EXECUTE EXISTS FETCH FOR FROM FULL ' +
		'GRANT GROUP HAVING IF IN INDEX INNER INSERT INTERSECT INTO IS JOIN KEY LEFT LIKE NOT NULL ON OPTION OR ORDER ' +
		'OUTER OVER PRIMARY PRINT RETURN REVOKE RIGHT ROLLBACK SAVE SELECT SET TABLE THEN TOP TRAN TRANSACTION TRUNCATE ' +
		'UNION UNIQUE UPDATE USE VALUES WAITFOR WHEN WHERE WHILE WITH OFFSET OUTPUT APPLY GO'
	).split(' '),
);

const TYPES: Readonly<Record<string, TypeName>> = {
	BIT: 'bit',
	TINYINT: 'tinyint',
	SMALLINT: 'smallint',
	INT: 'int',
	INTEGER: 'int',
	BIGINT: 'bigint',
	DECIMAL: 'decimal',
	DEC: 'decimal',
	NUMERIC: 'decimal',
	FLOAT: 'float',
	CHAR: 'char',
	VARCHAR: 'varchar',
	NCHAR: 'nchar',
	NVARCHAR: 'nvarchar',
	SYSNAME: 'nvarchar',
	DATE: 'date',
	TIME: 'time',
	SMALLDATETIME: 'smalldatetime',
	DATETIME: 'datetime',
	DATETIME2: 'datetime2',
};

const CAST_LENGTH = 30;

/**
 * Parses a batch of T-SQL: the part of the language that the statements of this package, their fixtures and the
 * driver's own set-up need, and no other dialect's. What is valid T-SQL but outside of it is refused by name.
 *
 * @throws SqlServerError 102 and its kin, as SQL Server words them
 */
export function parseBatch(text: string): Statement[] {
	return new Parser(tokenize(text)).batch();
}

/** Parses a parameter list such as sp_executesql takes: `@p0 varchar(10), @n int OUTPUT`. */
export function parseParameterList(text: string): Array<{ name: string; type: SqlType }> {
	return text.trim() === '' ? [] : new Parser(tokenize(text)).parameterList();
}

class Parser {
	private position = 0;

	constructor(private readonly tokens: Token[]) {}

	batch(): Statement[] {
		const statements: Statement[] = [];
		for (;;) {
			while (this.takeSymbol(';'));
			if (this.current.kind === 'end') return statements;
			statements.push(this.statement());
		}
	}

	parameterList(): Array<{ name: string; type: SqlType }> {
		const list = this.commaSeparated(() => {
			const name = this.variableName();
			this.takeWord('AS');
			const type = this.type();
			if (this.takeSymbol('=')) this.expression();
			if (!this.takeWord('OUTPUT')) this.takeWord('OUT');
			return { name, type };
		});
		if (this.current.kind !== 'end') throw this.unexpected();
		return list;
	}

	// Statements

	private statement(): Statement {
		const line = this.current.line;
		try {
			return { line, ...this.statementBody() };
		} catch (error) {
			if (error instanceof Error && 'line' in error && error.line === 1) error.line = line;
			throw error;
		}
	}

	private statementBody(): StatementBody {
		const word = this.current.kind === 'word' ? this.current.text.toUpperCase() : '';
		if (word === 'SELECT' || word === 'WITH') return { kind: 'query', query: this.query() };
		this.position++;
		switch (word) {
			case 'INSERT':
				return this.insert();
			case 'UPDATE':
				return this.update();
			case 'DELETE':
				return this.delete();
			case 'CREATE':
				return this.create();
			case 'ALTER':
				return this.alter();
			case 'DROP':
				return this.drop();
			case 'BEGIN':
				return this.begin();
			case 'COMMIT':
				this.transactionName();
				return { kind: 'commit' };
			case 'ROLLBACK':
				return { kind: 'rollback', savepoint: this.transactionName() };
			case 'SAVE':
				return { kind: 'save', savepoint: this.transactionName() ?? '' };
			case 'SET':
				return this.set();
			case 'DECLARE':
				return this.declare();
			case 'IF':
				return this.if();
			case 'WAITFOR':
				this.expectWord('DELAY');
				return { kind: 'waitFor', delay: this.expectKind('string').text };
			case 'PRINT':
				return { kind: 'print', value: this.expression() };
			case 'RETURN':
				return { kind: 'return' };
			case 'GRANT':
			case 'DENY':
			case 'REVOKE':
				return this.permission(word);
			default:
				this.position--;
				if (['EXEC', 'EXECUTE', 'MERGE', 'WHILE', 'TRUNCATE', 'USE', 'THROW'].includes(word)) {
					throw notInStandIn(`the statement ${word}`);
				}
				throw this.unexpected();
		}
	}

	private insert(): StatementBody {
		this.takeWord('INTO');
		const table = this.objectName();
		const columns = this.isSymbol('(') ? this.nameList() : undefined;
		const output = this.output();
		if (this.takeWord('VALUES')) {
			return { kind: 'insert', table, columns, rows: this.rowValues(), output };
		}
		return { kind: 'insert', table, columns, query: this.query(), output };
	}

	private update(): StatementBody {
		const table = this.objectName();
		this.tableHints();
		this.expectWord('SET');
		const changes = this.commaSeparated(() => {
			const name = this.dottedName();
			this.expectSymbol('=');
			return { column: name[name.length - 1] ?? '', value: this.expression() };
		});
		const output = this.output();
		const from = this.takeWord('FROM') ? this.sources() : [];
		const where = this.takeWord('WHERE') ? this.expression() : undefined;
		return { kind: 'update', table, changes, from, where, output };
	}

	private delete(): StatementBody {
		this.takeWord('FROM');
		const table = this.objectName();
		this.tableHints();
		const output = this.output();
		if (this.isWord('FROM')) throw notInStandIn('DELETE with a second FROM');
		const where = this.takeWord('WHERE') ? this.expression() : undefined;
		return { kind: 'delete', table, where, output };
	}

	private output(): SelectItem[] {
		return this.takeWord('OUTPUT') ? this.commaSeparated(() => this.selectItem()) : [];
	}

	private create(): StatementBody {
		if (this.takeWord('TABLE')) return this.createTable();
		const unique = this.takeWord('UNIQUE');
		if (!this.takeWord('CLUSTERED')) this.takeWord('NONCLUSTERED');
		if (!this.takeWord('INDEX')) throw notInStandIn(`CREATE ${this.current.text}`);
		const name = this.identifier();
		this.expectWord('ON');
		const table = this.objectName();
		const columns = this.indexColumns();
		// Included columns only change how fast SQL Server answers.
		if (this.takeWord('INCLUDE')) this.nameList();
		return { kind: 'createIndex', name, table, columns, unique };
	}

	private createTable(): StatementBody {
		const table = this.objectName();
		const columns: ColumnDefinition[] = [];
		const constraints: TableConstraint[] = [];
		this.expectSymbol('(');
		do {
			const name = this.takeWord('CONSTRAINT') ? this.identifier() : undefined;
			if (this.isWord('PRIMARY') || this.isWord('UNIQUE') || this.isWord('CHECK')) {
				constraints.push(this.constraint(name, undefined));
			} else {
				columns.push(this.columnDefinition(constraints));
			}
		} while (this.takeSymbol(','));
		this.expectSymbol(')');
		return { kind: 'createTable', table, columns, constraints };
	}

	private constraint(name: string | undefined, column: string | undefined): TableConstraint {
		if (this.takeWord('CHECK')) {
			this.expectSymbol('(');
			const condition = this.expression();
			this.expectSymbol(')');
			return { kind: 'check', name, columns: [], condition };
		}
		const kind = this.takeWord('PRIMARY') ? 'primary' : 'unique';
		if (kind === 'primary') this.expectWord('KEY');
		else this.expectWord('UNIQUE');
		if (!this.takeWord('CLUSTERED')) this.takeWord('NONCLUSTERED');
		return { kind, name, columns: column === undefined ? this.indexColumns() : [column] };
	}

	private columnDefinition(constraints: TableConstraint[]): ColumnDefinition {
		const name = this.identifier();
		const definition: ColumnDefinition = {
			name,
			type: this.type(),
			nullable: true,
			identity: false,
		};
		for (;;) {
			if (this.takeWord('COLLATE')) {
				definition.type = { ...definition.type, collation: this.collation() };
			} else if (this.takeWord('NOT')) {
				this.expectWord('NULL');
				definition.nullable = false;
			} else if (this.takeWord('NULL')) {
				definition.nullable = true;
			} else if (this.takeWord('IDENTITY')) {
				definition.identity = true;
				definition.nullable = false;
				if (this.takeSymbol('(')) {
					this.commaSeparated(() => this.expression());
					this.expectSymbol(')');
				}
			} else if (this.takeWord('DEFAULT')) {
				definition.default = this.primary();
			} else if (this.isWord('CONSTRAINT')) {
				this.position++;
				const constraintName = this.identifier();
				if (this.takeWord('DEFAULT')) definition.default = this.primary();
				else constraints.push(this.constraint(constraintName, name));
			} else if (this.isWord('PRIMARY') || this.isWord('UNIQUE') || this.isWord('CHECK')) {
				constraints.push(this.constraint(undefined, name));
			} else {
				return definition;
			}
		}
	}

	private alter(): StatementBody {
		this.expectWord('TABLE');
		const table = this.objectName();
		if (this.takeWord('ADD')) {
			return { kind: 'addColumn', table, column: this.columnDefinition([]) };
		}
		this.expectWord('DROP');
		this.expectWord('COLUMN');
		return { kind: 'dropColumn', table, column: this.identifier() };
	}

	private drop(): StatementBody {
		if (!this.takeWord('TABLE')) throw notInStandIn(`DROP ${this.current.text}`);
		const ifExists = this.takeWord('IF');
		if (ifExists) this.expectWord('EXISTS');
		return { kind: 'dropTable', tables: this.commaSeparated(() => this.objectName()), ifExists };
	}

	private begin(): StatementBody {
		if (this.isWord('TRAN') || this.isWord('TRANSACTION')) {
			this.transactionName();
			return { kind: 'begin' };
		}
		if (this.isWord('TRY') || this.isWord('CATCH')) throw notInStandIn('TRY … CATCH');
		return { kind: 'block', statements: this.blockUntilEnd() };
	}

	private blockUntilEnd(): Statement[] {
		const statements: Statement[] = [];
		for (;;) {
			while (this.takeSymbol(';'));
			if (this.takeWord('END')) return statements;
			if (this.current.kind === 'end') throw this.unexpected();
			statements.push(this.statement());
		}
	}

	private transactionName(): string | undefined {
		if (!this.takeWord('TRANSACTION') && !this.takeWord('TRAN')) this.takeWord('WORK');
		const { text } = this.current;
		if (this.isName()) {
			this.position++;
			return text;
		}
		return undefined;
	}

	private set(): StatementBody {
		if (this.current.kind === 'variable') {
			const name = this.variableName();
			this.expectSymbol('=');
			return { kind: 'setVariable', name, value: this.expression() };
		}
		if (this.takeWord('TRANSACTION')) {
			this.expectWord('ISOLATION');
			this.expectWord('LEVEL');
			const words = [this.expectKind('word').text];
			if (this.isWord('COMMITTED') || this.isWord('UNCOMMITTED') || this.isWord('READ')) {
				words.push(this.expectKind('word').text);
			}
			const level = words.join(' ').toUpperCase();
			if (!isIsolationLevel(level)) throw syntaxError(level);
			return { kind: 'setIsolation', level };
		}
		const option = this.expectKind('word').text.toUpperCase();
		const sign = this.takeSymbol('-') ? '-' : '';
		const { kind, text } = this.current;
		if (kind === 'end' || kind === 'symbol') throw this.unexpected();
		this.position++;
		return { kind: 'setOption', option, value: sign + text };
	}

	private declare(): StatementBody {
		const variables = this.commaSeparated(() => {
			const name = this.variableName();
			this.takeWord('AS');
			if (this.isWord('TABLE')) throw notInStandIn('table variables');
			const type = this.type();
			return { name, type, value: this.takeSymbol('=') ? this.expression() : undefined };
		});
		return { kind: 'declare', variables };
	}

	private if(): StatementBody {
		const condition = this.expression();
		const then = [this.statement()];
		this.takeSymbol(';');
		const otherwise = this.takeWord('ELSE') ? [this.statement()] : [];
		return { kind: 'if', condition, then, otherwise };
	}

	private permission(verb: 'GRANT' | 'DENY' | 'REVOKE'): StatementBody {
		const permissions = this.commaSeparated(() => this.expectKind('word').text.toUpperCase());
		this.expectWord('ON');
		if (this.takeWord('OBJECT')) {
			this.expectSymbol(':');
			this.expectSymbol(':');
		}
		const object = this.objectName();
		if (!this.takeWord('TO')) this.expectWord('FROM');
		return {
			kind: 'permission',
			verb,
			permissions,
			object,
			logins: this.commaSeparated(() => this.identifier()),
		};
	}

	// Queries

	private query(): Query {
		const query: Query = { with: [], parts: [], orderBy: [] };
		if (this.takeWord('WITH')) {
			query.with = this.commaSeparated(() => {
				const name = this.identifier();
				const columns = this.isSymbol('(') ? this.nameList() : undefined;
				this.expectWord('AS');
				return { name, columns, query: this.parenthesisedQuery() };
			});
		}
		query.parts.push({ select: this.select() });
		for (;;) {
			if (this.takeWord('UNION')) {
				const operator = this.takeWord('ALL') ? 'UNION ALL' : 'UNION';
				query.parts.push({ operator, select: this.select() });
			} else if (this.takeWord('EXCEPT')) {
				query.parts.push({ operator: 'EXCEPT', select: this.select() });
			} else if (this.takeWord('INTERSECT')) {
				query.parts.push({ operator: 'INTERSECT', select: this.select() });
			} else {
				break;
			}
		}
		if (this.takeWord('ORDER')) {
			query.orderBy = this.orderTerms();
			if (this.takeWord('OFFSET')) {
				query.offset = this.expression();
				this.rowsWord();
				if (this.takeWord('FETCH')) {
					if (!this.takeWord('NEXT')) this.expectWord('FIRST');
					query.fetch = this.expression();
					this.rowsWord();
					this.expectWord('ONLY');
				}
			}
		}
		if (this.isWord('FOR')) throw notInStandIn('FOR XML and FOR JSON');
		if (this.takeWord('OPTION')) this.skipParentheses();
		return query;
	}

	private rowsWord(): void {
		if (!this.takeWord('ROWS')) this.expectWord('ROW');
	}

	private orderTerms(): OrderTerm[] {
		this.expectWord('BY');
		return this.commaSeparated(() => {
			const expression = this.expression();
			const descending = this.takeWord('DESC');
			if (!descending) this.takeWord('ASC');
			return { expression, descending };
		});
	}

	private parenthesisedQuery(): Query {
		this.expectSymbol('(');
		const query = this.query();
		this.expectSymbol(')');
		return query;
	}

	private select(): Select {
		this.expectWord('SELECT');
		const distinct = this.takeWord('DISTINCT');
		if (!distinct) this.takeWord('ALL');
		let top: Expression | undefined;
		if (this.takeWord('TOP')) {
			top = this.primary();
			if (this.isWord('PERCENT')) throw notInStandIn('TOP … PERCENT');
			if (this.isWord('WITH')) throw notInStandIn('TOP … WITH TIES');
		}
		const items = this.commaSeparated(() => this.selectItem());
		if (this.isWord('INTO')) throw notInStandIn('SELECT … INTO');
		const from = this.takeWord('FROM') ? this.sources() : [];
		const where = this.takeWord('WHERE') ? this.expression() : undefined;
		let groupBy: Expression[] = [];
		if (this.takeWord('GROUP')) {
			this.expectWord('BY');
			groupBy = this.commaSeparated(() => this.expression());
		}
		const having = this.takeWord('HAVING') ? this.expression() : undefined;
		return { distinct, top, items, from, where, groupBy, having };
	}

	private selectItem(): SelectItem {
		if (this.takeSymbol('*')) return { kind: 'star', qualifier: [] };
		if (this.current.kind === 'variable' && this.peek(1).text === '=') {
			const variable = this.variableName();
			this.expectSymbol('=');
			return { kind: 'assignment', variable, expression: this.expression() };
		}
		const start = this.position;
		if (this.isName()) {
			const qualifier = [this.identifier()];
			while (this.takeSymbol('.')) {
				if (this.takeSymbol('*')) return { kind: 'star', qualifier };
				if (!this.isName()) break;
				qualifier.push(this.identifier());
			}
			this.position = start;
		}
		const expression = this.expression();
		return { kind: 'expression', expression, alias: this.alias(true) };
	}

	private alias(texts: boolean): string | undefined {
		if (this.takeWord('AS')) {
			if (texts && this.current.kind === 'string') return this.expectKind('string').text;
			return this.identifier();
		}
		const { text } = this.current;
		if (this.isName()) {
			this.position++;
			return text;
		}
		return undefined;
	}

	private sources(): Source[] {
		return this.commaSeparated(() => this.joinedSource());
	}

	private joinedSource(): Source {
		let left = this.source();
		for (;;) {
			const type = this.joinType();
			if (!type) return left;
			const right = this.source();
			const on = type === 'CROSS' ? undefined : this.joinCondition();
			left = { kind: 'join', type, left, right, on };
		}
	}

	private joinCondition(): Expression {
		this.expectWord('ON');
		return this.expression();
	}

	private joinType(): 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | undefined {
		if (this.takeWord('JOIN')) return 'INNER';
		for (const type of ['INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS'] as const) {
			if (!this.takeWord(type)) continue;
			this.takeWord('OUTER');
			if (this.isWord('APPLY')) throw notInStandIn('APPLY');
			this.expectWord('JOIN');
			return type;
		}
		if (this.isWord('OUTER') && this.peek(1).text.toUpperCase() === 'APPLY') {
			throw notInStandIn('APPLY');
		}
		return undefined;
	}

	private source(): Source {
		if (this.takeSymbol('(')) {
			if (this.takeWord('VALUES')) {
				const rows = this.rowValues();
				this.expectSymbol(')');
				const alias = this.alias(false) ?? '';
				return { kind: 'values', rows, alias, columns: this.nameList() };
			}
			if (this.isWord('SELECT') || this.isWord('WITH')) {
				const query = this.query();
				this.expectSymbol(')');
				const alias = this.alias(false);
				if (alias === undefined) throw this.unexpected();
				const columns = this.isSymbol('(') ? this.nameList() : undefined;
				return { kind: 'derived', query, alias, columns };
			}
			const inner = this.joinedSource();
			this.expectSymbol(')');
			return inner;
		}
		const name = this.objectName();
		if (this.isSymbol('(')) throw notInStandIn(`the rowset function ${name.join('.')}`);
		this.tableHints();
		const alias = this.alias(false);
		this.tableHints();
		return { kind: 'table', name, alias };
	}

	/** Lock hints change who waits for whom, which SQLite decides here. */
	private tableHints(): void {
		if (this.isWord('WITH') && this.peek(1).text === '(') {
			this.position++;
			this.skipParentheses();
		}
	}

	private skipParentheses(): void {
		this.expectSymbol('(');
		for (let depth = 1; depth > 0; this.position++) {
			if (this.current.kind === 'end') throw this.unexpected();
			if (this.isSymbol('(')) depth++;
			if (this.isSymbol(')')) depth--;
		}
	}

	private rowValues(): Expression[][] {
		return this.commaSeparated(() => {
			this.expectSymbol('(');
			const values = this.commaSeparated(() => this.expression());
			this.expectSymbol(')');
			return values;
		});
	}

	// Expressions, weakest binding first

	private expression(): Expression {
		let left = this.conjunction();
		while (this.takeWord('OR')) {
			left = { kind: 'logical', operator: 'OR', left, right: this.conjunction() };
		}
		return left;
	}

	private conjunction(): Expression {
		let left = this.negation();
		while (this.takeWord('AND')) {
			left = { kind: 'logical', operator: 'AND', left, right: this.negation() };
		}
		return left;
	}

	private negation(): Expression {
		if (this.takeWord('NOT')) return { kind: 'not', operand: this.negation() };
		return this.predicate();
	}

	private predicate(): Expression {
		const operand = this.sum();
		const operator = this.comparisonOperator();
		if (operator) return { kind: 'comparison', operator, left: operand, right: this.sum() };
		if (this.takeWord('IS')) {
			const negated = this.takeWord('NOT');
			this.expectWord('NULL');
			return { kind: 'isNull', operand, negated };
		}
		const negated = this.takeWord('NOT');
		if (this.takeWord('BETWEEN')) {
			const low = this.sum();
			this.expectWord('AND');
			return { kind: 'between', operand, low, high: this.sum(), negated };
		}
		if (this.takeWord('LIKE')) {
			const pattern = this.sum();
			const escape = this.takeWord('ESCAPE') ? this.sum() : undefined;
			return { kind: 'like', operand, pattern, escape, negated };
		}
		if (this.takeWord('IN')) {
			if (this.peek(1).text.toUpperCase() === 'SELECT') {
				return { kind: 'inQuery', operand, query: this.parenthesisedQuery(), negated };
			}
			this.expectSymbol('(');
			const list = this.commaSeparated(() => this.expression());
			this.expectSymbol(')');
			return { kind: 'inList', operand, list, negated };
		}
		if (negated) throw this.unexpected();
		return operand;
	}

	private comparisonOperator(): Comparison | undefined {
		const operators: Record<string, Comparison> = {
			'=': '=',
			'<>': '<>',
			'!=': '<>',
			'<': '<',
			'!>': '<=',
			'<=': '<=',
			'>': '>',
			'!<': '>=',
			'>=': '>=',
		};
		const operator = this.current.kind === 'symbol' ? operators[this.current.text] : undefined;
		if (operator) this.position++;
		return operator;
	}

	private sum(): Expression {
		let left = this.product();
		for (;;) {
			const operator = this.takeSymbol('+') ? '+' : this.takeSymbol('-') ? '-' : undefined;
			if (!operator) return left;
			left = { kind: 'arithmetic', operator, left, right: this.product() };
		}
	}

	private product(): Expression {
		let left = this.signed();
		for (;;) {
			const operator = (['*', '/', '%'] as const).find((symbol) => this.takeSymbol(symbol));
			if (!operator) return left;
			left = { kind: 'arithmetic', operator, left, right: this.signed() };
		}
	}

	private signed(): Expression {
		if (this.takeSymbol('-')) return { kind: 'unary', operator: '-', operand: this.signed() };
		if (this.takeSymbol('+')) return this.signed();
		let operand = this.primary();
		while (this.takeWord('COLLATE')) {
			operand = { kind: 'collate', operand, collation: this.collation().name };
		}
		return operand;
	}

	private primary(): Expression {
		const token = this.current;
		if (token.kind === 'string') {
			this.position++;
			return { kind: 'text', value: token.text, unicode: token.unicode ?? false };
		}
		if (token.kind === 'number') {
			this.position++;
			return { kind: 'number', text: token.text };
		}
		if (token.kind === 'variable') return { kind: 'variable', name: this.variableName() };
		if (this.isSymbol('(')) {
			const next = this.peek(1).text.toUpperCase();
			if (next === 'SELECT' || next === 'WITH') {
				return { kind: 'scalarQuery', query: this.parenthesisedQuery() };
			}
			this.position++;
			const inner = this.expression();
			this.expectSymbol(')');
			return inner;
		}
		if (this.takeWord('NULL')) return { kind: 'null' };
		if (this.takeWord('CASE')) return this.caseExpression();
		if (this.takeWord('EXISTS')) return { kind: 'exists', query: this.parenthesisedQuery() };
		if (token.kind === 'word' && this.peek(1).text === '(') return this.call();
		if (this.takeWord('CURRENT_TIMESTAMP')) return call('GETDATE', []);
		if (
			token.kind === 'quoted' ||
			(token.kind === 'word' && !RESERVED.has(token.text.toUpperCase()))
		) {
			const name = this.dottedName();
			return { kind: 'column', qualifier: name.slice(0, -1), name: name[name.length - 1] ?? '' };
		}
		throw this.unexpected();
	}

	private caseExpression(): Expression {
		const subject = this.isWord('WHEN') ? undefined : this.expression();
		const branches: Array<{ when: Expression; then: Expression }> = [];
		while (this.takeWord('WHEN')) {
			const tested = this.expression();
			const when: Expression = subject
				? { kind: 'comparison', operator: '=', left: subject, right: tested }
				: tested;
			this.expectWord('THEN');
			branches.push({ when, then: this.expression() });
		}
		const otherwise = this.takeWord('ELSE') ? this.expression() : undefined;
		this.expectWord('END');
		return { kind: 'case', branches, otherwise };
	}

	private call(): Expression {
		const name = this.expectKind('word').text.toUpperCase();
		this.expectSymbol('(');
		if (name === 'CAST' || name === 'TRY_CAST') {
			const operand = this.expression();
			this.expectWord('AS');
			const type = this.type(CAST_LENGTH);
			this.expectSymbol(')');
			return { kind: 'convert', operand, type, lenient: name === 'TRY_CAST' };
		}
		if (name === 'CONVERT' || name === 'TRY_CONVERT') {
			const type = this.type(CAST_LENGTH);
			this.expectSymbol(',');
			const operand = this.expression();
			const style = this.takeSymbol(',') ? this.expression() : undefined;
			this.expectSymbol(')');
			return { kind: 'convert', operand, type, style, lenient: name === 'TRY_CONVERT' };
		}
		const distinct = this.takeWord('DISTINCT');
		const star = this.takeSymbol('*');
		const list = star || this.isSymbol(')') ? [] : this.commaSeparated(() => this.expression());
		this.expectSymbol(')');
		const over = this.takeWord('OVER') ? this.window() : undefined;
		return { kind: 'call', name, arguments: list, distinct, star, over };
	}

	private window(): Window {
		this.expectSymbol('(');
		let partitionBy: Expression[] = [];
		if (this.takeWord('PARTITION')) {
			this.expectWord('BY');
			partitionBy = this.commaSeparated(() => this.expression());
		}
		const orderBy = this.takeWord('ORDER') ? this.orderTerms() : [];
		this.expectSymbol(')');
		return { partitionBy, orderBy };
	}

	// Types and names

	private type(defaultLength = 1): SqlType {
		const written = this.current.text;
		const name = this.current.kind === 'end' ? undefined : TYPES[written.toUpperCase()];
		if (!name) throw notInStandIn(`the type "${written}"`);
		this.position++;
		if (name === 'decimal') {
			const [precision = 18, scale = 0] = this.typeArguments();
			return decimalType(precision, scale);
		}
		if (name === 'time' || name === 'datetime2') {
			const [scale = 7] = this.typeArguments();
			return { name, scale };
		}
		if (!isText({ name })) {
			this.typeArguments();
			return name === 'bigint' ? BIGINT : { name };
		}
		if (this.isSymbol('(') && this.peek(1).text.toUpperCase() === 'MAX') {
			this.position += 2;
			this.expectSymbol(')');
			return { name, length: 'max', collation: DATABASE_COLLATION };
		}
		const fallback = written.toUpperCase() === 'SYSNAME' ? 128 : defaultLength;
		const [length = fallback] = this.typeArguments();
		return { name, length, collation: DATABASE_COLLATION };
	}

	private typeArguments(): number[] {
		if (!this.takeSymbol('(')) return [];
		const list = this.commaSeparated(() => Number(this.expectKind('number').text));
		this.expectSymbol(')');
		return list;
	}

	private collation(): { name: string } & NonNullable<SqlType['collation']> {
		const name = this.identifier();
		const collation = collationNamed(name);
		if (!collation) throw notInStandIn(`the collation ${name}`);
		return collation;
	}

	private objectName(): string[] {
		return this.dottedName();
	}

	private dottedName(): string[] {
		const name = [this.identifier()];
		while (this.takeSymbol('.')) name.push(this.isSymbol('.') ? '' : this.identifier());
		return name;
	}

	private nameList(): string[] {
		this.expectSymbol('(');
		const names = this.commaSeparated(() => this.identifier());
		this.expectSymbol(')');
		return names;
	}

	private indexColumns(): string[] {
		this.expectSymbol('(');
		const names = this.commaSeparated(() => {
			const name = this.identifier();
			if (!this.takeWord('ASC')) this.takeWord('DESC');
			return name;
		});
		this.expectSymbol(')');
		return names;
	}

	private identifier(): string {
		const { kind, text } = this.current;
		if (kind !== 'quoted' && kind !== 'word') throw this.unexpected();
		if (
			kind === 'word' &&
			RESERVED.has(text.toUpperCase()) &&
			!/^(OFFSET|APPLY|OUTPUT)$/i.test(text)
		) {
			throw syntaxError(text);
		}
		this.position++;
		return text;
	}

	private variableName(): string {
		return this.expectKind('variable').text;
	}

	// Tokens

	private get current(): Token {
		return this.peek(0);
	}

	private peek(ahead: number): Token {
		const last = this.tokens[this.tokens.length - 1];
		const token = this.tokens[this.position + ahead] ?? last;
		if (!token) throw new RangeError('No tokens');
		return token;
	}

	private isWord(word: string): boolean {
		return this.current.kind === 'word' && this.current.text.toUpperCase() === word;
	}

	/** Whether an identifier stands here, rather than a word of the language. */
	private isName(): boolean {
		const { kind, text } = this.current;
		return kind === 'quoted' || (kind === 'word' && !RESERVED.has(text.toUpperCase()));
	}

	private isSymbol(symbol: string): boolean {
		return this.current.kind === 'symbol' && this.current.text === symbol;
	}

	private takeWord(word: string): boolean {
		const taken = this.isWord(word);
		if (taken) this.position++;
		return taken;
	}

	private takeSymbol(symbol: string): boolean {
		const taken = this.isSymbol(symbol);
		if (taken) this.position++;
		return taken;
	}

	private expectWord(word: string): void {
		if (!this.takeWord(word)) throw this.unexpected();
	}

	private expectSymbol(symbol: string): void {
		if (!this.takeSymbol(symbol)) throw this.unexpected();
	}

	private expectKind(kind: Token['kind']): Token {
		const token = this.current;
		if (token.kind !== kind) throw this.unexpected();
		this.position++;
		return token;
	}

	private commaSeparated<T>(read: () => T): T[] {
		const list = [read()];
		while (this.takeSymbol(',')) list.push(read());
		return list;
	}

	private unexpected(): SqlServerError {
		const token = this.current.kind === 'end' ? this.peek(-1) : this.current;
		const error = syntaxError(token.text);
		error.line = token.line;
		return error;
	}
}

function call(name: string, list: Expression[]): Expression {
	return { kind: 'call', name, arguments: list, distinct: false, star: false };
}

function isIsolationLevel(text: string): text is IsolationLevel {
	return ISOLATION_LEVELS.some((level) => level === text);
}
