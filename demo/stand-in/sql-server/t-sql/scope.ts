import type { Table } from '../catalogue';
import { ambiguousColumn, invalidColumn, unboundIdentifier } from '../errors';
import type { SqlType } from '../types';

/** A piece of SQLite text with the T-SQL type of what it yields. */
export interface Typed {
	sql: string;
	/** Absent for an untyped NULL. */
	type?: SqlType;
	/** How firmly a collation is attached: columns bring theirs, literals and variables take the other side's. */
	collated?: 'implicit' | 'explicit';
	/** Digits of an integer literal, which count as its precision when it meets a decimal. */
	literalDigits?: number;
}

export interface BoundColumn {
	name: string;
	type: SqlType;
	collated?: 'implicit' | 'explicit';
}

/** A table, derived table or view in FROM. */
export interface BoundSource {
	/** Its name for column references in SQLite. */
	sqlAlias: string;
	/** What it may be called in T-SQL, most specific first: `h`, or `dbo.CTA02` and `CTA02`. */
	names: string[][];
	columns: BoundColumn[];
	table?: Table;
}

export interface CommonTable {
	name: string;
	columns: BoundColumn[];
}

/** What names mean at one place of a statement. */
export class Scope {
	readonly sources: BoundSource[] = [];

	constructor(
		readonly parent?: Scope,
		readonly commonTables: ReadonlyMap<string, CommonTable> = parent?.commonTables ?? new Map(),
	) {}

	/** @throws SqlServerError 207, 209 or 4104 */
	column(qualifier: readonly string[], name: string): Typed {
		const found = this.lookUp(qualifier, name);
		if (found) return found;
		if (qualifier.length === 0) throw invalidColumn(name);
		if (this.knows(qualifier)) throw invalidColumn(name);
		throw unboundIdentifier([...qualifier, name].join('.'));
	}

	/** All columns of the sources, or of one. */
	star(qualifier: readonly string[]): Array<{ name: string; value: Typed }> {
		const sources = this.sources.filter(
			(source) => qualifier.length === 0 || isCalled(source, qualifier),
		);
		if (sources.length === 0) throw unboundIdentifier(`${qualifier.join('.')}.*`);
		return sources.flatMap((source) =>
			source.columns.map((column) => ({ name: column.name, value: reference(source, column) })),
		);
	}

	private lookUp(qualifier: readonly string[], name: string): Typed | undefined {
		const matches: Typed[] = [];
		for (const source of this.sources) {
			if (qualifier.length > 0 && !isCalled(source, qualifier)) continue;
			const column = source.columns.find((candidate) => same(candidate.name, name));
			if (column) matches.push(reference(source, column));
		}
		if (matches.length > 1) throw ambiguousColumn(name);
		return matches[0] ?? this.parent?.lookUp(qualifier, name);
	}

	private knows(qualifier: readonly string[]): boolean {
		return (
			this.sources.some((source) => isCalled(source, qualifier)) ||
			(this.parent?.knows(qualifier) ?? false)
		);
	}
}

function reference(source: BoundSource, column: BoundColumn): Typed {
	return {
		sql: `${quote(source.sqlAlias)}.${quote(column.name)}`,
		type: column.type,
		collated: column.collated,
	};
}

function isCalled(source: BoundSource, qualifier: readonly string[]): boolean {
	return source.names.some(
		(name) =>
			name.length === qualifier.length &&
			name.every((part, index) => same(part, qualifier[index] ?? '')),
	);
}

export function same(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}

/** An identifier in SQLite's quotes. */
export function quote(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal in SQLite. */
export function quoteText(text: string): string {
	return `'${text.replaceAll("'", "''")}'`;
}
