import { collationConflict } from '../errors';
import { typeNumber } from '../sqlite-functions';
import {
	DATABASE_COLLATION,
	INT,
	commonType,
	isInteger,
	isText,
	typeText,
	type Collation,
	type SqlType,
} from '../types';
import type { Typed } from './scope';

/** The text of a value in another type; nothing is called where SQLite already holds the right thing. */
export function converted(value: Typed, to: SqlType, style = '0'): string {
	const from = value.type;
	if (!from) return 'NULL';
	if (isInteger(from) && to.name === from.name) return value.sql;
	if (!isText(to) && typeText(from) === typeText(to)) return value.sql;
	return `tds_convert(${value.sql}, ${typeNumber(from)}, ${typeNumber(to)}, ${style})`;
}

/** The text of a value for a column: what does not fit is refused. */
export function assigned(value: Typed, to: SqlType): string {
	if (!value.type) return 'NULL';
	if (!isText(to) && typeText(value.type) === typeText(to)) return value.sql;
	return `tds_assign(${value.sql}, ${typeNumber(value.type)}, ${typeNumber(to)})`;
}

/** The type that several values share. */
export function shared(values: readonly Typed[]): SqlType {
	let type: SqlType | undefined;
	for (const value of values) {
		if (value.type) type = type ? commonType(type, value.type) : value.type;
	}
	return type ?? INT;
}

/**
 * The collation under which texts meet.
 *
 * @throws SqlServerError 468 when two columns disagree
 */
export function meetingCollation(
	values: readonly Typed[],
	operation: string,
): { collation: Collation; collated?: 'implicit' | 'explicit' } {
	for (const firmness of ['explicit', 'implicit'] as const) {
		const [first, ...others] = values
			.filter((value) => value.collated === firmness)
			.map((value) => value.type?.collation ?? DATABASE_COLLATION);
		if (!first) continue;
		const other = others.find((collation) => collation.name !== first.name);
		if (other) throw collationConflict(other.name, first.name, operation);
		return { collation: first, collated: firmness };
	}
	return { collation: DATABASE_COLLATION };
}

/** What SQLite sorts and groups by so that it agrees with the type. */
export function orderKey(value: Typed): string {
	if (!value.type) return value.sql;
	if (value.type.name === 'decimal') return `tds_sort_key(${value.sql})`;
	if (!isText(value.type)) return value.sql;
	return comparable(value.sql, value.type.collation ?? DATABASE_COLLATION);
}

/** A text in the form in which it is compared. */
export function comparable(sql: string, collation: Collation): string {
	return collation.comparison === 'binary' ? `${sql} COLLATE RTRIM` : `tds_fold(${sql})`;
}

/** A value in the type of its neighbours in CASE, COALESCE or UNION; texts keep their length. */
export function unified(value: Typed, type: SqlType): string {
	if (!value.type || (isText(value.type) && isText(type))) return value.sql;
	return converted(value, type);
}
