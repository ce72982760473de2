import type { Row } from '../../../../faults/load/row';

/** A row in which both flows got on. */
export function row(change: Partial<Row> = {}): Row {
	return {
		at: 60,
		done: { orders: 100, sales: 200 },
		perMinute: { orders: 100, sales: 200 },
		unsettled: { orders: 10, sales: 20 },
		memoryMb: 700,
		heapMb: 300,
		peak: { loopDelayMs: 80, loopDelayP99Ms: 20, memoryMb: 750, heapMb: 350, files: 45 },
		ledgerMb: 12.4,
		databaseMb: 30.6,
		processor: { n8n: 0.9, sqlServer: 0.05, mall: 0.01 },
		passes: [],
		...change,
	};
}
