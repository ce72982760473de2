import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import {
	companiesOf,
	defaultConfigFile,
	readConfig,
	type Config,
	type RelayConfig,
} from '../demo/config';
import { n8nStartFile } from '../demo/n8n/host';
import type { InstanceOptions, N8nInstance } from '../demo/n8n/instance';
import type { N8nRest } from '../demo/n8n/rest';
import { placesOf, type Places } from '../demo/places';
import { fixtures, localFolder, salesFixtures } from '../demo/project';
import { Relay } from '../demo/relay';
import { joined, ledgerSetup } from '../demo/setup';
import { Site } from '../demo/site';
import { readSales as readSalesConfig, salesSchema } from '../demo/sales/config';
import { SalesSync } from '../demo/sales/sales-sync';
import { SalesSystems } from '../demo/sales/systems';
import type { WorkflowJson } from '../demo/workflows';
import { STAND_IN_TEMPLATE } from '../demo/stand-in/access-stand-in';
import { prepareUserFolder } from '../test/support/e2e/prepared-n8n';
import { Arrivals, type Wave } from './arrivals';
import { Chance } from './chance';
import { Gauges, NOTHING, peakOf, type Sample } from './gauges';
import { hasten, OFTEN } from './hasten';
import type { Finding } from './judge/findings';
import { contentOf, entriesOf, judgeEvents, standingOf, STREAMS } from './judge/ledger';
import type { Standing } from './judge/ledger';
import { judgeDocuments, judgeOrders, readParent } from './judge/orders';
import { judgeAccepted, judgeSales, readMarks, readSales } from './judge/sales';
import { OrderSource } from './sources/orders';
import { LEAVE_ONLY_MODELS, VoucherSource } from './sources/vouchers';
import { RELEASE_TRIGGER, RELEASE_WORKFLOW_ID, releaseWorkflow } from './release-workflow';

export const COMPANY_FILE = '0022026.accdb';

export interface LaboratoryOptions {
	/** Emptied first. */
	folder: string;
	seed: number;
	/** Told what goes on. */
	say: (text: string) => void;
	/** Other places than those in the folder, for file systems of their own. */
	places?: Partial<Pick<Places, 'ledgerFile' | 'data'>>;
	fiscalYear?: RelayConfig['fiscalYear'];
	n8n?: Pick<InstanceOptions, 'env' | 'startedBy'>;
	/** Changes the shipped workflows; {@link hasten} when it is not given. */
	adapt?: (workflow: WorkflowJson) => WorkflowJson;
	/** Few, so that a kill hits a sale between two requests; the shipped workflow sends more at once. */
	vouchersPerRequest?: number;
	/** How often n8n is asked how it is. */
	gaugesEveryMs?: number;
}

/**
 * What lets n8n start sooner, hundreds of times: compiled modules are kept, and no task runner is started beside it,
 * which only Code nodes need.
 */
const QUICK_START = {
	NODE_COMPILE_CACHE: path.join(localFolder, 'compile-cache'),
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'nobody-comes',
};

const expectedSettings = z.object({ settings: z.record(z.unknown()) });

/**
 * Both flows in one real n8n, with sources into which orders and sales arrive, to be broken on purpose; and the judge
 * of what became of them.
 */
export class Laboratory {
	/** Of all processes of n8n that have ended. */
	private peak: Sample = NOTHING;

	private gauges: Gauges | undefined;

	/** Sales that the ledger may have forgotten, for it was lost after they came. */
	private readonly forgettable = new Set<string>();

	private constructor(
		private readonly site: Site,
		readonly relay: Relay,
		readonly sales: SalesSync,
		readonly places: Places,
		readonly arrivals: Arrivals,
		readonly chance: Chance,
		private readonly options: LaboratoryOptions,
	) {}

