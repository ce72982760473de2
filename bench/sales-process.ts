import { z } from 'zod';
import { openLedger } from '../lib/ledger/open-ledger';
import { closeAllPools, withDatabase } from '../lib/sales/connection';
import { parseSqlServerCredential } from '../lib/sales/credential';
import { getPending } from '../lib/sales/get-pending';
import { markSent } from '../lib/sales/mark-sent';
import { findPendingTable, pendingTableSettingsSchema } from '../lib/sales/pending-table';
import type { Verdict } from '../lib/sales/sale';
import { parseSalesSettings } from '../lib/sales/settings';
import { SolarClient } from '../lib/solar/client';
import { comprobanteSchema } from '../lib/solar/comprobante';
import { parseSolarConnection } from '../lib/solar/connection';
import { sendVouchers } from '../lib/solar/send';
import { toVoucherResult } from '../lib/solar/voucher-result';
import { PendingMemory } from '../nodes/SqlServerSales/actions/pending-memory';
import { median, peakMiB } from './measure';
import { answerParent } from './own-process';

export interface SalesRequest {
	vouchers: number;
	runs: number;
	/** Fields of the two credentials. */
	sqlServer: unknown;
	solar: unknown;
	sqlServerControl: string;
	ledgerFile: string;
}

export interface SalesFigures {
	msPerVoucher: number;
	/** Of the steps, in milliseconds per voucher. */
	steps: { getPending: number; ledger: number; send: number; mark: number };
	/** The most memory that this process had, beyond what it had before the first voucher. */
	memoryMiB: number;
}

/** As the shipped workflow has them. */
const PER_PASS = 500;
const PER_REQUEST = 50;

const voucherSchema = z.object({ key: z.object({ type: z.string(), number: z.string() }) });

/** What the workflow does, in as many runs as the pending vouchers need. */
async function sync(request: SalesRequest, stream: string): Promise<SalesFigures['steps']> {
	const steps = { getPending: 0, ledger: 0, send: 0, mark: 0 };
	const timed = async <Result>(step: keyof typeof steps, work: () => Promise<Result>) => {
		const start = performance.now();
		const result = await work();
		steps[step] += (performance.now() - start) / request.vouchers;
		return result;
	};
	const credential = parseSqlServerCredential(request.sqlServer);
	const settings = parseSalesSettings({});
	const table = pendingTableSettingsSchema.parse({});
	const ledger = await openLedger(request.ledgerFile);

	const memory = new PendingMemory(ledger, request.ledgerFile, stream);
	const filter = {
		limit: PER_PASS,
		newsOf: async (verdicts: readonly Verdict[]) => await memory.newsOf(verdicts, true),
	};
	const client = new SolarClient(parseSolarConnection(request.solar));
	let sent = 0;
	let pending = 0;
	for (;;) {
		const found = await timed(
			'getPending',
			async () =>
				await withDatabase(credential, async (database) => {
					const source = { from: 'list', table } as const;
					return await getPending(database, source, settings, filter);
				}),
		);
		if (found.verdicts.length === 0) break;
		pending = Math.max(pending, found.pending);
		await timed(
			'ledger',
			async () =>
				await ledger.register(
					stream,
					found.verdicts.map(toVoucherResult).map((item) => ({
						key: item.keyText,
						fingerprint: item.fingerprint,
						payload: { ...item },
						message: item.message,
					})),
				),
		);
		const claimed = await timed(
			'ledger',
			async () =>
				await ledger.claim({ stream, limit: PER_PASS, leaseSeconds: 3_600, owner: stream }),
		);
		const outcomes = await timed(
			'send',
			async () =>
				await sendVouchers(
					client,
					claimed.map(({ key, payload }) => ({
						key,
						comprobante: comprobanteSchema.parse(payload.comprobante),
					})),
					PER_REQUEST,
				),
		);
		sent += outcomes.filter(({ outcome }) => outcome === 'sent').length;
		await timed(
			'ledger',
			async () =>
				await ledger.settle(
					claimed.map(({ id }) => ({
						action: 'complete',
						target: { id },
						owner: stream,
						result: { outcome: 'sent' },
					})),
				),
		);
		await timed('mark', async () => {
			await withDatabase(credential, async (database) => {
				const list = await findPendingTable(database, table);
				for (const { payload } of claimed) {
					await markSent(database, list, voucherSchema.parse(payload).key);
				}
			});
		});
	}
	client.close();
	if (pending !== request.vouchers || sent !== request.vouchers) {
		throw new Error(`${pending} pending and ${sent} sent of ${request.vouchers} vouchers`);
	}
	return steps;
}

/** Everything pending again. */
async function reopen({ sqlServerControl }: SalesRequest): Promise<void> {
	const script = 'UPDATE dbo.EB_T_HistorialSincVentas_Solar SET ESTADO_SYNC = 0, FECHA_SYNC = NULL';
	const answer = await fetch(`${sqlServerControl}/script`, {
		method: 'POST',
		body: JSON.stringify({ script }),
	});
	if (!answer.ok) throw new Error(await answer.text());
}

async function measure(request: SalesRequest): Promise<SalesFigures> {
	const before = peakMiB();
	await reopen(request);
	// Once without measuring: connections are open and the code is warm.
	await sync(request, 'warm-up');
	const runs: SalesFigures['steps'][] = [];
	for (let run = 0; run < request.runs; run++) {
		await reopen(request);
		runs.push(await sync(request, `run-${run}`));
	}
	const memoryMiB = peakMiB() - before;
	await closeAllPools();
	const middle = (step: keyof SalesFigures['steps']) => median(runs.map((each) => each[step]));
	const steps = {
		getPending: middle('getPending'),
		ledger: middle('ledger'),
		send: middle('send'),
		mark: middle('mark'),
	};
	const msPerVoucher = median(
		runs.map(({ getPending: get, ledger, send, mark }) => get + ledger + send + mark),
	);
	return { msPerVoucher, steps, memoryMiB };
}

void answerParent(measure);
