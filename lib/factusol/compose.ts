import type { Column, Value } from '../access';
import { FactuLinkError } from '../errors';
import { decimal, toText, ZERO } from '../money';
import type { Decimal } from '../money';
import type { Books } from './books';
import { presentColumns } from './columns';
import { dayText, today } from './company';
import type { DocumentKind } from './documents';
import type { Party } from './parties';
import type { RelayOrderCore } from './relay-order';
import type { LinePolicy, ResolvedLine } from './resolve-lines';
import { documentTotals, type DocumentTotals, type TaxRegime } from './totals';

/** A document ready to be written; only its number is missing. Rows hold what the file has columns for. */
export interface ComposedDocument {
	kind: DocumentKind;
	series: string;
	reference: string;
	party: number;
	header: Record<string, Value>;
	lines: Array<Record<string, Value>>;
	totals: DocumentTotals;
	notes: string[];
}

export interface ComposeOptions extends Omit<LinePolicy, 'supplier'> {
	/** Supplier of a purchase order, customer of a customer order. */
	partyCode: number;
	/** Empty: the default series of the supplier or customer, else 1. */
	series: string;
	/** `YYYY-MM-DD`; empty: the date of the source order, else today. */
	date: string;
	/** Empty: the warehouse of the source order when the target has it, else the target's first. */
	warehouse: string;
	reference: string;
	remarks: [string, string];
	userCode: number;
}

type Rows = Record<string, Value>;

export function missingParty(kind: 'supplier' | 'customer', code: number, books: Books) {
	const spanish = kind === 'supplier' ? 'proveedor' : 'cliente';
	return new FactuLinkError({
		class: 'person',
		code: kind === 'supplier' ? 'SUPPLIER_UNKNOWN' : 'CUSTOMER_UNKNOWN',
		message: `${books.file.label} has no ${kind} ${code}.`,
		whatToDo: `Correct the ${kind} code in the node (in the shipped workflows: in "Ajustes"), or create that ${kind} in ${books.company.name}.`,
		spanish: `En ${books.company.name} no existe el ${spanish} ${code}. Corrija el código en «Ajustes» o dé de alta el ${spanish}.`,
		details: { [kind]: code },
	});
}

export function barredParty(kind: 'supplier' | 'customer', party: Party, books: Books) {
	const spanish = kind === 'supplier' ? 'proveedor' : 'cliente';
	return new FactuLinkError({
		class: 'person',
		code: kind === 'supplier' ? 'SUPPLIER_BARRED' : 'CUSTOMER_BARRED',
		message: `The ${kind} ${party.code} of ${books.file.label} is marked as not to be traded with.`,
		whatToDo: `Remove that mark from the ${kind} in ${books.company.name}, or choose another ${kind} code in the node.`,
		spanish: `El ${spanish} ${party.code} de ${books.company.name} está marcado para no operar con él.`,
		details: { [kind]: party.code },
	});
}

/**
 * How the document is taxed. What the file has no column for counts for nothing: its sums could not be retraced from
 * what stands in it.
 */
export async function taxRegimeFor(
	party: Party,
	books: Books,
	{ headerTable }: DocumentKind,
): Promise<TaxRegime> {
	const present = await books.database.columns(headerTable);
	const names = new Set(present.map(({ name }) => name.toUpperCase().slice(0, -3)));
	const where = (first: string, second: string, percentage: string): Decimal =>
		names.has(first) && names.has(second) ? decimal(percentage) : ZERO;
	return {
		vatRegime: party.vatRegime,
		vatPercentages: await books.vatPercentages(),
		surcharge: party.surcharge && names.has('PREC1') && names.has('IREC1'),
		withholdingPercentage: where('PRET1', 'IRET1', party.withholdingPercentage),
		promptPaymentPercentage: where('PPPA1', 'IPPA1', party.promptPaymentPercentage),
	};
}

/** DOCPRO and DOCCLI: 0 means none is set, and Factusol then offers series 1. */
export function seriesFor(asked: string, party: Party): string {
	const series = asked.trim();
	if (series !== '' && series !== '0') return series;
	return party.defaultSeries === 0 ? '1' : String(party.defaultSeries);
}

export async function warehouseFor(
	asked: string,
	order: RelayOrderCore,
	books: Books,
): Promise<string> {
	if (asked.trim() !== '') return asked.trim();
	const warehouses = await books.warehouses();
	const same = warehouses.find(
		(code) => code.toUpperCase() === order.warehouse.trim().toUpperCase(),
	);
	return same ?? warehouses[0] ?? '';
}

/** Midnight of the document's day: FEC* holds no time. */
export function documentDate(options: ComposeOptions, order: RelayOrderCore): string {
	const day = options.date.trim() || order.date || dayText(today());
	return `${day.slice(0, 10)} 00:00:00`;
}

