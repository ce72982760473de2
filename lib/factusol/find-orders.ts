import { createHash } from 'node:crypto';

import { openCompanyDatabase } from '../access';
import type { CompanyDatabase } from '../access';
import { Breather } from '../breather';
import { decimal, lessDiscounts, round, sum } from '../money';
import type { Decimal } from '../money';
import { readArticles, readSupplierPrices } from './articles';
import { codeKey } from './codes';
import { openOptions, type Company, type CompanyFile } from './company';
import {
	CANCELLED,
	ORDER_STATES,
	readOrders,
	unfinishedReason,
	type Unfinished,
	type CustomerOrder,
} from './customer-orders';
import { documentName, orderKey, purchaseReference } from './identity';
import { listOrderKeys, type OrderFilter, type OrderHeaderKey } from './order-keys';
import { parentLines, type ArticleKnowledge, type ParentLineSettings } from './parent-lines';
import type { RelayOrder, Verdict } from './relay-order';
import { count, euros } from './spanish';

export interface FindSettings extends ParentLineSettings {
	/** The name of the parent company, for messages. */
	parentName: string;
	/** ESTPCL values that are not wanted; default: cancelled. */
	unwantedStates: readonly number[];
	filter: OrderFilter;
}

export const UNWANTED_BY_DEFAULT: readonly number[] = [CANCELLED];

/** An order of the file that has lines of the parent, and whether it may be relayed as it is. */
export interface FoundOrder {
	order: RelayOrder;
	/** Why it cannot go yet; it may be finished at the next look. */
	unfinished: Verdict | null;
	/** Why it must not go at all; of interest only where it is known already. */
	excluded: Verdict | null;
}

export interface FoundOrders extends OrderCounts {
	found: FoundOrder[];
}

/** Of all orders that were read. */
export interface OrderCounts {
	/** Orders in a wanted state, with and without lines of the parent. */
	orders: number;
	/** Orders in a wanted state with a line of the parent. */
	withParentLines: number;
	/** Of these, how many have nothing to order: their lines are returns or cancelled. */
	nothingToOrder: number;
}

/**
 * Reads a company file once and tells which of its customer orders concern the parent.
 *
 * @param only restricts the answer to these keys (`codeKey` of `orderKey`)
 */
export async function findOrders(
	company: Company,
	file: CompanyFile,
	settings: FindSettings,
	only?: ReadonlySet<string>,
): Promise<FoundOrders> {
	const found: FoundOrder[] = [];
	const wanted = async (database: CompanyDatabase) =>
		(await listOrderKeys(database, settings.filter)).filter(
			(key) => only === undefined || only.has(codeKey(keyOf(company, file, key))),
		);
	const counts = await visitOrders(company, file, settings, wanted, (each) => {
		found.push(each);
	});
	return { ...counts, found };
}

/** Which orders of an opened file to read, sorted by series and number. */
export type WantedOrders = (database: CompanyDatabase) => Promise<readonly OrderHeaderKey[]>;

/**
 * The same, but hands over one order after the other: a file may hold more orders than memory should.
 *
 * @param visit is waited for before the next order is read
 */
export async function visitOrders(
	company: Company,
	file: CompanyFile,
	settings: FindSettings,
	wanted: WantedOrders,
	visit: (found: FoundOrder) => Promise<void> | void,
): Promise<OrderCounts> {
	const database = await openCompanyDatabase(openOptions(company, file));
	try {
		return await visitIn(database, await wanted(database), company, file, settings, visit);
	} finally {
		await database.close();
	}
}

async function visitIn(
	database: CompanyDatabase,
	keys: readonly OrderHeaderKey[],
	company: Company,
	file: CompanyFile,
	settings: FindSettings,
	visit: (found: FoundOrder) => Promise<void> | void,
): Promise<OrderCounts> {
	const result: OrderCounts = { orders: 0, withParentLines: 0, nothingToOrder: 0 };
	if (keys.length === 0) return result;
	const knowledge: ArticleKnowledge = {
		articles: await readArticles(database, file.label),
		parentPrices: await readSupplierPrices(database, file.label, settings.parentSupplierCode),
	};
	const breather = new Breather();
	for await (const slice of readOrders(database, keys, file.label)) {
		for (const order of slice) {
			await breather.breathe();
			const wanted = !settings.unwantedStates.includes(order.state);
			if (wanted) result.orders++;
			const found = examine(order, knowledge, company, file, settings);
			if (!found) continue;
			if (wanted) result.withParentLines++;
			if (found.excluded?.code === 'NOTHING_TO_ORDER') result.nothingToOrder++;
			await visit(found);
		}
	}
	return result;
}

