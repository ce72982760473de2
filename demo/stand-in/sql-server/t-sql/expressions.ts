import { resultPrecision } from '../decimal';
import { SqlServerError, operandClash, undeclaredVariable, notInStandIn } from '../errors';
import {
	DATABASE_COLLATION,
	INT,
	asDecimal,
	collationNamed,
	decimalType,
	isInteger,
	isNumber,
	isText,
	isTime,
	nvarchar,
	typeText,
	varchar,
	type SqlType,
} from '../types';
import type { Comparison, Expression, Query, Window } from './ast';
import {
	comparable,
	converted,
	meetingCollation,
	orderKey,
	shared,
	unified,
} from './conversion-sql';
import { globalVariable, translateCall } from './functions';
import { quoteText, type BoundColumn, type Scope, type Typed } from './scope';
import { typeNumber } from '../sqlite-functions';

/** What expressions need from their surroundings. */
export interface Surroundings {
	/** A variable or parameter, under its name in SQLite. */
	variable(name: string): Typed | undefined;
	subquery(query: Query, scope: Scope): { sql: string; columns: BoundColumn[] };
}

/** Translates T-SQL expressions to SQLite, with their types. */
export class ExpressionTranslator {
	constructor(private readonly surroundings: Surroundings) {}

	value(expression: Expression, scope: Scope): Typed {
		switch (expression.kind) {
			case 'null':
				return { sql: 'NULL' };
			case 'text':
				return {
					sql: quoteText(expression.value),
					type: expression.unicode
						? nvarchar(Math.max(1, expression.value.length))
						: varchar(Math.max(1, expression.value.length)),
				};
			case 'number':
				return numberLiteral(expression.text);
			case 'variable': {
				const variable = expression.name.startsWith('@@')
					? globalVariable(expression.name)
					: this.surroundings.variable(expression.name);
				if (!variable) throw undeclaredVariable(expression.name);
				return variable;
			}
			case 'column':
				return scope.column(expression.qualifier, expression.name);
			case 'unary': {
				const operand = this.value(expression.operand, scope);
				if (operand.type?.name === 'decimal') {
					return { sql: `tds_negate(${operand.sql})`, type: operand.type };
				}
				return { sql: `(-${operand.sql})`, type: operand.type };
			}
			case 'arithmetic':
				return this.arithmetic(
					expression.operator,
					this.value(expression.left, scope),
					this.value(expression.right, scope),
				);
			case 'case':
				return this.caseExpression(expression, scope);
			case 'convert': {
				const operand = this.value(expression.operand, scope);
				const style = expression.style ? this.value(expression.style, scope).sql : '0';
				if (!operand.type) return { sql: 'NULL', type: expression.type };
				const collated =
					isText(expression.type) && isText(operand.type) ? operand.collated : undefined;
				const type: SqlType =
					collated && operand.type.collation
						? { ...expression.type, collation: operand.type.collation }
						: expression.type;
				const sql = expression.lenient
					? `tds_try_convert(${operand.sql}, ${typeNumber(operand.type)}, ${typeNumber(type)}, ${style})`
					: converted(operand, type, style);
				return { sql, type, collated };
			}
			case 'call':
				return translateCall(
					expression,
					expression.arguments.map((argument) => () => this.value(argument, scope)),
					{
						condition: (index) => this.condition(argumentAt(expression, index), scope),
						name: (index) => nameOf(argumentAt(expression, index)),
						over: (window) => this.window(window, scope),
					},
				);
			case 'collate': {
				const operand = this.value(expression.operand, scope);
				const collation = collationNamed(expression.collation) ?? DATABASE_COLLATION;
				return {
					sql: operand.sql,
					type: { ...(operand.type ?? varchar(1)), collation },
					collated: 'explicit',
				};
			}
			case 'scalarQuery': {
				const { sql, columns } = this.surroundings.subquery(expression.query, scope);
				const [column] = columns;
				if (!column || columns.length > 1) {
					throw new SqlServerError(
						116,
						'Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.',
						16,
						1,
						'batch',
					);
				}
				return { sql: `(${sql})`, type: column.type, collated: column.collated };
			}
			default:
				throw new SqlServerError(
					102,
					'Incorrect syntax: a condition stands where a value is expected.',
					15,
					1,
					'batch',
				);
		}
	}

