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
import { CUSTOMER_ORDER } from './documents';
import type { RelayOrderCore } from './relay-order';
import { resolveLines } from './resolve-lines';

/** Printed texts: a shortened one still says what it is about. */
const CUTTABLE: ReadonlySet<string> = new Set(['OB1PCL', 'OB2PCL', 'DESLPC']);

/**
 * The customer order that Factusol itself would have made: the mirror image of a purchase order, with the
 * customer's data copied into the header. Stock stays as it is.
 *
 * @throws FactuLinkError (person) when somebody has to decide
 */
export async function composeCustomerOrder(
	order: RelayOrderCore,
	books: Books,
	options: ComposeOptions,
): Promise<ComposedDocument> {
	const customer = await books.customer(options.partyCode);
	if (!customer) throw missingParty('customer', options.partyCode, books);
	if (customer.barred) throw barredParty('customer', customer, books);
	const { lines, notes } = await resolveLines(order, books, { ...options, supplier: null });
	const regime = await taxRegimeFor(customer, books, CUSTOMER_ORDER);
	const totals = totalsOf(lines, regime, order, books);
	return await fitDocument(
		books,
		{
			kind: CUSTOMER_ORDER,
			series: seriesFor(options.series, customer),
			reference: options.reference,
			party: customer.code,
			totals,
			notes,
			header: {
				REFPCL: options.reference,
				FECPCL: documentDate(options, order),
				AGEPCL: customer.agent,
				PROPCL: customer.ourCode,
				CLIPCL: customer.code,
				CNOPCL: customer.name,
				CDOPCL: customer.address,
				CPOPCL: customer.town,
				CCPPCL: customer.postalCode,
				CPRPCL: customer.province,
				CNIPCL: customer.taxId,
				TIVPCL: customer.vatRegime,
				REQPCL: customer.surcharge ? 1 : 0,
				TELPCL: customer.phone,
				ESTPCL: 0,
				ALMPCL: await warehouseFor(options.warehouse, order, books),
				...totalsColumns('PCL', totals, regime),
				FOPPCL: customer.paymentMethod,
				PRTPCL: customer.carriage,
				TPOPCL: customer.carriageText,
				OB1PCL: options.remarks[0],
				OB2PCL: options.remarks[1],
				USUPCL: options.userCode,
				USMPCL: options.userCode,
				// Factusol keeps times on Access's day zero.
				HORPCL: `1899-12-30 ${order.time ?? '00:00:00'}`,
				CEMPCL: customer.email,
				CPAPCL: customer.country,
				FUMPCL: `${dayText(today())} 00:00:00`,
			},
			lines: lines.map((line) => lineColumns('LPC', line)),
		},
		CUTTABLE,
	);
}
