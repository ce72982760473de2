/** A typed parameter of a statement. Values never become part of the text. */
export type Parameter =
	| { name: string; type: 'varchar' | 'nvarchar'; length: number; value: string }
	| { name: string; type: 'int'; value: number };

/** One T-SQL statement, ready to be run. */
export interface Statement {
	text: string;
	parameters: readonly Parameter[];
	/** The table it is about: named in errors when the server does not name one itself. */
	table: string;
}

/** Collects the values of one statement under names of its own (`@p0`, `@p1`, …). */
export class Parameters {
	readonly list: Parameter[] = [];

	/** Key columns are varchar: an nvarchar parameter would convert the column and lose its index. */
	varchar(value: string, length: number): string {
		const name = this.nextName();
		this.list.push({ name, type: 'varchar', length, value });
		return `@${name}`;
	}

	nvarchar(value: string, length: number): string {
		const name = this.nextName();
		this.list.push({ name, type: 'nvarchar', length, value });
		return `@${name}`;
	}

	int(value: number): string {
		const name = this.nextName();
		this.list.push({ name, type: 'int', value });
		return `@${name}`;
	}

	private nextName(): string {
		return `p${this.list.length}`;
	}
}

/** An identifier as T-SQL quotes it. Only for names that the database's own catalogue returned. */
export function quoted(identifier: string): string {
	return `[${identifier.replaceAll(']', ']]')}]`;
}
