import { decimal, toText } from '../money';
import type { Books } from './books';
import {
	barredParty,
	documentDate,
	fitDocument,
	lineColumns,
	missingParty,
	seriesFor,
	taxRegimeFor,
	totalsColumns,
	totalsOf,
	warehouseFor,
	type ComposedDocument,
	type ComposeOptions,
} from './compose';
import { dayText, today } from './company';
import { PURCHASE_ORDER } from './documents';
import type { RelayOrderCore } from './relay-order';
import { resolveLines } from './resolve-lines';

/** Printed texts: a shortened address still finds its way. */
const CUTTABLE: ReadonlySet<string> = new Set([
	'OB1PPR',
	'OB2PPR',
	'EDOPPR',
	'ECPPPR',
	'EPOPPR',
	'EPRPPR',
	'ETEPPR',
	'DESLPP',
]);

/**
 * The purchase order that Factusol itself would have made for these lines: the supplier's data copied into the
 * header, the company's own address and VAT percentages, totals by the identities, everything still to be received.
 * Stock stays as it is: Factusol moves it when goods arrive.
 *
 * @throws FactuLinkError (person) when somebody has to decide; see docs/errors in the README
 */
export async function composePurchaseOrder(
	order: RelayOrderCore,
	books: Books,
	options: ComposeOptions,
): Promise<ComposedDocument> {
	const supplier = await books.supplier(options.partyCode);
	if (!supplier) throw missingParty('supplier', options.partyCode, books);
	if (supplier.barred) throw barredParty('supplier', supplier, books);
	const { lines, notes } = await resolveLines(order, books, {
		...options,
		supplier: options.partyCode,
	});
	const regime = await taxRegimeFor(supplier, books, PURCHASE_ORDER);
	const totals = totalsOf(lines, regime, order, books);
	const own = await books.ownAddress();
	return await fitDocument(
		books,
		{
			kind: PURCHASE_ORDER,
			series: seriesFor(options.series, supplier),
			reference: options.reference,
			party: supplier.code,
			totals,
			notes,
			header: {
				REFPPR: options.reference,
				FECPPR: documentDate(options, order),
				PROPPR: supplier.code,
				ESTPPR: 0,
				ALMPPR: await warehouseFor(options.warehouse, order, books),
				CLIPPR: supplier.ourCode,
				PNOPPR: supplier.name,
				PDOPPR: supplier.address,
				PPOPPR: supplier.town,
				PCPPPR: supplier.postalCode,
				PPRPPR: supplier.province,
				PNIPPR: supplier.taxId,
				TIVPPR: supplier.vatRegime,
				REQPPR: supplier.surcharge ? 1 : 0,
				PTEPPR: supplier.phone,
				...totalsColumns('PPR', totals, regime),
				FOPPPR: supplier.paymentMethod,
				PRTPPR: toText(decimal(supplier.carriage)),
				TPOPPR: supplier.carriageText,
				OB1PPR: options.remarks[0],
				OB2PPR: options.remarks[1],
				EDOPPR: own?.address ?? '',
				ECPPPR: own?.postalCode ?? '',
				EPOPPR: own?.town ?? '',
				EPRPPR: own?.province ?? '',
				ETEPPR: own?.phone ?? '',
				USUPPR: options.userCode,
				USMPPR: options.userCode,
				PEMPPR: supplier.email,
				PPAPPR: supplier.country,
				FUMPPR: `${dayText(today())} 00:00:00`,
			},
			lines: lines.map((line) => lineColumns('LPP', line)),
		},
		CUTTABLE,
	);
}
