import { setTimeout as wait } from 'node:timers/promises';

import { oneRequest } from '../demo/one-request';

/** What n8n says of itself at `/metrics`, which `N8N_METRICS` opens. */
export interface Sample {
	/** Longest time that the event loop did not come round since the sample before. */
	loopDelayMs: number;
	/** One in a hundred turns of the event loop since the sample before was later than this. */
	loopDelayP99Ms: number;
	memoryMb: number;
	heapMb: number;
	files: number;
}

const METRICS: Readonly<Record<keyof Sample, { name: string; factor: number }>> = {
	loopDelayMs: { name: 'n8n_nodejs_eventloop_lag_max_seconds', factor: 1_000 },
	loopDelayP99Ms: { name: 'n8n_nodejs_eventloop_lag_p99_seconds', factor: 1_000 },
	memoryMb: { name: 'n8n_process_resident_memory_bytes', factor: 2 ** -20 },
	heapMb: { name: 'n8n_nodejs_heap_size_used_bytes', factor: 2 ** -20 },
	files: { name: 'n8n_process_open_fds', factor: 1 },
};

/** Often enough for a peak of memory that lasts a moment. */
const EVERY_MS = 1_000;

export const NOTHING: Sample = {
	loopDelayMs: 0,
	loopDelayP99Ms: 0,
	memoryMb: 0,
	heapMb: 0,
	files: 0,
};

/** The higher of each. */
export function peakOf(one: Sample, other: Sample): Sample {
	return {
		loopDelayMs: Math.max(one.loopDelayMs, other.loopDelayMs),
		loopDelayP99Ms: Math.max(one.loopDelayP99Ms, other.loopDelayP99Ms),
		memoryMb: Math.max(one.memoryMb, other.memoryMb),
		heapMb: Math.max(one.heapMb, other.heapMb),
		files: Math.max(one.files, other.files),
	};
}

/** Watches one life of an n8n process. */
export class Gauges {
	peak = NOTHING;

	private readonly ending = new AbortController();

	private notTaken: Sample[] = [];

	private constructor(
		private readonly url: string,
		private readonly everyMs: number,
	) {}

	/** Begins when n8n answers: what it takes to load its modules is n8n's own. */
	static watch(url: string, everyMs = EVERY_MS): Gauges {
		const gauges = new Gauges(url, everyMs);
		void gauges.go();
		return gauges;
	}

	stop(): void {
		this.ending.abort();
	}

	/** The samples since the last time that this was asked, the oldest first. */
	take(): Sample[] {
		return this.notTaken.splice(0);
	}

	private async go(): Promise<void> {
		// The first answer tells of the loading.
		await this.ask();
		while (!this.ending.signal.aborted) {
			await wait(this.everyMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
			const sample = await this.ask();
			if (!sample || this.ending.signal.aborted) continue;
			this.peak = peakOf(this.peak, sample);
			this.notTaken.push(sample);
		}
	}

	private async ask(): Promise<Sample | undefined> {
		try {
			const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(30_000)]);
			const answer = await oneRequest(`${this.url}/metrics`, { signal });
			return answer.ok ? readSample(await answer.text()) : undefined;
		} catch {
			// It was killed, or it is busy: the next answer tells how long.
			return undefined;
		}
	}
}

export function readSample(text: string): Sample {
	const valueOf = ({ name, factor }: { name: string; factor: number }) => {
		const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
		if (value === undefined) throw new Error(`n8n does not tell ${name}`);
		return Number(value) * factor;
	};
	return {
		loopDelayMs: valueOf(METRICS.loopDelayMs),
		loopDelayP99Ms: valueOf(METRICS.loopDelayP99Ms),
		memoryMb: valueOf(METRICS.memoryMb),
		heapMb: valueOf(METRICS.heapMb),
		files: valueOf(METRICS.files),
	};
}

export function sampleText({ loopDelayMs, memoryMb, heapMb, files }: Sample): string {
	return `event loop ${Math.round(loopDelayMs)} ms, memory ${Math.round(memoryMb)} MB (heap ${Math.round(heapMb)} MB), ${files} open files`;
}
