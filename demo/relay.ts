import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type Config } from './config';
import { messageOf } from '../lib/errors';
import { demoConnection, prepareData, renewCopies, type ParentFile } from './data';
import { readDocuments } from './documents';
import { LedgerView } from './ledger-view';
import { N8nCli } from './n8n/cli';
import { installPackage, packPackage } from './n8n/install-package';
import { N8nInstance, type InstanceOptions } from './n8n/instance';
import { N8nRest } from './n8n/rest';
import type { Places } from './places';
import { relayReport, type RelayReport } from './report';
import { untilSettled, type Settled } from './settle';
import { joined, makeSetup, writeSetup, type Setup } from './setup';
import { runsByHand, type WorkflowJson } from './workflows';
import { STAND_IN_TEMPLATE } from './stand-in/access-stand-in';

export interface RelayOptions {
	config: Config;
	places: Places;
	/** n8n's start file. */
	startFile: string;
	/** Told what goes on. */
	say: (text: string) => void;
	/** Changes each workflow before it is imported; the end-to-end tests put their own nodes between the steps. */
	adapt?: (workflow: WorkflowJson) => WorkflowJson;
	/** What is imported beside the relay; asked for when it is prepared. */
	alongside?: () => Setup;
	/** More for the n8n process: port, environment. */
	n8n?: Pick<InstanceOptions, 'env' | 'port' | 'startedBy'>;
}

const importedSchema = z.object({ credentials: z.string(), workflows: z.record(z.string()) });
type Imported = z.infer<typeof importedSchema>;

/** The order relay in a real n8n on copies of company files. */
export class Relay {
	readonly ledger: LedgerView;

	readonly n8n: N8nInstance;

	private setup: Setup = { credentials: [], workflows: [] };

	private parentFile: ParentFile | undefined;

	private since = new Date();

	constructor(private readonly options: RelayOptions) {
		const { places, startFile, n8n } = options;
		this.ledger = new LedgerView(places.ledgerFile, 'order-relay');
		this.n8n = new N8nInstance({ startFile, userFolder: places.user, ...n8n });
	}

	/**
	 * Forgets what earlier runs left.
	 * @throws ConfigError when the ledger is a file that the demo did not choose
	 */
	static forget({ config, places }: Pick<RelayOptions, 'config' | 'places'>): void {
		if (config.ledgerFile !== undefined && existsSync(config.ledgerFile)) {
			throw new ConfigError(
				`--fresh does not delete the ledger ${config.ledgerFile} that ${config.file} names. Move it away, or name another one.`,
			);
		}
		rmSync(places.work, { recursive: true, force: true });
	}

	/** Copies the company files, installs the package and imports what changed since the last time. */
	async prepare(): Promise<void> {
		const { config, places, say } = this.options;
		mkdirSync(places.work, { recursive: true });
		say('Copying the company files');
		this.parentFile = await prepareData(config, places);
		say('Packing n8n-nodes-factulink');
		const tarball = await packPackage();
		say(`Installing ${path.basename(tarball.file)} into n8n`);
		await installPackage(tarball, places.user);
		const { adapt = (workflow: WorkflowJson) => workflow, alongside } = this.options;
		const { credentials, workflows } = joined([
			this.makeSetup(this.parentFile),
			...(alongside ? [alongside()] : []),
		]);
		this.setup = { credentials, workflows: workflows.map(adapt) };
		await this.importWhatChanged();
	}

	/** Starts n8n with all workflows published, so that the listeners begin to look. */
	async start(): Promise<void> {
		this.since = new Date();
		await this.n8n.start();
		const rest = await this.signIn();
		for (const workflow of this.setup.workflows) {
			if (runsByHand(workflow)) continue;
			const { id, name } = workflow;
			const { status } = await rest.publication(id);
			if (status === 'published' && !this.notPublished.has(id)) continue;
			const { status: now, triggers } = await rest.publish(id);
			if (now !== 'published') {
				const why = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
				throw new Error(`"${name}" could not be published (${now}): ${why.join('; ')}`);
			}
			this.notPublished.delete(id);
		}
	}

