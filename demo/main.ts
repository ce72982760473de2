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
import { joined, ledgerSetup } from './setup';
import { setUpOnly } from './setup-only';
import { Site } from './site';
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
		if (options.fresh) Site.forget(config, places);
		const began = Date.now();
		const seconds = () => Math.round((Date.now() - began) / 100) / 10;
		const progress = (text: string) => say(`▸ ${text} … (${seconds()} s)`);
		const stopped = stopSignal();
		const mail = await Mail.open(config, places.mail);
		const extras = [...extrasOf(places.work), mail];
		const site = new Site({
			places,
			startFile: n8nStartFile(),
			say: progress,
			n8n: { port: EDITOR_PORT, env: mail.environment },
		});
		const flows: Flows = { relay: undefined, sales: undefined };
		try {
			flows.sales = await openSales(config, places, progress);
			flows.relay =
				config.relay && (await Relay.open({ config: config.relay, places, say: progress }));
			const setups = [flows.relay, flows.sales].flatMap((flow) => flow?.setup() ?? []);
			await site.prepare(
				joined([
					ledgerSetup(places.ledgerFile, config),
					...setups,
					...extras.map(({ setup }) => setup),
				]),
			);
			if (stopped.aborted) return 130;
			return await run(site, flows, options, stopped, seconds, () =>
				whereToLook(site, flows, extras, places.data, config),
			);
		} catch (reason) {
			// Ctrl+C also reaches what was just running, and its end is no news.
			if (stopped.aborted) return 130;
			throw reason;
		} finally {
			await site.n8n.stop();
			await flows.sales?.stop();
			await mail.stop();
		}
	});
}

/** Both flows, or one of them. */
interface Flows {
	relay: Relay | undefined;
	sales: SalesSync | undefined;
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

type Outcome = Omit<Report, 'seconds'>;

async function reportOf({ relay, sales }: Flows, since: Date): Promise<Outcome> {
	return {
		...(relay ? { relay: await relay.report(since) } : {}),
		...(sales ? { sales: await sales.report() } : {}),
	};
}

function findingsOf({ relay, sales }: Outcome, flows: Flows): string[] {
	return [
		...(relay ? shortcomings(relay) : []),
		...(sales && flows.sales ? salesShortcomings(sales, flows.sales.ledger.entries()) : []),
	];
}

function tables({ relay, sales }: Outcome, flows: Flows): string {
	return [
		...(relay ? [table(relay)] : []),
		...(sales && flows.sales ? [salesTable(sales, flows.sales.ledger.entries())] : []),
	].join('\n\n');
}

/** `order`, `sale` or `order and every sale`: what the flows carry. */
const carried = ({ relay, sales }: Flows, and: string) =>
	[...(relay ? ['order'] : []), ...(sales ? ['sale'] : [])].join(and);

async function run(
	site: Site,
	flows: Flows,
	options: Options,
	stopped: AbortSignal,
	seconds: () => number,
	whereToLook: () => string,
): Promise<number> {
	const { relay, sales } = flows;
	say(`▸ Starting n8n … (${seconds()} s)`);
	await site.start();
	say(`▸ Waiting until every ${carried(flows, ' and every ')} is settled … (${seconds()} s)`);
	const limitMs = options.limitSeconds * 1000;
	const since = site.startedAt;
	const [settled, salesReasons = []] = await Promise.all([
		relay?.settled(since, limitMs, stopped),
		sales?.runAndSettle(await site.signIn(), limitMs, stopped),
	]);
	const report = await reportOf(flows, since);
	const findings = [...(settled?.reasons ?? []), ...salesReasons, ...findingsOf(report, flows)];
	const write = (current: Outcome) => writeReport(options.json, { ...current, seconds: seconds() });
	write(report);
	say();
	say(tables(report, flows));
	say();
	if (findings.length > 0) say(`Not as it should be:\n${bullets(findings)}\n`);
	if (options.once) return findings.length === 0 ? 0 : 1;
	if (stopped.aborted) return 130;

	say(whereToLook());
	const ledgers = [relay, sales].flatMap((flow) => flow?.ledger ?? []);
	await follow(ledgers, say, () => relay?.renewCopies() ?? [], stopped);
	say('\n▸ Stopping n8n …');
	write(await reportOf(flows, since));
	return 0;
}

function whereToLook(
	{ n8n }: Site,
	flows: Flows,
	extras: readonly Extra[],
	dataFolder: string,
	config: Config,
): string {
	const { relay, sales } = flows;
	return [
		`n8n      ${n8n.url}`,
		`e-mail   ${n8n.owner.email}`,
		`password ${n8n.owner.password}`,
		'',
		...extras.flatMap(({ where }) => where(n8n.url)),
		'',
		...(relay ? relayPlaces(relay, dataFolder, config.relay?.dataFolder ?? '') : []),
		...(sales ? salesPlaces(sales) : []),
		'',
		`Ctrl+C stops everything. From here on, what happens to the ${carried(flows, 's and ')}s:`,
	].join('\n');
}

function relayPlaces({ parent }: Relay, dataFolder: string, given: string): string[] {
	return [
		`Company files (copies of ${given}; replace one there or here to see its new orders travel): ${dataFolder}`,
		`Purchase orders appear in: ${parent.file}${parent.isStandIn ? ' (a stand-in: the parent in SQLite)' : ''}`,
	];
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
