import { z } from 'zod';

import { isDecimalText } from '../money';
import type { RawRow } from './database';

/**
 * The rows of a voucher as the statements of `queries.ts` return them, checked. Column names are Tango's own, so
 * that an integrator recognises them when a voucher is explained.
 */

const amount = z.string().trim().refine(isDecimalText, { message: 'is no decimal number' });
const textOrNull = z.string().nullable();
const dayOrNull = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}$/)
	.nullable();
/** Trailing blanks of a key are padding; anything else in it counts. */
const keyText = z.string().transform((value) => value.trimEnd());

const keySchema = z.object({ NRO_SUCURS: z.number().int(), T_COMP: keyText, N_COMP: keyText });

const headerSchema = keySchema.extend({
	TCOMP_IN_V: textOrNull,
	FECHA_EMIS: dayOrNull,
	HORA_EMIS: textOrNull,
	ESTADO: textOrNull,
	COD_VENDED: textOrNull,
	/** 1 pesos, 0 foreign. */
	MON_CTE: amount.nullable(),
	COTIZ: amount.nullable(),
	IMPORTE: amount,
	IMPORTE_IV: amount,
	IMPORTE_IN: amount,
});
export type HeaderRow = z.output<typeof headerSchema>;

const lineSchema = keySchema.extend({
	N_RENGL_V: z.number().int(),
	COD_ARTICU: textOrNull,
	CANTIDAD: amount,
	PORC_IVA: amount,
	IMP_NETO_P: amount,
	RENGL_PADR: z.number().int().nullable(),
	INSUMO_KIT_SEPARADO: amount.nullable(),
});
export type LineRow = z.output<typeof lineSchema>;

const taxSchema = keySchema.extend({
	COD_IMPUES: textOrNull,
	COD_ALICUO: z.number().int().nullable(),
	IMPORTE: amount,
});
export type TaxRow = z.output<typeof taxSchema>;

const treasurySchema = keySchema.extend({
	RENGLON: z.number().int(),
	COD_CTA: z.string().trim(),
	D_H: z.string().trim(),
	MONTO: amount,
});
export type TreasuryRow = z.output<typeof treasurySchema>;

const pendingSchema = z.object({
	T_COMP: keyText,
	N_COMP: keyText,
	FECHA_EMIS: dayOrNull,
	HORA_EMIS: textOrNull,
	MEDIO_DE_PAGO: textOrNull,
});
export type PendingRow = z.output<typeof pendingSchema>;

const listedSchema = pendingSchema.extend({ ESTADO_SYNC: amount.nullable() });
/** A row of the pending list in whatever state. */
export type ListedRow = z.output<typeof listedSchema>;

const typeSchema = z.object({
	NRO_SUCURS: z.number().int(),
	IDENT_COMP: keyText,
	TIPO_COMP: z.string().trim(),
});
export type TypeRow = z.output<typeof typeSchema>;

const descriptionSchema = z.object({
	COD_ARTICULO: z.string(),
	DESC_CTA_ARTICULO: textOrNull,
});
export type DescriptionRow = z.output<typeof descriptionSchema>;

/** A row whose content is not what the column promises; `column` is the first that is not. */
export interface UnreadableRow {
	table: string;
	column: string;
	row: RawRow;
}

export interface Read<T> {
	rows: T[];
	unreadable: UnreadableRow[];
}

function reader<S extends z.ZodTypeAny>(table: string, schema: S) {
	return (raw: readonly RawRow[]): Read<z.output<S>> => {
		const result: Read<z.output<S>> = { rows: [], unreadable: [] };
		for (const row of raw) {
			const parsed: z.SafeParseReturnType<unknown, z.output<S>> = schema.safeParse(row);
			if (parsed.success) result.rows.push(parsed.data);
			else
				result.unreadable.push({
					table,
					column: parsed.error.issues[0]?.path.join('.') ?? '',
					row,
				});
		}
		return result;
	};
}

export const readHeaders = reader('CTA02', headerSchema);
export const readLines = reader('CTA03', lineSchema);
export const readTaxes = reader('CTA04', taxSchema);
export const readTreasury = reader('CTA29', treasurySchema);
export const readPendingRows = reader('EB_T_HistorialSincVentas_Solar', pendingSchema);
export const readListedRows = reader('EB_T_HistorialSincVentas_Solar', listedSchema);
export const readTypes = reader('CTA_TIPO_COMPROBANTE_VENTAS', typeSchema);
export const readDescriptions = reader('CTA_ARTICULO', descriptionSchema);

/** One pending voucher: every row of the list with its type and number. */
export interface PendingGroup {
	type: string;
	number: string;
	/** 0 when the vouchers come from CTA02 itself, without a list. */
	rows: number;
	/** The row with the lowest day, then time: the one that fallbacks use. */
	first: PendingRow | null;
	/** YYYY-MM-DD, as far as the list or the header tells: the oldest go first. */
	day: string | null;
}

/** Everything that is known about one pending voucher. */
export interface Voucher {
	group: PendingGroup;
	/** CTA02 rows of the type and number, in any branch. */
	headers: HeaderRow[];
	/** Rows of the one branch that the voucher is in; empty while that cannot be told. */
	lines: LineRow[];
	taxes: TaxRow[];
	treasury: TreasuryRow[];
	/** TIPO_COMP of the branch's voucher type, when there is such a row. */
	typeKind: string | null;
	/** Article descriptions by code (trailing blanks cut); only filled when they are sent. */
	descriptions: ReadonlyMap<string, string>;
	unreadable: UnreadableRow[];
}

/** Tango pads with blanks; null and blanks mean the same. */
export function trimmed(text: string | null): string {
	return (text ?? '').trim();
}