	/**
	 * The workflow whose name holds this text.
	 * @throws Error when none does
	 */
	workflow(name: string): WorkflowJson {
		const found = this.setup.workflows.find((each) => each.name.includes(name));
		if (!found) throw new Error(`There is no workflow of ${name}`);
		return found;
	}

	/** Whether a workflow is among those that this one imports and publishes. */
	imports(workflowId: string): boolean {
		return this.setup.workflows.some(({ id }) => id === workflowId);
	}

	/** The editor's own interface to the running n8n. */
	async signIn(): Promise<N8nRest> {
		return await N8nRest.signIn(this.n8n.url, this.n8n.owner, this.options.startFile);
	}

	/** Waits until nothing is left to do, see `untilSettled`. */
	async settled(limitMs: number, signal?: AbortSignal): Promise<Settled> {
		return await untilSettled(this.ledger, {
			companies: this.options.config.companies,
			since: this.since,
			limitMs,
			...(signal === undefined ? {} : { signal }),
		});
	}

	async report(): Promise<RelayReport> {
		const { companies, parent } = this.options.config;
		if (!this.parentFile) throw new Error('The relay was not prepared yet');
		return relayReport({
			companies,
			entries: this.ledger.entries(),
			sources: this.ledger.sources(),
			documents: await readDocuments(this.parentFile.file, parent.password, companies),
			since: this.since,
		});
	}

	/** Takes over company files that were replaced where they were given; their names. */
	renewCopies(): string[] {
		const { config, places, say } = this.options;
		try {
			return renewCopies(config, places);
		} catch (reason) {
			// Somebody is replacing a file at this moment: the next look finds it.
			say(messageOf(reason));
			return [];
		}
	}

	/** The file in which the purchase orders appear. */
	get parent(): ParentFile {
		if (!this.parentFile) throw new Error('The relay was not prepared yet');
		return this.parentFile;
	}

	/** Workflows that were imported since they were last published. */
	private readonly notPublished = new Set<string>();

	private makeSetup(parent: ParentFile): Setup {
		const { config, places } = this.options;
		const connections = demoConnection(config);
		const { parent: connection } = connections;
		return makeSetup(config, {
			ledgerFile: places.ledgerFile,
			parent: {
				location: { by: 'path', file: parent.file, fiscalYear: parent.fiscalYear },
				connection:
					connection.type === 'standIn'
						? { type: 'connectionString', connectionString: STAND_IN_TEMPLATE }
						: connection,
			},
			company: (company) => ({
				location: { by: 'folder', folder: places.data, fiscalYear: config.fiscalYear },
				connection: connections.company(company),
			}),
		});
	}

	/** What was imported unchanged before keeps what somebody changed in the editor. */
	private async importWhatChanged(): Promise<void> {
		const { places, startFile, say } = this.options;
		const record = path.join(places.work, 'imported.json');
		const before: Imported = existsSync(record)
			? importedSchema.parse(JSON.parse(readFileSync(record, 'utf8')) as unknown)
			: { credentials: '', workflows: {} };
		const now: Imported = {
			credentials: hashOf(this.setup.credentials),
			workflows: Object.fromEntries(
				this.setup.workflows.map((workflow) => [workflow.id, hashOf(workflow)]),
			),
		};
		const changed = this.setup.workflows.filter(
			({ id }) => before.workflows[id] !== now.workflows[id],
		);
		const cli = new N8nCli(startFile, places.user);
		if (before.credentials !== now.credentials) {
			say('Importing credentials');
			await cli.importCredentials(writeSetup(this.setup, places.setup).credentials);
		}
		if (changed.length > 0) {
			say('Importing workflows');
			const files = writeSetup({ ...this.setup, workflows: changed }, places.setup);
			await cli.importWorkflows(files.workflows, true);
			for (const { id } of changed) this.notPublished.add(id);
		}
		writeFileSync(record, JSON.stringify(now, null, '\t'));
	}
}

function hashOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
