import { Breather } from '../breather';
import { FactuLinkError } from '../errors';
import { decimal, sum, toFixedText, type Decimal } from '../money';
import { readArticles, readSupplierPrices } from './articles';
import type { Books } from './books';
import { isDay } from './company';
import { CANCELLED, readOrders } from './customer-orders';
import { examine, purchaseAmount, type FindSettings } from './find-orders';
import { documentName, orderKey } from './identity';
import { listOrderKeys, type OrderHeaderKey } from './order-keys';

/** What the ledger knows of an order; passed in, so that this room needs no ledger. */
export type OrderFate = 'relayed' | 'held' | 'waiting' | 'skipped';
export type OrderFates = (keys: readonly string[]) => Promise<ReadonlyMap<string, OrderFate>>;

export interface OrderCount {
	orders: number;
	/** Euros; decimal text with 2 decimals. */
	amount: string;
}

export interface DayOfSeries {
	day: string;
	series: string;
	/** Not cancelled; what the customers pay. */
	inFactusol: OrderCount;
	cancelled: number;
	/** Of these, with something to order from the parent; what that costs at the parent. So are all that follow. */
	withParentLines: OrderCount;
	relayed: OrderCount;
	held: OrderCount;
	/** Registered, and to be relayed. */
	waiting: OrderCount;
	skipped: OrderCount;
	/** Still open in an editor, or without all of their lines. */
	unfinished: OrderCount;
	/** Finished, and the ledger does not know them. */
	unknown: OrderCount;
	/** Their documents: `1-000123`. */
	unknownOrders: string[];
}

/** Numbers between the first and the last of the period that the series does not have. */
export interface MissingOrders {
	series: string;
	from: number;
	to: number;
	count: number;
}

export interface OrderReport {
	company: { code: string; name: string };
	fiscalYear: number;
	from: string;
	until: string;
	days: DayOfSeries[];
	missing: MissingOrders[];
}

const COUNTED = [
	'inFactusol',
	'withParentLines',
	'relayed',
	'held',
	'waiting',
	'skipped',
	'unfinished',
	'unknown',
] as const;
type Counted = (typeof COUNTED)[number];

interface Line {
	day: string;
	series: string;
	cancelled: number;
	amounts: Record<Counted, Decimal[]>;
	unknownOrders: string[];
}

/** Orders whose fate is asked for at once. */
const AT_ONCE = 500;

/**
 * Compares the customer orders of a period with what became of them, per day and series, and finds gaps in the
 * numbering.
 *
 * @param period days as `YYYY-MM-DD`; `until` is the first one that does not count
 * @throws FactuLinkError `REPORT_PERIOD` (person) when a day is not YYYY-MM-DD or the period is empty
 */
export async function reportOrders(
	books: Books,
	settings: FindSettings,
	period: { from: string; until: string },
	fates: OrderFates,
): Promise<OrderReport> {
	demandPeriod(period);
	const { company, file, database } = books;
	const all = await listOrderKeys(database, {});
	const keys = all.filter(
		({ date }) => date !== null && date >= period.from && date < period.until,
	);
	const keyOf = ({ series, number }: Pick<OrderHeaderKey, 'series' | 'number'>) =>
		orderKey({ companyCode: company.code, fiscalYear: file.fiscalYear, series, number });
	const known = new Map<string, OrderFate>();
	for (let start = 0; start < keys.length; start += AT_ONCE) {
		const found = await fates(keys.slice(start, start + AT_ONCE).map(keyOf));
		for (const [key, fate] of found) known.set(key, fate);
	}
	const lines = new Map<string, Line>();
	if (keys.length > 0) {
		const knowledge = {
			articles: await readArticles(database, file.label),
			parentPrices: await readSupplierPrices(database, file.label, settings.parentSupplierCode),
		};
		const breather = new Breather();
		for await (const slice of readOrders(database, keys, file.label)) {
			for (const order of slice) {
				await breather.breathe();
				const line = lineOf(lines, order.date ?? '', order.series);
				if (order.state === CANCELLED) {
					line.cancelled++;
					continue;
				}
				line.amounts.inFactusol.push(decimal(order.total));
				const found = examine(order, knowledge, company, file, settings);
				if (!found || found.excluded) continue;
				const amount = purchaseAmount(found.order);
				line.amounts.withParentLines.push(amount);
				const fate = known.get(found.order.key) ?? (found.unfinished ? 'unfinished' : 'unknown');
				line.amounts[fate].push(amount);
				if (fate === 'unknown') {
					line.unknownOrders.push(documentName(order.series, order.number));
				}
			}
		}
	}
	return {
		company: { code: company.code, name: company.name },
		fiscalYear: file.fiscalYear,
		...period,
		days: [...lines.values()]
			.sort((a, b) => a.day.localeCompare(b.day) || a.series.localeCompare(b.series))
			.map(toDay),
		missing: missingIn(keys, all),
	};
}

function demandPeriod({ from, until }: { from: string; until: string }): void {
	if (isDay(from) && isDay(until) && from < until) return;
	throw new FactuLinkError({
		class: 'person',
		code: 'REPORT_PERIOD',
		message: `The report cannot cover "${from}" to "${until}".`,
		whatToDo: 'Give both days as YYYY-MM-DD, the first one earlier.',
	});
}

function lineOf(lines: Map<string, Line>, day: string, series: string): Line {
	const key = `${day}/${series}`;
	const existing = lines.get(key);
	if (existing) return existing;
	const amounts = Object.fromEntries(
		COUNTED.map((what) => [what, []]),
	) as unknown as Line['amounts'];
	const line: Line = { day, series, cancelled: 0, amounts, unknownOrders: [] };
	lines.set(key, line);
	return line;
}

function toDay({ day, series, cancelled, amounts, unknownOrders }: Line): DayOfSeries {
	const counts = Object.fromEntries(
		COUNTED.map((what): [Counted, OrderCount] => [
			what,
			{ orders: amounts[what].length, amount: toFixedText(sum(amounts[what]), 2) },
		]),
	) as Record<Counted, OrderCount>;
	return { day, series, cancelled, ...counts, unknownOrders };
}

/** A number that the series has on another day is not missing. */
function missingIn(
	ofPeriod: readonly OrderHeaderKey[],
	all: readonly OrderHeaderKey[],
): MissingOrders[] {
	const gaps: MissingOrders[] = [];
	for (const series of new Set(ofPeriod.map((key) => key.series))) {
		const numbers = ofPeriod.filter((key) => key.series === series).map(({ number }) => number);
		const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
		const taken = all
			.filter((key) => key.series === series && key.number >= first && key.number <= last)
			.map(({ number }) => number)
			.sort((a, b) => a - b);
		taken.forEach((number, place) => {
			const before = taken[place - 1];
			if (before === undefined || number - before < 2) return;
			gaps.push({ series, from: before + 1, to: number - 1, count: number - before - 1 });
		});
	}
	return gaps;
}
