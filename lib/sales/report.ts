import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { Decimal } from '../money';
import { decimal, round, toFixedText, ZERO } from '../money';
import { currencyFactor } from './amounts';
import type { Database } from './database';
import { classOf, splitNumber } from './mall-identity';
import type { Period, VoucherKey } from './queries';
import { headersOfPeriod, ROWS_PER_PAGE } from './queries';
import type { VoucherTypes } from './read-voucher';
import { readVoucherTypes, typeKindOf } from './read-voucher';
import { keyTextOf } from './sale';
import type { SalesSettings, VoucherClass } from './settings';
import type { HeaderRow } from './voucher';
import { readHeaders, trimmed } from './voucher';

/** What the ledger knows of a voucher; passed in, so that this room needs no ledger. */
export type LedgerState = 'sent' | 'held' | 'skipped' | 'open';
type KnownStates = ReadonlyMap<string, { state: LedgerState; reason: string | null }>;
export type LedgerStates = (keyTexts: readonly string[]) => Promise<KnownStates>;

export interface Count {
	vouchers: number;
	/** Pesos, credit notes subtracted; decimal text with 2 decimals. */
	amount: string;
}

export interface DayOfBranch {
	day: string;
	branch: number;
	/** Sales in Tango: without cancelled vouchers, receipts and the initial load. */
	inTango: Count;
	sent: Count;
	held: Count;
	/** Neither sent nor held nor skipped: not seen yet, or on its way. */
	open: Count;
	/** Held vouchers by reason. */
	reasons: Record<string, number>;
}

/** Numbers between the first and the last of the period that Tango does not have. */
export interface MissingNumbers {
	branch: number;
	type: string;
	letter: string;
	pointOfSale: string;
	/** First and last of one gap, 8 digits. */
	from: string;
	to: string;
	count: number;
}

export interface SalesReport {
	days: DayOfBranch[];
	missing: MissingNumbers[];
}

const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

interface Sums {
	vouchers: number;
	amount: Decimal;
}

interface Line {
	day: string;
	branch: number;
	inTango: Sums;
	sent: Sums;
	held: Sums;
	open: Sums;
	reasons: Map<string, number>;
}

/**
 * Compares what Tango sold with what became of it, per day and branch, and finds gaps in the numbering.
 *
 * @throws FactuLinkError `REPORT_PERIOD` (person) when a day is not YYYY-MM-DD or the period is empty
 */
export async function reportSales(
	database: Database,
	period: Period,
	ledger: LedgerStates,
	settings: SalesSettings,
): Promise<SalesReport> {
	const isPeriod =
		dayText.safeParse(period.from).success &&
		dayText.safeParse(period.until).success &&
		period.from < period.until;
	if (!isPeriod) {
		throw new FactuLinkError({
			class: 'person',
			code: 'REPORT_PERIOD',
			message: `The report cannot cover "${period.from}" to "${period.until}".`,
			whatToDo: 'Give both days as YYYY-MM-DD, the first one earlier.',
		});
	}
	const types = await readVoucherTypes(database);
	const lines = new Map<string, Line>();
	const numbers = new Map<string, { voucher: VoucherKey; values: number[] }>();
	for await (const headers of headerPages(database, period, settings.branches)) {
		const states = await ledger(
			headers.map(keyOf).flatMap((key) => [keyTextOf(key), keyTextWithoutBranch(key)]),
		);
		for (const header of headers) {
			noteNumber(header, numbers);
			const voucherClass = saleClass(header, types, settings);
			if (voucherClass === 'none') continue;
			const line = lineOf(header, lines);
			const amount = amountOf(header, voucherClass);
			add(line.inTango, amount);
			const known = knownOf(keyOf(header), states);
			if (known?.state === 'sent') add(line.sent, amount);
			else if (known?.state === 'held') {
				add(line.held, amount);
				const reason = known.reason ?? 'HELD';
				line.reasons.set(reason, (line.reasons.get(reason) ?? 0) + 1);
			} else if (known?.state !== 'skipped') add(line.open, amount);
		}
	}
	return {
		days: [...lines.values()]
			.sort((one, other) =>
				one.day === other.day ? one.branch - other.branch : one.day < other.day ? -1 : 1,
			)
			.map(toDay),
		missing: [...numbers.values()].flatMap(({ voucher, values }) => gapsOf(voucher, values)),
	};
}

