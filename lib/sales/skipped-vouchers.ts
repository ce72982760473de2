import type { PendingGroup } from './voucher';

/**
 * Pending vouchers that are not to be sent and were no news when they were last looked at. They stay in the pending
 * list for ever, and reading all of them in each run would make every run slower with each one, so a run looks at a
 * bounded number of them, those first that have not been looked at for the longest time. Whatever is held is looked at
 * in every run. Kept from run to run; a process that starts looks at all of them once.
 */
export class SkippedVouchers {
	/** What the pending list said of each, by type and number; those looked at last come last. */
	readonly #listed = new Map<string, string>();

	/**
	 * Forgets those that are not pending any more, or whose rows in the pending list are others than they were.
	 *
	 * @param most how many of them are to be looked at in this run
	 * @returns those that need not be looked at
	 */
	leftOut(groups: readonly PendingGroup[], most: number): ReadonlySet<PendingGroup> {
		const leftOut = new Set<PendingGroup>();
		if (this.#listed.size === 0) return leftOut;
		const byName = new Map(groups.map((group) => [nameOf(group), group]));
		let room = most;
		for (const [name, listed] of this.#listed) {
			const group = byName.get(name);
			if (group === undefined || listingOf(group) !== listed) this.#listed.delete(name);
			else if (room > 0) room--;
			else leftOut.add(group);
		}
		return leftOut;
	}

	/**
	 * To be told of every voucher that was looked at.
	 *
	 * @param rests whether it is skipped and no news
	 */
	looked(group: PendingGroup, rests: boolean): void {
		const name = nameOf(group);
		this.#listed.delete(name);
		if (rests) this.#listed.set(name, listingOf(group));
	}
}

const nameOf = ({ type, number }: PendingGroup): string => `${type}/${number}`;

const listingOf = ({ rows, first, day }: PendingGroup): string =>
	JSON.stringify([rows, first, day]);
