import { FactuLinkError } from '../errors';
import type { Database } from './database';
import type { PendingTable } from './pending-table';
import type { TypeAndNumber } from './queries';
import { noteOnPendingRows } from './queries';

/**
 * Writes beside a pending voucher why it waits, for installations whose list has a column for it. The row stays
 * pending: a held voucher is examined again in every run.
 *
 * @param note its reason, and whatever else fits: `LINES_MISSING: …`. The sentence is cut at the column's length,
 *   the reason never.
 * @returns the number of rows that took the note
 * @throws FactuLinkError `SQL_NO_REASON_COLUMN`, `SQL_REASON_TOO_LONG` (person)
 */
export async function markHeld(
	database: Database,
	list: PendingTable,
	voucher: TypeAndNumber,
	note: { reason: string; message: string },
): Promise<number> {
	if (list.reason === null) {
		throw new FactuLinkError({
			class: 'person',
			code: 'SQL_NO_REASON_COLUMN',
			message: `No column of ${list.name} is set to take the reason of a held voucher.`,
			whatToDo: 'Name the column in the node, or leave Mark Held out of the workflow.',
			details: { table: list.name },
		});
	}
	const longest = list.reasonLength ?? 4000;
	if (note.reason.length > longest) {
		throw new FactuLinkError({
			class: 'person',
			code: 'SQL_REASON_TOO_LONG',
			message: `The column ${list.reason} of ${list.name} has room for ${longest} characters; the reason "${note.reason}" needs more.`,
			whatToDo: 'Widen the column, or name another one in the node.',
			details: { table: list.name, column: list.reason },
		});
	}
	const text = `${note.reason}: ${note.message}`.slice(0, longest);
	return await database.change(noteOnPendingRows(list, list.reason, voucher, text));
}
