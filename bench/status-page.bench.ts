import { inOwnProcess } from './own-process';
import type { StatusPageRequest } from './status-page-process';

export interface StatusPageRow {
	entries: number;
	/** Of the ledger file. */
	fileMiB: number;
	view: string;
	/** Of the page. */
	kiB: number;
	/** Milliseconds from the request of the node to the whole page. */
	median: number;
	slowest: number;
	/** Milliseconds of a processor, median: what is left of the time when nobody else wants it. */
	processor: number;
	/** The first one after the file was opened. */
	first: number;
}

const SIZES: readonly StatusPageRequest[] = [
	{ entries: 1_000, repetitions: 20 },
	{ entries: 100_000, repetitions: 20 },
];

/** How long the page takes with a small and with a large ledger. */
export async function measureStatusPage(
	progress: (text: string) => void,
): Promise<StatusPageRow[]> {
	const rows: StatusPageRow[] = [];
	for (const request of SIZES) {
		progress(`status page, ${request.entries} entries`);
		rows.push(...(await inOwnProcess<StatusPageRow[]>('status-page-process', request)));
	}
	return rows;
}
