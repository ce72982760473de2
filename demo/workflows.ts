import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { RelayConfig, SubCompany } from './config';
import { credentialId, listenerId, WORKER_ID } from './credentials';
import { projectRoot } from './project';
import type { MailServer } from './mail/config';
import type { SalesConfig } from './sales/config';

const nodeSchema = z
	.object({ name: z.string(), type: z.string(), parameters: z.record(z.unknown()) })
	.passthrough();
export type NodeJson = z.infer<typeof nodeSchema>;

const workflowSchema = z
	.object({ id: z.string(), name: z.string(), nodes: z.array(nodeSchema) })
	.passthrough();
/** A workflow as `n8n import:workflow` takes it. */
export type WorkflowJson = z.infer<typeof workflowSchema>;

/** The companies of the shipped workflows, which are the templates for all others. */
export const TEMPLATE = { name: 'Duofic', code: '002' };
export const PARENT = { name: 'Oficit', code: '001' };

/** The node of the worker in which office people find the settings of each company. */
const SETTINGS_NODE = 'Ajustes';

/** The listener of a company: the shipped one of Duofic with another company in it. */
export function listenerWorkflow(config: RelayConfig, company: SubCompany): WorkflowJson {
	const workflow = template('order-relay.duofic.json', [
		[listenerId(TEMPLATE), listenerId(company)],
		[credentialId(TEMPLATE), credentialId(company)],
		[credentialId(PARENT), credentialId(config.parent)],
		['order-relay.duofic-', `order-relay.${slug(company.name)}-`],
		['Cada minuto mira', `${spokenSchedule(config.schedule)} mira`],
		[TEMPLATE.name, company.name],
		[PARENT.name, config.parent.name],
	]);
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => withListenerSettings(node, config, company)),
	};
}

/** The worker, with the settings of every company. */
export function workerWorkflow(config: RelayConfig): WorkflowJson {
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

/** The sales sync, with the settings of a site in its node for them. */
export function salesWorkflow(config: SalesConfig): WorkflowJson {
	const workflow = template('sales-sync.json', [
		['Cada 5 minutos', spokenSchedule({ everyMinutes: config.everyMinutes })],
	]);
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.name === SETTINGS_NODE) return withSalesSettings(node, config);
			if (node.type !== 'n8n-nodes-base.scheduleTrigger') return node;
			const interval = [{ field: 'minutes', minutesInterval: config.everyMinutes }];
			return { ...node, parameters: { rule: { interval } } };
		}),
	};
}

/** The workflow that tells of failures, with who gets its mails. */
export function alertsWorkflow(mail: Pick<MailServer, 'from' | 'to'> | undefined): WorkflowJson {
	return withAddresses(shippedWorkflow('aviso-de-fallos.json'), mail);
}

const addressesNode = z.object({ ajustes: z.record(z.unknown()) });

/** Who gets the mails of a workflow, and whom they come from. */
export function withAddresses(
	workflow: WorkflowJson,
	mail: Pick<MailServer, 'from' | 'to'> | undefined,
): WorkflowJson {
	if (!mail) return workflow;
	return {
		...workflow,
		nodes: workflow.nodes.map((node) => {
			if (node.name !== SETTINGS_NODE) return node;
			const { ajustes } = addressesNode.parse(
				JSON.parse(z.string().parse(node.parameters.jsonOutput)) as unknown,
			);
			const filled = { ajustes: { ...ajustes, de: mail.from, para: mail.to } };
			return {
				...node,
				parameters: { ...node.parameters, jsonOutput: JSON.stringify(filled, null, 2) },
			};
		}),
	};
}

const salesSettingsNode = z.object({
	ajustes: z.object({ comprobantes: z.record(z.unknown()) }),
});

/** The settings of the sales as a site has them: the shipped ones with its changes. */
export function siteSettings(shipped: object, config: SalesConfig): object {
	return { ...shipped, ...config.settings };
}

