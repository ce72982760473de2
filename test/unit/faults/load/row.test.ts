import { rowOf, type Reading } from '../../../../faults/load/row';

const reading = (change: Partial<Reading>): Reading => ({
	at: 0,
	standing: { orders: {}, sales: {} },
	ledgerMb: 1,
	databaseMb: 2,
	processor: { n8n: 10, sqlServer: 1, mall: undefined },
	...change,
});

const sample = (memoryMb: number, loopDelayMs: number) => ({
	loopDelayMs,
	loopDelayP99Ms: loopDelayMs / 10,
	memoryMb,
	heapMb: memoryMb / 2,
	files: 40,
});

const BEFORE = reading({ at: 60, standing: { orders: { done: 100 }, sales: { done: 50 } } });

const NOW = reading({
	at: 90,
	standing: {
		orders: { done: 400, pending: 20, claimed: 100, held: 7 },
		sales: { done: 50, skipped: 3 },
	},
	ledgerMb: 5,
	databaseMb: 8,
	processor: { n8n: 37, sqlServer: 4, mall: undefined },
});

it('tells what was done between two readings, and how much that is a minute', () => {
	expect(rowOf(BEFORE, NOW, [], [])).toMatchObject({
		at: 90,
		done: { orders: 400, sales: 50 },
		perMinute: { orders: 600, sales: 0 },
		unsettled: { orders: 120, sales: 0 },
		ledgerMb: 5,
		databaseMb: 8,
		processor: { n8n: 0.9, sqlServer: 0.1, mall: undefined },
	});
});

it('takes the middle of memory and the worst of delays', () => {
	const row = rowOf(BEFORE, NOW, [sample(700, 20), sample(900, 300), sample(720, 40)], []);
	expect(row).toMatchObject({ memoryMb: 720, heapMb: 360 });
	expect(row.peak).toEqual({
		loopDelayMs: 300,
		loopDelayP99Ms: 30,
		memoryMb: 900,
		heapMb: 450,
		files: 40,
	});
});

it('knows nothing of n8n when it gave no sample', () => {
	expect(rowOf(BEFORE, NOW, [], [])).toMatchObject({
		memoryMb: undefined,
		heapMb: undefined,
		peak: undefined,
	});
});

it('puts the passes of each workflow together', () => {
	const ended = [
		{ workflow: 'worker', status: 'success', seconds: 4, keptKb: 100 },
		{ workflow: 'sales', status: 'success', seconds: 9, keptKb: 400 },
		{ workflow: 'worker', status: 'success', seconds: 2, keptKb: 20 },
		{ workflow: 'worker', status: 'error', seconds: 30, keptKb: 30 },
	];
	expect(rowOf(BEFORE, NOW, [], ended).passes).toEqual([
		{ workflow: 'worker', count: 3, seconds: 4, longest: 30, keptKb: { least: 20, mean: 50 } },
		{ workflow: 'sales', count: 1, seconds: 9, longest: 9, keptKb: { least: 400, mean: 400 } },
	]);
});
