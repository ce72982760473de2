import type { FactuLinkError } from '../../lib/errors';
import type { RelayOrder } from '../../lib/factusol/relay-order';
import { Outages } from './outages';

/** One look at the source; the trigger gives the one that its settings make. */
export type Look = () => Promise<RelayOrder[]>;

export interface PollOptions {
	/** How long n8n may be kept waiting; the look itself goes on. */
	budgetMs: number;
	/** How long an outage that lasts stays quiet. */
	calmMs: number;
	/** Told when a failure is not thrown. */
	warn: (error: FactuLinkError) => void;
	/** Gives any thrown value its class. */
	classify: (error: unknown) => FactuLinkError;
}

/**
 * What has to outlive a single poll of a trigger node, for as long as the process lives: n8n starts polls of one node
 * without waiting for the one before, and has no place to keep the difference between the first and a later one.
 */
export class Poller {
	#running: Promise<RelayOrder[]> | null = null;
	#outages: Outages | null = null;

	/**
	 * @returns orders to hand over; none when a look is still going on
	 * @throws whatever the look threw, when {@link Outages} says that this is the time
	 */
	async poll(look: Look, options: PollOptions): Promise<RelayOrder[]> {
		if (this.#running) return [];
		const outages = (this.#outages ??= new Outages(options.calmMs));
		outages.begin();
		const running = look();
		this.#running = running;
		const ended = running.then(
			(orders) => ({ orders }),
			(error: unknown) => ({ error }),
		);
		void ended.then(() => {
			this.#running = null;
		});
		// A look that takes longer ends in the background; what it found is handed over by the next one.
		const outcome = await Promise.race([ended, patience(options.budgetMs)]);
		if (outcome === 'too long') return [];
		if ('orders' in outcome) {
			outages.recovered();
			return outcome.orders;
		}
		const error = options.classify(outcome.error);
		if (outages.report(error, Date.now())) throw outcome.error;
		options.warn(error);
		return [];
	}
}

function patience(milliseconds: number): Promise<'too long'> {
	return new Promise((resolve) => {
		setTimeout(resolve, milliseconds, 'too long').unref();
	});
}