function withSalesSettings(node: NodeJson, config: SalesConfig): NodeJson {
	const { ajustes: shipped } = salesSettingsNode.parse(
		JSON.parse(z.string().parse(node.parameters.jsonOutput)) as unknown,
	);
	const ajustes = {
		comprobantes: siteSettings(shipped.comprobantes, config),
		tablaDePendientes: config.pendingTable,
		porEnvio: config.vouchersPerRequest,
		porPasada: config.vouchersPerRun,
	};
	return {
		...node,
		parameters: { ...node.parameters, jsonOutput: JSON.stringify({ ajustes }, null, 2) },
	};
}

function withListenerSettings(node: NodeJson, config: RelayConfig, company: SubCompany): NodeJson {
	const { parameters } = node;
	// The automatic and the manual reader must count the same orders and lines as the parent's.
	if (!('parentSupplierCode' in parameters)) return node;
	return {
		...node,
		parameters: {
			...parameters,
			...('pollTimes' in parameters ? { pollTimes: pollTimes(config.schedule) } : {}),
			parentName: config.parent.name,
			parentSupplierCode: { __rl: true, mode: 'code', value: company.parentSupplierCode },
			articleMapping: company.articleMapping,
			...startParameters(company.startFrom),
			options: { ...asObject(parameters.options), lookBackDays: company.lookBackDays },
		},
	};
}

function startParameters(startFrom: string): Record<string, string> {
	return startFrom === 'everything' || startFrom === 'now'
		? { startFrom, startDate: '' }
		: { startFrom: 'date', startDate: startFrom };
}

function pollTimes(schedule: RelayConfig['schedule']): unknown {
	if ('cron' in schedule) {
		return { item: schedule.cron.map((each) => ({ mode: 'custom', cronExpression: each })) };
	}
	const { everyMinutes } = schedule;
	return everyMinutes === 1
		? { item: [{ mode: 'everyMinute' }] }
		: { item: [{ mode: 'everyX', value: everyMinutes, unit: 'minutes' }] };
}

function withWorkerSettings(node: NodeJson, config: RelayConfig): NodeJson {
	const ajustes = Object.fromEntries(
		config.companies.map(({ code, supplierCodeAtParent, seriesAtParent }) => [
			code,
			{ proveedor: supplierCodeAtParent, serie: seriesAtParent },
		]),
	);
	return {
		...node,
		parameters: { ...node.parameters, jsonOutput: JSON.stringify({ ajustes }, null, 2) },
	};
}

function spokenSchedule(schedule: RelayConfig['schedule']): string {
	if ('cron' in schedule) return 'A las horas fijadas';
	return schedule.everyMinutes === 1 ? 'Cada minuto' : `Cada ${schedule.everyMinutes} minutos`;
}

const slug = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** A workflow that is the same at every site. */
export function shippedWorkflow(file: string): WorkflowJson {
	return workflowSchema.parse(JSON.parse(shippedText(file)) as unknown);
}

const shippedText = (file: string) =>
	readFileSync(path.join(projectRoot, 'workflows', file), 'utf8');

/**
 * Whether only a person starts a workflow: n8n does not publish one without a trigger of its own.
 */
export function runsByHand({ nodes }: WorkflowJson): boolean {
	return nodes.every(
		({ type }) => !/(Trigger|\.webhook)$/.test(type) || type.endsWith('.manualTrigger'),
	);
}

/** Replaces all texts in one pass, so that what came in is not replaced again. */
export function template(
	file: string,
	replacements: readonly (readonly [string, string])[],
): WorkflowJson {
	const text = shippedText(file);
	const table = new Map(replacements);
	const pattern = new RegExp(replacements.map(([from]) => from).join('|'), 'g');
	const adapted = text.replace(pattern, (found) => insideJson(table.get(found) ?? found));
	return workflowSchema.parse(JSON.parse(adapted) as unknown);
}

const insideJson = (text: string) => JSON.stringify(text).slice(1, -1);

function asObject(value: unknown): object {
	return typeof value === 'object' && value !== null ? value : {};
}
