import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Repetitions of one piece of work in one process. Times in milliseconds. */
export interface Measured {
	/** Median of the repetitions. */
	milliseconds: number;
	/** Delay of the event loop while the work ran: how late a timer was that is due every millisecond. */
	delayP99: number;
	delayMax: number;
	/** The longest that the work itself kept the loop: processor time of the thread, which others cannot lengthen. */
	blockMax: number;
}

export async function measured(
	repetitions: number,
	work: () => Promise<unknown>,
	before: () => Promise<void> = async () => undefined,
): Promise<Measured> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	const times: number[] = [];
	let blockMax = 0;
	for (let repetition = 0; repetition < repetitions; repetition++) {
		await before();
		const start = performance.now();
		delay.enable();
		const blocks = new Blocks();
		await work();
		blockMax = Math.max(blockMax, blocks.end());
		delay.disable();
		times.push(performance.now() - start);
	}
	// Work that is done within a millisecond leaves no sample.
	const some = delay.count > 0;
	return {
		milliseconds: median(times),
		delayP99: some ? delay.percentile(99) / 1e6 : 0,
		delayMax: some ? delay.max / 1e6 : 0,
		blockMax,
	};
}

/** How much processor time the thread spends between two turns of its event loop. */
class Blocks {
	#longest = 0;
	#last = process.threadCpuUsage();
	readonly #timer = setInterval(() => this.#turn(), 1);

	/** @returns the longest of them, in milliseconds */
	end(): number {
		clearInterval(this.#timer);
		this.#turn();
		return this.#longest;
	}

	#turn(): void {
		const { user, system } = process.threadCpuUsage(this.#last);
		this.#longest = Math.max(this.#longest, (user + system) / 1000);
		this.#last = process.threadCpuUsage();
	}
}

/** What the delay is on this machine when the process does nothing: the load of others shows here too. */
export async function idle(milliseconds: number): Promise<Measured> {
	return await measured(1, async () => await pause(milliseconds));
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const high = sorted[middle] ?? NaN;
	return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? NaN) + high) / 2;
}

/** The most memory that this process ever had resident, in MiB. */
export function peakMiB(): number {
	return process.resourceUsage().maxRSS / 1024;
}
