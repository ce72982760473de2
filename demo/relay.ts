import { mkdirSync } from 'node:fs';
import type { RelayConfig } from './config';
import { messageOf } from '../lib/errors';
import { demoConnection, prepareData, renewCopies, type ParentFile } from './data';
import { readDocuments } from './documents';
import { LedgerView } from './ledger-view';
import type { Places } from './places';
import { relayReport, type RelayReport } from './report';
import { untilSettled, type Settled } from './settle';
import { relaySetup, type Setup } from './setup';
import { STAND_IN_TEMPLATE } from './stand-in/access-stand-in';

export interface RelayOptions {
	config: RelayConfig;
	places: Places;
	/** Told what goes on. */
	say: (text: string) => void;
}

/** The order relay of the demo: copies of company files, what is imported for it, and what became of the orders. */
export class Relay {
	readonly ledger: LedgerView;

	private constructor(
		private readonly options: RelayOptions,
		/** The file in which the purchase orders appear. */
		readonly parent: ParentFile,
	) {
		this.ledger = new LedgerView(options.places.ledgerFile, 'order-relay');
	}

	/** Copies the company files. */
	static async open(options: RelayOptions): Promise<Relay> {
		const { config, places, say } = options;
		mkdirSync(places.work, { recursive: true });
		say('Copying the company files');
		return new Relay(options, await prepareData(config, places));
	}

	setup(): Setup {
		const { config, places } = this.options;
		const connections = demoConnection(config);
		const { parent: connection } = connections;
		return relaySetup(config, {
			parent: {
				location: { by: 'path', file: this.parent.file, fiscalYear: this.parent.fiscalYear },
				connection:
					connection.type === 'standIn'
						? { type: 'connectionString', connectionString: STAND_IN_TEMPLATE }
						: connection,
			},
			company: (company) => ({
				location: { by: 'folder', folder: places.data, fiscalYear: config.fiscalYear },
				connection: connections.company(company),
			}),
		});
	}

	/**
	 * Waits until nothing is left to do, see `untilSettled`.
	 * @param since every company has to have been looked at after this
	 */
	async settled(since: Date, limitMs: number, signal?: AbortSignal): Promise<Settled> {
		return await untilSettled(this.ledger, {
			companies: this.options.config.companies,
			since,
			limitMs,
			...(signal === undefined ? {} : { signal }),
		});
	}

	/** @param since when this run began */
	async report(since: Date): Promise<RelayReport> {
		const { companies, parent } = this.options.config;
		return relayReport({
			companies,
			entries: this.ledger.entries(),
			sources: this.ledger.sources(),
			documents: await readDocuments(this.parent.file, parent.password, companies),
			since,
		});
	}

	/** Takes over company files that were replaced where they were given; their names. */
	renewCopies(): string[] {
		const { config, places, say } = this.options;
		try {
			return renewCopies(config, places);
		} catch (reason) {
			// Somebody is replacing a file at this moment: the next look finds it.
			say(messageOf(reason));
			return [];
		}
	}
}
