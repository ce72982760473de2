import Database from 'better-sqlite3';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Comprobante, NewVoucher } from '../sources/vouchers';
import { groupBy, type Finding, type Kind } from './findings';
import type { LedgerEntry } from './ledger';

const acceptedSchema = z.array(z.object({ voucher: z.record(z.unknown()) }).passthrough());

/** What the mall's own books and the pending list say now. */
export interface SalesContent {
	/** By the identity that a voucher has at the mall. */
	accepted: Map<string, Comprobante[]>;
	/** Rows of the pending list by type and number: whether each is closed. */
	marks: Map<string, boolean[]>;
}

/**
 * @param vouchers the answer to `GET /vouchers` of the API's stand-in
 * @param file the file under SQL Server's stand-in, which is read past the server
 */
export function readSales(vouchers: unknown, file: string): SalesContent {
	const accepted = acceptedSchema.parse(vouchers).map(({ voucher }) => voucher);
	return { accepted: groupBy(accepted, identityOf), marks: readMarks(file) };
}

/** See {@link SalesContent.marks}. */
export function readMarks(file: string): SalesContent['marks'] {
	const database = new Database(file, { readonly: true, timeout: 20_000 });
	try {
		const rows = database
			.prepare(
				`SELECT rtrim(T_COMP) || '/' || rtrim(N_COMP) AS name, ESTADO_SYNC AS state
				FROM "dbo.EB_T_HistorialSincVentas_Solar"`,
			)
			.all() as { name: string; state: number }[];
		return new Map(
			[...groupBy(rows, ({ name }) => name)].map(([name, own]) => [
				name,
				own.map(({ state }) => state === 1),
			]),
		);
	} finally {
		database.close();
	}
}

const identityOf = (voucher: Comprobante) =>
	`${String(voucher.IdComprobante)} ${String(voucher.PtoVenta)}-${String(voucher.NroComprobante)}`;

/** What must hold at every moment: nothing twice, nothing else than it is, nothing that nobody sold. */
export function judgeAccepted(
	{ accepted, marks }: SalesContent,
	vouchers: readonly NewVoucher[],
): Finding[] {
	const findings: Finding[] = [];
	const add = (kind: Kind, key: string, text: string) =>
		findings.push({ kind, flow: 'sales', key, text });
	const wanted = new Map(
		vouchers.flatMap((each) =>
			each.comprobante ? [[identityOf(each.comprobante), each] as const] : [],
		),
	);
	for (const [identity, found] of accepted) {
		const voucher = wanted.get(identity);
		if (!voucher) {
			add('unwanted', identity, 'the mall has it and should not');
			continue;
		}
		if (found.length > 1) add('double', voucher.key, `the mall took it ${found.length} times`);
		for (const each of found) {
			if (!isDeepStrictEqual(each, voucher.comprobante)) {
				const text = `the mall has ${JSON.stringify(each)} instead of ${JSON.stringify(voucher.comprobante)}`;
				add('wrong', voucher.key, text);
			}
		}
	}
	for (const voucher of vouchers) {
		const closed = (marks.get(nameOf(voucher)) ?? []).some((mark) => mark);
		const identity = voucher.comprobante && identityOf(voucher.comprobante);
		if (closed && !accepted.has(identity ?? '')) {
			add('mark', voucher.key, 'it is marked as sent, and the mall does not have it');
		}
	}
	return findings;
}

/**
 * What has to hold when nothing is on its way any more.
 *
 * @param forgettable keys that a ledger may not know because an older one was lost: only if they were sent and marked
 */
export function judgeSales(
	content: SalesContent,
	vouchers: readonly NewVoucher[],
	entries: readonly LedgerEntry[],
	forgettable: ReadonlySet<string> = new Set(),
): Finding[] {
	const findings = judgeAccepted(content, vouchers);
	const add = (kind: Kind, key: string, text: string) =>
		findings.push({ kind, flow: 'sales', key, text });
	const known = new Map(entries.map((entry) => [entry.key, entry]));
	for (const voucher of vouchers) {
		const { key, fate, comprobante } = voucher;
		const entry = known.get(key);
		const marks = content.marks.get(nameOf(voucher)) ?? [];
		const is = entry ? `${entry.state} (${entry.reasonCode ?? 'no reason'})` : 'unknown';
		if (comprobante && !content.accepted.has(identityOf(comprobante))) {
			add('lost', key, `the mall does not have it; in the ledger it is ${is}`);
		}
		if (comprobante && !marks.every((mark) => mark)) {
			add('mark', key, `the mall should have it, and the pending list says ${marks.join(', ')}`);
		}
		const state = { send: 'done', hold: 'held', skip: 'skipped' }[fate];
		const isForgotten = entry === undefined && forgettable.has(key) && marks.every((mark) => mark);
		if (entry?.state !== state && !isForgotten)
			add('contradiction', key, `it is ${is} and should be ${state}`);
		if (entry && fate !== 'send' && entry.reasonCode !== voucher.reason) {
			add('contradiction', key, `${fate} for ${is}, and should for ${voucher.reason ?? ''}`);
		}
	}
	const arrived = new Set(vouchers.map(({ key }) => key));
	const waited = new Set(vouchers.map((voucher) => `?/${nameOf(voucher)}`));
	for (const { key, state, reasonCode } of entries) {
		if (arrived.has(key)) continue;
		// It waited without its branch until its header came.
		const gaveWay = waited.has(key) && state === 'skipped' && reasonCode === 'REPLACED';
		if (!gaveWay) add('unwanted', key, `${state} (${reasonCode ?? 'no reason'}): nobody sold this`);
	}
	return findings;
}

const nameOf = ({ type, number }: NewVoucher) => `${type}/${number}`;
