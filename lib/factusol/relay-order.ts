import { z } from 'zod';

import { FactuLinkError } from '../errors';
import { isDecimalText } from '../money';

/**
 * The item that travels from the trigger through the ledger to the purchase order. It carries what the worker
 * needs, so that the source file is read once. It is read back from JSON (a person may have put nodes between), so
 * it has a schema.
 */
const amount = z
	.union([z.string(), z.number()])
	.transform(String)
	.refine(isDecimalText, 'is no plain decimal number');
const discounts = z.tuple([amount, amount, amount]);

export const relayLineSchema = z.object({
	/** POSLPC in the source order. */
	position: z.number().int(),
	/** The sub-company's own article code; empty for free text that a setting includes. */
	article: z.string(),
	/** The parent's code for it, or its barcode. */
	parentArticle: z.string(),
	parentArticleIs: z.enum(['code', 'ean']).default('code'),
	description: z.string(),
	/** To order: CANLPC − ANULPC. */
	quantity: amount,
	/** Price and discounts of the source line: what the customer pays. */
	salePrice: amount,
	saleDiscounts: discounts,
	/** What the sub-company pays its parent; null when nobody entered it. */
	purchasePrice: amount.nullable(),
	purchaseDiscounts: discounts,
	purchasePriceFrom: z.enum(['supplier price', 'cost price']).nullable(),
	size: z.string(),
	colour: z.string(),
	comment: z.string(),
});
export type RelayLine = z.infer<typeof relayLineSchema>;

export const relayOrderSchema = z.object({
	/** `002/2026/1/000123` */
	key: z.string().min(1),
	company: z.object({ code: z.string(), name: z.string() }),
	fiscalYear: z.number().int(),
	series: z.string(),
	number: z.number().int(),
	/** `1-000123` */
	document: z.string(),
	/** `YYYY-MM-DD` */
	date: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}$/, 'is no date like 2026-01-31')
		.nullable(),
	time: z.string().nullable(),
	warehouse: z.string(),
	/** What the purchase order carries as its reference. */
	purchaseReference: z.string().min(1),
	lines: z.array(relayLineSchema).min(1, 'has no line to order'),
});
export type RelayOrderCore = z.infer<typeof relayOrderSchema>;

/** Why a line of the order does not go to the parent although one might expect it. */
export interface OmittedLine {
	position: number;
	article: string;
	description: string;
	quantity: string;
	reason: 'return or nothing left to order' | 'free text';
}

/** What the ledger is told when an order must not simply be relayed. */
export interface Verdict {
	state: 'held' | 'skipped';
	code: 'BEING_EDITED' | 'LINES_INCOMPLETE' | 'CANCELLED' | 'NOTHING_TO_ORDER' | 'BEFORE_START';
	reason: string;
}

export interface RelayOrder extends RelayOrderCore {
	/**
	 * Two SHA-256 in hexadecimal, joined by a point: the content of the order, and the terms it is bought on (codes
	 * and prices at the parent). A new price list changes the second only, which matters to an order that is still
	 * waiting and is no news for one that was relayed.
	 */
	fingerprint: string;
	/** One sentence for people, in Spanish. */
	message: string;
	state: number;
	stateName: string;
	customer: { code: number; name: string };
	customerReference: string;
	total: string;
	omittedLines: OmittedLine[];
	/** Lines with an article that is not the parent's. */
	ownLines: number;
	verdict?: Verdict;
}

/**
 * Reads an order out of an item.
 *
 * @throws FactuLinkError `ITEM_NOT_AN_ORDER` (person) naming the field
 */
export function parseRelayOrder(json: unknown): RelayOrderCore {
	return parse(relayOrderSchema, json);
}

function parse<S extends z.ZodTypeAny>(schema: S, json: unknown): z.output<S> {
	const parsed: z.SafeParseReturnType<unknown, z.output<S>> = schema.safeParse(json);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	const field = issue?.path.join('.') ?? '';
	throw new FactuLinkError({
		class: 'person',
		code: 'ITEM_NOT_AN_ORDER',
		message: `The item is not an order that can be written: ${field === '' ? 'it' : `"${field}"`} ${issue?.message ?? 'does not fit'}.`,
		whatToDo:
			'Feed this node with items of Factusol Trigger, of Factusol › Customer Order, or of FactuLink Ledger › Claim, and leave their fields as they are.',
		details: { field },
	});
}

const identitySchema = relayOrderSchema.pick({
	key: true,
	company: true,
	fiscalYear: true,
	document: true,
});
/** What tells an order from all others; one with nothing to order has it too. */
export type OrderIdentity = z.infer<typeof identitySchema>;

/** @throws FactuLinkError `ITEM_NOT_AN_ORDER` (person) naming the field */
export function parseOrderIdentity(json: unknown): OrderIdentity {
	return parse(identitySchema, json);
}

/** The half of a {@link RelayOrder} fingerprint that covers the order itself. */
export function orderPart(fingerprint: string): string {
	return fingerprint.split('.')[0] ?? fingerprint;
}

/** What tells which of two orders is older. */
export type OrderAge = Pick<RelayOrder, 'date' | 'time' | 'series' | 'number'>;

/** Order of people: day, then time, then number. */
export function oldestFirst(a: OrderAge, b: OrderAge): number {
	const [one, other] = [ageText(a), ageText(b)];
	return one < other ? -1 : one > other ? 1 : a.number - b.number;
}

function ageText({ date, time, series }: OrderAge): string {
	return `${date ?? ''} ${time ?? ''} ${series}`;
}
