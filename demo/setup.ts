import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config, RelayConfig, SubCompany } from './config';
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

/** Where the company files are and how n8n opens them. */
export interface RelayAccess {
	parent: CompanyAccess;
	company(company: SubCompany): CompanyAccess;
}

/** Credentials and workflows of the order relay; the ledger's credential is not among them. */
export function relaySetup(config: RelayConfig, access: RelayAccess): Setup {
	return {
		credentials: [
			companyCredential(config.parent, access.parent),
			...config.companies.map((company) => companyCredential(company, access.company(company))),
		],
		workflows: [
			workerWorkflow(config),
			...config.companies.map((company) => listenerWorkflow(config, company)),
		],
	};
}

/** The ledger that the flows of a site share, and its rebuilding, should it ever be lost. */
export function ledgerSetup(file: string, flows: Pick<Config, 'relay' | 'sales'>): Setup {
	return { credentials: [ledgerCredential(file)], workflows: [rebuildWorkflow(flows)] };
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
