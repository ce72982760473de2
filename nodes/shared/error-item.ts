import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asFactuLinkError, FactuLinkError } from '../../lib/errors';
import type { ErrorClass } from '../../lib/errors';
import { spanishReason } from './spanish-reason';

// Compared by name: npm may install a second copy of n8n-workflow, and then `instanceof` says no. UserError is what a
// broken expression throws, and has no name of its own.
const N8N_ERRORS = new Set(['NodeOperationError', 'NodeApiError', 'ExpressionError', 'UserError']);

function isN8nError(error: unknown): error is Error {
	return (
		error instanceof Error && (N8N_ERRORS.has(error.name) || N8N_ERRORS.has(error.constructor.name))
	);
}

const FAILURES = {
	retry: 'temporarily-unavailable',
	person: 'configuration-invalid',
	bug: 'node-defect',
} as const;

/**
 * Gives any thrown value a class, as `asFactuLinkError` does, but knows n8n's own errors: a missing credential or an
 * expression that cannot be resolved is for the person who set the node up, not a defect of this package.
 */
export function classify(error: unknown): FactuLinkError {
	if (error instanceof FactuLinkError) return error;
	if (isN8nError(error)) {
		if (error.cause instanceof FactuLinkError) return error.cause;
		const description = (error as { description?: unknown }).description;
		return new FactuLinkError({
			class: 'person',
			code: 'NODE_SETTINGS',
			message: error.message,
			whatToDo:
				typeof description === 'string' && description !== ''
					? description
					: 'Open the node and check the field that the text names.',
			cause: error,
		});
	}
	return asFactuLinkError(error);
}

/** What `details` of an error item holds: the four fixed fields, and beside them the facts of the error. */
export interface ErrorDetails extends IDataObject {
	class: ErrorClass;
	code: string;
	message: string;
	whatToDo: string;
}

/**
 * The item that leaves a node in place of a result when "Continue (using error output)" or "Continue" is set.
 *
 * The keys are exactly `error` and `details`: n8n sends an item to the error output only when its json has no keys
 * beyond `error`, `message` and `details`, and then merges the json of the paired input item under it, so that the
 * error branch finds `ledger` and the rest of the item. `item.error` must stay unset: n8n would replace the whole
 * json by `{ error: text }` afterwards and the details would be gone.
 */
export function toErrorItem(error: unknown, itemIndex: number): INodeExecutionData {
	const known = classify(error);
	const spanish = spanishReason(known);
	const details: ErrorDetails = {
		...known.details,
		...(spanish === undefined ? {} : { spanish }),
		class: known.class,
		code: known.code,
		message: known.message,
		whatToDo: known.whatToDo,
	};
	return { json: { error: known.message, details }, pairedItem: { item: itemIndex } };
}

/**
 * One error item for each of `count` input items, for what concerns them all (a file that cannot be opened).
 *
 * A node that is set to continue must hand these back instead of throwing: when it throws, n8n passes its input
 * items on through the first output, the success one, as if they had been dealt with.
 */
export function toErrorItems(error: unknown, count: number): INodeExecutionData[] {
	return Array.from({ length: count }, (_, itemIndex) => toErrorItem(error, itemIndex));
}

/**
 * The error that stops a node: message and description as a person reads them, class and code in the context, and
 * n8n's own `failure` cause, from which its scheduler derives how long a trigger waits.
 *
 * @param itemIndex input item it concerns; leave it out in triggers and credential tests
 */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	if (error instanceof NodeOperationError && error.cause instanceof FactuLinkError) return error;
	const known = classify(error);
	const retryAfter = known.details.retryAfterSeconds;
	const nodeError = new NodeOperationError(node, known, {
		message: known.message,
		description: known.whatToDo,
		level: known.class === 'bug' ? 'error' : 'warning',
		itemIndex,
		failure:
			known.class === 'retry' && typeof retryAfter === 'number'
				? { cause: FAILURES.retry, retryAfterMs: retryAfter * 1000 }
				: { cause: FAILURES[known.class] },
	});
	// n8n swaps any message that contains a system code such as ENOENT for a general sentence: ours says more.
	nodeError.message = known.message;
	nodeError.description = known.whatToDo;
	nodeError.context.class = known.class;
	nodeError.context.code = known.code;
	nodeError.context.details = { ...known.details };
	return nodeError;
}
