import { median } from '../../bench/measure';
import { peakOf, type Sample } from '../gauges';
import type { Flow } from '../judge/findings';
import type { Standing } from '../judge/ledger';
import type { EndedRun } from './runs';

/** What is read of the site at one moment. */
export interface Reading {
	/** Seconds since n8n was started with everything waiting. */
	at: number;
	standing: Standing;
	ledgerMb: number;
	databaseMb: number;
	/** Seconds of a processor that each process has had; undefined where the system does not tell. */
	processor: Readonly<Record<Process, number | undefined>>;
}

export const PROCESSES = ['n8n', 'sqlServer', 'mall'] as const;
export type Process = (typeof PROCESSES)[number];

/** Passes of a workflow that ended between two readings. */
export interface Passes {
	workflow: string;
	count: number;
	/** Median. */
	seconds: number;
	longest: number;
	/** What n8n keeps of one in its database: the least, and the mean. */
	keptKb: { least: number; mean: number };
}

/** One line of the report: what happened between two readings. */
export interface Row {
	at: number;
	/** Entries that were done at its end. */
	done: Record<Flow, number>;
	perMinute: Record<Flow, number>;
	/** Claimed or pending in the ledger at its end. */
	unsettled: Record<Flow, number>;
	/** Medians of the samples; undefined when n8n was too busy to give one. */
	memoryMb: number | undefined;
	heapMb: number | undefined;
	/** The highest of the samples. */
	peak: Sample | undefined;
	ledgerMb: number;
	databaseMb: number;
	/** Share of one processor. */
	processor: Record<Process, number | undefined>;
	passes: Passes[];
}

export function rowOf(
	before: Reading,
	now: Reading,
	samples: readonly Sample[],
	ended: readonly EndedRun[],
): Row {
	const seconds = now.at - before.at;
	const perMinute = (flow: Flow) =>
		((doneOf(now, flow) - doneOf(before, flow)) / Math.max(seconds, 1e-3)) * 60;
	const middle = (name: 'memoryMb' | 'heapMb') =>
		samples.length === 0 ? undefined : median(samples.map((sample) => sample[name]));
	return {
		at: now.at,
		done: { orders: doneOf(now, 'orders'), sales: doneOf(now, 'sales') },
		perMinute: { orders: perMinute('orders'), sales: perMinute('sales') },
		unsettled: { orders: unsettledOf(now, 'orders'), sales: unsettledOf(now, 'sales') },
		memoryMb: middle('memoryMb'),
		heapMb: middle('heapMb'),
		peak: samples.length === 0 ? undefined : samples.reduce(peakOf),
		ledgerMb: now.ledgerMb,
		databaseMb: now.databaseMb,
		processor: Object.fromEntries(
			PROCESSES.map((name) => {
				const [first, last] = [before.processor[name], now.processor[name]];
				const share =
					first === undefined || last === undefined ? undefined : (last - first) / seconds;
				return [name, share];
			}),
		) as Row['processor'],
		passes: passesOf(ended),
	};
}

export function passesOf(ended: readonly EndedRun[]): Passes[] {
	return [...Map.groupBy(ended, ({ workflow }) => workflow)].map(([workflow, runs]) => {
		const seconds = runs.map((run) => run.seconds);
		const keptKb = runs.map((run) => run.keptKb);
		return {
			workflow,
			count: runs.length,
			seconds: median(seconds),
			longest: Math.max(...seconds),
			keptKb: {
				least: Math.min(...keptKb),
				mean: keptKb.reduce((sum, each) => sum + each, 0) / runs.length,
			},
		};
	});
}

const doneOf = ({ standing }: Reading, flow: Flow) => standing[flow].done ?? 0;

const unsettledOf = ({ standing }: Reading, flow: Flow) =>
	(standing[flow].pending ?? 0) + (standing[flow].claimed ?? 0);
