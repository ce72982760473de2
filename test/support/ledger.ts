import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams, SpawnOptionsWithoutStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Ledger } from '../../lib/ledger/ledger';
import { closeLedgers, openLedger } from '../../lib/ledger/open-ledger';
import type { Entry, RegisterItem, Settled } from '../../lib/ledger/types';

export const STREAM = 'order-relay';

export const POLICY = { maxAttempts: 3, firstDelaySeconds: 60, maxDelaySeconds: 3600 };

const START = Date.UTC(2026, 2, 14, 9, 30);

/** A ledger in a folder of its own, whose clock stands still until it is moved. */
export class LedgerBench {
	readonly folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
	readonly file = path.join(this.folder, 'ledger.sqlite');
	#now = START;

	get now(): string {
		return new Date(this.#now).toISOString();
	}

	/** Moves the clock; below zero it goes back. */
	pass(seconds: number): void {
		this.#now += seconds * 1000;
	}

	/** Without chance: the next attempt is exactly as late as the policy says. */
	async open(): Promise<Ledger> {
		return await openLedger(this.file, { clock: () => new Date(this.#now), random: () => 0 });
	}

	remove(): void {
		closeLedgers();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** An item whose content is its version. */
export function item(key: string, version = 1, more: Partial<RegisterItem> = {}): RegisterItem {
	return { key, fingerprint: `v${version}`, payload: { key, version }, ...more };
}

export async function claimAll(
	ledger: Ledger,
	owner = 'run-1',
	leaseSeconds = 300,
): Promise<Entry[]> {
	return await ledger.claim({ stream: STREAM, limit: 1000, leaseSeconds, owner });
}

/** Registers one item and brings its entry into a state by the ordinary ways. */
export async function entryIn(
	ledger: Ledger,
	key: string,
	state: Entry['state'],
	owner = 'run-1',
): Promise<Entry> {
	await ledger.register(STREAM, [item(key)]);
	const target = { stream: STREAM, key };
	const finish: Partial<Record<Entry['state'], () => Promise<Settled>>> = {
		done: async () => await ledger.complete({ target, owner, result: { number: 1 } }),
		held: async () => await ledger.hold({ target, owner, code: 'PRICE', reason: 'Sin precio.' }),
		skipped: async () =>
			await ledger.skip({ target, owner, code: 'NOTHING', reason: 'Sin líneas.' }),
		dead: async () =>
			await ledger.fail({
				target,
				owner,
				error: { class: 'retry', code: 'LOCKED', message: 'Locked.' },
				policy: { ...POLICY, maxAttempts: 1 },
			}),
	};
	if (state !== 'pending') {
		await ledger.claim({ stream: STREAM, limit: 1, leaseSeconds: 300, owner, keys: [key] });
		await finish[state]?.();
	}
	const entry = await ledger.get(target);
	if (entry?.state !== state) throw new Error(`${key} is ${entry?.state}, not ${state}`);
	return entry;
}

const repository = path.join(__dirname, '../..');

/** Another process that works with a ledger; see ledger-worker.ts for the tasks. */
export class LedgerWorker {
	readonly process: ChildProcessWithoutNullStreams;
	/** Ends with how the process ended. */
	readonly ended: Promise<NodeJS.Signals | number | null>;
	#output = '';
	#errors = '';

	constructor(task: string, file: string, owner = '', options: SpawnOptionsWithoutStdio = {}) {
		const hook = path.join(repository, 'test/support/register-ts.cjs');
		const script = path.join(repository, 'test/support/ledger-worker.ts');
		this.process = spawn(process.execPath, ['-r', hook, script, task, file, owner], options);
		this.process.stdout.on('data', (chunk) => (this.#output += String(chunk)));
		this.process.stderr.on('data', (chunk) => (this.#errors += String(chunk)));
		this.ended = new Promise((resolve) => {
			this.process.on('close', (code, signal) => resolve(signal ?? code));
		});
	}

	/** Everything it has said so far; a line cut off by its death does not count. */
	lines(): Record<string, unknown>[] {
		const whole = this.#output.slice(0, this.#output.lastIndexOf('\n') + 1);
		return whole
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => JSON.parse(line) as Record<string, unknown>);
	}

	/** Waits until it has said so many lines. */
	async hasSaid(lines: number): Promise<void> {
		while (this.lines().length < lines) {
			if (this.process.exitCode !== null) throw new Error(`It ended early. ${this.#errors}`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}
}
