import { runCommand, runOrThrow, type CommandResult } from './command';
import { n8nEnvironment, nodeFile } from './environment';
import { freePorts } from './ports';

/** n8n's own commands on a user folder, as an administrator would type them. */
export class N8nCli {
	constructor(
		private readonly startFile: string,
		private readonly userFolder: string,
	) {}

	/** Creates the database of a new user folder, or brings an older one up to date. */
	async migrate(): Promise<void> {
		await this.must('list:workflow');
	}

	/** @param input a JSON file, or a folder with one file for each (`separate`) */
	async importCredentials(input: string): Promise<void> {
		await this.must('import:credentials', `--input=${input}`);
	}

	/** Imports workflows; n8n leaves them inactive. */
	async importWorkflows(input: string, separate = false): Promise<void> {
		await this.must('import:workflow', `--input=${input}`, ...(separate ? ['--separate'] : []));
	}

	/** Takes effect at the next start of n8n. */
	async publish(workflowId: string): Promise<void> {
		await this.must('publish:workflow', `--id=${workflowId}`);
	}

	/** Runs a workflow that has a manual trigger; n8n itself need not run. */
	async execute(workflowId: string): Promise<CommandResult> {
		return await this.run('execute', `--id=${workflowId}`, '--rawOutput');
	}

	/** Writes the descriptions of every node type that loads. */
	async exportNodes(output: string): Promise<void> {
		await this.must('export:nodes', `--output=${output}`);
	}

	private async run(...args: string[]): Promise<CommandResult> {
		return await runCommand(nodeFile, [this.startFile, ...args], { env: await this.env() });
	}

	private async must(...args: string[]): Promise<void> {
		const title = `n8n ${args.join(' ')}`;
		const { output } = await runOrThrow(title, nodeFile, [this.startFile, ...args], {
			env: await this.env(),
		});
		// n8n 2.41 skips a file that is no workflow, and still ends with 0.
		if (output.includes('Skipping invalid')) throw new Error(`${title}:\n${output}`);
	}

	private async env(): Promise<NodeJS.ProcessEnv> {
		const [broker] = await freePorts(1);
		return n8nEnvironment(this.userFolder, { N8N_RUNNERS_BROKER_PORT: String(broker) });
	}
}
