import { examineVoucher } from './checks';
import { Collisions } from './collisions';
import type { Database } from './database';
import { sharedDigits } from './mall-identity';
import { EMPTY_DAY } from './moment';
import type { PendingTableSettings } from './pending-table';
import { findPendingTable } from './pending-table';
import { VOUCHERS_PER_PAGE } from './queries';
import type { KnownKeys } from './read-pending';
import { pendingFromList, pendingSince } from './read-pending';
import { readVouchers, readVoucherTypes } from './read-voucher';
import type { Verdict } from './sale';
import type { SalesSettings } from './settings';
import type { SkippedVouchers } from './skipped-vouchers';
import { slices } from './slices';
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

/** Leaves out what is no news, and bounds how much is returned at once. */
export interface NewsFilter {
	limit: number;
	/** Key texts of the verdicts that are news. */
	newsOf: (verdicts: readonly Verdict[]) => Promise<ReadonlySet<string>>;
	/** What earlier runs skipped: in one run no more of it is looked at again than the limit. */
	skipped?: SkippedVouchers;
}

export interface PendingVouchers {
	/** Oldest first; vouchers without a known moment at the end. */
	verdicts: Verdict[];
	/** How many vouchers are pending, those that are no news included. */
	pending: number;
	/** How many were left for the next run because the limit was reached; they may be news or not. */
	remaining: number;
}

/**
 * Examines pending vouchers, the oldest first, and decides about each: send, hold or skip. With a filter, only as
 * many as its limit are returned and no more than they need is read, so that a backlog of years takes no more memory
 * than a day's sales; collisions are looked for among all that is pending all the same.
 *
 * @throws FactuLinkError for whatever the database does not answer: an empty result always means nothing is pending
 */
export async function getPending(
	database: Database,
	source: PendingSource,
	settings: SalesSettings,
	filter?: NewsFilter,
): Promise<PendingVouchers> {
	const groups = await pendingGroups(database, source, settings);
	const types = await readVoucherTypes(database);
	const collisions = new Collisions();
	const examined = new Set<PendingGroup>();
	const partnersOf = partners(groups);

	async function examine(page: readonly PendingGroup[]): Promise<Looked[]> {
		const vouchers = await readVouchers(database, page, types, settings);
		return vouchers.map((voucher) => {
			const { group } = voucher;
			const { verdict } = examineVoucher(voucher, settings);
			if (!examined.has(group)) collisions.add(verdict);
			examined.add(group);
			return { group, verdict };
		});
	}

	const verdicts: Verdict[] = [];
	const leftOut = filter?.skipped?.leftOut(groups, filter.limit) ?? new Set();
	const toLookAt = groups.filter((group) => !leftOut.has(group));
	let looked = 0;
	for (const page of slices(toLookAt, VOUCHERS_PER_PAGE)) {
		const found = await examine(page);
		const unseen = page.flatMap(partnersOf).filter((partner) => !examined.has(partner));
		for (const others of slices([...new Set(unseen)], VOUCHERS_PER_PAGE)) await examine(others);
		const settled = found.map(({ group, verdict }) => ({
			group,
			verdict: collisions.settle(verdict),
		}));
		const news = filter && (await filter.newsOf(settled.map(({ verdict }) => verdict)));
		const isNews = ({ keyText }: Verdict) => news?.has(keyText) ?? true;
		for (const { group, verdict } of settled) {
			filter?.skipped?.looked(group, verdict.outcome === 'skip' && !isNews(verdict));
		}
		const room = filter ? filter.limit - verdicts.length : Number.POSITIVE_INFINITY;
		const returned = settled.map(({ verdict }) => verdict).filter(isNews);
		verdicts.push(...returned.slice(0, room));
		looked += page.length - Math.max(0, returned.length - room);
		if (returned.length >= room) break;
	}
	return {
		verdicts: verdicts.sort(byMoment),
		pending: groups.length,
		remaining: toLookAt.length - looked,
	};
}

/** A voucher that was looked at, and what came of it. */
interface Looked {
	group: PendingGroup;
	verdict: Verdict;
}

/** All that is pending, by type and number alone: a few words each, whatever their number. */
async function pendingGroups(
	database: Database,
	source: PendingSource,
	settings: SalesSettings,
): Promise<PendingGroup[]> {
	const pages =
		source.from === 'list'
			? pendingFromList(database, await findPendingTable(database, source.table))
			: pendingSince(database, source.since, settings.branches, source.known);
	const groups: PendingGroup[] = [];
	for await (const page of pages) groups.push(...page);
	return groups.sort(byDay);
}

/** For each group the others that the mall might take for the same voucher. */
function partners(groups: readonly PendingGroup[]): (group: PendingGroup) => PendingGroup[] {
	const byDigits = new Map<string, PendingGroup[]>();
	for (const group of groups) {
		const digits = sharedDigits(group.number);
		const same = byDigits.get(digits);
		if (same === undefined) byDigits.set(digits, [group]);
		else same.push(group);
	}
	return (group) => {
		const same = byDigits.get(sharedDigits(group.number)) ?? [];
		return same.length === 1 ? [] : same;
	};
}

/** What has no day, or Tango's empty one, comes last: whatever it is, it must not keep the others from going. */
function byDay(one: PendingGroup, other: PendingGroup): number {
	return compare(dayText(one), dayText(other));
}

function dayText({ day }: PendingGroup): string {
	return day === null || day === EMPTY_DAY ? '~' : day;
}

function byMoment(one: Verdict, other: Verdict): number {
	return compare(momentText(one), momentText(other));
}

function momentText(verdict: Verdict): string {
	if (verdict.outcome !== 'send') return `~ ${verdict.keyText}`;
	return `${verdict.sale.day} ${verdict.sale.time} ${verdict.keyText}`;
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
