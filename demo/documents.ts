import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { messageOf } from '../lib/errors';

/** A purchase order that came from an order of a sub-company, as it stands in the parent's file. */
export interface DocumentView {
	/** Key of the order, derived from the reference: `002/2026/1/000123`. */
	key: string;
	series: string;
	number: number;
	reference: string;
	lines: number;
	/** TOTPPR in euros. */
	total: number;
}

const amount = z.coerce.number().transform((value) => Number(value.toFixed(2)));
const header = z.object({
	TIPPPR: z.coerce.string(),
	CODPPR: z.coerce.number(),
	REFPPR: z.string().nullable(),
	TOTPPR: amount,
});
const line = z.object({ TIPLPP: z.coerce.string(), CODLPP: z.coerce.number() });

interface Tables {
	headers: z.infer<typeof header>[];
	lines: z.infer<typeof line>[];
}

/**
 * Reads the relayed purchase orders back without any code of this package: better-sqlite3 for a stand-in,
 * mdb-reader for an Access file, each on a connection of its own that is closed at once.
 * @param companies name and code of the sub-companies; the name begins the reference
 */
export async function readDocuments(
	file: string,
	password: string,
	companies: readonly { code: string; name: string }[],
): Promise<DocumentView[]> {
	const { headers, lines } = isSqlite(file) ? readSqlite(file) : await readAccess(file, password);
	const count = new Map<string, number>();
	for (const { TIPLPP, CODLPP } of lines) {
		const document = `${TIPLPP}/${CODLPP}`;
		count.set(document, (count.get(document) ?? 0) + 1);
	}
	return headers
		.flatMap(({ TIPPPR, CODPPR, REFPPR, TOTPPR }) => {
			const reference = REFPPR ?? '';
			const key = keyOf(reference, companies);
			if (key === undefined) return [];
			const lineCount = count.get(`${TIPPPR}/${CODPPR}`) ?? 0;
			return [{ key, series: TIPPPR, number: CODPPR, reference, lines: lineCount, total: TOTPPR }];
		})
		.sort((a, b) => a.series.localeCompare(b.series) || a.number - b.number);
}

/** `DUOFIC 2026 1-000123` is order `002/2026/1/000123` of the company whose name is Duofic. */
function keyOf(
	reference: string,
	companies: readonly { code: string; name: string }[],
): string | undefined {
	for (const { code, name } of companies) {
		const start = `${name.toUpperCase()} `;
		if (!reference.startsWith(start)) continue;
		const parts = /^(\d{4}) (\S)-(\d{6,})$/.exec(reference.slice(start.length));
		if (parts) return [code, ...parts.slice(1)].join('/');
	}
	return undefined;
}

function isSqlite(file: string): boolean {
	const start = Buffer.alloc(15);
	const handle = openSync(file, 'r');
	try {
		readSync(handle, start, 0, start.length, 0);
	} finally {
		closeSync(handle);
	}
	return start.toString('latin1') === 'SQLite format 3';
}

function readSqlite(file: string): Tables {
	const database = new Database(file, { readonly: true, timeout: 10_000 });
	try {
		// One transaction: header and lines of the same moment.
		return database.transaction(() => ({
			headers: z
				.array(header)
				.parse(database.prepare('SELECT TIPPPR, CODPPR, REFPPR, TOTPPR FROM F_PPR').all()),
			lines: z.array(line).parse(database.prepare('SELECT TIPLPP, CODLPP FROM F_LPP').all()),
		}))();
	} finally {
		database.close();
	}
}

async function readAccess(file: string, password: string): Promise<Tables> {
	const { default: MDBReader } = await import('mdb-reader');
	try {
		const reader = new MDBReader(readFileSync(file), password === '' ? {} : { password });
		const rows = (table: string, columns: string[]) => reader.getTable(table).getData({ columns });
		return {
			headers: z.array(header).parse(rows('F_PPR', ['TIPPPR', 'CODPPR', 'REFPPR', 'TOTPPR'])),
			lines: z.array(line).parse(rows('F_LPP', ['TIPLPP', 'CODLPP'])),
		};
	} catch (reason) {
		throw new Error(`The parent's file ${file} cannot be read back: ${messageOf(reason)}`);
	}
}
