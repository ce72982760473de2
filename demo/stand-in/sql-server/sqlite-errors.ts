import type { Catalogue, Table } from './catalogue';
import {
	SqlServerError,
	cannotInsertNull,
	checkViolated,
	duplicateKey,
	notInStandIn,
} from './errors';

/**
 * The code of an error of SQLite. By its shape, not by its class: the native module knows one class for the whole
 * process, while every test file loads its own.
 */
function sqliteError(error: unknown): { code: string; message: string } | undefined {
	if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
	const { code } = error;
	const message = 'message' in error ? String(error.message) : '';
	return typeof code === 'string' && code.startsWith('SQLITE_') ? { code, message } : undefined;
}

export function isBusy(error: unknown): boolean {
	return sqliteError(error)?.code.startsWith('SQLITE_BUSY') ?? false;
}

/** A write of a snapshot that another transaction has overtaken; no waiting helps. */
export function isStaleSnapshot(error: unknown): boolean {
	return sqliteError(error)?.code === 'SQLITE_BUSY_SNAPSHOT';
}

/** What SQL Server would have said. */
export function asSqlServerError(
	error: unknown,
	verb: string,
	database: string,
	catalogue: Catalogue,
): SqlServerError {
	if (error instanceof SqlServerError) return error;
	const cause = sqliteError(error);
	if (!cause) throw error;
	const [, place = ''] = /constraint failed: (.*)$/.exec(cause.message) ?? [];
	switch (cause.code) {
		case 'SQLITE_CONSTRAINT_NOTNULL': {
			const { table, columns } = located(place, catalogue);
			return cannotInsertNull(columns[0] ?? '', `${database}.${table?.physical ?? ''}`, verb);
		}
		case 'SQLITE_CONSTRAINT_UNIQUE':
		case 'SQLITE_CONSTRAINT_PRIMARYKEY':
			return duplicate(place, catalogue);
		case 'SQLITE_CONSTRAINT_CHECK':
			return checkViolated(verb, place);
		default:
			return notInStandIn(`how to run this statement (${cause.message})`);
	}
}

function duplicate(place: string, catalogue: Catalogue): SqlServerError {
	const [, index] = /^index '(.*)'$/.exec(place) ?? [];
	const { table, columns } = located(place, catalogue);
	const owner =
		index === undefined
			? table
			: catalogue.all().find(({ constraints }) => constraints.some(({ name }) => name === index));
	const constraint = owner?.constraints.find(({ name, columns: own, kind }) =>
		index === undefined ? kind !== 'check' && own.join() === columns.join() : name === index,
	);
	return duplicateKey(constraint?.name ?? place, owner?.physical ?? place);
}

/** `dbo.CTA02.T_COMP, dbo.CTA02.N_COMP` */
function located(
	place: string,
	catalogue: Catalogue,
): { table: Table | undefined; columns: string[] } {
	const parts = place.split(', ').map((part) => part.split('.'));
	const [schema = '', name = ''] = parts[0] ?? [];
	return { table: catalogue.find(schema, name), columns: parts.map((part) => part[2] ?? '') };
}
