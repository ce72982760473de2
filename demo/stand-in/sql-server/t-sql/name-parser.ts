import { notInStandIn, syntaxError } from '../errors';
import {
	DATABASE_COLLATION,
	collationNamed,
	decimalType,
	isText,
	type SqlType,
	type TypeName,
} from '../types';
import { RESERVED, TokenCursor } from './token-cursor';

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

/** Parses names and types. */
export class NameParser extends TokenCursor {
	protected type(defaultLength = 1): SqlType {
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
			return { name };
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

	protected typeArguments(): number[] {
		if (!this.takeSymbol('(')) return [];
		const list = this.commaSeparated(() => Number(this.expectKind('number').text));
		this.expectSymbol(')');
		return list;
	}

	protected collation(): { name: string } & NonNullable<SqlType['collation']> {
		const name = this.identifier();
		const collation = collationNamed(name);
		if (!collation) throw notInStandIn(`the collation ${name}`);
		return collation;
	}

	protected objectName(): string[] {
		return this.dottedName();
	}

	protected dottedName(): string[] {
		const name = [this.identifier()];
		while (this.takeSymbol('.')) name.push(this.isSymbol('.') ? '' : this.identifier());
		return name;
	}

	protected nameList(): string[] {
		this.expectSymbol('(');
		const names = this.commaSeparated(() => this.identifier());
		this.expectSymbol(')');
		return names;
	}

	protected indexColumns(): string[] {
		this.expectSymbol('(');
		const names = this.commaSeparated(() => {
			const name = this.identifier();
			if (!this.takeWord('ASC')) this.takeWord('DESC');
			return name;
		});
		this.expectSymbol(')');
		return names;
	}

	protected identifier(): string {
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

	protected variableName(): string {
		return this.expectKind('variable').text;
	}
}
