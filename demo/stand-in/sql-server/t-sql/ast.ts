import type { SqlType } from '../types';
import type { IsolationLevel } from '../protocol/requests';

export type Expression =
	| { kind: 'null' }
	| { kind: 'text'; value: string; unicode: boolean }
	/** Its text as written: the type follows from the digits. */
	| { kind: 'number'; text: string }
	| { kind: 'variable'; name: string }
	| { kind: 'column'; qualifier: string[]; name: string }
	| { kind: 'unary'; operator: '-' | '+'; operand: Expression }
	| {
			kind: 'arithmetic';
			operator: '+' | '-' | '*' | '/' | '%';
			left: Expression;
			right: Expression;
	  }
	| { kind: 'comparison'; operator: Comparison; left: Expression; right: Expression }
	| { kind: 'logical'; operator: 'AND' | 'OR'; left: Expression; right: Expression }
	| { kind: 'not'; operand: Expression }
	| { kind: 'isNull'; operand: Expression; negated: boolean }
	| { kind: 'between'; operand: Expression; low: Expression; high: Expression; negated: boolean }
	| { kind: 'inList'; operand: Expression; list: Expression[]; negated: boolean }
	| { kind: 'inQuery'; operand: Expression; query: Query; negated: boolean }
	| {
			kind: 'like';
			operand: Expression;
			pattern: Expression;
			escape?: Expression;
			negated: boolean;
	  }
	| { kind: 'exists'; query: Query }
	| {
			kind: 'case';
			branches: Array<{ when: Expression; then: Expression }>;
			otherwise?: Expression;
	  }
	| { kind: 'convert'; operand: Expression; type: SqlType; style?: Expression; lenient: boolean }
	| {
			kind: 'call';
			name: string;
			arguments: Expression[];
			distinct: boolean;
			star: boolean;
			over?: Window;
	  }
	| { kind: 'collate'; operand: Expression; collation: string }
	| { kind: 'scalarQuery'; query: Query };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface Window {
	partitionBy: Expression[];
	orderBy: OrderTerm[];
}

export interface OrderTerm {
	expression: Expression;
	descending: boolean;
}

export type SelectItem =
	| { kind: 'star'; qualifier: string[] }
	| { kind: 'expression'; expression: Expression; alias?: string }
	| { kind: 'assignment'; variable: string; expression: Expression };

export type Source =
	| { kind: 'table'; name: string[]; alias?: string }
	| { kind: 'derived'; query: Query; alias: string; columns?: string[] }
	| { kind: 'values'; rows: Expression[][]; alias: string; columns: string[] }
	| {
			kind: 'join';
			type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
			left: Source;
			right: Source;
			on?: Expression;
	  };

export interface Select {
	distinct: boolean;
	top?: Expression;
	items: SelectItem[];
	from: Source[];
	where?: Expression;
	groupBy: Expression[];
	having?: Expression;
}

export interface Query {
	with: Array<{ name: string; columns?: string[]; query: Query }>;
	/** Set operations from left to right: the first has no operator. */
	parts: Array<{ operator?: 'UNION' | 'UNION ALL' | 'EXCEPT' | 'INTERSECT'; select: Select }>;
	orderBy: OrderTerm[];
	offset?: Expression;
	fetch?: Expression;
}

export interface ColumnDefinition {
	name: string;
	type: SqlType;
	nullable: boolean;
	identity: boolean;
	default?: Expression;
}

export interface TableConstraint {
	kind: 'primary' | 'unique' | 'check';
	name?: string;
	columns: string[];
	condition?: Expression;
}

export type Statement = { line: number } & StatementBody;

export type StatementBody =
	| { kind: 'query'; query: Query }
	| {
			kind: 'insert';
			table: string[];
			columns?: string[];
			rows?: Expression[][];
			query?: Query;
			output: SelectItem[];
	  }
	| {
			kind: 'update';
			table: string[];
			changes: Array<{ column: string; value: Expression }>;
			from: Source[];
			where?: Expression;
			output: SelectItem[];
	  }
	| { kind: 'delete'; table: string[]; where?: Expression; output: SelectItem[] }
	| {
			kind: 'createTable';
			table: string[];
			columns: ColumnDefinition[];
			constraints: TableConstraint[];
	  }
	| { kind: 'createIndex'; name: string; table: string[]; columns: string[]; unique: boolean }
	| { kind: 'dropTable'; tables: string[][]; ifExists: boolean }
	| { kind: 'addColumn'; table: string[]; column: ColumnDefinition }
	| { kind: 'dropColumn'; table: string[]; column: string }
	| { kind: 'begin' }
	| { kind: 'commit' }
	| { kind: 'rollback'; savepoint?: string }
	| { kind: 'save'; savepoint: string }
	| { kind: 'setIsolation'; level: IsolationLevel }
	| { kind: 'setOption'; option: string; value: string }
	| { kind: 'setVariable'; name: string; value: Expression }
	| { kind: 'declare'; variables: Array<{ name: string; type: SqlType; value?: Expression }> }
	| { kind: 'if'; condition: Expression; then: Statement[]; otherwise: Statement[] }
	| { kind: 'block'; statements: Statement[] }
	| { kind: 'waitFor'; delay: string }
	| { kind: 'print'; value: Expression }
	| {
			kind: 'permission';
			verb: 'GRANT' | 'DENY' | 'REVOKE';
			permissions: string[];
			object: string[];
			/** None: the whole table. */
			columns: string[];
			logins: string[];
	  }
	| { kind: 'return' };
