import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { Database } from './database';
import { columnsOfTable } from './queries';
import { quoted } from './statement';

const optionalColumn = (name: string) =>
	z
		.string()
		.trim()
		.nullable()
		.default(name)
		.transform((value) => (value === '' ? null : value));

/** Two names of at most 128 characters, each in brackets, and a point. */
const LONGEST_NAME = 261;

/** What a column INT of SQL Server can hold. */
const int = z
	.number()
	.int()
	.min(-(2 ** 31))
	.max(2 ** 31 - 1);

/** Names in the pending list; the defaults are those of the installation that was studied. */
export const pendingTableSettingsSchema = z
	.object({
		/** Table, or schema.table. */
		table: z.string().trim().min(1).max(LONGEST_NAME).default('EB_T_HistorialSincVentas_Solar'),
		typeColumn: z.string().trim().min(1).default('T_COMP'),
		numberColumn: z.string().trim().min(1).default('N_COMP'),
		stateColumn: z.string().trim().min(1).default('ESTADO_SYNC'),
		dayColumn: optionalColumn('FECHA_EMIS'),
		timeColumn: optionalColumn('HORA_EMIS'),
		meanColumn: optionalColumn('MEDIO_DE_PAGO'),
		sentAtColumn: optionalColumn('FECHA_SYNC'),
		/** Where the reason of a held voucher is written; most installations have no room for it. */
		reasonColumn: z
			.string()
			.trim()
			.nullable()
			.default(null)
			.transform((value) => (value === '' ? null : value)),
		pendingValue: int.default(0),
		sentValue: int.default(1),
	})
	.strict();

export type PendingTableSettings = z.output<typeof pendingTableSettingsSchema>;

/** The pending list as the database's own catalogue knows it: every name here may stand in a statement. */
export interface PendingTable {
	/** For people: `dbo.EB_T_HistorialSincVentas_Solar`. */
	name: string;
	/** For statements: `[dbo].[EB_T_HistorialSincVentas_Solar]`. */
	quotedName: string;
	type: string;
	number: string;
	state: string;
	day: string | null;
	time: string | null;
	mean: string | null;
	sentAt: string | null;
	reason: string | null;
	/** Characters that fit the reason column; null when it has no limit or is not set. */
	reasonLength: number | null;
	pendingValue: number;
	sentValue: number;
}

const catalogueRowSchema = z.object({
	TABLE_SCHEMA: z.string(),
	TABLE_NAME: z.string(),
	COLUMN_NAME: z.string(),
	CHARACTER_MAXIMUM_LENGTH: z.number().nullable(),
});

/**
 * Finds the pending list in the database's catalogue. Names come from a setting, so nothing of them reaches a
 * statement before the catalogue has returned them.
 *
 * @throws FactuLinkError `SQL_TABLE_MISSING`, `SQL_TABLE_AMBIGUOUS`, `SQL_COLUMN_MISSING` (person)
 */
export async function findPendingTable(
	database: Database,
	settings: PendingTableSettings,
): Promise<PendingTable> {
	const dot = settings.table.indexOf('.');
	const schema = dot < 0 ? null : settings.table.slice(0, dot);
	const table = dot < 0 ? settings.table : settings.table.slice(dot + 1);
	const rows = z
		.array(catalogueRowSchema)
		.parse(await database.query(columnsOfTable(table)))
		.filter((row) => schema === null || sameName(row.TABLE_SCHEMA, schema));
	const first = rows[0];
	if (first === undefined) {
		throw new FactuLinkError({
			class: 'person',
			code: 'SQL_TABLE_MISSING',
			message: `The database ${database.label} has no table "${settings.table}" that this user may see.`,
			whatToDo:
				'Check the name of the pending list in the node, the database in the credential, and that the user has SELECT on that table.',
			details: { table: settings.table },
		});
	}
	if (rows.some((row) => row.TABLE_SCHEMA !== first.TABLE_SCHEMA)) {
		throw new FactuLinkError({
			class: 'person',
			code: 'SQL_TABLE_AMBIGUOUS',
			message: `The database ${database.label} has more than one table "${settings.table}".`,
			whatToDo: `Write the name of the pending list with its schema, for example ${first.TABLE_SCHEMA}.${first.TABLE_NAME}.`,
			details: { table: settings.table },
		});
	}
	const name = `${first.TABLE_SCHEMA}.${first.TABLE_NAME}`;
	const find = (column: string) => {
		const found = rows.find((row) => sameName(row.COLUMN_NAME, column));
		if (found !== undefined) return found;
		throw new FactuLinkError({
			class: 'person',
			code: 'SQL_COLUMN_MISSING',
			message: `The table ${name} of ${database.label} has no column "${column}".`,
			whatToDo:
				'Check the column names of the pending list in the node; leave an optional one empty when the table does not have it.',
			details: { table: name, column },
		});
	};
	const optional = (column: string | null) => (column === null ? null : find(column).COLUMN_NAME);
	const reason = settings.reasonColumn === null ? null : find(settings.reasonColumn);
	const reasonLength = reason?.CHARACTER_MAXIMUM_LENGTH ?? null;
	return {
		name,
		quotedName: `${quoted(first.TABLE_SCHEMA)}.${quoted(first.TABLE_NAME)}`,
		type: find(settings.typeColumn).COLUMN_NAME,
		number: find(settings.numberColumn).COLUMN_NAME,
		state: find(settings.stateColumn).COLUMN_NAME,
		day: optional(settings.dayColumn),
		time: optional(settings.timeColumn),
		mean: optional(settings.meanColumn),
		sentAt: optional(settings.sentAtColumn),
		reason: reason === null ? null : reason.COLUMN_NAME,
		// -1 is how the catalogue says (max).
		reasonLength: reasonLength !== null && reasonLength > 0 ? reasonLength : null,
		pendingValue: settings.pendingValue,
		sentValue: settings.sentValue,
	};
}

function sameName(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}
