import { setTimeout as wait } from 'node:timers/promises';
import type { Wave } from '../arrivals';
import type { Sample } from '../gauges';
import type { Finding } from '../judge/findings';
import type { Standing } from '../judge/ledger';
import type { Laboratory } from '../laboratory';
import { growthOf, type Growth } from './growth';
import type { Pace } from './quicken';
import { Recorder } from './recorder';
import { rowText } from './report';
import type { Passes, Row } from './row';
import type { EndedRun } from './runs';

export interface LoadReport {
	orders: number;
	vouchers: number;
	pace: Pace;
	rows: Row[];
	peak: Sample;
	/** Undefined when the run was too short to tell. */
	growth: Growth[] | undefined;
	/** Of the whole run. */
	passes: Passes[];
	/** Executions that did not end well. */
	failed: EndedRun[];
	standing: Standing;
	/** Somebody ended it before all was done. */
	stopped: boolean;
	/** What was not settled when nothing got on any more. */
	unsettled: string[];
	findings: Finding[];
	/** From the start of n8n with everything waiting until all was done. */
	workSeconds: number;
	seconds: number;
}

export interface LoadOptions {
	/** Opened with the pace. */
	laboratory: Laboratory;
	pace: Pace;
	backlog: Wave;
	say: (text: string) => void;
	/** Aborted: what was relayed and sent so far is judged. */
	enough: AbortSignal;
}

const LOOK_EVERY_MS = 5_000;

/** Nothing was settled for so long: then nothing more comes. */
const STUCK_MS = 10 * 60_000;

const QUIET_MS = 5 * 60_000;

/** Lets a real n8n work through a backlog of both flows, and has all of it judged. */
export async function loadRun(options: LoadOptions): Promise<LoadReport> {
	const { laboratory, pace, backlog, say, enough } = options;
	const began = Date.now();
	say('Starting n8n for the first time and publishing');
	await laboratory.start();
	await laboratory.stop();
	say(`Writing ${backlog.orders} orders and ${backlog.vouchers} sales`);
	laboratory.fill(backlog);
	say('Starting n8n with everything waiting');
	await laboratory.startAgain();
	const recorder = new Recorder(laboratory);
	const progress = new Progress(laboratory);
	while (!enough.aborted && progress.goesOn()) {
		await wait(LOOK_EVERY_MS, undefined, { signal: enough }).catch(() => undefined);
		const row = recorder.look();
		if (row) say(rowText(row));
	}
	const last = recorder.end();
	const stopped = enough.aborted;
	const unsettled = stopped ? [] : await laboratory.untilQuiet(QUIET_MS);
	await laboratory.stop();
	say('Judging');
	const findings = stopped ? await laboratory.judgeOnTheWay() : await laboratory.judge();
	return {
		orders: laboratory.arrivals.orders.length,
		vouchers: laboratory.arrivals.vouchers.length,
		pace,
		rows: recorder.rows,
		peak: laboratory.peakSoFar,
		growth: growthOf(recorder.rows),
		passes: recorder.passes(),
		failed: recorder.failed(),
		standing: laboratory.standing(),
		stopped,
		unsettled,
		findings,
		workSeconds: last.at,
		seconds: (Date.now() - began) / 1_000,
	};
}

/** Whether there is still something to do, and something happens. */
class Progress {
	private settled = -1;

	private since = Date.now();

	constructor(private readonly laboratory: Laboratory) {}

	goesOn(): boolean {
		const { orders, vouchers } = this.laboratory.arrivals;
		const standing = this.laboratory.standing();
		const states = [standing.orders, standing.sales];
		const sum = (counts: readonly (number | undefined)[]) =>
			counts.reduce<number>((total, count) => total + (count ?? 0), 0);
		const unsettled = sum(states.flatMap(({ pending, claimed }) => [pending, claimed]));
		const settled = sum(states.flatMap((counts) => Object.values(counts))) - unsettled;
		if (settled !== this.settled) {
			this.settled = settled;
			this.since = Date.now();
		}
		const all = orders.filter(({ fate }) => fate !== 'nothing').length + vouchers.length;
		return settled < all && Date.now() - this.since < STUCK_MS;
	}
}
