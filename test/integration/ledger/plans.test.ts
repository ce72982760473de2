import Database from 'better-sqlite3';

import { matching } from '../../../lib/ledger/sqlite/list';
import { migrations } from '../../../lib/ledger/sqlite/migrations';
import { ALL_STREAMS } from '../../../lib/ledger/sqlite/streams';
import { WAITING_REASONS } from '../../../lib/ledger/sqlite/waiting';

/** Behind each row of the index lies a whole order: what the status page counts must not read them. */
function planOf(sql: string, values: Record<string, unknown>): string[] {
	const db = new Database(':memory:');
	try {
		for (const migration of migrations) db.exec(migration);
		return db
			.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
			.all(values)
			.map(({ detail }) => detail);
	} finally {
		db.close();
	}
}

test('what waits is counted by reason without reading the orders themselves', () => {
	expect(planOf(WAITING_REASONS, { streams: '["order-relay"]' })).toContain(
		'SEARCH entries USING COVERING INDEX entries_waiting (stream=?)',
	);
});

test('what is in some states is found in every stream without passing over the rest', () => {
	const sql = `SELECT count(*) ${matching({ states: ['held', 'dead'] }, null)}`;
	expect(planOf(sql, { states: '["held", "dead"]' })).toContain(
		'SEARCH entries USING COVERING INDEX entries_by_origin (stream=? AND state=?)',
	);
});

test('what a company did last is at the end of its part of the index, and nothing is sorted for it', () => {
	const filter = { stream: 'order-relay', origin: '002', states: ['done'] } as const;
	const order = 'ORDER BY updated_at DESC, id DESC LIMIT 10';
	const plan = planOf(`SELECT id ${matching({ ...filter, order: 'changed' }, null)} ${order}`, {
		stream: 'order-relay',
		origin: '002',
		state: 'done',
	});
	expect(plan).toContain(
		'SEARCH entries USING INDEX entries_by_origin (stream=? AND state=? AND origin=?)',
	);
	expect(plan).not.toContain('USE TEMP B-TREE FOR ORDER BY');
});

test('the streams are found without passing over their entries', () => {
	const plan = planOf(ALL_STREAMS, {});
	expect(
		plan.filter((step) => step.startsWith('SEARCH entries USING COVERING INDEX')),
	).toHaveLength(2);
	expect(plan.filter((step) => step.startsWith('SCAN entries'))).toEqual([]);
});
