import { z } from 'zod';
import type { SqlServerSystem } from './config';
import { onSqlServer } from './fixture-database';

const rowSchema = z.object({ T_COMP: z.string(), N_COMP: z.string(), open: z.coerce.number() });

/** Type and number of the vouchers in the pending list, and whether all their rows are closed. */
export type Marks = ReadonlyMap<string, boolean>;

/** Reads the pending list back without any code of the package. */
export async function readMarks(system: SqlServerSystem, pendingTable: string): Promise<Marks> {
	const table = pendingTable
		.split('.')
		.map((part) => `[${part.replaceAll(']', ']]')}]`)
		.join('.');
	const { recordset } = await onSqlServer(
		system,
		async (pool) =>
			await pool.request().query(
				`SELECT p.T_COMP, p.N_COMP, SUM(CASE WHEN p.ESTADO_SYNC = 0 THEN 1 ELSE 0 END) AS [open]
					FROM ${table} AS p GROUP BY p.T_COMP, p.N_COMP`,
			),
	);
	return new Map(
		z
			.array(rowSchema)
			.parse(recordset)
			.map(({ T_COMP, N_COMP, open }) => [`${T_COMP.trimEnd()}/${N_COMP.trimEnd()}`, open === 0]),
	);
}
