import type { EntryView } from '../ledger-view';
import { aligned } from '../report';
import type { Marks } from './marks';

/** What became of the pending vouchers: each is in exactly one of the counts except `pending` and `marked`. */
export interface SalesReport {
	/** Vouchers that the pending list brought. */
	pending: number;
	sent: number;
	/** The mall had them already: as good as sent. */
	alreadyRegistered: number;
	/** The mall refused them; they wait for a person. */
	rejected: number;
	/** Of those sent or already registered, closed in SQL Server. */
	marked: number;
	/** Not sent, by the reason for which they wait. */
	held: Record<string, number>;
	/** Not to be sent, by reason. */
	skipped: Record<string, number>;
}

/** Codes with which the mall judged the voucher itself. */
const JUDGED = new Set([
	'SOLAR_REFUSED',
	'SOLAR_WRONG_REQUEST',
	'SOLAR_UNCLEAR_ANSWER',
	'COMPROBANTE_UNREADABLE',
]);

export function salesReport(all: readonly EntryView[], marks: Marks): SalesReport {
	const entries = withoutFormerKeys(all);
	const done = entries.filter(({ state }) => state === 'done');
	const waiting = entries.filter(({ state }) => state === 'held' || state === 'dead');
	const rejected = waiting.filter(({ reasonCode }) => JUDGED.has(reasonCode ?? ''));
	const known = done.filter(({ result }) => result?.outcome === 'alreadyRegistered');
	return {
		pending: entries.length,
		sent: done.length - known.length,
		alreadyRegistered: known.length,
		rejected: rejected.length,
		marked: done.filter(({ key }) => marks.get(withoutBranch(key)) === true).length,
		held: byReason(waiting.filter((entry) => !rejected.includes(entry))),
		skipped: byReason(entries.filter(({ state }) => state === 'skipped')),
	};
}

/** `10/FAC/B0021500040374` → `FAC/B0021500040374` */
const withoutBranch = (key: string) => key.slice(key.indexOf('/') + 1);

/** A voucher whose branch could not be told at first has left an entry under a key without one. */
function withoutFormerKeys(entries: readonly EntryView[]): EntryView[] {
	const known = new Set(
		entries.filter(({ key }) => !key.startsWith('?')).map(({ key }) => withoutBranch(key)),
	);
	return entries.filter(({ key }) => !key.startsWith('?') || !known.has(withoutBranch(key)));
}

function byReason(entries: readonly EntryView[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const reason of entries.map(({ reasonCode }) => reasonCode ?? 'UNKNOWN').sort()) {
		counts[reason] = (counts[reason] ?? 0) + 1;
	}
	return counts;
}

/** Why a run must not pass for a success; empty when every voucher is sent and marked, or waits with its reason. */
export function salesShortcomings(report: SalesReport, all: readonly EntryView[]): string[] {
	const done = report.sent + report.alreadyRegistered;
	return [
		...all.flatMap(({ key, state, reason }) =>
			state === 'pending' || state === 'claimed' || state === 'dead'
				? [`${key} was not sent: ${reason ?? `it is still ${state}`}`]
				: [],
		),
		...(report.marked < done
			? [`${done} vouchers are with the mall, ${report.marked} are marked in SQL Server`]
			: []),
	];
}

/** The table that people read. */
export function salesTable(report: SalesReport, entries: readonly EntryView[]): string {
	const total = (counts: Record<string, number>) =>
		Object.values(counts).reduce((sum, count) => sum + count, 0);
	const rows = [
		[
			'Sales',
			'Pending',
			'Sent',
			'Already there',
			'Rejected',
			'Marked in Tango',
			'Held',
			'Skipped',
			'',
		],
		[
			'Tango → mall',
			String(report.pending),
			String(report.sent),
			String(report.alreadyRegistered),
			String(report.rejected),
			String(report.marked),
			String(total(report.held)),
			String(total(report.skipped)),
			'',
		],
	];
	const waiting = entries.filter(({ state }) => state === 'held' || state === 'dead');
	return [
		...aligned(rows),
		...(waiting.length === 0 ? [] : ['', 'Sales held for a person, or until Tango has the rest:']),
		...waiting.map(({ key, reason }) => `  ${key}  ${reason ?? ''}`),
	].join('\n');
}
