/**
 * How much the ledger costs beside a bare loop of the same SQLite library that writes the same rows into the same
 * tables with the same durability, in one run:
 *
 *   node -r ./test/support/register-ts.cjs bench/ledger.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { closeLedgers, openLedger } from '../lib/ledger/open-ledger';
import { loadDriver } from '../lib/ledger/sqlite/driver';
import { migrations } from '../lib/ledger/sqlite/migrations';

export interface LedgerFigures {
	entries: number;
	/** Entries in one transaction, as a workflow with so many items has them. */
	batch: number;
	/** Entries a second that were registered, claimed and completed. */
	ledgerPerSecond: number;
	barePerSecond: number;
	/** 1 would be as fast as bare SQLite; the goal is 0.5. */
	ratio: number;
	/** Resident memory that the run added, in MiB. */
	memoryMiB: number;
	/** Looking up keys of which half are known, in milliseconds for 50,000. */
	lookup50kMs: number;
}

const PAYLOAD = {
	key: '002/2026/1/000123',
	message: 'Pedido 1-000123 de Duofic (3 líneas, 412,35 €)',
	lines: Array.from({ length: 3 }, (_, n) => ({
		article: `ART-${n}`,
		description: 'Resma de papel A4 80 g, caja de 5 paquetes',
		quantity: '10',
		price: '13.745',
	})),
};

const chunks = (entries: number, batch: number): number[][] =>
	Array.from({ length: Math.ceil(entries / batch) }, (_, chunk) =>
		Array.from(
			{ length: Math.min(batch, entries - chunk * batch) },
			(__, place) => chunk * batch + place,
		),
	);

async function withLedger(file: string, entries: number, batch: number): Promise<void> {
	const ledger = await openLedger(file);
	const owner = 'bench';
	for (const numbers of chunks(entries, batch)) {
		await ledger.register(
			'bench',
			numbers.map((n) => ({ key: `key-${n}`, fingerprint: `v${n}`, payload: PAYLOAD })),
		);
		const claimed = await ledger.claim({ stream: 'bench', limit: batch, leaseSeconds: 60, owner });
		await ledger.settle(
			claimed.map(({ id }) => ({
				action: 'complete',
				target: { id },
				owner,
				result: { number: id },
			})),
		);
	}
}

/** The same rows in the same tables and transactions: nothing is looked up, decided, checked or answered. */
async function withBareSqlite(file: string, entries: number, batch: number): Promise<void> {
	const driver = await loadDriver();
	const db = new driver(file);
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.pragma('foreign_keys = ON');
	for (const sql of migrations) db.exec(sql);
	const insert = db.prepare(
		`INSERT INTO entries (stream, key, fingerprint, payload, state, attempts, lapses, due, since, created_at, updated_at)
		VALUES ('bench', ?, ?, ?, 'pending', 0, 0, ?, ?, ?, ?)`,
	);
	const claim = db.prepare(
		`UPDATE entries SET state = 'claimed', attempts = 1, owner = 'bench', claimed_at = ?, lease_until = ?,
		updated_at = ? WHERE id = ?`,
	);
	const complete = db.prepare(
		`UPDATE entries SET state = 'done', owner = NULL, claimed_at = NULL, lease_until = NULL, result = ?,
		updated_at = ? WHERE id = ?`,
	);
	const tell = db.prepare(
		'INSERT INTO events (entry_id, at, from_state, to_state, event, message) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const inTransaction = db.transaction((work: () => void) => work());
	for (const numbers of chunks(entries, batch)) {
		const at = new Date().toISOString();
		const ids: number[] = [];
		inTransaction.immediate(() => {
			for (const n of numbers) {
				const payload = JSON.stringify(PAYLOAD);
				const row = insert.run(`key-${n}`, `v${n}`, payload, at, at, at, at);
				const id = Number(row.lastInsertRowid);
				ids.push(id);
				tell.run(id, at, null, 'pending', 'registered', 'Registrado.');
			}
		});
		inTransaction.immediate(() => {
			for (const id of ids) {
				claim.run(at, at, at, id);
				tell.run(id, at, 'pending', 'claimed', 'claimed', 'Tomado para procesar (intento 1).');
			}
		});
		inTransaction.immediate(() => {
			for (const id of ids) {
				complete.run(JSON.stringify({ number: id }), at, id);
				tell.run(id, at, 'claimed', 'done', 'completed', 'Completado.');
			}
		});
	}
	db.close();
}

async function perSecond(entries: number, work: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await work();
	return Math.round(entries / ((performance.now() - start) / 1000));
}

/** Measures on a disk folder of its own, which is removed afterwards. */
export async function benchLedger(entries = 5000, batch = 100): Promise<LedgerFigures> {
	const folder = mkdtempSync(path.join(tmpdir(), 'ledger-bench-'));
	try {
		// Once without measuring: the library is loaded and the code is warm for both.
		await withBareSqlite(path.join(folder, 'warm-bare.sqlite'), 500, batch);
		await withLedger(path.join(folder, 'warm.sqlite'), 500, batch);
		const barePerSecond = await perSecond(
			entries,
			async () => await withBareSqlite(path.join(folder, 'bare.sqlite'), entries, batch),
		);
		const file = path.join(folder, 'ledger.sqlite');
		const before = process.memoryUsage().rss;
		const ledgerPerSecond = await perSecond(
			entries,
			async () => await withLedger(file, entries, batch),
		);
		const memoryMiB = Math.round((process.memoryUsage().rss - before) / 2 ** 20);
		const keys = Array.from({ length: 50_000 }, (_, n) => `key-${n % (2 * entries)}`);
		const ledger = await openLedger(file);
		const start = performance.now();
		await ledger.lookup('bench', keys);
		const lookup50kMs = Math.round(performance.now() - start);
		return {
			entries,
			batch,
			ledgerPerSecond,
			barePerSecond,
			ratio: Math.round((ledgerPerSecond / barePerSecond) * 100) / 100,
			memoryMiB,
			lookup50kMs,
		};
	} finally {
		closeLedgers();
		rmSync(folder, { recursive: true, force: true });
	}
}

if (require.main === module) {
	void (async () => {
		for (const batch of [1, 10, 100]) {
			const figures = await benchLedger(batch === 1 ? 500 : 5000, batch);
			process.stdout.write(`${JSON.stringify(figures)}\n`);
		}
	})();
}
