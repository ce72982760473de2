import { z } from 'zod';

import { FactuLinkError } from '../errors';
import { oneLine } from '../messages/message';

/** What n8n's Error Trigger hands over, as far as it is needed. Measured on n8n 2.41.1. */
const errorSchema = z
	.object({
		message: z.string().catch(''),
		description: z.string().nullish().catch(null),
		node: z.object({ name: z.string() }).passthrough().nullish().catch(null),
		context: z
			.object({
				code: z.string().nullish().catch(null),
				/** Of Stop and Error with an object. */
				metadata: z
					.object({
						code: z.string().nullish().catch(null),
						ledger: z
							.object({ stream: z.string(), key: z.string() })
							.passthrough()
							.nullish()
							.catch(null),
					})
					.passthrough()
					.nullish()
					.catch(null),
			})
			.passthrough()
			.nullish()
			.catch(null),
	})
	.passthrough();

const workflowSchema = z.object({ id: z.coerce.string(), name: z.string().catch('') });

const payloadSchema = z.union([
	z.object({
		workflow: workflowSchema,
		execution: z.object({
			id: z.coerce.string().catch(''),
			url: z.string().nullish().catch(null),
			error: errorSchema,
			lastNodeExecuted: z.string().nullish().catch(null),
			retryOf: z.coerce.string().nullish().catch(null),
		}),
	}),
	/** A trigger that failed, or could not be activated: there is no execution. */
	z.object({ workflow: workflowSchema, trigger: z.object({ error: errorSchema }) }),
]);

export interface Failure {
	/** `failure/<workflow>/<node>/<code>` */
	cause: string;
	workflow: { id: string; name: string };
	node: string | null;
	code: string | null;
	message: string;
	whatToDo: string | null;
	execution: { id: string; url: string | null } | null;
	/** The entry that an execution stopped for; the ledger says itself what is wrong with it. */
	entry: { stream: string; key: string } | null;
}

/**
 * Reads an item of the Error Trigger.
 *
 * @throws FactuLinkError `LEDGER_INPUT` (person) when it is none
 */
export function readFailure(json: unknown): Failure {
	const parsed = payloadSchema.safeParse(json);
	if (!parsed.success) {
		throw new FactuLinkError({
			class: 'person',
			code: 'LEDGER_INPUT',
			message: 'The item is not what the Error Trigger hands over.',
			whatToDo: 'Connect Alert › Raise to an Error Trigger, with no node between that changes it.',
		});
	}
	const { data } = parsed;
	const { workflow } = data;
	const execution = 'execution' in data ? data.execution : null;
	const error = 'execution' in data ? data.execution.error : data.trigger.error;
	const node = error.node?.name ?? execution?.lastNodeExecuted ?? null;
	const metadata = error.context?.metadata;
	const code = error.context?.code ?? metadata?.code ?? null;
	const url = execution?.url;
	return {
		cause: ['failure', workflow.id, node ?? 'trigger', code ?? 'other'].map(part).join('/'),
		workflow,
		node,
		code,
		message: oneLine(error.message) || 'n8n no dice qué ha pasado.',
		whatToDo: error.description ? oneLine(error.description) : null,
		execution: execution && { id: execution.id, url: isLink(url) ? url : null },
		entry: metadata?.ledger ? { stream: metadata.ledger.stream, key: metadata.ledger.key } : null,
	};
}

const part = (text: string) => oneLine(text, 100).replaceAll('/', '_');

const isLink = (url: string | null | undefined): url is string =>
	url !== null && url !== undefined && /^https?:\/\/\S+$/.test(url);
