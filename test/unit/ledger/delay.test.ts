import fc from 'fast-check';

import { DEFAULT_POLICY, nextDelaySeconds } from '../../../lib/ledger/delay';

describe('the wait until the next attempt', () => {
	it('doubles from one minute, without chance', () => {
		const waits = [1, 2, 3, 4, 5].map((attempt) =>
			nextDelaySeconds(attempt, DEFAULT_POLICY, null, 0),
		);

		expect(waits).toEqual([60, 120, 240, 480, 960]);
	});

	it('never exceeds the cap, and chance takes away a fifth at most', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 2000 }),
				fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
				(attempts, random) => {
					const wait = nextDelaySeconds(attempts, DEFAULT_POLICY, null, random);
					const full = nextDelaySeconds(attempts, DEFAULT_POLICY, null, 0);

					expect(wait).toBeLessThanOrEqual(DEFAULT_POLICY.maxDelaySeconds);
					expect(wait).toBeGreaterThanOrEqual(full * 0.8);
					expect(wait).toBeLessThanOrEqual(full);
				},
			),
		);
	});

	it('is not shorter than the other side asked, but a day at most', () => {
		expect(nextDelaySeconds(1, DEFAULT_POLICY, 600, 0.5)).toBe(600);
		expect(nextDelaySeconds(5, DEFAULT_POLICY, 5, 0)).toBe(960);
		expect(nextDelaySeconds(1, DEFAULT_POLICY, 10 ** 9, 0)).toBe(24 * 3600);
	});
});
