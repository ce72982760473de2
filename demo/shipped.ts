import { readdirSync } from 'node:fs';
import path from 'node:path';
import { N8nCli } from './n8n/cli';
import { projectRoot } from './project';
import type { Site } from './site';
import { shippedWorkflow, type WorkflowJson } from './workflows';

export interface Shipped {
	/** Name of the file in `workflows/`. */
	file: string;
	workflow: WorkflowJson;
}

/** Every workflow that the package brings. */
export function shippedWorkflows(): Shipped[] {
	return readdirSync(path.join(projectRoot, 'workflows'))
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => ({ file, workflow: shippedWorkflow(file) }));
}

/** Imports the shipped workflows that a site does not bring; they stay unpublished. Before n8n starts. */
export async function importOthers(site: Site, startFile: string, user: string): Promise<void> {
	const cli = new N8nCli(startFile, user);
	for (const { file, workflow } of shippedWorkflows()) {
		if (!site.imports(workflow.id)) {
			await cli.importWorkflows(path.join(projectRoot, 'workflows', file));
		}
	}
}
