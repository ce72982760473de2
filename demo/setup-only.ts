import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, type Config, type RelayConfig } from './config';
import type { CompanyAccess } from './credentials';
import { mailSetup } from './mail/setup';
import { salesSetup } from './sales/setup';
import { joined, ledgerSetup, relaySetup, writeSetup, type Setup } from './setup';
import { newLogin, STATUS_PAGE_PATH, statusPage } from './status-page';
import { runsByHand } from './workflows';

/**
 * Writes credentials and workflows for a real installation; nothing is run.
 * @returns what the integrator does next
 * @throws ConfigError when the configuration asks for the demo's stand-in, or names no flow that a real installation has
 */
export function setUpOnly(config: Config, folder: string): string {
	const { relay } = config;
	const sales = realSales(config);
	const flows = [...(relay ? [realRelay(relay)] : []), ...(sales ? [sales] : [])];
	if (flows.length === 0) {
		throw new ConfigError(
			`${config.file} has nothing to set up: without companies it needs sales.sqlServer with host, user and database, and sales.solar with baseUrl, user and idCliente.`,
		);
	}
	const ledgerFile =
		config.ledgerFile ?? path.join(path.dirname(config.file), 'factulink-ledger.sqlite');
	// Sales that name no system do not run at a real installation.
	const present = { relay, sales: sales && config.sales };
	const login = newLogin();
	const setup = joined([
		ledgerSetup(ledgerFile, present),
		...flows,
		mailSetup(present, config.mail),
		statusPage(login).setup,
	]);
	const files = writeSetup(setup, folder);
	const tested = [
		...(relay ? ['"Factusol: …"'] : []),
		...(sales ? ['"SQL Server: Tango"', '"Solar API: shopping"'] : []),
	];
	return [
		`Written to ${folder}:`,
		`  credentials.json  ${setup.credentials.length} credentials, with passwords: delete it after the import`,
		`  workflows         ${setup.workflows.map(({ name }) => name).join(' · ')}`,
		'',
		...(relay ? unseen(relay) : []),
		`Ledger: ${ledgerFile}`,
		`Status page: <address of n8n>${STATUS_PAGE_PATH}, user ${login.user}, password ${login.password}`,
		'',
		'On the machine that runs n8n, with n8n-nodes-factulink installed in it:',
		`  1. n8n import:credentials --input="${files.credentials}"`,
		`  2. n8n import:workflow --separate --input="${files.workflows}"`,
		`  3. Start n8n, open each credential ${tested.join(', ')} and press "Test".`,
		...(config.mail
			? []
			: [
					'     Create the credential "SMTP: correo saliente" (type SMTP) and choose it in the nodes that send mails; the',
					'     addresses are in their node "Ajustes". Or name the server under "mail" in the configuration.',
				]),
		...setup.workflows
			.filter((workflow) => !runsByHand(workflow))
			.map(
				({ id, name }, index) =>
					`  ${index + 4}. Publish "${name}" (or: n8n publish:workflow --id=${id})`,
			),
		...(relay
			? [
					'',
					'With the default "startFrom": "now", orders that exist already are not relayed; new ones are.',
				]
			: []),
	].join('\n');
}

function unseen({ dataFolder }: RelayConfig): string[] {
	if (existsSync(dataFolder)) return [];
	return [
		`Note: the data folder ${dataFolder} cannot be seen from this machine. It must be the folder as the n8n that imports this sees it.`,
		'',
	];
}

/** Undefined when the configuration names no systems for the sales. */
function realSales({ file, sales }: Config): Setup | undefined {
	if (!sales) return undefined;
	const { sqlServer, solar } = sales;
	if (sqlServer?.type === 'standIn' || solar?.type === 'standIn') {
		throw new ConfigError(
			`${file}: "sales" names a stand-in, which only the demo runs; a real installation needs sales.sqlServer with host, user and database, and sales.solar with baseUrl, user and idCliente.`,
		);
	}
	if (!sqlServer && !solar) return undefined;
	if (!sqlServer || !solar) {
		throw new ConfigError(
			`${file}: "sales" names only ${sqlServer ? 'sqlServer' : 'solar'}; a real installation needs sqlServer and solar.`,
		);
	}
	return salesSetup(sales, { sqlServer, solar });
}

function realRelay(config: RelayConfig): Setup {
	const { connection } = config.parent;
	if (connection?.type === 'standIn') {
		throw new ConfigError(
			`${config.file}: parent.connection.type is "standIn", a copy in SQLite that only the demo uses; a real installation needs "accessDriver" or "connectionString".`,
		);
	}
	const access = (given: CompanyAccess['connection'] | undefined): CompanyAccess => ({
		location: { by: 'folder', folder: config.dataFolder, fiscalYear: config.fiscalYear },
		connection: given ?? { type: 'accessDriver' },
	});
	return relaySetup(config, {
		parent: access(connection),
		company: (company) => access(company.connection),
	});
}
