/**
 * What a workflow does with a failure:
 * - `retry`: nothing is wrong with the data; trying later can succeed (locked, unreachable, 5xx).
 * - `person`: somebody has to act first (password, rights, mapping, validation).
 * - `bug`: a defect of this package; also held, so that nothing is lost while it is mended.
 */
export type ErrorClass = 'retry' | 'person' | 'bug';

export interface FactuLinkErrorOptions {
	class: ErrorClass;
	/** Stable name of the case, in capitals, for example `FILE_NOT_FOUND`. Tests and held reasons use it. */
	code: string;
	/** What happened and where (company, file, order, field): one sentence without a secret in it. */
	message: string;
	/** What the reader has to do next: one sentence. */
	whatToDo: string;
	/** What happened, in Spanish, for the office people who read the ledger; absent where only an integrator can act. */
	spanish?: string;
	/** Facts worth keeping beside the sentence (numbers, names). Never a password, token or full SQL text. */
	details?: Record<string, string | number | boolean | null>;
	cause?: unknown;
}

const LONGEST_TEXT = 2000;

/** A sentence may quote a value, and the value may be as long as somebody made it: it goes into logs, ledger and mails. */
function shortened(text: string): string {
	return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** The one error type that leaves `lib/`: every failure says what, where, and what to do next. */
export class FactuLinkError extends Error {
	readonly class: ErrorClass;
	readonly code: string;
	readonly whatToDo: string;
	readonly spanish: string | undefined;
	readonly details: Readonly<Record<string, string | number | boolean | null>>;

	constructor(options: FactuLinkErrorOptions) {
		super(
			shortened(options.message),
			options.cause === undefined ? undefined : { cause: options.cause },
		);
		this.name = 'FactuLinkError';
		this.class = options.class;
		this.code = options.code;
		this.whatToDo = shortened(options.whatToDo);
		this.spanish = options.spanish === undefined ? undefined : shortened(options.spanish);
		this.details = options.details ?? {};
	}
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/**
 * Gives any thrown value a class. What is not a {@link FactuLinkError} was not foreseen, so it is a `bug`:
 * it is kept for a person instead of being retried for ever.
 */
export function asFactuLinkError(error: unknown): FactuLinkError {
	if (error instanceof FactuLinkError) return error;
	return new FactuLinkError({
		class: 'bug',
		code: 'UNEXPECTED',
		message: `Something unforeseen happened: ${messageOf(error)}`,
		whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink. Nothing was lost.',
		cause: error,
	});
}