	/** Makes the sources and the target, starts the stand-ins, installs the package; n8n does not run yet. */
	static async open(options: LaboratoryOptions): Promise<Laboratory> {
		const { folder, seed, say, fiscalYear = 2026, n8n } = options;
		const { adapt = hasten, vouchersPerRequest = 10 } = options;
		rmSync(folder, { recursive: true, force: true });
		const given = path.join(folder, 'given');
		mkdirSync(given, { recursive: true });
		cpSync(path.join(fixtures, 'base', '0012026.accdb'), path.join(given, '0012026.accdb'));
		await OrderSource.create(path.join(given, COMPANY_FILE));
		const config = writeConfig(folder, given, fiscalYear);
		const places: Places = { ...placesOf(config, path.join(folder, 'work')), ...options.places };
		await prepareUserFolder(places.user);
		const sales = await SalesSync.open({
			config: salesConfig(vouchersPerRequest),
			ledgerFile: places.ledgerFile,
			folder: places.sales,
		});
		try {
			const relay = await Relay.open({ config: companiesOf(config), places, say });
			const site = new Site({
				places,
				startFile: n8nStartFile(),
				say,
				adapt,
				n8n: { ...n8n, env: { ...QUICK_START, N8N_METRICS: 'true', ...n8n?.env } },
			});
			await site.prepare(
				joined([
					ledgerSetup(places.ledgerFile, config),
					relay.setup(),
					sales.setup(),
					{ credentials: [], workflows: [releaseWorkflow()] },
				]),
			);
			const runScript = async (script: string) =>
				void (await sales.systems.standIns.sqlServer?.control('POST /script', { script }));
			await runScript(LEAVE_ONLY_MODELS);
			const chance = new Chance(seed);
			const orders = await OrderSource.open(path.join(places.data, COMPANY_FILE));
			const arrivals = new Arrivals(
				orders,
				new VoucherSource(),
				runScript,
				chance.branch('arrivals'),
			);
			return new Laboratory(site, relay, sales, places, arrivals, chance, options);
		} catch (reason) {
			await sales.stop();
			throw reason;
		}
	}

	get n8n(): N8nInstance {
		return this.site.n8n;
	}

	/** Starts n8n and publishes what is not published yet. */
	async start(): Promise<void> {
		await this.site.start();
		this.gauges = Gauges.watch(this.n8n.url, this.options.gaugesEveryMs);
	}

	/**
	 * Starts n8n that has published everything before, without asking it anything.
	 * @returns false when it was killed on the way
	 */
	async startAgain(): Promise<boolean> {
		try {
			await this.n8n.start();
		} catch (reason) {
			if (this.n8n.running) throw reason;
			return false;
		}
		this.gauges = Gauges.watch(this.n8n.url, this.options.gaugesEveryMs);
		return true;
	}

	/** @returns the peaks of the life that ends */
	async kill(): Promise<Sample> {
		const peak = this.endOfLife();
		await this.n8n.kill();
		return peak;
	}

	async stop(): Promise<Sample> {
		const peak = this.endOfLife();
		await this.n8n.stop();
		return peak;
	}

	private endOfLife(): Sample {
		this.gauges?.stop();
		const peak = this.gauges?.peak ?? NOTHING;
		this.peak = peakOf(this.peak, peak);
		this.gauges = undefined;
		return peak;
	}

	/** Of all processes of n8n so far, the running one among them. */
	get peakSoFar(): Sample {
		return peakOf(this.peak, this.gauges?.peak ?? NOTHING);
	}

	/** What n8n said of itself since this was last asked; only of the life that goes on. */
	takeSamples(): Sample[] {
		return this.gauges?.take() ?? [];
	}

	/** A backlog, before n8n is started: see {@link Arrivals.fill}. */
	fill(size: Wave): void {
		this.arrivals.fill(size, SalesSystems.dataFile(this.places.sales));
	}

	standing(): Standing {
		return standingOf(this.places.ledgerFile);
	}

	/** Asks the control port of the mall's stand-in. */
	async mall(request: string, body?: unknown): Promise<unknown> {
		return await this.sales.systems.standIns.solar?.control(request, body);
	}

	/** Asks the control port of SQL Server's stand-in. */
	async sqlServer(request: string, body?: unknown): Promise<unknown> {
		return await this.sales.systems.standIns.sqlServer?.control(request, body);
	}

	async signIn(): Promise<N8nRest> {
		return await this.site.signIn();
	}

	/**
	 * Lets go what the ledger holds because five runs in a row died with it, as the operator's manual tells people to.
	 * @returns how many there were
	 */
	async releaseUnfinished(): Promise<number> {
		const held = entriesOf(this.places.ledgerFile).filter(
			({ state, reasonCode }) => state === 'held' && reasonCode === 'RUNS_NOT_FINISHED',
		);
		if (held.length === 0) return 0;
		const rest = await this.signIn();
		const { status } = await rest.run(RELEASE_WORKFLOW_ID, RELEASE_TRIGGER, 180_000);
		if (status !== 'success') throw new Error(`Releasing ended with ${status}`);
		return held.length;
	}

	/**
	 * To be called when the ledger is lost or put back to an older one. A sale that was sent and marked before stands in
	 * no pending list any more, so that nothing tells the new ledger of it; orders are found again in their file.
	 */
	ledgerIsLost(): void {
		for (const { key } of this.arrivals.vouchers) this.forgettable.add(key);
	}