/** What one order means for the parent; null when nothing in it is the parent's. */
export function examine(
	source: CustomerOrder,
	knowledge: ArticleKnowledge,
	company: Company,
	file: CompanyFile,
	settings: FindSettings,
): FoundOrder | null {
	const selection = parentLines(source.lines, knowledge, settings);
	if (!selection.any && selection.lines.length === 0) return null;
	const unfinished = unfinishedReason(source);
	const identity = {
		companyCode: company.code,
		fiscalYear: file.fiscalYear,
		series: source.series,
		number: source.number,
	};
	const document = documentName(source.series, source.number);
	const order: RelayOrder = {
		key: orderKey(identity),
		fingerprint: fingerprintOf(source, selection.lines, unfinished),
		message: '',
		company: { code: company.code, name: company.name },
		fiscalYear: file.fiscalYear,
		series: source.series,
		number: source.number,
		document,
		date: source.date,
		time: source.time,
		state: source.state,
		stateName: ORDER_STATES[source.state] ?? 'unknown',
		customer: { code: source.customerCode, name: source.customerName },
		customerReference: source.customerReference,
		warehouse: source.warehouse,
		total: source.total,
		purchaseReference: purchaseReference(company.name, identity),
		lines: selection.lines,
		omittedLines: selection.omitted,
		ownLines: selection.own,
	};
	order.message = sentence(order, settings.parentName);
	return {
		order,
		unfinished: unfinished && unfinishedVerdict(unfinished, document),
		excluded: exclusion(source, order, document, settings),
	};
}

function exclusion(
	source: CustomerOrder,
	order: RelayOrder,
	document: string,
	settings: FindSettings,
): Verdict | null {
	if (settings.unwantedStates.includes(source.state)) {
		return {
			state: 'skipped',
			code: 'CANCELLED',
			reason:
				source.state === CANCELLED
					? `El pedido ${document} está anulado en FactuSOL.`
					: `El pedido ${document} está en un estado que no se traspasa (${source.state}).`,
		};
	}
	if (order.lines.length === 0) {
		return {
			state: 'skipped',
			code: 'NOTHING_TO_ORDER',
			reason: `Las líneas de ${settings.parentName} en el pedido ${document} son devoluciones o están anuladas: no hay nada que pedir.`,
		};
	}
	return null;
}

function unfinishedVerdict(unfinished: Unfinished, document: string): Verdict {
	return {
		state: 'held',
		code: unfinished.code,
		reason:
			unfinished.code === 'BEING_EDITED'
				? `Alguien tiene abierto el pedido ${document} en FactuSOL. Seguirá solo cuando lo cierre.`
				: `Las líneas del pedido ${document} no suman el neto de su cabecera (tipo de IVA ${(unfinished.bracket ?? 0) + 1}). Seguirá solo cuando esté completo.`,
	};
}

function sentence(order: RelayOrder, parentName: string): string {
	return `Pedido ${order.document} de ${order.company.name}: ${count(order.lines.length, 'línea')} de ${parentName}, ${euros(purchaseAmount(order))}`;
}

/** What the lines cost at the parent, each rounded; those without a known price count nothing. */
export function purchaseAmount({ lines }: Pick<RelayOrder, 'lines'>): Decimal {
	return sum(
		lines.flatMap((line) =>
			line.purchasePrice === null
				? []
				: round(
						lessDiscounts(
							decimal(line.quantity).times(decimal(line.purchasePrice)),
							line.purchaseDiscounts.map(decimal),
						),
					),
		),
	);
}

/**
 * What makes an order another one for people: its content, not what happens to it later (served, sent, who opened
 * it). State counts only as cancelled or not.
 */
function fingerprintOf(
	source: CustomerOrder,
	lines: RelayOrder['lines'],
	unfinished: Unfinished | null,
): string {
	const content = [
		source.state === CANCELLED,
		source.date,
		source.customerCode,
		source.customerReference,
		source.warehouse,
		source.vatRegime,
		source.surcharge,
		source.net,
		source.total,
		source.lines.map((line) => [
			line.position,
			line.article,
			line.description,
			line.quantity,
			line.cancelledQuantity,
			line.price,
			line.discounts,
			line.total,
			line.bracket,
			line.size,
			line.colour,
			line.comment,
		]),
	];
	// Somebody closing the order changes nothing in it, and yet an entry that is held for that must go on.
	const terms = [
		unfinished?.code ?? null,
		lines.map((line) => [
			line.position,
			line.parentArticle,
			line.parentArticleIs,
			line.purchasePrice,
			line.purchaseDiscounts,
		]),
	];
	return `${sha256(content)}.${sha256(terms)}`;
}

function sha256(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function keyOf(company: Company, file: CompanyFile, key: OrderHeaderKey): string {
	return orderKey({
		companyCode: company.code,
		fiscalYear: file.fiscalYear,
		series: key.series,
		number: key.number,
	});
}
