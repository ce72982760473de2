import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { localFolder } from '../demo/project';
import { messageOf } from '../lib/errors';
import { killMatrix, type MatrixReport } from './kill-matrix';
import { Laboratory } from './laboratory';
import { loadRun, type LoadReport } from './load/load-run';
import { quicken, type Pace } from './load/quicken';
import { commandOf, LOAD, readOptions, usage, UsageError, type Options } from './options';
import { isClean, machine, reportText, type Report } from './report';
import { runScenarios } from './run-scenarios';
import { SCENARIOS } from './scenarios';

const KILLS = 'kills';
const PARTS = [KILLS, ...SCENARIOS.map(({ name }) => name), LOAD];

const folder = path.join(localFolder, 'faults');
const began = Date.now();
const secondsSoFar = () => (Date.now() - began) / 1_000;

/** Beside the result, so that the result alone can be kept. */
function progress(text: string): void {
	process.stderr.write(`${secondsSoFar().toFixed(0).padStart(5)} s ▸ ${text}\n`);
}

async function run(options: Options, enough: AbortSignal): Promise<number> {
	const { seed, only, keep, json } = options;
	const loadBefore = loadavg()[0] ?? 0;
	const wanted = (part: string) => only.length === 0 || only.includes(part);
	const load = only.includes(LOAD) ? await runLoad(options, enough) : undefined;
	const kills = wanted(KILLS) ? await runKills(options, enough) : undefined;
	const scenarios = await runScenarios({
		scenarios: SCENARIOS.filter(({ name }) => wanted(name)),
		folder,
		seed,
		keep,
		say: progress,
		enough,
	});
	const report: Report = {
		command: commandOf(options),
		machine: machine(loadBefore),
		...(load ? { load } : {}),
		...(kills ? { kills } : {}),
		scenarios,
		seconds: secondsSoFar(),
	};
	process.stdout.write(`${reportText(report)}\n`);
	if (json !== undefined) {
		mkdirSync(path.dirname(json), { recursive: true });
		writeFileSync(json, `${JSON.stringify(report, null, '\t')}\n`);
	}
	return isClean(report) ? 0 : 1;
}

async function runKills(
	{ seed, rounds, keep }: Options,
	enough: AbortSignal,
): Promise<MatrixReport> {
	const laboratory = await Laboratory.open({
		folder: path.join(folder, KILLS),
		seed,
		say: progress,
	});
	try {
		return await killMatrix({ laboratory, rounds, say: progress, enough });
	} finally {
		if (keep) await laboratory.close();
		else await laboratory.remove();
	}
}

/** So that there is always work, and few passes begin before the one before has ended. */
const PACE: Pace = { listenerSeconds: 6, workerSeconds: 3, salesSeconds: 15 };

/** Pruning within a run of minutes: by itself n8n looks every hour, and keeps for another hour what it took away. */
const prunedTo = (executions: number) => ({
	EXECUTIONS_DATA_PRUNE_MAX_COUNT: String(executions),
	EXECUTIONS_DATA_PRUNE_SOFT_DELETE_INTERVAL: '1',
	EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '1',
	EXECUTIONS_DATA_HARD_DELETE_BUFFER: '0',
});

async function runLoad(
	{ seed, load: backlog, executions, keep }: Options,
	enough: AbortSignal,
): Promise<LoadReport> {
	const laboratory = await Laboratory.open({
		folder: path.join(folder, LOAD),
		seed,
		say: progress,
		adapt: quicken(PACE),
		vouchersPerRequest: 50,
		gaugesEveryMs: 5_000,
		...(executions === undefined ? {} : { n8n: { env: prunedTo(executions) } }),
	});
	try {
		return await loadRun({ laboratory, pace: PACE, backlog, say: progress, enough });
	} finally {
		if (keep) await laboratory.close();
		else await laboratory.remove();
	}
}

/** Ctrl+C ends the breaking, and what was broken so far is judged; a second one ends everything. */
function stopSignal(): AbortSignal {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, () => {
			if (controller.signal.aborted) process.exit(130);
			progress('Nothing more is broken: what was begun is finished and judged');
			controller.abort();
		});
	}
	return controller.signal;
}

async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2), PARTS);
	if (!options) {
		process.stdout.write(`${usage(PARTS)}\n`);
		return 0;
	}
	return await run(options, stopSignal());
}

main().then(
	(code) => {
		process.exitCode = code;
	},
	(reason: unknown) => {
		const expected = reason instanceof UsageError || !(reason instanceof Error);
		process.stderr.write(
			expected ? `${messageOf(reason)}\n` : `${reason.stack ?? reason.message}\n`,
		);
		process.exitCode = reason instanceof UsageError ? 2 : 1;
	},
);
