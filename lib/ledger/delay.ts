import type { RetryPolicy } from './types';

export const DEFAULT_POLICY: RetryPolicy = {
	maxAttempts: 10,
	firstDelaySeconds: 60,
	maxDelaySeconds: 6 * 3600,
};

const LONGEST_ASKED_WAIT_SECONDS = 24 * 3600;

/**
 * Seconds until the next attempt: doubled each time up to the cap, less up to a fifth at random so that entries that
 * failed together do not return together. Never sooner than the other side asked, but a day at most.
 *
 * @param attempts claims so far, 1 after the first
 * @param random number in [0, 1)
 */
export function nextDelaySeconds(
	attempts: number,
	policy: RetryPolicy,
	retryAfterSeconds: number | null | undefined,
	random: number,
): number {
	const grown = policy.firstDelaySeconds * 2 ** Math.max(0, attempts - 1);
	const scattered = Math.min(grown, policy.maxDelaySeconds) * (1 - random / 5);
	return Math.max(scattered, Math.min(retryAfterSeconds ?? 0, LONGEST_ASKED_WAIT_SECONDS));
}
