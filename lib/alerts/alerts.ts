import type { AlertRecord, AlertView } from '../ledger/alerts';
import type { Ledger } from '../ledger/ledger';
import { readFailure, type Failure } from './failure';
import { toMessages, type AlertMessage, type AlertReference } from './message';
import { offered, putBack, raise, reconcile, told } from './reconcile';
import type { AlertSettings } from './settings';

/** Messages of one look; the rest comes with the next ones. */
const MOST_MESSAGES = 20;

export interface Raised {
	failure: Failure;
	/** `false`: the ledger shows the same trouble, and the look at it tells. */
	recorded: boolean;
}

/**
 * Notes failures that n8n reported. Nothing is told yet: {@link review} gives the messages.
 *
 * @param items what the Error Trigger handed over
 * @throws FactuLinkError `LEDGER_INPUT` (person) for an item that is no failure
 */
export async function raiseAlerts(ledger: Ledger, items: readonly unknown[]): Promise<Raised[]> {
	const failures = items.map(readFailure);
	const raised: Raised[] = [];
	for (const failure of failures) {
		const recorded = await ledger.changeAlerts((view) => {
			const record = raise(view, failure);
			return { write: record ? [record] : [], result: record !== null };
		});
		raised.push({ failure, recorded });
	}
	return raised;
}

/**
 * Looks at what is not as it should be, and gives the messages to be sent now: one for each cause that is new, that
 * lasts, or that is over. A message that is given out is not given again until it is put back, or for half an hour.
 */
export async function reviewAlerts(
	ledger: Ledger,
	settings: AlertSettings,
): Promise<AlertMessage[]> {
	return await ledger.changeAlerts((view) => {
		const { records, due } = reconcile(view, settings);
		const messages = toMessages(due, settings).slice(0, MOST_MESSAGES);
		const given = new Set(messages.flatMap(({ alerts }) => alerts.map(({ cause }) => cause)));
		const write = records.map((record) =>
			given.has(record.cause) ? offered(record, view.now) : record,
		);
		return { write, result: messages };
	});
}

/** The message went: its causes are known to people from now on. */
export async function confirmAlerts(
	ledger: Ledger,
	references: readonly AlertReference[],
): Promise<number> {
	return await change(ledger, references, (record, { kind }, { now }) => told(record, kind, now));
}

/** The message did not go: the next look gives it again. */
export async function putBackAlerts(
	ledger: Ledger,
	references: readonly AlertReference[],
): Promise<number> {
	return await change(ledger, references, (record, _reference, { now }) => putBack(record, now));
}

async function change(
	ledger: Ledger,
	references: readonly AlertReference[],
	of: (record: AlertRecord, reference: AlertReference, view: AlertView) => AlertRecord,
): Promise<number> {
	return await ledger.changeAlerts((view) => {
		const write = references.flatMap((reference) =>
			view.open
				.filter(({ cause }) => cause === reference.cause)
				.map((record) => of(record, reference, view)),
		);
		return { write, result: write.length };
	});
}
