import { growthOf } from '../../../../faults/load/growth';
import type { LoadReport } from '../../../../faults/load/load-run';
import { isWell, loadText } from '../../../../faults/load/report';
import { row } from './row-of-a-run';

const load = (change: Partial<LoadReport> = {}): LoadReport => ({
	orders: 1_000,
	vouchers: 2_000,
	pace: { listenerSeconds: 6, workerSeconds: 3, salesSeconds: 15 },
	rows: [row(), row({ at: 125, memoryMb: undefined, peak: undefined })],
	peak: { loopDelayMs: 80, loopDelayP99Ms: 20, memoryMb: 750, heapMb: 350, files: 45 },
	growth: undefined,
	passes: [
		{
			workflow: 'Trabajador',
			count: 12,
			seconds: 3.25,
			longest: 8,
			keptKb: { least: 9.2, mean: 123.4 },
		},
	],
	failed: [],
	standing: { orders: { done: 870, held: 130 }, sales: { done: 1_600 } },
	stopped: false,
	unsettled: [],
	findings: [],
	workSeconds: 125,
	seconds: 300,
	...change,
});

const GROWN = growthOf(
	Array.from({ length: 60 }, (_, minute) => row({ at: minute * 60, memoryMb: 500 + minute * 20 })),
);

it('shows what was done over time, the peaks and the sizes', () => {
	const text = loadText(load());
	expect(text).toContain('1000 orders and 2000 sales waited');
	expect(text).toMatch(/\| 1:00 .*\| 700 +\| +300 \| 80 .*\| +45 .*\| +12 \| +31 \| 90 %/);
	// What is not known is no zero.
	expect(text).toMatch(/\| 2:05 .*\| – /);
	expect(text).toContain(
		'Peaks of n8n: event loop 80 ms, memory 750 MB (heap 350 MB), 45 open files',
	);
	expect(text).toContain(
		'Trabajador 12 × 3.3 s (longest 8.0 s); of each n8n keeps 123 KB in the mean, 9 KB at the least',
	);
	expect(text).toContain('too short to tell');
});

it('says whether memory grew, and by which rule', () => {
	const text = loadText(load({ growth: GROWN }));
	expect(text).toMatch(
		/resident memory after the warm-up \d+ MB, in the second half \d+ MB: GROWN/,
	);
	expect(text).toMatch(/heap after the warm-up .*: not grown/);
	expect(text).toContain('10 % and 32 MB');
});

it('is well when nothing was wrong', () => {
	expect(isWell(load())).toBe(true);
});

it.each([
	['memory grew', { growth: GROWN }],
	[
		'an execution failed',
		{ failed: [{ workflow: 'sales', status: 'error', seconds: 1, keptKb: 5 }] },
	],
	['something was not settled', { unsettled: ['002/2026/1/010001 pending'] }],
	['it was stopped', { stopped: true }],
	[
		'the judge found something',
		{ findings: [{ kind: 'lost', flow: 'orders', key: '1', text: 'no purchase order' }] },
	],
] satisfies [string, Partial<LoadReport>][])('is not well when %s', (_what, change) => {
	expect(isWell(load(change))).toBe(false);
});