	/** What is still on its way; empty when everything that arrived has become what it should. */
	open(): string[] {
		const entries = entriesOf(this.places.ledgerFile);
		const known = new Map(entries.map((entry) => [`${entry.stream} ${entry.key}`, entry.state]));
		const waiting = entries.filter(({ state }) => state === 'pending' || state === 'claimed');
		const reasons = waiting.map(({ key, state, reason }) => `${key} ${state} ${reason ?? ''}`);
		for (const { key, fate } of this.arrivals.orders) {
			const state = known.get(`${STREAMS.orders} ${key}`);
			const settled = fate === 'nothing' || state !== undefined;
			if (!settled) reasons.push(`${key} unknown`);
		}
		for (const { key, fate } of this.arrivals.vouchers) {
			const state = known.get(`${STREAMS.sales} ${key}`);
			if (state === undefined && !this.forgettable.has(key)) reasons.push(`${key} unknown`);
			else if (fate === 'send' && (state === 'held' || state === 'skipped')) {
				reasons.push(`${key} ${state}`);
			}
		}
		if (reasons.length > 0) return reasons;
		const marks = readMarks(SalesSystems.dataFile(this.places.sales));
		return this.arrivals.vouchers
			.filter(({ fate, type, number }) => {
				const own = marks.get(`${type}/${number}`) ?? [];
				return fate === 'send' && own.includes(false);
			})
			.map(({ key }) => `${key} unmarked`);
	}

	/**
	 * Finishes what arrives in two steps and waits until nothing is on its way.
	 * @returns what still was when the time was up
	 */
	async untilQuiet(limitMs: number): Promise<string[]> {
		await this.arrivals.finish();
		const limit = Date.now() + limitMs;
		for (;;) {
			const open = this.open();
			if (open.length === 0 || Date.now() > limit) return open;
			await wait(500);
		}
	}

	private async salesContent() {
		const file = SalesSystems.dataFile(this.places.sales);
		return readSales(await this.mall('GET /vouchers'), file);
	}

	/** What must not be wrong even now, while orders and sales are on their way. */
	async judgeOnTheWay(): Promise<Finding[]> {
		const { orders, vouchers } = this.arrivals;
		return [
			...judgeDocuments(await readParent(this.relay.parent.file, orders), orders),
			...judgeAccepted(await this.salesContent(), vouchers),
			...judgeEvents(contentOf(this.places.ledgerFile)),
		];
	}

	/** Everything, when nothing is on its way any more. */
	async judge({ clockWasMoved = false } = {}): Promise<Finding[]> {
		const { orders, vouchers } = this.arrivals;
		const content = contentOf(this.places.ledgerFile);
		const entriesIn = (stream: string) => content.entries.filter((each) => each.stream === stream);
		const defects = z.array(z.string()).parse(await this.sqlServer('GET /defects'));
		return [
			...judgeOrders(
				await readParent(this.relay.parent.file, orders),
				orders,
				entriesIn(STREAMS.orders),
			),
			...judgeSales(
				await this.salesContent(),
				vouchers,
				entriesIn(STREAMS.sales),
				this.forgettable,
			),
			...judgeEvents(content, clockWasMoved),
			...defects.map((text): Finding => ({
				kind: 'contradiction',
				flow: 'sales',
				key: 'stand-in',
				text,
			})),
		];
	}

	/** Stops everything; the folder stays. */
	async close(): Promise<void> {
		await this.stop();
		this.arrivals.close();
		await this.sales.stop();
	}

	/** Stops everything and removes the folder. */
	async remove(): Promise<void> {
		await this.close();
		rmSync(this.options.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

function writeConfig(folder: string, given: string, fiscalYear: RelayConfig['fiscalYear']): Config {
	const { companies, parent } = companiesOf(readConfig(defaultConfigFile));
	const file = path.join(folder, 'config.json');
	const content = {
		dataFolder: given,
		fiscalYear,
		companies: companies
			.filter(({ code }) => code === COMPANY_FILE.slice(0, 3))
			.map((company) => ({
				...company,
				password: undefined,
				connection: { type: 'connectionString', connectionString: STAND_IN_TEMPLATE },
			})),
		parent: { code: parent.code, name: parent.name },
		schedule: { cron: OFTEN },
	};
	writeFileSync(file, JSON.stringify(content, null, '\t'));
	return readConfig(file);
}

function salesConfig(vouchersPerRequest: number) {
	const file = path.join(salesFixtures, 'expected.json');
	const { settings } = expectedSettings.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
	const { idCliente: _belongsToTheCredential, ...given } = settings;
	return readSalesConfig(
		salesSchema.parse({
			settings: given,
			sqlServer: { type: 'standIn' },
			solar: { type: 'standIn' },
			vouchersPerRequest,
		}),
		{},
		(place) => place,
	);
}
