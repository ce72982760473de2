import type { OrderHeaderKey } from './order-keys';
import { oldestFirst, type OrderAge, type RelayOrder } from './relay-order';

/**
 * Orders that are to be handed over, the oldest first. Only so many are kept whole; of the others no more than where
 * they stand, so that a backlog of years takes little memory and they can be read again when it is their turn.
 */
export class OrderBacklog {
	readonly #limit: number;
	#whole: RelayOrder[] = [];
	#later: OrderAge[] = [];
	#isSorted = true;

	constructor(limit: number) {
		this.#limit = limit;
	}

	/** Those that are kept whole and those that are not. */
	get size(): number {
		return this.#whole.length + this.#later.length;
	}

	/** The oldest, whole. */
	get whole(): readonly RelayOrder[] {
		this.#sort();
		return this.#whole;
	}

	add(order: RelayOrder): void {
		this.#whole.push(order);
		this.#isSorted = false;
		// Cutting costs a sort: not for each one.
		if (this.#whole.length >= 2 * this.#limit) this.#sort();
	}

	/** Leaves out those of the whole ones that are no news any more. */
	keep(isWanted: (order: RelayOrder) => boolean): void {
		this.#whole = this.#whole.filter(isWanted);
	}

	/** Takes out where the next ones stand, in the order in which a file is read; they are to be added again, whole. */
	takeLater(): OrderHeaderKey[] {
		this.#sort();
		const next = this.#later.splice(0, this.#limit);
		return next
			.sort((a, b) => compare(a.series, b.series) || a.number - b.number)
			.map(({ series, number, date }) => ({ series, number, date }));
	}

	#sort(): void {
		if (this.#isSorted) return;
		this.#isSorted = true;
		this.#whole.sort(oldestFirst);
		const rest = this.#whole.splice(this.#limit);
		if (rest.length === 0) return;
		for (const { series, number, date, time } of rest) {
			this.#later.push({ series, number, date, time });
		}
		this.#later.sort(oldestFirst);
	}
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
