import Database from 'better-sqlite3';
import { migrations } from '../../../lib/ledger/sqlite/migrations';
import { WAITING_REASONS } from '../../../lib/ledger/sqlite/waiting';

test('what waits is counted by reason without reading the orders themselves', () => {
	const db = new Database(':memory:');
	for (const sql of migrations) db.exec(sql);
	const plan = db
		.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${WAITING_REASONS}`)
		.all({ streams: '["order-relay"]' });
	db.close();
	expect(plan.map(({ detail }) => detail)).toContain(
		'SEARCH entries USING COVERING INDEX entries_waiting (stream=?)',
	);
});
