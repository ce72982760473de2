import type { IExecuteFunctions } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import { openLedger } from '../../../lib/ledger/open-ledger';
import type { PollRecord } from '../../../lib/ledger/types';
import type { Verdict } from '../../../lib/sales/sale';
import type { SalesSettings } from '../../../lib/sales/settings';
import { SkippedVouchers } from '../../../lib/sales/skipped-vouchers';
import { toVoucherResult } from '../../../lib/solar/voucher-result';
import { ledgerFile } from '../../shared/ledger-memory';
import { choice, filledText, flag } from '../../shared/parameter-kinds';
import type { ReadParameter } from '../../shared/parameters';

/** Where pending vouchers come from. */
export const pendingSource = choice(['list', 'vouchers']);

interface Kept {
	skipped: SkippedVouchers;
	/** Settings with which it was decided to skip them. */
	decidedBy: string;
}

/** By ledger, stream and database, for as long as the process lives. */
const kept = new Map<string, Kept>();

/** What the ledger knows of pending vouchers, and what it is told about each look at the database. */
export class PendingMemory {
	readonly #ledger: Ledger;
	readonly #file: string;
	readonly #stream: string;

	/** @param file of the ledger */
	constructor(ledger: Ledger, file: string, stream: string) {
		this.#ledger = ledger;
		this.#file = file;
		this.#stream = stream;
	}

	/** What the runs before skipped in this database, as long as the settings are the same. */
	skippedIn(database: string, settings: SalesSettings): SkippedVouchers {
		const place = JSON.stringify([this.#file, this.#stream, database]);
		const decidedBy = JSON.stringify(settings);
		const before = kept.get(place);
		if (before?.decidedBy === decidedBy) return before.skipped;
		const skipped = new SkippedVouchers();
		kept.set(place, { skipped, decidedBy });
		return skipped;
	}

	/** Which of these keys are done. */
	async done(keys: readonly string[]): Promise<ReadonlySet<string>> {
		const known = await this.#ledger.lookup(this.#stream, keys);
		return new Set([...known].flatMap(([key, { state }]) => (state === 'done' ? [key] : [])));
	}

	/**
	 * Key texts of what the ledger does not know as it is now.
	 *
	 * @param isListed whether the vouchers come from a pending list: one that is done and still in it was sent and not
	 * marked, and has to be marked
	 */
	async newsOf(verdicts: readonly Verdict[], isListed: boolean): Promise<ReadonlySet<string>> {
		const results = verdicts.map(toVoucherResult);
		const known = await this.#ledger.lookup(
			this.#stream,
			results.map(({ keyText }) => keyText),
		);
		const news = results.filter(({ keyText, fingerprint }) => {
			const entry = known.get(keyText);
			return entry?.fingerprint !== fingerprint || (isListed && entry.state === 'done');
		});
		return new Set(news.map(({ keyText }) => keyText));
	}

	/** How a look at the database went, for whoever wants to know whether the flow is alive. */
	async report(database: string, poll: PollRecord): Promise<void> {
		await this.#ledger.recordPoll(this.#stream, database, poll);
	}
}

/** Null where the operation is set up without the ledger. */
export async function pendingMemoryOf(
	context: IExecuteFunctions,
	parameter: ReadParameter,
): Promise<PendingMemory | null> {
	const needsLedger =
		parameter('pendingSource', pendingSource) === 'vouchers' || parameter('onlyNew', flag);
	if (!needsLedger) return null;
	const file = ledgerFile(await context.getCredentials('factuLinkLedger'));
	return new PendingMemory(await openLedger(file), file, parameter('stream', filledText));
}
