import { LedgerView } from '../ledger-view';
import type { N8nRest } from '../n8n/rest';
import { untilSettled } from '../settle';
import type { Setup } from '../setup';
import type { SalesConfig } from './config';
import { readMarks } from './marks';
import { salesReport, type SalesReport } from './report';
import { SALES_WORKFLOW_ID, salesSetup } from './setup';
import { SalesSystems } from './systems';

/** The manual trigger of the shipped workflow. */
const BY_HAND = 'Informar ahora a mano';

export interface SalesSyncOptions {
	config: SalesConfig;
	ledgerFile: string;
	/** Where the stand-ins keep what they hold. */
	folder: string;
}

/** The sales sync of the demo: its systems, what is imported for it, and what became of the vouchers. */
export class SalesSync {
	readonly ledger: LedgerView;

	private constructor(
		private readonly config: SalesConfig,
		readonly systems: SalesSystems,
		ledgerFile: string,
	) {
		this.ledger = new LedgerView(ledgerFile, 'solar-sales');
	}

	static async open({ config, folder, ledgerFile }: SalesSyncOptions): Promise<SalesSync> {
		return new SalesSync(config, await SalesSystems.start(config, folder), ledgerFile);
	}

	setup(): Setup {
		return salesSetup(this.config, this.systems);
	}

	/**
	 * Runs the workflow once, as somebody at the editor would, without waiting for its schedule, and then until nothing
	 * is left to do.
	 * @returns why it is not settled; empty when it is
	 */
	async runAndSettle(rest: N8nRest, limitMs: number, signal?: AbortSignal): Promise<string[]> {
		const since = new Date();
		const { id, status } = await rest.run(SALES_WORKFLOW_ID, BY_HAND, limitMs);
		if (status !== 'success') {
			const { error } = (await rest.executionData(id)).resultData;
			return [`The sales sync did not get through: ${error?.message ?? status}`];
		}
		const { reasons } = await untilSettled(this.ledger, {
			companies: [],
			since,
			limitMs,
			...(signal === undefined ? {} : { signal }),
		});
		return reasons;
	}

	async report(): Promise<SalesReport> {
		const marks = await readMarks(this.systems.sqlServer, this.config.pendingTable);
		return salesReport(this.ledger.entries(), marks);
	}

	async stop(): Promise<void> {
		await this.systems.stop();
	}
}
