import type { NewOrder } from '../sources/orders';
import type { NewVoucher } from '../sources/vouchers';

export type Flow = 'orders' | 'sales';

/** What may be wrong in the end; every kind has to be counted as 0. */
export const KINDS = [
	/** It should have arrived, and did not. */
	'lost',
	/** It arrived more than once. */
	'double',
	/** A document with other lines than it should have, or lines without a document. */
	'torn',
	/** An amount or a text is another one. */
	'wrong',
	/** It arrived, and should not have. */
	'unwanted',
	/** The mall has it and the pending list does not know, or the other way round. */
	'mark',
	/** The ledger says something else than the systems, or its events do not tell how an entry came to its state. */
	'contradiction',
] as const;
export type Kind = (typeof KINDS)[number];

export interface Finding {
	kind: Kind;
	flow: Flow;
	key: string;
	/** What was found. */
	text: string;
}

/** What has arrived at the sources, which is all that a judge goes by. */
export interface Arrived {
	orders: readonly NewOrder[];
	vouchers: readonly NewVoucher[];
}

export type Counts = Record<Kind, number>;

export function countsOf(findings: readonly Finding[]): Counts {
	const counts = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Counts;
	for (const { kind } of findings) counts[kind]++;
	return counts;
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
	}
	return groups;
}
