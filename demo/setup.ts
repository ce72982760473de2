import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config';
import {
	companyCredential,
	ledgerCredential,
	type CompanyAccess,
	type CredentialJson,
} from './credentials';
import { rebuildWorkflow } from './rebuild-workflow';
import { listenerWorkflow, workerWorkflow, type WorkflowJson } from './workflows';

/** Everything that is imported into n8n for a configuration. */
export interface Setup {
	credentials: CredentialJson[];
	/** The worker comes first: a listener calls it. */
	workflows: WorkflowJson[];
}

export interface SetupOptions {
	ledgerFile: string;
	parent: CompanyAccess;
	company(company: Config['companies'][number]): CompanyAccess;
}

export function makeSetup(config: Config, options: SetupOptions): Setup {
	return {
		credentials: [
			ledgerCredential(options.ledgerFile),
			companyCredential(config.parent, options.parent),
			...config.companies.map((company) => companyCredential(company, options.company(company))),
		],
		workflows: [
			workerWorkflow(config),
			...config.companies.map((company) => listenerWorkflow(config, company)),
			rebuildWorkflow(config),
		],
	};
}

/** Everything of several set-ups, in their order. */
export function joined(setups: readonly Setup[]): Setup {
	return {
		credentials: setups.flatMap(({ credentials }) => credentials),
		workflows: setups.flatMap(({ workflows }) => workflows),
	};
}

export interface SetupFiles {
	credentials: string;
	/** One file for each workflow, named by its id. */
	workflows: string;
}

/** Writes a set-up as n8n's import commands take it. */
export function writeSetup({ credentials, workflows }: Setup, folder: string): SetupFiles {
	const files = {
		credentials: path.join(folder, 'credentials.json'),
		workflows: path.join(folder, 'workflows'),
	};
	rmSync(files.workflows, { recursive: true, force: true });
	mkdirSync(files.workflows, { recursive: true });
	// Passwords are in it.
	writeFileSync(files.credentials, json(credentials), { mode: 0o600 });
	for (const workflow of workflows) {
		writeFileSync(path.join(files.workflows, `${workflow.id}.json`), json(workflow));
	}
	return files;
}

const json = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`;
