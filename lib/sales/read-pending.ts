import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { Database, RawRow } from './database';
import type { PendingTable } from './pending-table';
import type { TypeAndNumber, VoucherKey, WhichRows } from './queries';
import { listedRows, ROWS_PER_PAGE, vouchersSince } from './queries';
import { keyTextOf } from './sale';
import type { PendingGroup, PendingRow } from './voucher';
import { readPendingRows } from './voucher';

/**
 * Pages of the pending list, one group per type and number, however many rows name it. The list has no branch and no
 * date window: what is old and still pending still has to go.
 */
export function pendingFromList(
	database: Database,
	list: PendingTable,
): AsyncGenerator<PendingGroup[]> {
	return fromList(database, list, { state: list.pendingValue, since: null });
}

/** The same of the vouchers that were marked as sent, those of a day and later, or without a day. */
export function sentFromList(
	database: Database,
	list: PendingTable,
	since: string,
): AsyncGenerator<PendingGroup[]> {
	return fromList(database, list, { state: list.sentValue, since });
}

async function* fromList(
	database: Database,
	list: PendingTable,
	which: WhichRows,
): AsyncGenerator<PendingGroup[]> {
	let after: TypeAndNumber | null = null;
	for (;;) {
		const raw = await database.query(listedRows(list, which, after));
		const { rows, unreadable } = readPendingRows(raw);
		const broken = unreadable[0];
		if (broken !== undefined) {
			throw new FactuLinkError({
				class: 'person',
				code: 'SQL_ROW_UNREADABLE',
				message: `A row of ${list.name} has no readable ${broken.column}.`,
				whatToDo:
					'Check in the node which columns of the pending list hold type, number, date and time, and correct that row.',
				details: { table: list.name, column: broken.column },
			});
		}
		const groups = grouped(rows);
		const isLastPage = rows.length < ROWS_PER_PAGE;
		// A full page may end in the middle of a voucher: that one is read again, whole, with the next page.
		if (!isLastPage && groups.length > 1) groups.pop();
		const last = groups.at(-1);
		if (groups.length > 0) yield groups;
		if (isLastPage || last === undefined) return;
		after = { type: last.type, number: last.number };
	}
}

const voucherKeySchema = z.object({
	NRO_SUCURS: z.number().int(),
	T_COMP: z.string(),
	N_COMP: z.string(),
	FECHA_EMIS: z.string().nullable(),
});

/** Which of these keys are dealt with already; the ledger answers it. */
export type KnownKeys = (keyTexts: readonly string[]) => Promise<ReadonlySet<string>>;

/** Pages of every voucher since a day that is not known yet, for installations without a pending list. */
export async function* pendingSince(
	database: Database,
	since: string,
	branches: readonly number[],
	known: KnownKeys,
): AsyncGenerator<PendingGroup[]> {
	let after: VoucherKey | null = null;
	let previous: TypeAndNumber | null = null;
	for (;;) {
		const raw: RawRow[] = await database.query(vouchersSince(since, branches, after));
		const rows = z
			.array(voucherKeySchema)
			.parse(raw)
			.map((row) => ({
				branch: row.NRO_SUCURS,
				type: row.T_COMP,
				number: row.N_COMP,
				day: row.FECHA_EMIS,
			}));
		const dealtWith = await known(rows.map((row) => keyTextOf(row)));
		const groups: PendingGroup[] = [];
		for (const row of rows) {
			if (dealtWith.has(keyTextOf(row))) continue;
			const isSameVoucher = previous?.type === row.type && previous.number === row.number;
			previous = row;
			if (isSameVoucher) continue;
			groups.push({ type: row.type, number: row.number, rows: 0, first: null, day: row.day });
		}
		if (groups.length > 0) yield groups;
		const last = rows.at(-1);
		if (last === undefined || rows.length < ROWS_PER_PAGE) return;
		after = last;
	}
}

/** Rows of the same type and number as one group, in the order in which they come: by moment, the lowest first. */
export function grouped(rows: readonly PendingRow[]): PendingGroup[] {
	const groups = new Map<string, PendingGroup>();
	for (const row of rows) {
		const key = `${row.T_COMP}/${row.N_COMP}`;
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, {
				type: row.T_COMP,
				number: row.N_COMP,
				rows: 1,
				first: row,
				day: row.FECHA_EMIS,
			});
		} else {
			group.rows += 1;
		}
	}
	return [...groups.values()];
}
