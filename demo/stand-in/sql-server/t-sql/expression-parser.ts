import type { Comparison, Expression, OrderTerm, Query, Window } from './ast';
import { NameParser } from './name-parser';

/** Length of CAST(… AS varchar) without one. */
const CAST_LENGTH = 30;

/** Parses expressions and conditions, weakest binding first. */
export abstract class ExpressionParser extends NameParser {
	protected abstract query(): Query;

	protected parenthesisedQuery(): Query {
		this.expectSymbol('(');
		const query = this.query();
		this.expectSymbol(')');
		return query;
	}

	protected expression(): Expression {
		let left = this.conjunction();
		while (this.takeWord('OR')) {
			left = { kind: 'logical', operator: 'OR', left, right: this.conjunction() };
		}
		return left;
	}

	protected conjunction(): Expression {
		let left = this.negation();
		while (this.takeWord('AND')) {
			left = { kind: 'logical', operator: 'AND', left, right: this.negation() };
		}
		return left;
	}

	protected negation(): Expression {
		if (this.takeWord('NOT')) return { kind: 'not', operand: this.negation() };
		return this.predicate();
	}

	protected predicate(): Expression {
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

	protected comparisonOperator(): Comparison | undefined {
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

	protected sum(): Expression {
		let left = this.product();
		for (;;) {
			const operator = this.takeSymbol('+') ? '+' : this.takeSymbol('-') ? '-' : undefined;
			if (!operator) return left;
			left = { kind: 'arithmetic', operator, left, right: this.product() };
		}
	}

	protected product(): Expression {
		let left = this.signed();
		for (;;) {
			const operator = (['*', '/', '%'] as const).find((symbol) => this.takeSymbol(symbol));
			if (!operator) return left;
			left = { kind: 'arithmetic', operator, left, right: this.signed() };
		}
	}

	protected signed(): Expression {
		if (this.takeSymbol('-')) return { kind: 'unary', operator: '-', operand: this.signed() };
		if (this.takeSymbol('+')) return this.signed();
		let operand = this.primary();
		while (this.takeWord('COLLATE')) {
			operand = { kind: 'collate', operand, collation: this.collation().name };
		}
		return operand;
	}

	protected primary(): Expression {
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
		if (this.isName()) {
			const name = this.dottedName();
			return { kind: 'column', qualifier: name.slice(0, -1), name: name[name.length - 1] ?? '' };
		}
		throw this.unexpected();
	}

	protected caseExpression(): Expression {
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

	protected call(): Expression {
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

	protected window(): Window {
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

	protected orderTerms(): OrderTerm[] {
		this.expectWord('BY');
		return this.commaSeparated(() => {
			const expression = this.expression();
			const descending = this.takeWord('DESC');
			if (!descending) this.takeWord('ASC');
			return { expression, descending };
		});
	}
}

function call(name: string, list: Expression[]): Expression {
	return { kind: 'call', name, arguments: list, distinct: false, star: false };
}
