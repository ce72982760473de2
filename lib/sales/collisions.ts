import { mallIdentityText } from './mall-identity';
import type { Verdict } from './sale';
import { reasonMessage, voucherName } from './spanish';

/**
 * Check 18: vouchers of one run that the mall would take for one and the same are all held. The mall knows no
 * branch and no T_COMP, so it would answer "already registered" to the second and its sale would be lost.
 */
export function holdCollisions(verdicts: readonly Verdict[]): Verdict[] {
	const byIdentity = new Map<string, Verdict[]>();
	for (const verdict of verdicts) {
		if (verdict.outcome !== 'send') continue;
		const identity = mallIdentityText(verdict.sale.mallIdentity);
		const same = byIdentity.get(identity);
		if (same === undefined) byIdentity.set(identity, [verdict]);
		else same.push(verdict);
	}
	return verdicts.map((verdict): Verdict => {
		if (verdict.outcome !== 'send') return verdict;
		const identity = mallIdentityText(verdict.sale.mallIdentity);
		const others = (byIdentity.get(identity) ?? []).filter((other) => other !== verdict);
		if (others.length === 0) return verdict;
		const { key, keyText, pendingRows } = verdict;
		const facts = {
			facts: identity,
			others: others.map((other) => voucherName(other.key)).join(', '),
		};
		return {
			key,
			keyText,
			pendingRows,
			outcome: 'hold',
			reason: 'IDENTITY_COLLISION',
			message: reasonMessage(key, 'IDENTITY_COLLISION', facts),
		};
	});
}
