import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type Config } from './config';
import { N8nCli } from './n8n/cli';
import { installPackage, packPackage } from './n8n/install-package';
import { N8nInstance, type InstanceOptions } from './n8n/instance';
import { N8nRest } from './n8n/rest';
import type { Places } from './places';
import { writeSetup, type Setup } from './setup';
import { runsByHand, type WorkflowJson } from './workflows';

export interface SiteOptions {
	places: Places;
	/** n8n's start file. */
	startFile: string;
	/** Told what goes on. */
	say: (text: string) => void;
	/** Changes each workflow before it is imported; the end-to-end tests put their own nodes between the steps. */
	adapt?: (workflow: WorkflowJson) => WorkflowJson;
	/** More for the n8n process: port, environment. */
	n8n?: Pick<InstanceOptions, 'env' | 'port' | 'startedBy'>;
}

const importedSchema = z.object({ credentials: z.string(), workflows: z.record(z.string()) });
type Imported = z.infer<typeof importedSchema>;

/** A real n8n with the package and the workflows of one configuration, whichever flows it has. */
export class Site {
	readonly n8n: N8nInstance;

	/** When n8n was last started. */
	startedAt = new Date();

	private setup: Setup = { credentials: [], workflows: [] };

	/** Workflows that were imported since they were last published. */
	private readonly notPublished = new Set<string>();

	constructor(private readonly options: SiteOptions) {
		const { places, startFile, n8n } = options;
		this.n8n = new N8nInstance({ startFile, userFolder: places.user, ...n8n });
	}

	/**
	 * Forgets what earlier runs left.
	 * @throws ConfigError when the ledger is a file that the demo did not choose
	 */
	static forget(config: Pick<Config, 'file' | 'ledgerFile'>, places: Places): void {
		if (config.ledgerFile !== undefined && existsSync(config.ledgerFile)) {
			throw new ConfigError(
				`--fresh does not delete the ledger ${config.ledgerFile} that ${config.file} names. Move it away, or name another one.`,
			);
		}
		rmSync(places.work, { recursive: true, force: true });
	}

	/** Installs the package and imports what changed since the last time. */
	async prepare(setup: Setup): Promise<void> {
		const { places, say, adapt = (workflow: WorkflowJson) => workflow } = this.options;
		mkdirSync(places.work, { recursive: true });
		say('Packing n8n-nodes-factulink');
		const tarball = await packPackage();
		say(`Installing ${path.basename(tarball.file)} into n8n`);
		await installPackage(tarball, places.user);
		this.setup = { ...setup, workflows: setup.workflows.map(adapt) };
		await this.importWhatChanged();
	}

	/** Starts n8n with all workflows published, so that triggers begin to look. */
	async start(): Promise<void> {
		this.startedAt = new Date();
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
