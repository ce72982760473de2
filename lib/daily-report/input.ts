import { z } from 'zod';

const orderCount = z.object({ orders: z.number(), amount: z.string() });

const ordersSchema = z.object({
	company: z.object({ code: z.string(), name: z.string() }),
	days: z.array(
		z.object({
			day: z.string(),
			series: z.string(),
			inFactusol: orderCount,
			cancelled: z.number(),
			withParentLines: orderCount,
			relayed: orderCount,
			held: orderCount,
			waiting: orderCount,
			skipped: orderCount,
			unfinished: orderCount,
			unknown: orderCount,
			unknownOrders: z.array(z.string()),
		}),
	),
	missing: z.array(
		z.object({ series: z.string(), from: z.number(), to: z.number(), count: z.number() }),
	),
});

const count = z.object({ vouchers: z.number(), amount: z.string() });

const salesSchema = z.object({
	days: z.array(
		z.object({
			day: z.string(),
			branch: z.number(),
			inTango: count,
			sent: count,
			held: count,
			open: count,
			reasons: z.record(z.number()),
		}),
	),
	missing: z.array(
		z.object({
			branch: z.number(),
			type: z.string(),
			letter: z.string(),
			pointOfSale: z.string(),
			from: z.string(),
			to: z.string(),
			count: z.number(),
		}),
	),
});

const failureSchema = z.object({
	error: z.unknown(),
	details: z
		.object({
			code: z.string().nullish().catch(null),
			message: z.string().nullish().catch(null),
			spanish: z.string().nullish().catch(null),
		})
		.passthrough()
		.nullish()
		.catch(null),
});

export type OrdersPart = { kind: 'orders'; name: string } & z.infer<typeof ordersSchema>;
export type SalesPart = { kind: 'sales'; name: string } & z.infer<typeof salesSchema>;
export interface FailedPart {
	kind: 'failed';
	name: string;
	code: string | null;
	text: string;
}
export type Part = OrdersPart | SalesPart | FailedPart;

/**
 * What one source reported: an item of Factusol › Customer Order › Report, of SQL Server Sales › Report, or what such
 * a node put out in place of it because the source did not answer.
 *
 * @returns `null` for any other item, such as one that came through a node that is switched off
 */
export function readPart(json: Record<string, unknown>): Part | null {
	const name = typeof json.origen === 'string' && json.origen !== '' ? json.origen : null;
	const orders = ordersSchema.safeParse(json);
	if (orders.success) {
		return { kind: 'orders', ...orders.data, name: name ?? orders.data.company.name };
	}
	const sales = salesSchema.safeParse(json);
	if (sales.success) return { kind: 'sales', ...sales.data, name: name ?? 'Ventas' };
	const failure = failureSchema.safeParse(json);
	if (!failure.success || !failure.data.error) return null;
	const { details, error } = failure.data;
	return {
		kind: 'failed',
		name: name ?? 'Un origen',
		code: details?.code ?? null,
		text:
			details?.spanish ?? details?.message ?? (typeof error === 'string' ? error : 'No respondió.'),
	};
}

/** What the ledger says of a day. */
export interface LedgerDay {
	/** What was done on that day, by stream. */
	done: { stream: string; count: number; examples: string[] }[];
	/** What waits for a person now. */
	held: { stream: string; key: string; message: string | null; reason: string | null }[];
	/** What is still to be done now, by stream. */
	waiting: { stream: string; count: number }[];
}
