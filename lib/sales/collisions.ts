import { mallIdentityText } from './mall-identity';
import type { Verdict, VoucherIdentity } from './sale';
import { keyTextOf } from './sale';
import { reasonMessage, voucherName } from './spanish';

/**
 * Check 18: pending vouchers that the mall would take for one and the same are all held. The mall knows no branch and
 * no T_COMP, so it would answer "already registered" to the second and its sale would be lost.
 *
 * Only who would be sent as what is kept of each voucher, because all pending ones may have to be compared.
 */
export class Collisions {
	readonly #keysByIdentity = new Map<string, VoucherIdentity[]>();

	add(verdict: Verdict): void {
		if (verdict.outcome !== 'send') return;
		const identity = mallIdentityText(verdict.sale.mallIdentity);
		const same = this.#keysByIdentity.get(identity);
		if (same === undefined) this.#keysByIdentity.set(identity, [verdict.key]);
		else same.push(verdict.key);
	}

	/** The verdict, or that it is held beside the others that were added. */
	settle(verdict: Verdict): Verdict {
		if (verdict.outcome !== 'send') return verdict;
		const identity = mallIdentityText(verdict.sale.mallIdentity);
		const { key, keyText, pendingRows } = verdict;
		const others = (this.#keysByIdentity.get(identity) ?? []).filter(
			(other) => keyTextOf(other) !== keyText,
		);
		if (others.length === 0) return verdict;
		const facts = { facts: identity, others: others.map(voucherName).join(', ') };
		return {
			key,
			keyText,
			pendingRows,
			outcome: 'hold',
			reason: 'IDENTITY_COLLISION',
			message: reasonMessage(key, 'IDENTITY_COLLISION', facts),
		};
	}
}

/** {@link Collisions} of vouchers that are all at hand. */
export function holdCollisions(verdicts: readonly Verdict[]): Verdict[] {
	const collisions = new Collisions();
	for (const verdict of verdicts) collisions.add(verdict);
	return verdicts.map((verdict) => collisions.settle(verdict));
}
