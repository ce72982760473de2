import type { CompanyDatabase, Condition, Row } from '../access';
import { decimal, round, sum } from '../money';
import { codeKey } from './codes';
import {
	amountOf,
	dayOf,
	integerOf,
	presentColumns,
	textOf,
	timeOf,
	type TableColumns,
} from './columns';
import type { OrderHeaderKey } from './order-keys';
import { BRACKETS, toBracket, type Bracket } from './totals';

/** ESTPCL */
export const ORDER_STATES = [
	'pending',
	'partly served',
	'sent',
	'in warehouse',
	'cancelled',
] as const;
export const CANCELLED = 4;

/** A customer order (F_PCL) with its lines (F_LPC). Amounts, quantities and percentages are decimal text. */
export interface CustomerOrder {
	series: string;
	number: number;
	/** `YYYY-MM-DD` */
	date: string | null;
	/** `HH:MM:SS` */
	time: string | null;
	state: number;
	customerCode: number;
	customerName: string;
	customerReference: string;
	warehouse: string;
	vatRegime: number;
	surcharge: boolean;
	/** NET1PCL to NET4PCL */
	net: string[];
	total: string;
	/** FUMPCL: day of the last change; no exact watermark. */
	changed: string | null;
	lines: CustomerOrderLine[];
	/** Somebody has it open in Factusol (F_BLQ). */
	beingEdited: boolean;
}

export interface CustomerOrderLine {
	position: number;
	/** Empty in lines of free text. */
	article: string;
	description: string;
	quantity: string;
	/** ANULPC: quantity cancelled by somebody. */
	cancelledQuantity: string;
	price: string;
	discounts: [string, string, string];
	total: string;
	bracket: Bracket;
	size: string;
	colour: string;
	comment: string;
}

export const HEADER_COLUMNS: TableColumns = {
	table: 'F_PCL',
	required: ['TIPPCL', 'CODPCL', 'FECPCL', 'NET1PCL', 'NET2PCL', 'NET3PCL', 'NET4PCL', 'TOTPCL'],
	optional: [
		'ESTPCL',
		'REFPCL',
		'CLIPCL',
		'CNOPCL',
		'ALMPCL',
		'TIVPCL',
		'REQPCL',
		'HORPCL',
		'FUMPCL',
	],
};

export const LINE_COLUMNS: TableColumns = {
	table: 'F_LPC',
	required: ['TIPLPC', 'CODLPC', 'POSLPC', 'ARTLPC', 'DESLPC', 'CANLPC', 'PRELPC', 'TOTLPC'],
	optional: ['DT1LPC', 'DT2LPC', 'DT3LPC', 'IVALPC', 'ANULPC', 'MEMLPC', 'CE1LPC', 'CE2LPC'],
};

/**
 * Reads whole orders, a slice at a time: neither a large result nor its conversion may hold up the event loop.
 *
 * @param keys sorted by series and number, as `listOrderKeys` gives them; there may be gaps
 */
export async function* readOrders(
	database: CompanyDatabase,
	keys: readonly OrderHeaderKey[],
	label: string,
): AsyncGenerator<CustomerOrder[]> {
	if (keys.length === 0) return;
	const headerColumns = (await presentColumns(database, HEADER_COLUMNS, label)).map((c) => c.name);
	const lineColumns = (await presentColumns(database, LINE_COLUMNS, label)).map((c) => c.name);
	const edited = await ordersBeingEdited(database);
	let atOnce = MOST_ORDERS;
	for (let start = 0; start < keys.length;) {
		const slice = sliceAt(keys, start, atOnce);
		start += slice.numbers.length;
		const headers = await database.select({
			table: 'F_PCL',
			columns: headerColumns,
			where: placesOf(slice, 'TIPPCL', 'CODPCL'),
			orderBy: ['TIPPCL', 'CODPCL'],
		});
		const lines = await database.select({
			table: 'F_LPC',
			columns: lineColumns,
			where: placesOf(slice, 'TIPLPC', 'CODLPC'),
			orderBy: ['TIPLPC', 'CODLPC', 'POSLPC'],
		});
		atOnce = ordersFor(headers.length, lines.length);
		const linesByNumber = new Map<number, Row[]>();
		for (const row of lines) {
			const number = integerOf(row, 'CODLPC');
			const list = linesByNumber.get(number);
			if (list) list.push(row);
			else linesByNumber.set(number, [row]);
		}
		const wanted = new Set(slice.numbers);
		const found = headers.filter((row) => wanted.has(integerOf(row, 'CODPCL')));
		for (let start = 0; start < found.length; start += AT_ONCE) {
			yield found.slice(start, start + AT_ONCE).map((row) => toOrder(row, linesByNumber, edited));
		}
	}
}

/** Of one query; with lines as most orders have, its answer is taken in within milliseconds. */
const MOST_ORDERS = 200;
const MOST_LINES = 1000;

/** Orders converted at once. */
const AT_ONCE = 40;

/** How many orders to read next, where so many had so many lines. */
function ordersFor(orders: number, lines: number): number {
	const linesEach = lines / Math.max(1, orders);
	return Math.max(1, Math.min(MOST_ORDERS, Math.floor(MOST_LINES / Math.max(1, linesEach))));
}

