import type { IExecuteFunctions } from 'n8n-workflow';

import type { Ledger } from '../../../lib/ledger/ledger';
import { openLedger } from '../../../lib/ledger/open-ledger';
import type { PollRecord } from '../../../lib/ledger/types';
import type { Verdict } from '../../../lib/sales/sale';
import { toVoucherResult } from '../../../lib/solar/voucher-result';
import { ledgerFile } from '../../shared/ledger-memory';
import { choice, filledText, flag } from '../../shared/parameter-kinds';
import type { ReadParameter } from '../../shared/parameters';

/** Where pending vouchers come from. */
export const pendingSource = choice(['list', 'vouchers']);

/** What the ledger knows of pending vouchers, and what it is told about each look at the database. */
export class PendingMemory {
	readonly #ledger: Ledger;
	readonly #stream: string;

	constructor(ledger: Ledger, stream: string) {
		this.#ledger = ledger;
		this.#stream = stream;
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
	const ledger = await openLedger(ledgerFile(await context.getCredentials('factuLinkLedger')));
	return new PendingMemory(ledger, parameter('stream', filledText));
}