async function* headerPages(
	database: Database,
	period: Period,
	branches: readonly number[],
): AsyncGenerator<HeaderRow[]> {
	let after: VoucherKey | null = null;
	for (;;) {
		const raw = await database.query(headersOfPeriod(period, branches, after));
		const { rows, unreadable } = readHeaders(raw);
		const broken = unreadable[0];
		if (broken !== undefined) {
			throw new FactuLinkError({
				class: 'person',
				code: 'SQL_ROW_UNREADABLE',
				message: `The voucher ${String(broken.row.T_COMP)} ${String(broken.row.N_COMP)} in CTA02 has no readable ${broken.column}.`,
				whatToDo: 'Correct that voucher in Tango, or leave its day out of the report.',
				details: { table: 'CTA02', column: broken.column },
			});
		}
		yield rows;
		const last = rows.at(-1);
		if (last === undefined || rows.length < ROWS_PER_PAGE) return;
		after = keyOf(last);
	}
}

function keyOf(header: HeaderRow): VoucherKey {
	return { branch: header.NRO_SUCURS, type: header.T_COMP, number: header.N_COMP };
}

function keyTextWithoutBranch(key: VoucherKey): string {
	return keyTextOf({ ...key, branch: null });
}

/** A voucher whose branch could not be told waits under a key without one. */
function knownOf(key: VoucherKey, states: KnownStates) {
	const own = states.get(keyTextOf(key));
	if (own !== undefined) return own;
	const withoutBranch = states.get(keyTextWithoutBranch(key));
	return withoutBranch?.state === 'held' ? withoutBranch : undefined;
}

/** `none` for what is never reported; a class that nothing tells counts as a sale, so that nobody overlooks it. */
function saleClass(
	header: HeaderRow,
	types: VoucherTypes,
	settings: SalesSettings,
): VoucherClass | 'none' {
	if (trimmed(header.ESTADO) === 'ANU' || trimmed(header.COD_VENDED) === '**') return 'none';
	const typeKind = typeKindOf(types, header.NRO_SUCURS, header.T_COMP);
	const found = classOf(header.T_COMP, trimmed(header.TCOMP_IN_V), typeKind, settings);
	return found === 'receipt' ? 'none' : (found ?? 'invoice');
}

function amountOf(header: HeaderRow, voucherClass: VoucherClass): Decimal {
	const factor = currencyFactor(header) ?? ZERO;
	const amount = round(decimal(header.IMPORTE).times(factor));
	return voucherClass === 'credit' ? ZERO.minus(amount) : amount;
}

function lineOf(header: HeaderRow, lines: Map<string, Line>): Line {
	const day = header.FECHA_EMIS ?? '';
	const key = `${day}/${header.NRO_SUCURS}`;
	const existing = lines.get(key);
	if (existing !== undefined) return existing;
	const nothing = (): Sums => ({ vouchers: 0, amount: ZERO });
	const line: Line = {
		day,
		branch: header.NRO_SUCURS,
		inTango: nothing(),
		sent: nothing(),
		held: nothing(),
		open: nothing(),
		reasons: new Map(),
	};
	lines.set(key, line);
	return line;
}

function add(sums: Sums, amount: Decimal): void {
	sums.vouchers += 1;
	sums.amount = sums.amount.plus(amount);
}

function toCount({ vouchers, amount }: Sums): Count {
	return { vouchers, amount: toFixedText(amount, 2) };
}

function toDay(line: Line): DayOfBranch {
	return {
		day: line.day,
		branch: line.branch,
		inTango: toCount(line.inTango),
		sent: toCount(line.sent),
		held: toCount(line.held),
		open: toCount(line.open),
		reasons: Object.fromEntries(line.reasons),
	};
}

/** Every voucher counts here, cancelled ones too: a cancelled number is not a missing one. */
function noteNumber(
	header: HeaderRow,
	numbers: Map<string, { voucher: VoucherKey; values: number[] }>,
): void {
	const parts = splitNumber(header.N_COMP);
	if (parts === null) return;
	const key = `${header.NRO_SUCURS}/${header.T_COMP}/${parts.letter}${parts.pointOfSale}`;
	const value = Number.parseInt(parts.number, 10);
	const sequence = numbers.get(key);
	if (sequence === undefined) numbers.set(key, { voucher: keyOf(header), values: [value] });
	else sequence.values.push(value);
}

function gapsOf(voucher: VoucherKey, values: readonly number[]): MissingNumbers[] {
	const parts = splitNumber(voucher.number);
	if (parts === null) return [];
	const sorted = [...values].sort((one, other) => one - other);
	const gaps: MissingNumbers[] = [];
	sorted.forEach((value, index) => {
		const previous = sorted[index - 1];
		if (previous === undefined || value - previous < 2) return;
		gaps.push({
			branch: voucher.branch,
			type: voucher.type,
			letter: parts.letter,
			pointOfSale: parts.pointOfSale,
			from: `${previous + 1}`.padStart(8, '0'),
			to: `${value - 1}`.padStart(8, '0'),
			count: value - previous - 1,
		});
	});
	return gaps;
}
