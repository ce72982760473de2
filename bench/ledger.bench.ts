/**
 * How much the ledger costs beside bare SQLite doing the same writes with the same durability, in one run:
 *
 *   node -r ./test/support/register-ts.cjs bench/ledger.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { closeLedgers, openLedger } from '../lib/ledger/open-ledger';
import { loadDriver } from '../lib/ledger/sqlite/driver';

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

/** The same rows, events, indexes and transactions, without anything that the ledger checks or answers. */
async function withBareSqlite(file: string, entries: number, batch: number): Promise<void> {
	const driver = await loadDriver();
	const db = new driver(file);
	db.pragma('journal_mode = WAL');
	db.pragma('synchronous = FULL');
	db.exec(`
		CREATE TABLE entries (id INTEGER PRIMARY KEY, key TEXT UNIQUE, fingerprint TEXT, payload TEXT, state TEXT,
			due TEXT, owner TEXT, result TEXT, updated_at TEXT);
		CREATE INDEX by_state ON entries (state, due);
		CREATE TABLE events (id INTEGER PRIMARY KEY, entry_id INTEGER, at TEXT, to_state TEXT, message TEXT);
		CREATE INDEX of_entry ON events (entry_id);`);
	const insert = db.prepare(
		'INSERT INTO entries (key, fingerprint, payload, state, due, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
	);
	const change = db.prepare(
		'UPDATE entries SET state = ?, owner = ?, result = ?, updated_at = ? WHERE id = ?',
	);
	const tell = db.prepare(
		'INSERT INTO events (entry_id, at, to_state, message) VALUES (?, ?, ?, ?)',
	);
	const inTransaction = db.transaction((work: () => void) => work());
	for (const numbers of chunks(entries, batch)) {
		const at = new Date().toISOString();
		const ids: number[] = [];
		inTransaction.immediate(() => {
			for (const n of numbers) {
				const payload = JSON.stringify(PAYLOAD);
				const row = insert.run(`key-${n}`, `v${n}`, payload, 'pending', at, at);
				const id = Number(row.lastInsertRowid);
				ids.push(id);
				tell.run(id, at, 'pending', 'Registrado.');
			}
		});
		inTransaction.immediate(() => {
			for (const id of ids) {
				change.run('claimed', 'bench', null, at, id);
				tell.run(id, at, 'claimed', 'Tomado para procesar (intento 1).');
			}
		});
		inTransaction.immediate(() => {
			for (const id of ids) {
				change.run('done', null, JSON.stringify({ number: id }), at, id);
				tell.run(id, at, 'done', 'Completado.');
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
