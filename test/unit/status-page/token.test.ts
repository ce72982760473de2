import { randomBytes } from 'node:crypto';

import { sign, verify } from '../../../lib/status-page/token';
import type { Decision } from '../../../lib/status-page/token';

const secret = randomBytes(32);
const decision: Decision = {
	action: 'release',
	entryId: 12,
	seen: '2026-03-14T09:30:00.000Z',
	expires: 1_800_000_000_000,
	user: 'ana',
};

describe('the proof of a button', () => {
	it('is accepted for exactly the decision that it was made for', () => {
		expect(verify(secret, decision, sign(secret, decision))).toBe(true);
	});

	it.each<[string, Partial<Decision>]>([
		['another action', { action: 'skip' }],
		['another entry', { entryId: 13 }],
		['another moment of the entry', { seen: '2026-03-14T09:30:00.001Z' }],
		['more time', { expires: decision.expires + 1 }],
		['another person', { user: 'eva' }],
		['nobody', { user: null }],
	])('is refused for %s', (_what, change) => {
		expect(verify(secret, { ...decision, ...change }, sign(secret, decision))).toBe(false);
	});

	it('is refused when another ledger made it, when it is cut and when it is empty', () => {
		const token = sign(secret, decision);
		expect(verify(randomBytes(32), decision, token)).toBe(false);
		expect(verify(secret, decision, token.slice(0, -1))).toBe(false);
		expect(verify(secret, decision, '')).toBe(false);
		expect(verify(secret, decision, 'ñ'.repeat(token.length))).toBe(false);
	});
});
