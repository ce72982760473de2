import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { ErrorClass } from '../../lib/errors';

/** Why an item of an error branch is there. */
export interface ReadError {
	class: ErrorClass;
	code: string;
	message: string;
	retryAfterSeconds: number | null;
}

const ours = z.object({
	class: z.enum(['retry', 'person', 'bug']),
	code: z.string().min(1),
	message: z.string().min(1),
	/** The same for office people, who read the ledger. */
	spanish: z.string().min(1).optional(),
	retryAfterSeconds: z.number().nonnegative().nullish(),
});

const foreign = z.union([
	z.string().min(1),
	z
		.object({ message: z.string().min(1), description: z.string().nullish() })
		.transform(({ message, description }) =>
			description && description !== message ? `${message} ${description}` : message,
		),
]);

/**
 * Reads the error that an item carries: in full from the nodes of this package (`details`), the text only from other
 * nodes (`error`: a text, or an object with `message` and perhaps `description`).
 *
 * @param otherwise class of an error that does not say its own
 */
export function readErrorItem(json: IDataObject, otherwise: ErrorClass): ReadError {
	const known = ours.safeParse(json.details);
	if (known.success) {
		const { class: errorClass, code, message, spanish, retryAfterSeconds } = known.data;
		return {
			class: errorClass,
			code,
			message: spanish ?? message,
			retryAfterSeconds: retryAfterSeconds ?? null,
		};
	}
	const text = foreign.safeParse(json.error);
	return {
		class: otherwise,
		code: 'UNKNOWN',
		message: text.success ? text.data : 'The item does not say what happened.',
		retryAfterSeconds: null,
	};
}