	condition(expression: Expression, scope: Scope): string {
		switch (expression.kind) {
			case 'logical':
				return `(${this.condition(expression.left, scope)} ${expression.operator} ${this.condition(expression.right, scope)})`;
			case 'not':
				return `(NOT ${this.condition(expression.operand, scope)})`;
			case 'comparison':
				return this.comparison(
					expression.operator,
					this.value(expression.left, scope),
					this.value(expression.right, scope),
				);
			case 'isNull':
				return `(${this.value(expression.operand, scope).sql} IS ${expression.negated ? 'NOT ' : ''}NULL)`;
			case 'between': {
				const operand = this.value(expression.operand, scope);
				const low = this.comparison('>=', operand, this.value(expression.low, scope));
				const high = this.comparison('<=', operand, this.value(expression.high, scope));
				return `(${expression.negated ? 'NOT ' : ''}(${low} AND ${high}))`;
			}
			case 'inList': {
				const operand = this.value(expression.operand, scope);
				const list = expression.list.map((item) => this.value(item, scope));
				return this.membership(operand, list, expression.negated);
			}
			case 'inQuery': {
				const operand = this.value(expression.operand, scope);
				const { sql, columns } = this.surroundings.subquery(expression.query, scope);
				const [column] = columns;
				if (!column) throw notInStandIn('IN with a query without columns');
				const member: Typed = {
					sql: 'tds_member.value',
					type: column.type,
					collated: column.collated,
				};
				const test = this.comparison('=', operand, member);
				const not = expression.negated ? 'NOT ' : '';
				return `(${not}EXISTS (SELECT 1 FROM (SELECT ${quoteColumn(column)} AS value FROM (${sql})) AS tds_member WHERE ${test}))`;
			}
			case 'like': {
				const operand = this.value(expression.operand, scope);
				const pattern = this.value(expression.pattern, scope);
				const escape = expression.escape ? this.value(expression.escape, scope).sql : "''";
				const { collation } = meetingCollation([operand, pattern], 'like');
				const [text, mask] =
					collation.comparison === 'binary'
						? [operand.sql, pattern.sql]
						: [`tds_fold(${operand.sql})`, `tds_fold(${pattern.sql})`];
				return `(${expression.negated ? 'NOT ' : ''}tds_like(${text}, ${mask}, ${escape}))`;
			}
			case 'exists':
				return `EXISTS (${this.surroundings.subquery(expression.query, scope).sql})`;
			default:
				throw new SqlServerError(
					4145,
					'An expression of non-boolean type specified in a context where a condition is expected.',
					15,
					1,
					'batch',
				);
		}
	}

	comparison(operator: Comparison, left: Typed, right: Typed): string {
		if (!left.type || !right.type) return `(${left.sql} ${operator} ${right.sql})`;
		if (isText(left.type) && isText(right.type)) {
			const { collation } = meetingCollation([left, right], NAMES[operator]);
			if (collation.comparison === 'binary') {
				return `(${left.sql} ${operator} ${right.sql} COLLATE RTRIM)`;
			}
			return `(${comparable(left.sql, collation)} ${operator} ${comparable(right.sql, collation)})`;
		}
		const type = shared([left, right]);
		checkComparable(left.type, right.type);
		if (type.name === 'decimal') {
			return `(tds_compare(${toNumber(left, type)}, ${toNumber(right, type)}) ${operator} 0)`;
		}
		if (isInteger(type)) {
			return `(${toNumber(left, type)} ${operator} ${toNumber(right, type)})`;
		}
		return `(${converted(left, type)} ${operator} ${converted(right, type)})`;
	}

	orderKey(value: Typed): string {
		return orderKey(value);
	}

	private membership(operand: Typed, list: Typed[], negated: boolean): string {
		const not = negated ? 'NOT ' : '';
		const texts =
			operand.type && isText(operand.type) && list.every((item) => item.type && isText(item.type));
		const integers =
			operand.type &&
			isInteger(operand.type) &&
			list.every((item) => item.type && isInteger(item.type));
		if (integers) return `(${operand.sql} ${not}IN (${list.map(({ sql }) => sql).join(', ')}))`;
		if (texts) {
			// One IN instead of a chain of OR, so that SQLite uses the index of the key columns.
			const { collation } = meetingCollation([operand, ...list], 'equal to');
			const items =
				collation.comparison === 'binary'
					? list.map(({ sql }) => sql)
					: list.map(({ sql }) => comparable(sql, collation));
			return `(${comparable(operand.sql, collation)} ${not}IN (${items.join(', ')}))`;
		}
		return `(${not}(${list.map((item) => this.comparison('=', operand, item)).join(' OR ')}))`;
	}