/** Orders of one series that are read together. */
interface Slice {
	series: string;
	/** In their order. */
	numbers: number[];
	/** All numbers from the first to the last are read, not only those. */
	isRange: boolean;
}

/** A range in which so many numbers come to each that is wanted is not read whole. */
const MOSTLY_WANTED = 4;

/**
 * The next keys from `start` on. A range is as wide as it may have orders: what lies between the wanted ones is read
 * as well, and an old order among new ones must not bring all of them. Where too much lies between, each is named.
 */
function sliceAt(keys: readonly OrderHeaderKey[], start: number, most: number): Slice {
	const [first] = keys.slice(start, start + 1);
	const series = codeKey(first?.series);
	const numbers: number[] = [];
	let inRange = 0;
	for (const key of keys.slice(start, start + most)) {
		if (codeKey(key.series) !== series) break;
		numbers.push(key.number);
		if (key.number < (first?.number ?? 0) + most) inRange++;
	}
	const range = numbers.slice(0, inRange);
	const width = (range.at(-1) ?? 0) - (range[0] ?? 0) + 1;
	const isRange = width <= range.length * MOSTLY_WANTED;
	return { series: first?.series ?? '', numbers: isRange ? range : numbers, isRange };
}

function placesOf(
	{ series, numbers, isRange }: Slice,
	inSeries: string,
	number: string,
): Condition[] {
	const [first = 0] = numbers;
	const last = numbers.at(-1) ?? first;
	return [
		{ column: inSeries, is: '=', value: series },
		...(isRange
			? ([
					{ column: number, is: '>=', value: first },
					{ column: number, is: '<=', value: last },
				] as const)
			: ([{ column: number, is: 'in', values: numbers }] as const)),
	];
}

/** Keys, as {@link editKey} writes them, of the customer orders that are open in an editor (F_BLQ, kind C). */
async function ordersBeingEdited(database: CompanyDatabase): Promise<Set<string>> {
	const tables = new Set((await database.tables()).map((name) => name.toUpperCase()));
	if (!tables.has('F_BLQ')) return new Set();
	const rows = await database.select({
		table: 'F_BLQ',
		columns: ['TDOBLQ', 'CDOBLQ'],
		where: [{ column: 'DOCBLQ', is: '=', value: 'C' }],
	});
	return new Set(rows.map((row) => editKey(textOf(row, 'TDOBLQ'), integerOf(row, 'CDOBLQ'))));
}

function editKey(series: string, number: number): string {
	return `${codeKey(series)}-${number}`;
}

function toOrder(
	row: Row,
	linesByNumber: ReadonlyMap<number, Row[]>,
	edited: ReadonlySet<string>,
): CustomerOrder {
	const series = textOf(row, 'TIPPCL');
	const number = integerOf(row, 'CODPCL');
	return {
		series,
		number,
		date: dayOf(row, 'FECPCL'),
		time: timeOf(row, 'HORPCL'),
		state: integerOf(row, 'ESTPCL'),
		customerCode: integerOf(row, 'CLIPCL'),
		customerName: textOf(row, 'CNOPCL'),
		customerReference: textOf(row, 'REFPCL'),
		warehouse: textOf(row, 'ALMPCL'),
		vatRegime: integerOf(row, 'TIVPCL'),
		surcharge: integerOf(row, 'REQPCL') === 1,
		net: ['NET1PCL', 'NET2PCL', 'NET3PCL', 'NET4PCL'].map((column) => amountOf(row, column)),
		total: amountOf(row, 'TOTPCL'),
		changed: dayOf(row, 'FUMPCL'),
		lines: (linesByNumber.get(number) ?? []).map(toLine),
		beingEdited: edited.has(editKey(series, number)),
	};
}

function toLine(row: Row): CustomerOrderLine {
	return {
		position: integerOf(row, 'POSLPC'),
		article: textOf(row, 'ARTLPC').trimEnd(),
		description: textOf(row, 'DESLPC'),
		quantity: amountOf(row, 'CANLPC'),
		cancelledQuantity: amountOf(row, 'ANULPC'),
		price: amountOf(row, 'PRELPC'),
		discounts: [amountOf(row, 'DT1LPC'), amountOf(row, 'DT2LPC'), amountOf(row, 'DT3LPC')],
		total: amountOf(row, 'TOTLPC'),
		bracket: toBracket(integerOf(row, 'IVALPC')),
		size: textOf(row, 'CE1LPC'),
		colour: textOf(row, 'CE2LPC'),
		comment: textOf(row, 'MEMLPC'),
	};
}

export interface Unfinished {
	code: 'BEING_EDITED' | 'LINES_INCOMPLETE';
	/** The bracket whose lines do not add up. */
	bracket?: Bracket;
}

/**
 * Why an order is not finished yet, or null when it is. Factusol writes header and lines as separate rows, so an
 * order is whole when, per VAT bracket, its lines add up to the net of its header; and nobody may have it open.
 */
export function unfinishedReason(order: CustomerOrder): Unfinished | null {
	if (order.beingEdited) return { code: 'BEING_EDITED' };
	for (const bracket of BRACKETS) {
		const net = order.net[bracket] ?? '0';
		const lines = sum(
			order.lines.filter((line) => line.bracket === bracket).map((line) => decimal(line.total)),
		);
		if (!round(lines).eq(round(decimal(net)))) return { code: 'LINES_INCOMPLETE', bracket };
	}
	return null;
}
