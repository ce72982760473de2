import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { runOrThrow } from '../../../demo/n8n/command';
import { n8nEnvironment, nodeFile } from '../../../demo/n8n/environment';
import { n8nStartFile } from '../../../demo/n8n/host';
import { N8nInstance } from '../../../demo/n8n/instance';
import { freePorts } from '../../../demo/n8n/ports';
import { projectRoot } from '../../../demo/project';
import { createAccessStandIn, STAND_IN_TEMPLATE } from '../../../demo/stand-in/access-stand-in';
import { jsonUnder } from '../readme';
import { FIXTURES, storedDocuments, type StoredDocument } from '../relay-judge';

/** The section of the README that is followed. */
export const FIRST_RUN = 'First run, step by step';

/** Six in a minute, so that nobody waits for two looks of a minute each. */
const OFTEN = [0, 10, 20, 30, 40, 50].map((second) => `${second} * * * * *`);

/** How the files are opened here: there is no Access driver. */
export const CONNECTIONS = {
	company: { type: 'driverless' },
	parent: { type: 'connectionString', connectionString: STAND_IN_TEMPLATE },
} as const;

/** A machine with n8n on which nothing of ours was ever done, and a person who does what the README says. */
export class Person {
	readonly n8n: N8nInstance;

	/** n8n's user folder. */
	readonly user: string;

	/** The company files. */
	readonly data: string;

	readonly ledgerFile: string;

	private constructor(private readonly folder: string) {
		this.user = path.join(folder, 'n8n');
		this.data = path.join(folder, 'FS');
		this.ledgerFile = path.join(folder, 'FactuLink', 'ledger.sqlite');
		this.n8n = new N8nInstance({ startFile: n8nStartFile(), userFolder: this.user });
	}

	static async at(folder: string): Promise<Person> {
		const person = new Person(folder);
		mkdirSync(person.data, { recursive: true });
		// As where n8n itself was installed above its user folder: npm looks upwards for something like this.
		writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
		for (const file of ['0022026.accdb', '0032026.accdb']) {
			copyFileSync(path.join(FIXTURES, 'base', file), path.join(person.data, file));
		}
		await createAccessStandIn({
			accdb: path.join(FIXTURES, 'base', '0012026.accdb'),
			sqlite: person.parentFile,
		});
		return person;
	}

	/** A stand-in under the name of the parent's file. */
	get parentFile(): string {
		return path.join(this.data, '0012026.accdb');
	}

	file(name: string): string {
		return path.join(this.folder, name);
	}

	/** Writes what the README shows as `site.json`, with the places and connections of this machine. */
	writeSiteFile(): void {
		const shown = jsonUnder(FIRST_RUN) as { companies: object[]; parent: object };
		const site = {
			...shown,
			dataFolder: this.data,
			fiscalYear: 2026,
			companies: shown.companies.map((company) => ({
				...company,
				connection: CONNECTIONS.company,
			})),
			parent: { ...shown.parent, connection: CONNECTIONS.parent },
			ledger: { file: this.ledgerFile },
			schedule: { cron: OFTEN },
		};
		writeFileSync(this.file('site.json'), JSON.stringify(site, null, '\t'));
	}

	/**
	 * Types a command of the README, with the files where they are here.
	 * @returns what it said
	 */
	async type(command: string, cwd = projectRoot): Promise<string> {
		const line = command
			.replace('/path/to/', `${this.folder}/`)
			.replace(/\bsite\.json\b/, this.file('site.json'))
			.replace(/\bfactulink-setup\b/, this.file('factulink-setup'))
			.replace(/^n8n /, `"${nodeFile}" "${n8nStartFile()}" `);
		const [broker] = await freePorts(1);
		const env = n8nEnvironment(this.user, {
			N8N_RUNNERS_BROKER_PORT: String(broker),
			// The tarball of `npm pack` belongs to this person and not into the project.
			npm_config_pack_destination: this.folder,
			// Compiling `odbc` would take longer than all the rest; see makeOdbcUsable.
			npm_config_ignore_scripts: 'true',
		});
		return (await runOrThrow(command, line, [], { cwd, env, shell: true })).output;
	}

	/** Somebody in Duofic closes new orders: a file that has them arrives at once, as no reader sees half of it. */
	enterOrders(): void {
		const file = path.join(this.data, '0022026.accdb');
		copyFileSync(path.join(FIXTURES, 'new-orders', '0022026.accdb'), `${file}.arriving`);
		renameSync(`${file}.arriving`, file);
	}

	/** The purchase orders in the parent's file, read by the judge, not by us. */
	async purchaseOrders(columns: readonly string[] = ['PROPPR']): Promise<StoredDocument[]> {
		return await storedDocuments(this.parentFile, columns);
	}
}
