import { z } from 'zod';

import type { Database } from './database';
import { treasuryAccounts } from './queries';

export interface TreasuryAccount {
	/** COD_CTA, as the payment map names it. */
	code: string;
	description: string;
}

const rowSchema = z.object({
	COD_CTA: z.string().trim(),
	DESCRIPCIO: z
		.string()
		.nullable()
		.transform((text) => (text ?? '').trim()),
});

/**
 * The treasury accounts of Tango (SBA01), to choose from when the payment map is filled in. Nothing that is sent
 * depends on them.
 *
 * @throws FactuLinkError `SQL_TABLE_MISSING` (person) in a database without that table
 */
export async function readTreasuryAccounts(database: Database): Promise<TreasuryAccount[]> {
	const rows = z.array(rowSchema).parse(await database.query(treasuryAccounts()));
	return rows.map(({ COD_CTA: code, DESCRIPCIO: description }) => ({ code, description }));
}
