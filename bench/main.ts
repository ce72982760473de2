import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { messageOf } from '../lib/errors';
import { benchFolder, BenchStop, OWN_FILES, unpacked } from './company-files';
import type { LedgerFigures } from './ledger.bench';
import type { LedgerRequest } from './ledger-process';
import { readOptions, USAGE, UsageError, type Options, type Part } from './options';
import { inOwnProcess } from './own-process';
import { measurePolling } from './polling';
import { reportText, type Report } from './report';
import { measureSales } from './sales.bench';
import { measureStatusPage } from './status-page.bench';
import { measureLookup, measureWriting } from './writing';

const LEDGER_CASES: readonly LedgerRequest[] = [
	{ entries: 500, batch: 1, repetitions: 5 },
	{ entries: 5_000, batch: 10, repetitions: 5 },
	{ entries: 5_000, batch: 100, repetitions: 5 },
];

async function bench({ parts, files }: Options): Promise<Report> {
	mkdirSync(benchFolder, { recursive: true });
	const loadBefore = loadavg()[0] ?? 0;
	const wanted = (part: Part) => parts.includes(part);
	const report: Omit<Report, 'machine'> = {};
	if (wanted('polling')) {
		report.polling = await measurePolling([...OWN_FILES, ...files].map(unpacked), progress);
	}
	if (wanted('ledger')) {
		report.ledger = [];
		for (const request of LEDGER_CASES) {
			progress(`ledger, ${request.batch} entries a transaction`);
			report.ledger.push(await inOwnProcess<LedgerFigures>('ledger-process', request));
		}
	}
	if (wanted('writing')) report.writing = await measureWriting(progress);
	if (wanted('lookup')) report.lookup = await measureLookup(progress);
	if (wanted('sales')) report.sales = await measureSales(progress);
	if (wanted('status-page')) report.statusPage = await measureStatusPage(progress);
	const [cpu] = cpus();
	return {
		machine: {
			cpus: cpus().length,
			cpu: cpu?.model.trim() ?? '',
			memoryGiB: totalmem() / 2 ** 30,
			node: process.versions.node,
			loadBefore,
			loadAfter: loadavg()[0] ?? 0,
		},
		...report,
	};
}

/** Beside the result, so that the result alone can be kept. */
function progress(text: string): void {
	process.stderr.write(`▸ ${text}\n`);
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (!options) {
		process.stdout.write(`${USAGE}\n`);
		return 0;
	}
	const report = await bench(options);
	process.stdout.write(`${reportText(report)}\n`);
	if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, '\t')}\n`);
	return 0;
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(reason: unknown) => {
		const expected = reason instanceof UsageError || reason instanceof BenchStop;
		process.stderr.write(
			expected || !(reason instanceof Error)
				? `${messageOf(reason)}\n`
				: `${reason.stack ?? reason.message}\n`,
		);
		process.exitCode = reason instanceof UsageError ? 2 : 1;
	},
);
