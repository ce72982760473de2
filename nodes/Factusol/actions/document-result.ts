import type { IDataObject } from 'n8n-workflow';

import type { Books } from '../../../lib/factusol/books';
import type { DocumentKind } from '../../../lib/factusol/documents';
import { documentName } from '../../../lib/factusol/identity';
import type { OrderIdentity } from '../../../lib/factusol/relay-order';
import { count, euros } from '../../../lib/factusol/spanish';
import { decimal } from '../../../lib/money';

/** A document that was written for an order or found to be there. */
export interface ResultDocument {
	series: string;
	number: number;
	reference: string;
	lines: number;
	/** Decimal text, by VAT bracket. */
	net: string[];
	total: string;
	notes: string[];
}

/**
 * What a document is called in items and in the ledger's results, and the sentence about it.
 *
 * @param created whether it was written now
 */
export function documentResult(
	order: OrderIdentity,
	kind: DocumentKind,
	books: Books,
	document: ResultDocument,
	created: boolean,
): { json: IDataObject; done: string; there: string } {
	const { series, number, reference, lines, net, total, notes } = document;
	const name = documentName(series, number);
	const what = `Pedido ${order.document} de ${order.company.name} → ${kind.spanishName} ${name} en ${books.company.name}`;
	return {
		json: {
			key: order.key,
			created,
			document: name,
			series,
			number,
			reference,
			company: { code: books.company.code, name: books.company.name },
			fiscalYear: books.file.fiscalYear,
			lines,
			net,
			total,
			notes,
		},
		done: `${what} (${count(lines, 'línea')}, ${euros(decimal(total))})`,
		there: `${what} (ya estaba)`,
	};
}
