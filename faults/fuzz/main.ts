import { parseArgs } from 'node:util';

import { fuzzTargets } from './index';

const USAGE = `Usage: npm run fuzz -- [--rounds N] [--seed S] [--only TEXT]

Feeds every way into the package with what nobody would send. The same seed gives the same inputs.
  --rounds N   how often each way is tried (default 2000; damaged files a fifth of it)
  --seed S     a whole number (default: the time)
  --only TEXT  only the ways whose name holds this text
`;

/** What was found stands in the cause, the input that found it in the message. */
function textOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { message, cause } = error;
	const found = cause instanceof Error ? (cause.stack ?? cause.message) : '';
	return `${message.slice(0, 4000)}\n${found.slice(0, 4000)}`;
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '2000' },
			seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
			only: { type: 'string', default: '' },
			help: { type: 'boolean', default: false },
		},
	});
	const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
	if (values.help || !Number.isInteger(rounds) || !Number.isInteger(seed) || rounds < 1) {
		process.stdout.write(USAGE);
		return values.help ? 0 : 2;
	}
	let failed = 0;
	for (const each of fuzzTargets.filter(({ name }) => name.includes(values.only))) {
		const begun = performance.now();
		try {
			await each.run(rounds, seed);
			const seconds = ((performance.now() - begun) / 1000).toFixed(1);
			process.stdout.write(`ok      ${each.name} (${seconds} s)\n`);
		} catch (error) {
			failed++;
			process.stdout.write(`FOUND   ${each.name}\n${textOf(error)}\n`);
		}
	}
	process.stdout.write(
		`Seed ${seed}, ${rounds} rounds: ${failed === 0 ? 'nothing found' : `${failed} found`}\n`,
	);
	return failed === 0 ? 0 : 1;
}

void main().then((code) => {
	process.exitCode = code;
});
