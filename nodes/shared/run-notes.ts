import type { IExecuteFunctions } from 'n8n-workflow';

type Context = Pick<
	IExecuteFunctions,
	'addExecutionHints' | 'getNode' | 'logger' | 'sendMessageToUI'
>;

/** Says above the output of the node what the run came to; n8n keeps it with the execution. */
export function tell(
	context: Pick<Context, 'addExecutionHints'>,
	message: string,
	type: 'info' | 'warning' = 'info',
): void {
	context.addExecutionHints({ message, type, location: 'outputPane' });
}

/** `31 to send, 12 held`: what there is none of is left out; `fallback` when there is nothing at all. */
export function counted(counts: Readonly<Record<string, number>>, fallback: string): string {
	const parts = Object.entries(counts).flatMap(([what, count]) =>
		count > 0 ? [`${count} ${what}`] : [],
	);
	return parts.length > 0 ? parts.join(', ') : fallback;
}

/** `1 voucher`, `2 vouchers`. */
export function several(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}

/** Often enough for somebody who waits, and seldom enough for a log. */
const EVERY_MS = 10_000;

/**
 * How far a long run is. n8n shows of a running node that it runs, and no more: the counts go to n8n's own log, and
 * in a run from the editor also to the console of the browser.
 */
export class Progress {
	readonly #context: Context;
	readonly #what: string;
	readonly #total: number;
	#said: number;

	constructor(context: Context, what: string, total: number, now = Date.now()) {
		this.#context = context;
		this.#what = what;
		this.#total = total;
		this.#said = now;
	}

	/** @param done of the total */
	at(done: number, now = Date.now()): void {
		if (now - this.#said < EVERY_MS || done >= this.#total) return;
		this.#said = now;
		const text = `${done} of ${this.#total} ${this.#what}`;
		this.#context.logger.info(`${this.#context.getNode().name}: ${text}`);
		this.#context.sendMessageToUI(text);
	}
}
