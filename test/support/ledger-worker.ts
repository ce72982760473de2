/**
 * What another process does with a ledger, for tests. Prints one JSON line for each thing that the ledger has
 * acknowledged, so that whoever kills this process knows what must not be lost.
 *
 *   node -r ./test/support/register-ts.cjs test/support/ledger-worker.ts <task> <file> [owner]
 */
import { FactuLinkError } from '../../lib/errors';
import type { Ledger } from '../../lib/ledger/ledger';
import { openLedger } from '../../lib/ledger/open-ledger';
import { loadDriver } from '../../lib/ledger/sqlite/driver';

const STREAM = 'order-relay';

function say(line: object): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Claims a few at a time and completes them until nothing is left. */
async function drain(ledger: Ledger, owner: string): Promise<void> {
	for (;;) {
		const entries = await ledger.claim({ stream: STREAM, limit: 7, leaseSeconds: 600, owner });
		if (entries.length === 0) return;
		for (const { id, key } of entries) {
			await ledger.complete({ target: { id }, owner, result: { owner } });
			say({ done: key });
		}
	}
}

/** Registers, claims, completes and fails without end: it is there to be killed. */
async function churn(ledger: Ledger, owner: string): Promise<void> {
	const policy = { maxAttempts: 1000, firstDelaySeconds: 0, maxDelaySeconds: 0 };
	for (let round = 0; ; round++) {
		const keys = Array.from({ length: 5 }, (_, place) => `${owner}/${round}/${place}`);
		await ledger.register(
			STREAM,
			keys.map((key) => ({ key, fingerprint: 'v1', payload: { key } })),
		);
		for (const key of keys) say({ registered: key });
		const entries = await ledger.claim({ stream: STREAM, limit: 4, leaseSeconds: 600, owner });
		for (const { id, key } of entries) {
			if (id % 3 === 0) {
				const error = { class: 'retry', code: 'LOCKED', message: 'Locked.' } as const;
				await ledger.fail({ target: { id }, owner, error, policy });
			} else {
				await ledger.complete({ target: { id }, owner, result: { key } });
				say({ done: key });
			}
		}
	}
}

async function main([task, file = '', owner = '']: string[]): Promise<void> {
	if (task === 'lock') {
		// Holds the write lock until it is killed or its input ends.
		const driver = await loadDriver();
		const db = new driver(file);
		db.exec('BEGIN IMMEDIATE');
		say({ locked: true });
		process.stdin.on('end', () => db.close()).resume();
		return;
	}
	try {
		const ledger = await openLedger(file);
		say({ opened: true });
		if (task === 'drain') await drain(ledger, owner);
		if (task === 'churn') await churn(ledger, owner);
	} catch (error) {
		if (!(error instanceof FactuLinkError)) throw error;
		say({ class: error.class, code: error.code, message: error.message });
	}
}

void main(process.argv.slice(2));
