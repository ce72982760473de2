import { notInStandIn, syntaxError } from '../errors';
import { ISOLATION_LEVELS, type IsolationLevel } from '../protocol/requests';
import type { SqlType } from '../types';
import type {
	ColumnDefinition,
	SelectItem,
	Statement,
	StatementBody,
	TableConstraint,
} from './ast';
import { tokenize } from './lexer';
import { QueryParser } from './query-parser';

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

class Parser extends QueryParser {
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
		const columns = this.takeSymbol('(') ? this.commaSeparated(() => this.identifier()) : [];
		if (columns.length > 0) this.expectSymbol(')');
		if (!this.takeWord('TO')) this.expectWord('FROM');
		return {
			kind: 'permission',
			verb,
			permissions,
			object,
			columns,
			logins: this.commaSeparated(() => this.identifier()),
		};
	}
}

function isIsolationLevel(text: string): text is IsolationLevel {
	return ISOLATION_LEVELS.some((level) => level === text);
}
