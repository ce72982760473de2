import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { runsByHand, type WorkflowJson } from '../../../demo/workflows';
import { nodesFolder } from '../../../demo/n8n/install-package';

const targets = z.array(z.object({ node: z.string(), type: z.string(), index: z.number() }));
const connectionsSchema = z.record(z.object({ main: z.array(targets.nullable()) }));

/** Folder in which the points of an instance remember that they have killed. */
export function killFolder(userFolder: string): string {
	const folder = path.join(userFolder, 'kill-points');
	mkdirSync(folder, { recursive: true });
	return folder;
}

/** Installs the node that kills; where n8n looks for packages that somebody installed by hand. */
export function installKillPoint(userFolder: string): void {
	const place = path.join(nodesFolder(userFolder), 'node_modules', 'n8n-nodes-kill-point');
	if (!existsSync(place)) cpSync(path.join(__dirname, 'kill-point'), place, { recursive: true });
}

/** From now on each point kills once. */
export function armKillPoints(userFolder: string): void {
	writeFileSync(path.join(killFolder(userFolder), ARMED), '');
}

const ARMED = 'armed';

/** The points that have killed so far. */
export function killed(userFolder: string): string[] {
	return readdirSync(killFolder(userFolder))
		.filter((name) => name !== ARMED)
		.sort();
}

/**
 * Puts a kill point on every connection of a workflow, so that n8n dies once between every two steps.
 *
 * @param named told the name of each point
 */
export function withKillPoints(
	workflow: WorkflowJson,
	named: (point: string) => void,
): WorkflowJson {
	// What only a person starts does not run while the flows do.
	if (runsByHand(workflow)) return workflow;
	const connections = connectionsSchema.parse(workflow.connections);
	const nodes = [...workflow.nodes];
	const result: z.infer<typeof connectionsSchema> = {};
	for (const [from, { main }] of Object.entries(connections)) {
		result[from] = {
			main: main.map((outputs, output) =>
				(outputs ?? []).map((target) => {
					const point = `${workflow.id} ${from} ${output} to ${target.node}`.replace(
						/[^\w ]/g,
						'_',
					);
					named(point);
					nodes.push({
						name: point,
						type: 'n8n-nodes-kill-point.killPoint',
						typeVersion: 1,
						position: [0, 0],
						id: point,
						parameters: { point },
					});
					result[point] = { main: [[target]] };
					return { node: point, type: 'main', index: 0 };
				}),
			),
		};
	}
	return { ...workflow, nodes, connections: result };
}
