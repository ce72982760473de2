import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Repetitions of one piece of work in one process. Times in milliseconds. */
export interface Measured {
	/** Median of the repetitions. */
	milliseconds: number;
	/** Delay of the event loop while the work ran: how late a timer was that is due every millisecond. */
	delayP99: number;
	delayMax: number;
}

export async function measured(
	repetitions: number,
	work: () => Promise<unknown>,
	before: () => Promise<void> = async () => undefined,
): Promise<Measured> {
	const delay = monitorEventLoopDelay({ resolution: 1 });
	const times: number[] = [];
	for (let repetition = 0; repetition < repetitions; repetition++) {
		await before();
		const start = performance.now();
		delay.enable();
		await work();
		delay.disable();
		times.push(performance.now() - start);
	}
	// Work that is done within a millisecond leaves no sample.
	const some = delay.count > 0;
	return {
		milliseconds: median(times),
		delayP99: some ? delay.percentile(99) / 1e6 : 0,
		delayMax: some ? delay.max / 1e6 : 0,
	};
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
