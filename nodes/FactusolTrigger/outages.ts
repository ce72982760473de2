import type { FactuLinkError } from '../../lib/errors';

/**
 * Decides when a poll that found its source unreachable may throw. n8n stops a trigger for good when the first poll
 * after a start throws, which is exactly what happens when a computer boots before its network drives are there.
 * Later on, one failed execution per outage tells the error workflow; another one every hour is a reminder, one
 * every minute would be noise.
 */
export class Outages {
	readonly #calmMs: number;
	#polls = 0;
	#current: { code: string; reportedAt: number | null } | null = null;

	constructor(calmMs: number) {
		this.#calmMs = calmMs;
	}

	/** To be called when a poll begins. */
	begin(): void {
		this.#polls++;
	}

	recovered(): void {
		this.#current = null;
	}

	/** Whether this failure shall be thrown. */
	report(error: FactuLinkError, now: number): boolean {
		// Another cause is another outage: a share that is back with a wrong password is news.
		if (this.#current?.code !== error.code) this.#current = { code: error.code, reportedAt: null };
		if (this.#polls <= 1) return false;
		const { reportedAt } = this.#current;
		if (reportedAt !== null && now - reportedAt < this.#calmMs) return false;
		this.#current.reportedAt = now;
		return true;
	}
}
