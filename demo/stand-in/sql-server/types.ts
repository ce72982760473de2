/** The SQL Server types that the stand-in knows. Any other type is refused, never approximated. */
export type TypeName =
	| 'bit'
	| 'tinyint'
	| 'smallint'
	| 'int'
	| 'bigint'
	| 'decimal'
	| 'float'
	| 'char'
	| 'varchar'
	| 'nchar'
	| 'nvarchar'
	| 'date'
	| 'time'
	| 'smalldatetime'
	| 'datetime'
	| 'datetime2';

export interface SqlType {
	name: TypeName;
	/** Characters of a text type. */
	length?: number | 'max';
	/** Digits of a decimal. */
	precision?: number;
	/** Decimals of a decimal, time or datetime2. */
	scale?: number;
	collation?: Collation;
}

/**
 * How a value is kept in SQLite and in variables: integers as bigint, decimals as text with exactly their scale,
 * dates and times as sortable text. Nothing goes through binary floating point but `float`.
 */
export type SqlValue = bigint | number | string | null;

export interface Collation {
	name: string;
	/** `binary` compares byte by byte, `folded` without case and accents; both ignore trailing blanks. */
	comparison: 'binary' | 'folded';
	/** The five bytes of MS-TDS 2.2.5.1.2. */
	bytes: Buffer;
}

/** The collation of the database, as in the installations that were studied. */
export const DATABASE_COLLATION: Collation = {
	name: 'Modern_Spanish_CI_AI',
	comparison: 'folded',
	bytes: Buffer.from([0x0a, 0x0c, 0xf0, 0x00, 0x00]),
};

const BINARY_COLLATIONS: readonly Collation[] = [
	{
		name: 'Latin1_General_BIN',
		comparison: 'binary',
		bytes: Buffer.from([0x09, 0x04, 0x00, 0x01, 0x00]),
	},
	{
		name: 'Latin1_General_BIN2',
		comparison: 'binary',
		bytes: Buffer.from([0x09, 0x04, 0x00, 0x02, 0x00]),
	},
];

export function collationNamed(name: string): Collation | undefined {
	const wanted = name.toLowerCase();
	if (wanted === 'database_default') return DATABASE_COLLATION;
	return [DATABASE_COLLATION, ...BINARY_COLLATIONS].find(
		(collation) => collation.name.toLowerCase() === wanted,
	);
}

const INTEGERS: ReadonlySet<TypeName> = new Set(['bit', 'tinyint', 'smallint', 'int', 'bigint']);
const TEXTS: ReadonlySet<TypeName> = new Set(['char', 'varchar', 'nchar', 'nvarchar']);
const TIMES: ReadonlySet<TypeName> = new Set([
	'date',
	'time',
	'smalldatetime',
	'datetime',
	'datetime2',
]);

export const isInteger = (type: SqlType): boolean => INTEGERS.has(type.name);
export const isText = (type: SqlType): boolean => TEXTS.has(type.name);
export const isTime = (type: SqlType): boolean => TIMES.has(type.name);
export const isNumber = (type: SqlType): boolean =>
	isInteger(type) || type.name === 'decimal' || type.name === 'float';
export const isUnicode = (type: SqlType): boolean =>
	type.name === 'nchar' || type.name === 'nvarchar';

/** Bytes of an integer type; its range follows from it. */
export function integerWidth(name: TypeName): 1 | 2 | 4 | 8 {
	switch (name) {
		case 'bit':
		case 'tinyint':
			return 1;
		case 'smallint':
			return 2;
		case 'int':
			return 4;
		default:
			return 8;
	}
}

/** Digits of the decimal that holds every value of an integer type, for mixed arithmetic. */
export function integerDigits(name: TypeName): number {
	return { 1: 3, 2: 5, 4: 10, 8: 19 }[integerWidth(name)];
}

export const INT: SqlType = { name: 'int' };
export const BIGINT: SqlType = { name: 'bigint' };
export const BIT: SqlType = { name: 'bit' };
export const DATETIME: SqlType = { name: 'datetime' };

export function varchar(length: number | 'max', collation = DATABASE_COLLATION): SqlType {
	return { name: 'varchar', length, collation };
}

export function nvarchar(length: number | 'max', collation = DATABASE_COLLATION): SqlType {
	return { name: 'nvarchar', length, collation };
}

export function decimalType(precision: number, scale: number): SqlType {
	return { name: 'decimal', precision, scale };
}

/** The type as T-SQL writes it, for messages: `decimal(22,7)`. */
export function typeText(type: SqlType): string {
	if (type.name === 'decimal') return `decimal(${type.precision},${type.scale})`;
	if (isText(type)) return `${type.name}(${type.length})`;
	if (type.name === 'time' || type.name === 'datetime2') return `${type.name}(${type.scale})`;
	return type.name;
}

// Ascending, from the data type precedence of SQL Server.
const PRECEDENCE: readonly TypeName[] = [
	'char',
	'varchar',
	'nchar',
	'nvarchar',
	'bit',
	'tinyint',
	'smallint',
	'int',
	'bigint',
	'decimal',
	'float',
	'time',
	'date',
	'smalldatetime',
	'datetime',
	'datetime2',
];

/** The type that two values take when they meet in a comparison, CASE, COALESCE or UNION. */
export function commonType(a: SqlType, b: SqlType): SqlType {
	if (isText(a) && isText(b)) {
		const name = isUnicode(a) || isUnicode(b) ? 'nvarchar' : 'varchar';
		const length =
			a.length === 'max' || b.length === 'max' ? 'max' : Math.max(a.length ?? 1, b.length ?? 1);
		return { name, length, collation: a.collation ?? b.collation };
	}
	if (a.name === 'decimal' || b.name === 'decimal') {
		if (isNumber(a) && isNumber(b) && a.name !== 'float' && b.name !== 'float') {
			const left = asDecimal(a);
			const right = asDecimal(b);
			const scale = Math.max(left.scale, right.scale);
			const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
			return decimalType(Math.min(38, whole + scale), scale);
		}
	}
	return PRECEDENCE.indexOf(a.name) >= PRECEDENCE.indexOf(b.name) ? a : b;
}

/** Precision and scale that a number has in decimal arithmetic. */
export function asDecimal(type: SqlType): { precision: number; scale: number } {
	if (type.name === 'decimal') return { precision: type.precision ?? 18, scale: type.scale ?? 0 };
	return { precision: integerDigits(type.name), scale: 0 };
}
