import path from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../lib/errors';

const PARTS = ['polling', 'ledger', 'writing', 'lookup', 'sales', 'status-page'] as const;

/** What can be measured by itself. */
export type Part = (typeof PARTS)[number];

export interface Options {
	parts: readonly Part[];
	/** Company files beside those of the project. */
	files: readonly string[];
	json: string | undefined;
}

/** The command was not understood. */
export class UsageError extends Error {}

export const USAGE = `Usage: npm run bench -- [options]

Measures what the package costs and prints it in tables. Times depend on the machine; ratios are taken within one
run. See docs/benchmarks.md.

  --only PART    one of ${PARTS.join(', ')}; may be repeated
  --file FILE    poll another company file too (.accdb or .accdb.xz); may be repeated
  --json FILE    also write the figures as JSON
  --help         this text`;

/**
 * @returns undefined when help was asked for
 * @throws UsageError
 */
export function readOptions(
	args: readonly string[],
	cwd = process.env.INIT_CWD ?? process.cwd(),
): Options | undefined {
	const { help, only = [], file = [], json } = parse(args);
	if (help) return undefined;
	const parts = only.map((name) => {
		const part = PARTS.find((each) => each === name);
		if (part) return part;
		throw new UsageError(`--only is "${name}"; expected: one of ${PARTS.join(', ')}.`);
	});
	for (const name of file) {
		if (/\.accdb(\.xz)?$/i.test(name)) continue;
		throw new UsageError(`--file is "${name}"; expected: a file .accdb or .accdb.xz.`);
	}
	return {
		parts: parts.length > 0 ? parts : PARTS,
		files: file.map((name) => path.resolve(cwd, name)),
		json: json && path.resolve(cwd, json),
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: false,
			options: {
				help: { type: 'boolean', short: 'h' },
				only: { type: 'string', multiple: true },
				file: { type: 'string', multiple: true },
				json: { type: 'string' },
			},
		}).values;
	} catch (reason) {
		throw new UsageError(messageOf(reason));
	}
}