	private arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Typed, right: Typed): Typed {
		if (!left.type || !right.type) return { sql: 'NULL', type: left.type ?? right.type ?? INT };
		if (operator === '+' && isText(left.type) && isText(right.type)) {
			const type = shared([left, right]);
			const length =
				left.type.length === 'max' || right.type.length === 'max'
					? ('max' as const)
					: Math.min(8000, (left.type.length ?? 1) + (right.type.length ?? 1));
			const { collation, collated } = meetingCollation([left, right], 'add');
			return {
				sql: `(${left.sql} || ${right.sql})`,
				type: { ...type, length, collation },
				collated,
			};
		}
		if (isTime(left.type) || isTime(right.type)) throw notInStandIn('arithmetic with dates');
		const type = shared([left, right]);
		if (isText(type)) throw operandClash(typeText(left.type), typeText(right.type));
		if (isInteger(type)) {
			const kept = type.name === 'bit' ? INT : type;
			if (operator === '/' || operator === '%') {
				return {
					sql: `tds_integer_division(${quoteText(operator)}, ${toNumber(left, kept)}, ${toNumber(right, kept)})`,
					type: kept,
				};
			}
			return { sql: `(${toNumber(left, kept)} ${operator} ${toNumber(right, kept)})`, type: kept };
		}
		if (type.name === 'float') {
			return { sql: `(${converted(left, type)} ${operator} ${converted(right, type)})`, type };
		}
		const { precision, scale } = resultPrecision(
			operator,
			decimalSize(left, type),
			decimalSize(right, type),
		);
		return {
			sql: `tds_arithmetic(${quoteText(operator)}, ${toNumber(left, type)}, ${toNumber(right, type)}, ${precision}, ${scale})`,
			type: decimalType(precision, scale),
		};
	}

	private caseExpression(expression: Extract<Expression, { kind: 'case' }>, scope: Scope): Typed {
		const branches = expression.branches.map(({ when, then }) => ({
			when: this.condition(when, scope),
			then: this.value(then, scope),
		}));
		const otherwise: Typed = expression.otherwise
			? this.value(expression.otherwise, scope)
			: { sql: 'NULL' };
		const results = [...branches.map(({ then }) => then), otherwise];
		const type = shared(results);
		const text = branches
			.map(({ when, then }) => `WHEN ${when} THEN ${unified(then, type)}`)
			.join(' ');
		return {
			sql: `(CASE ${text} ELSE ${unified(otherwise, type)} END)`,
			type,
			collated: isText(type) ? meetingCollation(results, 'CASE').collated : undefined,
		};
	}

	private window(window: Window, scope: Scope): string {
		const partition = window.partitionBy.map((key) => orderKey(this.value(key, scope)));
		const order = window.orderBy.map(
			({ expression, descending }) =>
				orderKey(this.value(expression, scope)) + (descending ? ' DESC' : ''),
		);
		const parts = [
			...(partition.length > 0 ? [`PARTITION BY ${partition.join(', ')}`] : []),
			...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
		];
		return `OVER (${parts.join(' ')})`;
	}
}

const NAMES: Record<Comparison, string> = {
	'=': 'equal to',
	'<>': 'not equal to',
	'<': 'less than',
	'<=': 'less than or equal to',
	'>': 'greater than',
	'>=': 'greater than or equal to',
};

function toNumber(value: Typed, type: SqlType): string {
	return value.type && isNumber(value.type) ? value.sql : converted(value, type);
}

/** Precision and scale with which a value takes part in decimal arithmetic of a type. */
function decimalSize(value: Typed, type: SqlType): { precision: number; scale: number } {
	if (value.literalDigits !== undefined) return { precision: value.literalDigits, scale: 0 };
	return asDecimal(value.type && !isText(value.type) ? value.type : type);
}

function numberLiteral(text: string): Typed {
	if (/e/i.test(text)) return { sql: text, type: { name: 'float' } };
	if (!text.includes('.')) {
		const digits = text.replace(/^0+(?=\d)/, '');
		if (BigInt(digits) <= 2147483647n)
			return { sql: digits, type: INT, literalDigits: digits.length };
		return { sql: quoteText(digits), type: decimalType(digits.length, 0) };
	}
	const [whole = '', fraction = ''] = text.split('.');
	const digits = whole.replace(/^0+/, '');
	const precision = Math.max(1, digits.length + fraction.length);
	return {
		sql: quoteText(fraction ? `${digits || '0'}.${fraction}` : digits || '0'),
		type: decimalType(precision, fraction.length),
	};
}

function checkComparable(left: SqlType, right: SqlType): void {
	const numberMeetsDate =
		(isTime(left) &&
			left.name !== 'datetime' &&
			left.name !== 'smalldatetime' &&
			isNumber(right)) ||
		(isTime(right) &&
			right.name !== 'datetime' &&
			right.name !== 'smalldatetime' &&
			isNumber(left));
	if (numberMeetsDate) throw operandClash(left.name, right.name);
}

function quoteColumn(column: BoundColumn): string {
	return `"${column.name.replaceAll('"', '""')}"`;
}

function argumentAt(call: Extract<Expression, { kind: 'call' }>, index: number): Expression {
	const argument = call.arguments[index];
	if (!argument) {
		throw new SqlServerError(
			174,
			`The ${call.name.toLowerCase()} function requires ${index + 1} argument(s).`,
			15,
			1,
			'batch',
		);
	}
	return argument;
}

/** A date part: `day` in DATEADD(day, …) parses as a column. */
function nameOf(expression: Expression): string {
	return expression.kind === 'column' ? expression.name.toLowerCase() : '';
}
