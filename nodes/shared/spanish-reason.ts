import type { FactuLinkError } from '../../lib/errors';
import { reasonWords } from '../../lib/reasons';

/**
 * The reason in Spanish for the office people who read the ledger, with the exact words behind it where only a
 * general sentence exists; undefined where there is none, and the English words have to do.
 */
export function spanishReason(error: FactuLinkError): string | undefined {
	if (error.spanish !== undefined) return error.spanish;
	const general = reasonWords(error.code)?.what;
	return general === undefined ? undefined : `${general} (${error.message})`;
}
