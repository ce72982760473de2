import type { Entry, State } from '../ledger/types';

const RELEASABLE: readonly State[] = ['held', 'dead', 'skipped'];
const SKIPPABLE: readonly State[] = ['pending', 'held', 'dead'];

/**
 * Whether the entry can be tried again as it is. A sale that does not add up is stored with its verdict instead of
 * what is sent: it comes back by itself when it was corrected, and releasing it would only hold it again.
 */
export function mayRelease({ state, payload }: Pick<Entry, 'state' | 'payload'>): boolean {
	return RELEASABLE.includes(state) && !waitsForItsSource({ payload });
}

export function waitsForItsSource({ payload }: Pick<Entry, 'payload'>): boolean {
	return payload.outcome === 'hold' || payload.outcome === 'skip';
}

export function maySkip({ state }: Pick<Entry, 'state'>): boolean {
	return SKIPPABLE.includes(state);
}
