import { setTimeout as wait } from 'node:timers/promises';
import type { LedgerView } from './ledger-view';

const LOOK_EVERY_MS = 2_000;

/** Steps between registration and outcome; only the editor and the ledger tell about them. */
const QUIET = new Set(['claimed']);

/**
 * Says what happens to orders and sales, as it happens, until it is stopped.
 * @param renew fetches what was given anew, and names it
 */
export async function follow(
	ledgers: readonly LedgerView[],
	say: (text: string) => void,
	renew: () => string[],
	stopped: AbortSignal,
): Promise<void> {
	// Ids are given across all flows.
	let last = Math.max(...ledgers.map((ledger) => ledger.lastEventId()));
	while (!stopped.aborted) {
		await wait(LOOK_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
		for (const name of renew())
			say(`${new Date().toTimeString().slice(0, 8)}  ${name} was replaced`);
		const news = ledgers
			.flatMap((ledger) => ledger.eventsAfter(last))
			.sort((one, other) => one.id - other.id);
		for (const { id, at, event, key, message } of news) {
			last = id;
			if (!QUIET.has(event)) say(`${new Date(at).toTimeString().slice(0, 8)}  ${key}  ${message}`);
		}
	}
}
