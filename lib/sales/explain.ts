import { decimal, toFixedText } from '../money';
import { CHECKS, examineVoucher } from './checks';
import type { Database } from './database';
import type { PendingTableSettings } from './pending-table';
import { findPendingTable } from './pending-table';
import { pendingRowsOf } from './queries';
import type { TypeAndNumber } from './queries';
import { grouped } from './read-pending';
import { readVouchers, readVoucherTypes } from './read-voucher';
import type { Verdict } from './sale';
import type { SalesSettings } from './settings';
import type { HeaderRow, LineRow, ListedRow, TaxRow, TreasuryRow } from './voucher';
import { readListedRows } from './voucher';

export interface ExplainedCheck {
	number: number;
	reason: string;
	/** `notReached`: an earlier check decided. Number 18 compares with the other vouchers of a run. */
	result: 'passed' | 'applies' | 'notReached';
}

/** One voucher with everything that led to its verdict. */
export interface Explanation {
	verdict: Verdict;
	checks: ExplainedCheck[];
	/** Decimal texts in the currency of the voucher (header, lines) and in pesos; null when not reached. */
	amounts: {
		fromHeader: string;
		fromLines: string;
		currencyFactor: string;
		totalInPesos: string;
		otherTaxesInPesos: string;
		/** Sum of the payments before differences are settled. */
		paymentsInPesos: string | null;
	} | null;
	rows: {
		/** Rows of the pending list in whatever state. */
		pending: ListedRow[];
		headers: HeaderRow[];
		lines: LineRow[];
		taxes: TaxRow[];
		treasury: TreasuryRow[];
	};
}

/**
 * Examines one voucher, pending or not, and shows its rows, the checks and what would be sent.
 *
 * @param table the pending list, or null where there is none
 */
export async function explainVoucher(
	database: Database,
	voucher: TypeAndNumber,
	table: PendingTableSettings | null,
	settings: SalesSettings,
): Promise<Explanation> {
	const list = table === null ? null : await findPendingTable(database, table);
	const listed =
		list === null ? [] : readListedRows(await database.query(pendingRowsOf(list, voucher))).rows;
	const pending = listed.filter(
		({ ESTADO_SYNC: state }) =>
			list !== null && state !== null && decimal(state).eq(list.pendingValue),
	);
	// What is closed has no say in what is sent; of a voucher that is all closed it shows what was.
	const [group = { ...voucher, rows: 0, first: null, day: null }] = grouped(
		pending.length > 0 ? pending : listed,
	);
	const types = await readVoucherTypes(database);
	const [read] = await readVouchers(database, [group], types, settings);
	if (read === undefined) throw new Error('readVouchers answers every group it is given');
	const { verdict, decidedBy, amounts, payments } = examineVoucher(read, settings);
	return {
		verdict,
		checks: CHECKS.map(({ number, reason }) => ({
			number,
			reason,
			result: resultOf(number, decidedBy),
		})),
		amounts:
			amounts === null
				? null
				: {
						fromHeader: toFixedText(amounts.fromHeader, 2),
						fromLines: toFixedText(amounts.fromLines, 2),
						currencyFactor: amounts.factor.toFixed(),
						totalInPesos: toFixedText(amounts.total, 2),
						otherTaxesInPesos: toFixedText(amounts.otherTaxes, 2),
						paymentsInPesos:
							payments === null ? null : toFixedText(amounts.total.minus(payments.difference), 2),
					},
		rows: {
			pending: listed,
			headers: read.headers,
			lines: read.lines,
			taxes: read.taxes,
			treasury: read.treasury,
		},
	};
}

function resultOf(number: number, decidedBy: number | null): ExplainedCheck['result'] {
	const betweenVouchers = number === 18;
	if (decidedBy === null) return betweenVouchers ? 'notReached' : 'passed';
	if (number === decidedBy) return 'applies';
	return number < decidedBy ? 'passed' : 'notReached';
}
