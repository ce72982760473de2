import { FactuLinkError } from '../../lib/errors';
import type { Company } from '../../lib/factusol/company';
import type { RelayOrder } from '../../lib/factusol/relay-order';
import type {
	KnownOrder,
	OrderMemory,
	SourceReport,
	StartFrom,
} from '../../lib/factusol/watch-company';
import type { Ledger } from '../../lib/ledger/ledger';
import { openLedger } from '../../lib/ledger/open-ledger';
import type { Json, RegisterItem } from '../../lib/ledger/types';
import { spanishReason } from './spanish-reason';

/** Remembers orders in the ledger: what it knows is not new, whoever made it known. */
export class LedgerMemory implements OrderMemory {
	readonly #file: string;
	readonly #stream: string;

	constructor(file: string, stream: string) {
		this.#file = file;
		this.#stream = stream;
	}

	async lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownOrder>> {
		return await (await this.#ledger()).lookup(this.#stream, keys);
	}

	/** The company itself is a source too: the one whose start is laid down; its files are the ones that are read. */
	async lastRead(companyCode: string): Promise<Date | null> {
		const sources = await (await this.#ledger()).sources(this.#stream);
		const started = sources.find((source) => source.source === companyCode)?.startedAt;
		if (started === undefined || started === null) return null;
		const reads = sources
			.filter((source) => source.source.startsWith(`${companyCode}/`))
			.flatMap((source) => source.lastSuccessAt ?? []);
		return new Date([started, ...reads].sort().at(-1) ?? started);
	}

	async begin(
		company: Company,
		existing: readonly RelayOrder[],
		startFrom: StartFrom,
	): Promise<void> {
		await (
			await this.#ledger()
		).startSource(
			this.#stream,
			company.code,
			startFrom.from === 'date' ? startFrom.date : startFrom.from,
			existing.map(toRegisterItem),
		);
	}

	async report(report: SourceReport): Promise<void> {
		await (
			await this.#ledger()
		).recordPoll(this.#stream, report.source, {
			...(report.signature === null ? {} : { signature: report.signature }),
			...(report.counts === null ? {} : { counts: report.counts }),
			error: report.error && {
				code: report.error.code,
				message: spanishReason(report.error) ?? report.error.message,
			},
		});
	}

	#ledger(): Promise<Ledger> {
		return openLedger(this.#file);
	}
}

function toRegisterItem(order: RelayOrder): RegisterItem {
	return {
		key: order.key,
		fingerprint: order.fingerprint,
		payload: order as unknown as Json,
		message: order.message,
	};
}

/** @throws FactuLinkError `CREDENTIAL_INCOMPLETE` (person) */
export function ledgerFile(credential: { file?: unknown }): string {
	if (typeof credential.file === 'string' && credential.file.trim() !== '') {
		return credential.file.trim();
	}
	throw new FactuLinkError({
		class: 'person',
		code: 'CREDENTIAL_INCOMPLETE',
		message: 'The FactuLink Ledger credential names no file.',
		whatToDo: 'Open the credential and enter the full path of the ledger file.',
	});
}
