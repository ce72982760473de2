import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { CredentialJson } from '../credentials';
import { oneRequest } from '../one-request';
import { requireFromN8n } from './host';
import type { Owner } from './owner';

const workflow = z.object({
	id: z.string(),
	name: z.string(),
	versionId: z.string(),
	active: z.boolean(),
});

const workflowNode = z.object({ name: z.string(), parameters: z.record(z.unknown()) });
export type WorkflowNode = z.infer<typeof workflowNode>;
const workflowNodes = z.object({ nodes: z.array(workflowNode) });

const publication = z.object({
	/** `published` when every trigger runs. */
	status: z.enum(['not_published', 'in_progress', 'published', 'partial', 'failed']),
	triggers: z.array(
		z.object({ nodeId: z.string(), status: z.string(), errorMessage: z.string().nullable() }),
	),
});
export type Publication = z.infer<typeof publication>;

const executionSummary = z.object({
	id: z.string(),
	workflowId: z.string(),
	status: z.string(),
	mode: z.string(),
	startedAt: z.string().nullish(),
	stoppedAt: z.string().nullish(),
});
export type ExecutionSummary = z.infer<typeof executionSummary>;

const nodeRun = z.object({
	executionStatus: z.string().optional(),
	/** What the node said about its run, as the editor shows it above the output. */
	hints: z.array(z.object({ message: z.string(), type: z.string().optional() })).optional(),
	error: z
		.object({ message: z.string(), description: z.string().nullish() })
		.passthrough()
		.optional(),
	data: z
		.object({
			main: z
				.array(z.array(z.object({ json: z.record(z.unknown()) }).passthrough()).nullable())
				.optional(),
		})
		.passthrough()
		.optional(),
});

const executionData = z.object({
	resultData: z.object({
		lastNodeExecuted: z.string().optional(),
		error: z.object({ message: z.string() }).passthrough().optional(),
		runData: z.record(z.array(nodeRun)),
	}),
});
/** What every node of an execution put out, by node name. */
export type ExecutionData = z.infer<typeof executionData>;

const credentialTest = z.object({ status: z.enum(['OK', 'Error']), message: z.string() });
export type CredentialTest = z.infer<typeof credentialTest>;

const listOptions = z.array(
	z.object({ name: z.string(), value: z.unknown(), description: z.string().optional() }),
);
const listPage = z.object({ results: listOptions, paginationToken: z.string().optional() });
/** One page of a list that the editor fills a field with. */
export type ListPage = z.infer<typeof listPage>;

/** A list of a node, and what stands in its panel. */
export interface ListRequest {
	/** Full name of the node's type. */
	nodeType: string;
	/** Method of the node that fills the list. */
	method: string;
	parameters?: Record<string, unknown>;
	/** Ids by type of credential. */
	credentials: Readonly<Record<string, string>>;
}

const ended = new Set(['success', 'error', 'crashed', 'canceled']);

/** The interface that the editor itself uses, signed in as the owner. */
export class N8nRest {
	private constructor(
		private readonly url: string,
		private readonly startFile: string,
		private readonly cookie: string,
	) {}

