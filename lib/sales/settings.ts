import { z } from 'zod';

import { FactuLinkError } from '../errors';
import { isDecimalText } from '../money';

/** What a voucher type is: the mall adds invoices and debit notes, subtracts credit notes, ignores receipts. */
export const VOUCHER_CLASSES = ['invoice', 'debit', 'credit', 'receipt'] as const;
export type VoucherClass = (typeof VOUCHER_CLASSES)[number];

/** A number of digits; workflow fields hand numbers over as text as well. */
function digits<A extends number, B extends number>(one: A, other: B, preset: A | B) {
	return z
		.union([z.literal(one), z.literal(other), z.literal(`${one}`), z.literal(`${other}`)])
		.default(preset)
		.transform((value): A | B => (`${value}` === `${one}` ? one : other));
}

const branch = z.union([
	z.number().int().nonnegative().max(999_999_999),
	z
		.string()
		.trim()
		.regex(/^\d{1,9}$/)
		.transform((text) => Number.parseInt(text, 10)),
]);

const text = (preset: string) => z.string().trim().min(1).default(preset);

/** The settings that decide what is sent and how; names and defaults are those of the sales specification. */
export const salesSettingsSchema = z
	.object({
		/** Branches (NRO_SUCURS) that this tenant reports; empty means all. */
		branches: z.array(branch).default([]),
		typeCodeWidth: digits(3, 2, 3),
		pointOfSaleWidth: digits(4, 5, 4),
		numberWidth: digits(8, 9, 8),
		numbering: z.enum(['standard', 'legacy12']).default('standard'),
		itemText: z.enum(['code', 'description']).default('code'),
		rubro: text('1'),
		creditNoteSign: z.enum(['positive', 'negative']).default('positive'),
		otherTaxes: z.enum(['largestLine', 'leaveOut']).default('largestLine'),
		defaultPaymentMean: text('OTROS'),
		/** Treasury account (COD_CTA) → MedioPago. */
		paymentMeans: z.record(z.string(), z.string().trim().min(1)).default({}),
		creditNotePaymentSide: z.enum(['H', 'D']).default('H'),
		/** Largest accepted difference, in the currency of the voucher; decimal text. */
		tolerance: z
			.union([z.string().trim(), z.number().transform((value) => `${value}`)])
			.default('0.05')
			.refine((value) => isDecimalText(value) && !value.startsWith('-'), {
				message: 'must be an amount of at least 0, such as 0.05',
			}),
		adjustmentArticles: z.array(z.string().trim()).default(['Art. Ajuste']),
		typeClasses: z.record(z.string(), z.enum(VOUCHER_CLASSES)).default({}),
		typeCodes: z
			.record(
				z
					.string()
					.regex(/^\S(.*\S)? [A-Z]$/, 'must be a type, a blank and a letter, such as "FAC E"'),
				z.string().regex(/^\d{3}$/, 'must be a code of 3 digits, such as "019"'),
			)
			.default({}),
	})
	.strict();

export type SalesSettings = z.output<typeof salesSettingsSchema>;

/**
 * Reads the settings, with the specification's defaults for what is left out.
 *
 * @throws FactuLinkError `SALES_SETTINGS` (person) naming every setting that does not fit
 */
export function parseSalesSettings(input: unknown): SalesSettings {
	const parsed = salesSettingsSchema.safeParse(input);
	if (parsed.success) return parsed.data;
	const issues = parsed.error.issues.map((issue) => {
		const name = issue.path.join('.') || 'settings';
		return `${name}: ${issue.message}`;
	});
	throw new FactuLinkError({
		class: 'person',
		code: 'SALES_SETTINGS',
		message: `The sales settings are not valid: ${issues.join('; ')}.`,
		whatToDo: 'Correct the named settings in the node.',
		cause: parsed.error,
	});
}
