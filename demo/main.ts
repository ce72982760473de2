import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../lib/errors';
import { ConfigError, readConfig } from './config';
import { follow } from './follow';
import { n8nStartFile } from './n8n/host';
import { readOptions, USAGE, UsageError, type Options } from './options';
import { placesOf } from './places';
import { Relay } from './relay';
import { shortcomings, table, type RelayReport } from './report';
import { setUpOnly } from './setup-only';
import { withWorkFolder } from './work-folder';

const EDITOR_PORT = 5678;

const say = (text = '') => process.stdout.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
	const options = readOptions(args);
	if (!options) {
		say(USAGE);
		return 0;
	}
	const config = readConfig(options.config, options.setupOnly ? 'site' : 'demo');
	if (options.setupOnly) {
		say(setUpOnly(config, options.out));
		return 0;
	}
	const places = placesOf(config, options.folder);
	return await withWorkFolder(places.work, async () => {
		if (options.fresh) Relay.forget({ config, places });
		const startFile = n8nStartFile();
		const began = Date.now();
		const seconds = () => Math.round((Date.now() - began) / 100) / 10;
		const relay = new Relay({
			config,
			places,
			startFile,
			say: (text) => say(`▸ ${text} … (${seconds()} s)`),
			n8n: { port: EDITOR_PORT },
		});
		const stopped = stopSignal();
		try {
			return await run(relay, options, stopped, seconds, places.data, config.dataFolder);
		} catch (reason) {
			// Ctrl+C also reaches what was just running, and its end is no news.
			if (stopped.aborted) return 130;
			throw reason;
		} finally {
			await relay.n8n.stop();
		}
	});
}

async function run(
	relay: Relay,
	options: Options,
	stopped: AbortSignal,
	seconds: () => number,
	dataFolder: string,
	given: string,
): Promise<number> {
	await relay.prepare();
	if (stopped.aborted) return 130;
	say(`▸ Starting n8n … (${seconds()} s)`);
	await relay.start();
	say(`▸ Waiting until every order is settled … (${seconds()} s)`);
	const { reasons } = await relay.settled(options.limitSeconds * 1000, stopped);
	const report = await relay.report();
	const findings = [...reasons, ...shortcomings(report)];
	const write = (current: RelayReport) => writeReport(options.json, current, seconds());
	write(report);
	say();
	say(table(report));
	say();
	if (findings.length > 0) say(`Not as it should be:\n${bullets(findings)}\n`);
	if (options.once) return findings.length === 0 ? 0 : 1;
	if (stopped.aborted) return 130;

	say(whereToLook(relay, dataFolder, given));
	await follow(relay.ledger, say, () => relay.renewCopies(), stopped);
	say('\n▸ Stopping n8n …');
	write(await relay.report());
	return 0;
}

function whereToLook({ n8n, parent }: Relay, dataFolder: string, given: string): string {
	return [
		`n8n      ${n8n.url}`,
		`e-mail   ${n8n.owner.email}`,
		`password ${n8n.owner.password}`,
		'',
		`Company files (copies of ${given}; replace one there or here to see its new orders travel): ${dataFolder}`,
		`Purchase orders appear in: ${parent.file}${parent.isStandIn ? ' (a stand-in: the parent in SQLite)' : ''}`,
		'',
		'Ctrl+C stops everything. From here on, what happens to the orders:',
	].join('\n');
}

function writeReport(file: string | undefined, relay: RelayReport, seconds: number): void {
	if (file === undefined) return;
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify({ relay, seconds }, null, '\t')}\n`);
}

const bullets = (lines: readonly string[]) => lines.map((each) => `  - ${each}`).join('\n');

function stopSignal(): AbortSignal {
	const controller = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => controller.abort());
	}
	return controller.signal;
}

main(process.argv.slice(2)).then(
	(code) => {
		process.exitCode = code;
	},
	(reason: unknown) => {
		process.exitCode = reason instanceof UsageError ? 2 : 1;
		const known = reason instanceof ConfigError || reason instanceof UsageError;
		const text = known
			? reason.message
			: (reason instanceof Error && reason.stack) || messageOf(reason);
		process.stderr.write(`${text}\n${reason instanceof UsageError ? `\n${USAGE}\n` : ''}`);
	},
);
