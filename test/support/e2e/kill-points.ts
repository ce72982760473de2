import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { z } from 'zod';

import { nodesFolder } from '../../../demo/n8n/install-package';
import type { N8nInstance } from '../../../demo/n8n/instance';
import { runsByHand, type WorkflowJson } from '../../../demo/workflows';

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

/** Few at a time, every five seconds; what a killed run had claimed comes back after seconds instead of minutes. */
export function withQuickClaims(workflow: WorkflowJson, maxEntries: number): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.parameters.operation === 'claim') {
				return { ...node, parameters: { ...node.parameters, leaseMinutes: 0.1, maxEntries } };
			}
			if (node.type === 'n8n-nodes-base.scheduleTrigger') {
				const interval = [{ field: 'seconds', secondsInterval: 5 }];
				return { ...node, parameters: { rule: { interval } } };
			}
			return node;
		}),
	};
}

export interface Survival {
	n8n: N8nInstance;
	/** Starts n8n; may fail when a point kills it before it has answered the first questions. */
	start: () => Promise<void>;
	/** What is not done yet. */
	open: () => Promise<string[]>;
	limitMs: number;
}

/**
 * Starts n8n again whenever a point has killed it, until nothing is open any more.
 *
 * @returns how often it was started
 */
export async function surviveUntilNothingIsOpen(survival: Survival): Promise<number> {
	const { n8n, start, open, limitMs } = survival;
	const limit = Date.now() + limitMs;
	let starts = 0;
	for (;;) {
		if (!n8n.running) {
			starts++;
			await start().catch(async (reason: unknown) => {
				await untilItsEndIsNoticed();
				if (n8n.running) throw reason;
			});
		}
		const left = await open();
		if (left.length === 0) {
			await untilItsEndIsNoticed();
			if (n8n.running) return starts;
			continue;
		}
		if (Date.now() > limit) throw new Error(`still open: ${left.slice(0, 8).join(', ')}`);
		await wait(250);
	}
}

/** The end of a process is noticed a moment after the point that killed it was noted. */
async function untilItsEndIsNoticed(): Promise<void> {
	await wait(1_000);
}
