import { z } from 'zod';

import type { Choice } from '../choices';
import { FactuLinkError } from '../errors';
import type { Database } from './database';
import { classOf } from './mall-identity';
import { branches, firstTypeFrom, nextTypeIn, treasuryAccounts } from './queries';
import { readVoucherTypes, typeKindOf } from './read-voucher';
import { parseSalesSettings, type VoucherClass } from './settings';

// What a person can choose from in the settings of the sales. Nothing that is sent depends on these lists.

const text = z
	.string()
	.nullable()
	.transform((value) => (value ?? '').trim());

const accountSchema = z.object({ COD_CTA: z.string().trim(), DESCRIPCIO: text });
const branchSchema = z.object({ NRO_SUCURSAL: z.number(), DESC_SUCURSAL: text });
const typeSchema = z.object({ NRO_SUCURS: z.number(), T_COMP: z.string(), TCOMP_IN_V: text });

/** Pairs of branch and voucher type that are looked up at most: each takes a round trip of a millisecond. */
const MAX_TYPES = 500;

const CLASS_NAMES: Readonly<Record<VoucherClass, string>> = {
	invoice: 'invoice',
	debit: 'debit note',
	credit: 'credit note',
	receipt: 'receipt, not reported',
};

/**
 * The treasury accounts of Tango (SBA01) by code, as the payment map names them.
 *
 * @throws FactuLinkError `SQL_TABLE_MISSING`, `SQL_PERMISSION_DENIED` (person)
 */
export async function treasuryAccountChoices(database: Database): Promise<Choice[]> {
	const rows = z.array(accountSchema).parse(await database.query(treasuryAccounts()));
	return rows.map(({ COD_CTA: code, DESCRIPCIO: name }) => ({ code, name }));
}

/** The branches of Tango by number; where their table may not be read, those that have vouchers, without names. */
export async function branchChoices(database: Database): Promise<Choice[]> {
	try {
		const rows = z.array(branchSchema).parse(await database.query(branches()));
		return rows.map((row) => ({ code: String(row.NRO_SUCURSAL), name: row.DESC_SUCURSAL }));
	} catch (error) {
		if (!(error instanceof FactuLinkError) || !NOT_READABLE.has(error.code)) throw error;
		const found = new Set((await typesInUse(database)).map((row) => row.NRO_SUCURS));
		return [...found].map((branch) => ({ code: String(branch), name: '' }));
	}
}

const NOT_READABLE = new Set(['SQL_TABLE_MISSING', 'SQL_PERMISSION_DENIED']);

/** The voucher types (T_COMP) by code: those of vouchers and those of the type table, with what each is to Tango. */
export async function voucherTypeChoices(database: Database): Promise<Choice[]> {
	const settings = parseSalesSettings({});
	const kinds = await readVoucherTypes(database);
	const found = new Map<string, VoucherClass | null>();
	const learn = (type: string, internalType: string, kind: string | null) => {
		found.set(type, found.get(type) ?? classOf(type, internalType, kind, settings));
	};
	for (const { NRO_SUCURS, T_COMP, TCOMP_IN_V } of await typesInUse(database)) {
		learn(T_COMP.trimEnd(), TCOMP_IN_V, typeKindOf(kinds, NRO_SUCURS, T_COMP));
	}
	for (const [branchAndType, kind] of kinds) {
		learn(branchAndType.slice(branchAndType.indexOf('/') + 1), '', kind);
	}
	return [...found]
		.map(([code, voucherClass]) => ({
			code,
			name: voucherClass === null ? 'not in the type table' : CLASS_NAMES[voucherClass],
		}))
		.sort((one, other) => (one.code < other.code ? -1 : 1));
}

/**
 * One voucher of each type and branch. It jumps from type to type through the key of CTA02: asking for the distinct
 * types would read the vouchers of all years.
 */
async function typesInUse(database: Database): Promise<Array<z.output<typeof typeSchema>>> {
	const found: Array<z.output<typeof typeSchema>> = [];
	const ask = async (statement: Parameters<Database['query']>[0]) =>
		z.array(typeSchema).parse(await database.query(statement))[0];
	let next = await ask(firstTypeFrom(null));
	while (next && found.length < MAX_TYPES) {
		found.push(next);
		next =
			(await ask(nextTypeIn(next.NRO_SUCURS, next.T_COMP))) ??
			(await ask(firstTypeFrom(next.NRO_SUCURS)));
	}
	return found;
}