	/** @throws Error when n8n does not accept the account */
	static async signIn(url: string, owner: Owner, startFile: string): Promise<N8nRest> {
		const answer = await oneRequest(`${url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: owner.email, password: owner.password }),
		});
		if (!answer.ok) throw new Error(`n8n did not accept the owner: ${await answer.text()}`);
		const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
		return new N8nRest(url, startFile, cookie.join('; '));
	}

	/**
	 * Publishes the newest version, as the editor's button does; also revives a trigger that n8n gave up on.
	 * When n8n died while it was publishing, it leaves that publication alone for two minutes, the time of its lease.
	 * @returns how that ended for each trigger
	 */
	async publish(workflowId: string, limitMs = 180_000): Promise<Publication> {
		const { versionId } = workflow.parse(await this.get(`/workflows/${workflowId}`));
		await this.post(`/workflows/${workflowId}/activate`, { versionId });
		const limit = Date.now() + limitMs;
		for (;;) {
			const current = await this.publication(workflowId);
			if (current.status !== 'in_progress' || Date.now() > limit) return current;
			await wait(250);
		}
	}

	async unpublish(workflowId: string): Promise<void> {
		await this.post(`/workflows/${workflowId}/deactivate`, {});
	}

	/** The nodes of the saved workflow, published or not. */
	async nodesOf(workflowId: string): Promise<WorkflowNode[]> {
		return workflowNodes.parse(await this.get(`/workflows/${workflowId}`)).nodes;
	}

	async publication(workflowId: string): Promise<Publication> {
		return publication.parse(await this.get(`/workflows/${workflowId}/publication-status`));
	}

	/** Runs the saved workflow from one of its triggers, as the editor does, and waits for the end. */
	async run(workflowId: string, triggerName: string, limitMs = 60_000): Promise<ExecutionSummary> {
		const started = z.object({ executionId: z.string() }).parse(
			await this.post(`/workflows/${workflowId}/run`, {
				triggerToStartFrom: { name: triggerName },
			}),
		);
		const limit = Date.now() + limitMs;
		for (;;) {
			const summary = await this.execution(started.executionId);
			if (ended.has(summary.status)) return summary;
			if (Date.now() > limit) {
				throw new Error(`Execution ${summary.id} did not end within ${limitMs / 1000} s`);
			}
			await wait(200);
		}
	}

	/** Newest first. */
	async executions(
		filter: { workflowId?: string; status?: string[] } = {},
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: '100' });
		const answer = await this.get(`/executions?${query.toString()}`);
		return z.object({ results: z.array(executionSummary) }).parse(answer).results;
	}

	async execution(id: string): Promise<ExecutionSummary> {
		return executionSummary.parse(await this.get(`/executions/${id}`));
	}

	async executionData(id: string): Promise<ExecutionData> {
		const { data } = z.object({ data: z.string() }).parse(await this.get(`/executions/${id}`));
		const { parse } = requireFromN8n(this.startFile, 'flatted') as { parse(text: string): unknown };
		return executionData.parse(parse(data));
	}

	/** Saves what stands in the fields of a credential, as the editor does. */
	async saveCredential(credential: CredentialJson): Promise<void> {
		await this.ask('PATCH', `/credentials/${credential.id}`, credential);
	}

	/** "Test connection" of the editor for a saved credential, with what stands in its fields now. */
	async testCredential(
		id: string,
		type: string,
		data: Record<string, unknown>,
	): Promise<CredentialTest> {
		return credentialTest.parse(
			await this.post('/credentials/test', { credentials: { id, name: id, type, data } }),
		);
	}

	/** @returns the id of the new credential */
	async createCredential(type: string, name: string, data: object): Promise<string> {
		return z.object({ id: z.string() }).parse(await this.post('/credentials', { type, name, data }))
			.id;
	}

	/** A short list, as the editor fetches it when the field is opened. */
	async loadOptions(request: ListRequest): Promise<ListPage['results']> {
		return listOptions.parse(
			await this.post('/dynamic-node-parameters/options', listBody(request)),
		);
	}

	/** A page of a list that can be searched, as the editor fetches it. */
	async searchList(
		request: ListRequest & { filter?: string; paginationToken?: string },
	): Promise<ListPage> {
		const { filter, paginationToken } = request;
		return listPage.parse(
			await this.post('/dynamic-node-parameters/resource-locator-results', {
				...listBody(request),
				filter,
				paginationToken,
			}),
		);
	}

	private async get(place: string): Promise<unknown> {
		return await this.ask('GET', place);
	}

	private async post(place: string, body: unknown): Promise<unknown> {
		return await this.ask('POST', place, body);
	}

	private async ask(
		method: 'GET' | 'POST' | 'PATCH',
		place: string,
		body?: unknown,
	): Promise<unknown> {
		const answer = await oneRequest(`${this.url}/rest${place}`, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok)
			throw new Error(`${method} ${place} was answered with ${answer.status}: ${text}`);
		return z.object({ data: z.unknown() }).parse(JSON.parse(text) as unknown).data;
	}
}

function listBody({ nodeType, method, parameters = {}, credentials }: ListRequest): object {
	return {
		path: 'parameters.field',
		nodeTypeAndVersion: { name: nodeType, version: 1 },
		currentNodeParameters: parameters,
		methodName: method,
		credentials: Object.fromEntries(
			Object.entries(credentials).map(([type, id]) => [type, { id, name: type }]),
		),
	};
}
