import type { Database } from './database';
import type { PendingTable } from './pending-table';
import type { TypeAndNumber } from './queries';
import { closePendingRows, pendingRowsOf } from './queries';

export interface Marked {
	/** Rows of the pending list that this call closed. */
	closedRows: number;
	/** Whether the voucher is in the list at all, in whatever state. */
	isListed: boolean;
}

/**
 * Closes the pending rows of a confirmed voucher (section 2 of the sales specification): state and time, and only
 * where the row is still pending. Called again, it closes nothing and says so. Tango's own tables are never written.
 */
export async function markSent(
	database: Database,
	list: PendingTable,
	voucher: TypeAndNumber,
): Promise<Marked> {
	const closedRows = await database.change(closePendingRows(list, voucher));
	if (closedRows > 0) return { closedRows, isListed: true };
	const rows = await database.query(pendingRowsOf(list, voucher));
	return { closedRows, isListed: rows.length > 0 };
}
