import { createHmac, timingSafeEqual } from 'node:crypto';

export type Action = 'release' | 'skip';

/** What one button of the page is good for, and nothing else. */
export interface Decision {
	action: Action;
	entryId: number;
	/** `updatedAt` of the entry as the person saw it: a decision is about that, not about what came since. */
	seen: string;
	/** Milliseconds since 1970 after which the button is dead. */
	expires: number;
	/** Who the page was made for; `null` when the webhook has no log-in. */
	user: string | null;
}

/** A working day: the page may lie open in a tab. */
export const BUTTON_LIFE_MS = 10 * 3600 * 1000;

/** Name of the ledger's secret that signs. */
export const TOKEN_SECRET = 'status-page';

/**
 * Proof that this page made the button: browsers send the password along with a request that a foreign page makes,
 * but that page cannot know this.
 */
export function sign(secret: Buffer, decision: Decision): string {
	const { action, entryId, seen, expires, user } = decision;
	// JSON keeps the parts apart: no two decisions have the same text.
	const text = JSON.stringify(['factulink-1', action, entryId, seen, expires, user]);
	return createHmac('sha256', secret).update(text).digest('base64url');
}

export function verify(secret: Buffer, decision: Decision, token: string): boolean {
	const expected = Buffer.from(sign(secret, decision));
	const given = Buffer.from(token);
	return given.length === expected.length && timingSafeEqual(given, expected);
}
