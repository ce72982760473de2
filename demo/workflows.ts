import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Config, SubCompany } from './config';
import { credentialId, listenerId, WORKER_ID } from './credentials';
import { projectRoot, readPackageJson } from './project';

const nodeSchema = z
	.object({ name: z.string(), type: z.string(), parameters: z.record(z.unknown()) })
	.passthrough();
type NodeJson = z.infer<typeof nodeSchema>;

const workflowSchema = z
	.object({ id: z.string(), name: z.string(), nodes: z.array(nodeSchema) })
	.passthrough();
/** A workflow as `n8n import:workflow` takes it. */
export type WorkflowJson = z.infer<typeof workflowSchema>;

/** The shipped listeners, which are the templates for every company. */
const LISTENERS = {
	Duofic: { file: 'order-relay.duofic.json', code: '002' },
	OfiFactory: { file: 'order-relay.ofifactory.json', code: '003' },
} as const;
const PARENT = { name: 'Oficit', code: '001' };

/** The node of the worker in which office people find the settings of each company. */
const SETTINGS_NODE = 'Ajustes';

/** The listener of a company: its own shipped one, or that of Duofic with another company in it. */
export function listenerWorkflow(config: Config, company: SubCompany): WorkflowJson {
	const shippedName = company.name === 'OfiFactory' ? 'OfiFactory' : 'Duofic';
	const { file, code } = LISTENERS[shippedName];
	const shipped = { name: shippedName, code };
	const workflow = template(file, [
		[listenerId(shipped), listenerId(company)],
		[credentialId(shipped), credentialId(company)],
		[credentialId(PARENT), credentialId(config.parent)],
		[`${code}2026`, `${company.code}${yearOf(config)}`],
		[shippedName.toUpperCase(), company.name.toUpperCase()],
		[shippedName, company.name],
		[PARENT.name, config.parent.name],
	]);
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => withListenerSettings(node, config, company)),
	};
}

/** The worker, with the settings of every company. */
export function workerWorkflow(config: Config): WorkflowJson {
	const workflow = template('order-relay.worker.json', [
		[credentialId(PARENT), credentialId(config.parent)],
		[PARENT.name, config.parent.name],
	]);
	if (workflow.id !== WORKER_ID) {
		throw new Error(`workflows/order-relay.worker.json has id ${workflow.id}`);
	}
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === SETTINGS_NODE ? withWorkerSettings(node, config) : node,
		),
	};
}

function withListenerSettings(node: NodeJson, config: Config, company: SubCompany): NodeJson {
	if (!node.type.startsWith(`${readPackageJson().name}.`)) return node;
	const { parameters } = node;
	// Wherever orders are read, the same lines must count as the parent's.
	const reading =
		'parentSupplierCode' in parameters
			? {
					parentName: config.parent.name,
					parentSupplierCode: company.parentSupplierCode,
					articleMapping: company.articleMapping,
				}
			: {};
	const watching = node.type.endsWith('.factusolTrigger')
		? {
				...startParameters(company.startFrom),
				options: { ...asObject(parameters.options), lookBackDays: company.lookBackDays },
				pollTimes: pollTimes(config.schedule),
			}
		: {};
	return { ...node, parameters: { ...parameters, ...reading, ...watching } };
}

function startParameters(startFrom: string): Record<string, string> {
	return startFrom === 'everything' || startFrom === 'now'
		? { startFrom, startDate: '' }
		: { startFrom: 'date', startDate: startFrom };
}

function pollTimes(schedule: Config['schedule']): unknown {
	if ('cron' in schedule) {
		return { item: [{ mode: 'custom', cronExpression: schedule.cron }] };
	}
	const { everyMinutes } = schedule;
	return everyMinutes === 1
		? { item: [{ mode: 'everyMinute' }] }
		: { item: [{ mode: 'everyX', value: everyMinutes, unit: 'minutes' }] };
}

function withWorkerSettings(node: NodeJson, config: Config): NodeJson {
	const companies = Object.fromEntries(
		config.companies.map((company) => [
			company.code,
			{ supplierCode: company.supplierCodeAtParent, series: company.seriesAtParent },
		]),
	);
	return {
		...node,
		parameters: { ...node.parameters, jsonOutput: JSON.stringify({ companies }, null, 2) },
	};
}

/** Replaces all texts in one pass, so that what came in is not replaced again. */
function template(
	file: string,
	replacements: readonly (readonly [string, string])[],
): WorkflowJson {
	const text = readFileSync(path.join(projectRoot, 'workflows', file), 'utf8');
	const table = new Map(replacements);
	const pattern = new RegExp(replacements.map(([from]) => from).join('|'), 'g');
	const adapted = text.replace(pattern, (found) => insideJson(table.get(found) ?? found));
	return workflowSchema.parse(JSON.parse(adapted) as unknown);
}

const insideJson = (text: string) => JSON.stringify(text).slice(1, -1);

function asObject(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}

function yearOf({ fiscalYear }: Config): number {
	return fiscalYear === 'current' ? new Date().getFullYear() : fiscalYear;
}
