import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../lib/errors';
import { ConfigError, readConfig, type Config } from './config';
import { extrasOf, type Extra } from './extras';
import { follow } from './follow';
import { Mail } from './mail/mail';
import { n8nStartFile } from './n8n/host';
import { readOptions, USAGE, UsageError, type Options } from './options';
import { placesOf, type Places } from './places';
import { Relay } from './relay';
import { shortcomings, table, type Report } from './report';
import { salesShortcomings, salesTable } from './sales/report';
import { SalesSync } from './sales/sales-sync';
import { joined } from './setup';
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
		const progress = (text: string) => say(`▸ ${text} … (${seconds()} s)`);
		const stopped = stopSignal();
		const sales = await openSales(config, places, progress);
		const mail = await Mail.open(config, places.mail);
		const extras = [...extrasOf(places.work), mail];
		const relay = new Relay({
			config,
			places,
			startFile,
			say: progress,
			alongside: () =>
				joined([...(sales ? [sales.setup()] : []), ...extras.map(({ setup }) => setup)]),
			n8n: { port: EDITOR_PORT, env: mail.environment },
		});
		try {
			return await run(
				{ relay, sales, extras },
				options,
				stopped,
				seconds,
				places.data,
				config.dataFolder,
			);
		} catch (reason) {
			// Ctrl+C also reaches what was just running, and its end is no news.
			if (stopped.aborted) return 130;
			throw reason;
		} finally {
			await relay.n8n.stop();
			await sales?.stop();
			await mail.stop();
		}
	});
}

/** Both flows, or the relay alone, and what is imported beside them. */
interface Flows {
	relay: Relay;
	sales: SalesSync | undefined;
	extras: readonly Extra[];
}

async function openSales(
	{ sales: config }: Config,
	places: Places,
	progress: (text: string) => void,
): Promise<SalesSync | undefined> {
	if (!config) return undefined;
	progress('Opening SQL Server and the Solar API');
	return await SalesSync.open({ config, ledgerFile: places.ledgerFile, folder: places.sales });
}

async function reportOf({ relay, sales }: Flows): Promise<Omit<Report, 'seconds'>> {
	return {
		relay: await relay.report(),
		...(sales ? { sales: await sales.report() } : {}),
	};
}

function findingsOf({ relay, sales }: Omit<Report, 'seconds'>, flows: Flows): string[] {
	return [
		...shortcomings(relay),
		...(sales && flows.sales ? salesShortcomings(sales, flows.sales.ledger.entries()) : []),
	];
}

function tables({ relay, sales }: Omit<Report, 'seconds'>, flows: Flows): string {
	return [
		table(relay),
		...(sales && flows.sales ? ['', salesTable(sales, flows.sales.ledger.entries())] : []),
	].join('\n');
}

async function run(
	flows: Flows,
	options: Options,
	stopped: AbortSignal,
	seconds: () => number,
	dataFolder: string,
	given: string,
): Promise<number> {
	const { relay, sales } = flows;
	await relay.prepare();
	if (stopped.aborted) return 130;
	say(`▸ Starting n8n … (${seconds()} s)`);
	await relay.start();
	say(`▸ Waiting until every order${sales ? ' and every sale' : ''} is settled … (${seconds()} s)`);
	const limitMs = options.limitSeconds * 1000;
	const [{ reasons }, salesReasons = []] = await Promise.all([
		relay.settled(limitMs, stopped),
		sales?.runAndSettle(await relay.signIn(), limitMs, stopped),
	]);
	const report = await reportOf(flows);
	const findings = [...reasons, ...salesReasons, ...findingsOf(report, flows)];
	const write = (current: Omit<Report, 'seconds'>) =>
		writeReport(options.json, { ...current, seconds: seconds() });
	write(report);
	say();
	say(tables(report, flows));
	say();
	if (findings.length > 0) say(`Not as it should be:\n${bullets(findings)}\n`);
	if (options.once) return findings.length === 0 ? 0 : 1;
	if (stopped.aborted) return 130;

	say(whereToLook(flows, dataFolder, given));
	const ledgers = [relay.ledger, ...(sales ? [sales.ledger] : [])];
	await follow(ledgers, say, () => relay.renewCopies(), stopped);
	say('\n▸ Stopping n8n …');
	write(await reportOf(flows));
	return 0;
}

function whereToLook({ relay, sales, extras }: Flows, dataFolder: string, given: string): string {
	const { n8n, parent } = relay;
	return [
		`n8n      ${n8n.url}`,
		`e-mail   ${n8n.owner.email}`,
		`password ${n8n.owner.password}`,
		'',
		...extras.flatMap(({ where }) => where(n8n.url)),
		'',
		`Company files (copies of ${given}; replace one there or here to see its new orders travel): ${dataFolder}`,
		`Purchase orders appear in: ${parent.file}${parent.isStandIn ? ' (a stand-in: the parent in SQLite)' : ''}`,
		...(sales ? salesPlaces(sales) : []),
		'',
		`Ctrl+C stops everything. From here on, what happens to the orders${sales ? ' and sales' : ''}:`,
	].join('\n');
}

function salesPlaces({ systems: { sqlServer, solar, standIns } }: SalesSync): string[] {
	const named = (isStandIn: boolean) => (isStandIn ? ' (a stand-in)' : '');
	return [
		`Sales come from "${sqlServer.database}" on ${sqlServer.host}:${sqlServer.port}${named(standIns.sqlServer !== undefined)} and go to ${solar.baseUrl}${named(standIns.solar !== undefined)}`,
	];
}

function writeReport(file: string | undefined, report: Report): void {
	if (file === undefined) return;
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(report, null, '\t')}\n`);
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
