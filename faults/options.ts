import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/errors';
import type { Wave } from './arrivals';

export interface Options {
	seed: number;
	/** Kills of the kill matrix. */
	rounds: number;
	/** Names of the parts to run; empty: all but those that have to be named. */
	only: readonly string[];
	/** The backlog of the load run. */
	load: Wave;
	/** How many executions n8n keeps in the load run; undefined: what it is set to by itself. */
	executions: number | undefined;
	json: string | undefined;
	/** Folders stay, to be looked at. */
	keep: boolean;
}

/** The command was not understood. */
export class UsageError extends Error {}

const DEFAULTS = { seed: 2026, rounds: 200, orders: 100_000, vouchers: 100_000 };

/** The part that takes so long that it runs only when it is named. */
export const LOAD = 'load';

export const usage = (parts: readonly string[]) => `Usage: npm run faults -- [options]

Breaks both flows on purpose in a real n8n, again and again, and has an independent judge look at what became of every
order and every sale. Exit code 1 when anything was lost, doubled, torn or wrong. See docs/reliability.md.

  --seed N      repeats a run: the same orders, sales, waves and moments (default ${DEFAULTS.seed})
  --rounds N    kills of the kill matrix (default ${DEFAULTS.rounds})
  --only PART   may be repeated: ${parts.join(', ')}; without it all but
                ${LOAD}, which lets n8n work through a large backlog and takes about an hour
  --orders N    orders that wait in the load run (default ${DEFAULTS.orders})
  --vouchers N  sales that wait in it (default ${DEFAULTS.vouchers})
  --executions N
                executions that n8n keeps in it, pruning every minute (default:
                as n8n is set by itself, which is 10000 and every hour)
  --json FILE   also write the report as JSON
  --keep        leave the folders in .local/faults to be looked at
  --help        this text`;

/**
 * @returns undefined when help was asked for
 * @throws UsageError
 */
export function readOptions(
	args: readonly string[],
	parts: readonly string[],
	cwd = process.env.INIT_CWD ?? process.cwd(),
): Options | undefined {
	const {
		help,
		seed,
		rounds,
		orders,
		vouchers,
		executions,
		only = [],
		json,
		keep = false,
	} = parse(args);
	if (help) return undefined;
	for (const name of only) {
		if (!parts.includes(name)) {
			throw new UsageError(`--only is "${name}"; expected: one of ${parts.join(', ')}.`);
		}
	}
	return {
		seed: whole('--seed', seed, DEFAULTS.seed),
		rounds: whole('--rounds', rounds, DEFAULTS.rounds),
		only,
		load: {
			orders: whole('--orders', orders, DEFAULTS.orders),
			vouchers: whole('--vouchers', vouchers, DEFAULTS.vouchers),
		},
		executions: whole('--executions', executions, undefined),
		json: json && path.resolve(cwd, json),
		keep,
	};
}

/** The command that repeats a run. */
export function commandOf({ seed, rounds, only, load, executions }: Options): string {
	const parts = only.map((name) => ` --only ${name}`);
	if (only.includes(LOAD)) parts.push(` --orders ${load.orders} --vouchers ${load.vouchers}`);
	if (executions !== undefined) parts.push(` --executions ${executions}`);
	return `npm run faults -- --seed ${seed} --rounds ${rounds}${parts.join('')}`;
}

function whole<T>(name: string, text: string | undefined, otherwise: T): number | T {
	if (text === undefined) return otherwise;
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw new UsageError(`${name} is "${text}"; expected: a whole number.`);
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: false,
			options: {
				help: { type: 'boolean', short: 'h' },
				seed: { type: 'string' },
				rounds: { type: 'string' },
				orders: { type: 'string' },
				vouchers: { type: 'string' },
				executions: { type: 'string' },
				only: { type: 'string', multiple: true },
				json: { type: 'string' },
				keep: { type: 'boolean' },
			},
		}).values;
	} catch (reason) {
		throw new UsageError(messageOf(reason));
	}
}
