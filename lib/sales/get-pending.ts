import { examineVoucher } from './checks';
import { holdCollisions } from './collisions';
import type { Database } from './database';
import type { PendingTableSettings } from './pending-table';
import { findPendingTable } from './pending-table';
import { VOUCHERS_PER_PAGE } from './queries';
import type { KnownKeys } from './read-pending';
import { pendingFromList, pendingSince } from './read-pending';
import { readVouchers, readVoucherTypes } from './read-voucher';
import type { Verdict } from './sale';
import type { SalesSettings } from './settings';
import type { PendingGroup } from './voucher';

/** Where pending vouchers come from. */
export type PendingSource =
	| { from: 'list'; table: PendingTableSettings }
	| {
			from: 'vouchers';
			/** First day, YYYY-MM-DD. */
			since: string;
			known: KnownKeys;
	  };

/**
 * Examines every pending voucher and decides about each: send, hold or skip. All pages are read before anything is
 * returned, because a collision of two vouchers may lie pages apart; only the verdicts stay in memory.
 *
 * @returns oldest first; vouchers without a known moment at the end
 * @throws FactuLinkError for whatever the database does not answer: an empty result always means nothing is pending
 */
export async function getPending(
	database: Database,
	source: PendingSource,
	settings: SalesSettings,
): Promise<Verdict[]> {
	const pages =
		source.from === 'list'
			? pendingFromList(database, await findPendingTable(database, source.table))
			: pendingSince(database, source.since, settings.branches, source.known);
	const types = await readVoucherTypes(database);
	const verdicts: Verdict[] = [];
	for await (const groups of pages) {
		for (const page of slices(groups, VOUCHERS_PER_PAGE)) {
			for (const voucher of await readVouchers(database, page, types, settings)) {
				verdicts.push(examineVoucher(voucher, settings).verdict);
			}
		}
	}
	return holdCollisions(verdicts).sort(byMoment);
}

function* slices(groups: readonly PendingGroup[], size: number): Generator<PendingGroup[]> {
	for (let start = 0; start < groups.length; start += size) yield groups.slice(start, start + size);
}

function byMoment(one: Verdict, other: Verdict): number {
	return momentText(one) < momentText(other) ? -1 : 1;
}

function momentText(verdict: Verdict): string {
	if (verdict.outcome !== 'send') return `~ ${verdict.keyText}`;
	return `${verdict.sale.day} ${verdict.sale.time} ${verdict.keyText}`;
}
