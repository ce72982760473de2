import { examineVoucher } from './checks';
import type { Database } from './database';
import type { PendingTableSettings } from './pending-table';
import { findPendingTable } from './pending-table';
import { VOUCHERS_PER_PAGE } from './queries';
import { pendingFromList, sentFromList } from './read-pending';
import { readVouchers, readVoucherTypes } from './read-voucher';
import type { Verdict } from './sale';
import type { SalesSettings } from './settings';
import { slices } from './slices';
import type { PendingGroup } from './voucher';

export interface SentVouchers {
	/** The list that says so, with its schema. */
	list: string;
	/** What each voucher is today; a voucher that was sent may have changed since. */
	verdicts: Verdict[];
}

/**
 * The vouchers that the pending list calls sent, for a ledger that was lost. One that also has a pending row is not
 * among them: it goes its ordinary way, and the mall tells whether it has it.
 *
 * @param since first day, YYYY-MM-DD; rows without a day are among them
 */
export async function getSent(
	database: Database,
	table: PendingTableSettings,
	since: string,
	settings: SalesSettings,
): Promise<SentVouchers> {
	const list = await findPendingTable(database, table);
	const pending = new Set<string>();
	for await (const page of pendingFromList(database, list)) {
		for (const group of page) pending.add(nameOf(group));
	}
	const types = await readVoucherTypes(database);
	const verdicts: Verdict[] = [];
	for await (const groups of sentFromList(database, list, since)) {
		const sent = groups.filter((group) => !pending.has(nameOf(group)));
		for (const page of slices(sent, VOUCHERS_PER_PAGE)) {
			for (const voucher of await readVouchers(database, page, types, settings)) {
				verdicts.push(examineVoucher(voucher, settings).verdict);
			}
		}
	}
	return { list: list.name, verdicts };
}

function nameOf({ type, number }: PendingGroup): string {
	return `${type}/${number}`;
}
