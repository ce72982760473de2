import { setImmediate } from 'node:timers/promises';

/** Other workflows of the process wait no longer than this for a long piece of work. */
const BREATH_MS = 5;

/** Lets the event loop turn now and then during a long piece of work. */
export class Breather {
	#since = performance.now();

	/** To be awaited between small pieces of work; mostly it returns at once. */
	async breathe(): Promise<void> {
		if (performance.now() - this.#since < BREATH_MS) return;
		await setImmediate();
		this.#since = performance.now();
	}
}
