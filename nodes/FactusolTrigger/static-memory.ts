import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Company } from '../../lib/factusol/company';
import type { RelayOrder } from '../../lib/factusol/relay-order';
import type { KnownOrder, OrderMemory } from '../../lib/factusol/watch-company';

const dataSchema = z.object({
	begunAt: z.record(z.string()).default({}),
	known: z.record(z.string()).default({}),
	/** Keys of those that were only reported: they are handed over when they are finished. */
	held: z.array(z.string()).default([]),
});

/**
 * Remembers orders in n8n's static data of the workflow, for those who run without a ledger. n8n saves it apart from
 * the execution, overwrites it whole and not at every poll: after a crash an order can come twice or be missing.
 */
export class StaticMemory implements OrderMemory {
	#data: IDataObject;

	/** @param data n8n's static data object of the node; changed in place, as n8n wants it */
	constructor(data: IDataObject) {
		this.#data = data;
	}

	/** n8n makes another object whenever the workflow is activated again. */
	use(data: IDataObject): void {
		this.#data = data;
	}

	lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownOrder>> {
		const { known, held } = this.#read();
		const reported = new Set(held);
		return Promise.resolve(
			new Map(
				keys.flatMap((key) => {
					const fingerprint = known[key];
					const state = reported.has(key) ? 'held' : 'done';
					return fingerprint === undefined ? [] : [[key, { state, fingerprint }] as const];
				}),
			),
		);
	}

	lastRead(companyCode: string): Promise<Date | null> {
		const begunAt = this.#read().begunAt[companyCode];
		return Promise.resolve(begunAt === undefined ? null : new Date(begunAt));
	}

	begin(company: Company, existing: readonly RelayOrder[]): Promise<void> {
		const { begunAt } = this.#read();
		this.#data.begunAt = { ...begunAt, [company.code]: new Date().toISOString() };
		this.remember(existing);
		return Promise.resolve();
	}

	report(): Promise<void> {
		return Promise.resolve();
	}

	/** To be called as the last thing before the orders are handed to n8n. */
	remember(orders: readonly RelayOrder[]): void {
		if (orders.length === 0) return;
		const { known, held } = this.#read();
		this.#data.known = {
			...known,
			...Object.fromEntries(orders.map((order) => [order.key, order.fingerprint])),
		};
		const handedOver = new Set(orders.map((order) => order.key));
		this.#data.held = [
			...held.filter((key) => !handedOver.has(key)),
			...orders.flatMap((order) => (order.verdict?.state === 'held' ? order.key : [])),
		];
	}

	#read() {
		const { begunAt, known, held } = this.#data;
		return dataSchema.parse({ begunAt, known, held });
	}
}
