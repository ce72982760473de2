import { copyFileSync, cpSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { companiesOf, defaultConfigFile, readConfig } from '../../../demo/config';
import { n8nStartFile } from '../../../demo/n8n/host';
import type { InstanceOptions } from '../../../demo/n8n/instance';
import { placesOf, type Places } from '../../../demo/places';
import { fixtures } from '../../../demo/project';
import { Relay } from '../../../demo/relay';
import { Site, type SiteOptions } from '../../../demo/site';
import { SalesSync } from '../../../demo/sales/sales-sync';
import { joined, ledgerSetup, type Setup } from '../../../demo/setup';
import { newFolder, removeFolder } from './folder';
import { prepareUserFolder } from './prepared-n8n';

/** Looks every ten seconds: n8n refuses a schedule of less than a minute, but takes several that add up. */
const OFTEN = [0, 10, 20, 30, 40, 50].map((second) => `${second} * * * * *`);

type Json = Record<string, unknown>;

export interface TestRelayOptions {
	/** Folder of the fixtures that is the data folder; default `base`. */
	snapshot?: string;
	/** Changes the shipped configuration before it is read. */
	config?: (config: Json & { companies: Json[]; parent: Json }) => void;
	n8n?: Pick<InstanceOptions, 'env' | 'startedBy'>;
	/** Changes each workflow before it is imported. */
	adapt?: SiteOptions['adapt'];
	/** Imported and published beside the flows. */
	extras?: readonly Setup[];
	/** Told the user folder of n8n when the package is installed in it. */
	prepared?: (userFolder: string) => void;
	/** The part "sales" of the configuration: the sales sync is in the same n8n, with its stand-ins. */
	sales?: Json;
}

/** The demo's relay in a folder of its own, looking every ten seconds. */
export interface TestRelay {
	/** Its n8n. */
	site: Site;
	relay: Relay;
	places: Places;
	/** Undefined when it was not asked for. */
	sales: SalesSync | undefined;
	/**
	 * Puts a file of the fixtures in place of the watched one, at once as a copy over the network does not: no
	 * reader sees half of it.
	 */
	putFile(snapshot: string, name: string): void;
	/** Stops n8n and removes the folder. */
	remove(): Promise<void>;
}

/**
 * Copies files, installs the package and imports; n8n is not started yet.
 * @param name of the suite
 */
export async function openTestRelay(
	name: string,
	{
		snapshot = 'base',
		config: change,
		n8n,
		adapt,
		prepared,
		sales,
		extras = [],
	}: TestRelayOptions = {},
): Promise<TestRelay> {
	const folder = newFolder(name);
	const given = path.join(folder, 'given');
	cpSync(path.join(fixtures, 'base'), given, { recursive: true });
	cpSync(path.join(fixtures, snapshot), given, { recursive: true });

	const file = path.join(folder, 'config.json');
	const { companies, parent } = companiesOf(readConfig(defaultConfigFile));
	const content = {
		dataFolder: given,
		fiscalYear: 2026,
		companies: companies.map((company): Json => ({ ...company, password: undefined })),
		parent: { code: parent.code, name: parent.name },
		schedule: { cron: OFTEN },
		...(sales ? { sales } : {}),
	};
	change?.(content);
	writeFileSync(file, JSON.stringify(content, null, '\t'));

	const config = readConfig(file);
	const places = placesOf(config, path.join(folder, 'work'));
	await prepareUserFolder(places.user);
	prepared?.(places.user);
	const say = () => undefined;
	const site = new Site({
		places,
		startFile: n8nStartFile(),
		say,
		...(n8n ? { n8n } : {}),
		...(adapt ? { adapt } : {}),
	});
	const relay = await Relay.open({ config: companiesOf(config), places, say });
	const sync =
		config.sales &&
		(await SalesSync.open({
			config: config.sales,
			ledgerFile: places.ledgerFile,
			folder: places.sales,
		}));
	const setups = [relay, sync].flatMap((flow) => flow?.setup() ?? []);
	await site.prepare(joined([ledgerSetup(places.ledgerFile, config), ...setups, ...extras]));
	return {
		site,
		relay,
		places,
		sales: sync,
		putFile: (from, fileName) => {
			const arriving = path.join(places.data, `${fileName}.arriving`);
			copyFileSync(path.join(fixtures, from, fileName), arriving);
			renameSync(arriving, path.join(places.data, fileName));
		},
		remove: async () => {
			await site.n8n.stop();
			await sync?.stop();
			removeFolder(folder);
		},
	};
}
