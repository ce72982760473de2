import { notInStandIn } from '../errors';
import type { Expression, Query, Select, SelectItem, Source } from './ast';
import { ExpressionParser } from './expression-parser';

/** Parses SELECT with all its clauses. */
export class QueryParser extends ExpressionParser {
	protected query(): Query {
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

	protected rowsWord(): void {
		if (!this.takeWord('ROWS')) this.expectWord('ROW');
	}

	protected select(): Select {
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

	protected selectItem(): SelectItem {
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

	protected alias(texts: boolean): string | undefined {
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

	protected sources(): Source[] {
		return this.commaSeparated(() => this.joinedSource());
	}

	protected joinedSource(): Source {
		let left = this.source();
		for (;;) {
			const type = this.joinType();
			if (!type) return left;
			const right = this.source();
			const on = type === 'CROSS' ? undefined : this.joinCondition();
			left = { kind: 'join', type, left, right, on };
		}
	}

	protected joinCondition(): Expression {
		this.expectWord('ON');
		return this.expression();
	}

	protected joinType(): 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS' | undefined {
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

	protected source(): Source {
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
	protected tableHints(): void {
		if (this.isWord('WITH') && this.peek(1).text === '(') {
			this.position++;
			this.skipParentheses();
		}
	}

	protected skipParentheses(): void {
		this.expectSymbol('(');
		for (let depth = 1; depth > 0; this.position++) {
			if (this.current.kind === 'end') throw this.unexpected();
			if (this.isSymbol('(')) depth++;
			if (this.isSymbol(')')) depth--;
		}
	}

	protected rowValues(): Expression[][] {
		return this.commaSeparated(() => {
			this.expectSymbol('(');
			const values = this.commaSeparated(() => this.expression());
			this.expectSymbol(')');
			return values;
		});
	}
}