/** The columns of totals, which F_PPR and F_PCL name alike but for the suffix. */
export function totalsColumns(
	suffix: 'PPR' | 'PCL',
	totals: DocumentTotals,
	regime: TaxRegime,
): Rows {
	const rows: Rows = {
		[`PRET1${suffix}`]: toText(regime.withholdingPercentage),
		[`IRET1${suffix}`]: toText(totals.withholding),
		[`TOT${suffix}`]: toText(totals.total),
	};
	const slots = (name: string, values: readonly Decimal[]) => {
		for (const [index, value] of values.entries())
			rows[`${name}${index + 1}${suffix}`] = toText(value);
	};
	slots('NET', totals.net);
	slots(
		'PPPA',
		totals.net.map(() => regime.promptPaymentPercentage),
	);
	slots('IPPA', totals.promptPayment);
	slots('BAS', totals.base);
	slots('PIVA', totals.vatPercentage);
	slots('IIVA', totals.vat);
	slots('PREC', totals.surchargePercentage);
	slots('IREC', totals.surchargeAmount);
	// Left at its default 0, TIVA2 and TIVA3 would say that all nets are of the first VAT type.
	for (const index of [0, 1, 2]) rows[`TIVA${index + 1}${suffix}`] = index;
	return rows;
}

/** The columns of a line, which F_LPP and F_LPC name alike but for the suffix. */
export function lineColumns(suffix: 'LPP' | 'LPC', line: ResolvedLine): Rows {
	return {
		[`ART${suffix}`]: line.article,
		[`DES${suffix}`]: line.description,
		[`CAN${suffix}`]: toText(line.quantity),
		[`DT1${suffix}`]: toText(line.discounts[0]),
		[`DT2${suffix}`]: toText(line.discounts[1]),
		[`DT3${suffix}`]: toText(line.discounts[2]),
		[`PRE${suffix}`]: toText(line.price),
		[`TOT${suffix}`]: toText(line.total),
		// Units still to be received or served: all of them when the line is made.
		[`PEN${suffix}`]: toText(line.quantity),
		[`IVA${suffix}`]: line.bracket,
		[`MEM${suffix}`]: line.comment,
		[`CE1${suffix}`]: line.size,
		[`CE2${suffix}`]: line.colour,
	};
}

/** Totals of the resolved lines, refused when nothing is left to write. */
export function totalsOf(
	lines: readonly ResolvedLine[],
	regime: TaxRegime,
	order: RelayOrderCore,
	books: Books,
): DocumentTotals {
	if (!lines.some((line) => line.article !== '')) {
		throw new FactuLinkError({
			class: 'person',
			code: 'NOTHING_LEFT',
			message: `No line of order ${order.document} of ${order.company.name} can be written in ${books.file.label}.`,
			whatToDo: 'Correct the articles in the target company, or skip the entry in the ledger.',
			spanish: `Ninguna línea del pedido ${order.document} de ${order.company.name} se puede escribir en ${books.company.name}.`,
			details: { order: order.key },
		});
	}
	return documentTotals(lines, regime);
}

/**
 * Keeps of the rows what the file has columns for, and sees that every text fits.
 *
 * @param cuttable columns that only describe: cut at their length, which is noted; all others must fit
 * @throws FactuLinkError `TEXT_TOO_LONG`, `REFERENCE_TOO_LONG` (person), `COLUMN_MISSING` (person)
 */
export async function fitDocument(
	books: Books,
	composed: ComposedDocument,
	cuttable: ReadonlySet<string>,
): Promise<ComposedDocument> {
	const { kind } = composed;
	const fit = async (table: string, required: readonly string[], rows: readonly Rows[]) => {
		const names = new Set(rows.flatMap((row) => Object.keys(row)));
		const columns = await presentColumns(
			books.database,
			{ table, required, optional: [...names].filter((name) => !required.includes(name)) },
			books.file.label,
		);
		return rows.map((row, index) =>
			Object.fromEntries(
				columns.flatMap((column) => {
					const value = row[column.name.toUpperCase()];
					if (value === undefined) return [];
					const where = table === kind.lineTable ? `line ${index + 1}` : 'header';
					return [[column.name, fitText(value, column, where, books, composed, cuttable)]];
				}),
			),
		);
	};
	const [header = {}] = await fit(kind.headerTable, kind.requiredHeader, [composed.header]);
	const lines = await fit(kind.lineTable, kind.requiredLine, composed.lines);
	return { ...composed, header, lines };
}

function fitText(
	value: Value,
	column: Column,
	where: string,
	books: Books,
	composed: ComposedDocument,
	cuttable: ReadonlySet<string>,
): Value {
	if (typeof value !== 'string' || column.type !== 'text' || column.length === undefined)
		return value;
	if (value.length <= column.length) return value;
	const name = column.name.toUpperCase();
	if (cuttable.has(name)) {
		composed.notes.push(
			`El texto de ${name} tenía ${value.length} caracteres y se ha cortado a ${column.length}, los que caben en ${books.company.name}.`,
		);
		// Not between the two halves of a character such as an emoji.
		return value.slice(0, column.length).replace(/[\uD800-\uDBFF]$/, '');
	}
	const isReference = name === composed.kind.reference;
	throw new FactuLinkError({
		class: 'person',
		code: isReference ? 'REFERENCE_TOO_LONG' : 'TEXT_TOO_LONG',
		message: `The ${isReference ? `reference "${value}"` : `text for ${name} (${where})`} has ${value.length} characters; ${name} of ${books.file.label} takes ${column.length}.`,
		whatToDo: isReference
			? 'Shorten the company name in the Factusol Database credential of the source, or the reference in the node. It is never cut, because the order is found again by it.'
			: 'Shorten that text in Factusol, then release the entry in the ledger.',
		spanish: `El ${isReference ? 'texto de la referencia' : `texto para ${name}`} tiene ${value.length} caracteres y en ${books.company.name} solo caben ${column.length}.`,
		details: { column: name, length: value.length, allowed: column.length },
	});
}
