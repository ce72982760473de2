import { FactuLinkError } from '../errors';

/** A document across companies and years: numbering restarts in each fiscal year, so the number alone names nothing. */
export interface DocumentIdentity {
	companyCode: string;
	fiscalYear: number;
	/** TIP*: one character, nearly always a digit. */
	series: string;
	/** COD* */
	number: number;
}

/** `002/2026/1/000123`: the key of an order in the ledger. */
export function orderKey({ companyCode, fiscalYear, series, number }: DocumentIdentity): string {
	return `${companyCode}/${fiscalYear}/${series}/${sixDigits(number)}`;
}

/** `1-000123`: a document as Factusol shows it (series, and the number by the mask 000000). */
export function documentName(series: string, number: number): string {
	return `${series}-${sixDigits(number)}`;
}

/** `DUOFIC 2026 1-000123`: what a purchase order carries in REFPPR so that its order can be found again. */
export function purchaseReference(
	companyName: string,
	{ fiscalYear, series, number }: Omit<DocumentIdentity, 'companyCode'>,
): string {
	return `${companyName.trim().toUpperCase()} ${fiscalYear} ${documentName(series, number)}`;
}

/**
 * Reads a document as people write it: `1-000123`, `1-123`, `W-4`.
 *
 * @throws FactuLinkError `BAD_DOCUMENT_NUMBER` (person)
 */
export function parseDocumentName(text: string): { series: string; number: number } {
	const match = /^\s*(\S)\s*-\s*(\d{1,9})\s*$/.exec(text);
	if (!match?.[1] || !match[2]) {
		throw new FactuLinkError({
			class: 'person',
			code: 'BAD_DOCUMENT_NUMBER',
			message: `"${text}" is not a document number.`,
			whatToDo: 'Write series, hyphen and number as Factusol shows them, for example 1-000123.',
		});
	}
	return { series: match[1], number: Number(match[2]) };
}

function sixDigits(number: number): string {
	return String(number).padStart(6, '0');
}
