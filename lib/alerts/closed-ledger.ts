import type { FactuLinkError } from '../errors';
import { oneLine, toMessage, type Block } from '../messages/message';
import { spokenMoment } from '../messages/moments';
import { reasonWords } from '../reasons';
import type { Failure } from './failure';
import type { AlertMessage, AlertReference } from './message';
import type { AlertKind } from './reconcile';
import type { AlertSettings } from './settings';

/** The one cause that cannot be kept in the ledger. */
const CAUSE = 'ledger';

const MINUTE_MS = 60_000;
const OFFER_MS = 30 * MINUTE_MS;

/** Failures of flows that are named beside it. */
const MOST_FAILURES = 10;

interface Outage {
	since: number;
	error: FactuLinkError;
	/** Failures of flows that came meanwhile and could not be kept. */
	failures: string[];
	toldAt: number | null;
	offeredUntil: number;
	goneAt: number | null;
}

/**
 * A ledger that cannot be opened is the one trouble of which the ledger cannot keep who was told. It is kept in the
 * memory of this process: after a restart it is told once more, never lost.
 */
export class ClosedLedgers {
	readonly #outages = new Map<string, Outage>();

	/** Keeps a failure of a flow for the message, because the ledger cannot. */
	note(file: string, error: FactuLinkError, failure: Failure, now: Date): void {
		const outage = this.#closed(file, error, now);
		const line = oneLine(
			`«${failure.workflow.name}»${failure.node === null ? '' : `, nodo «${failure.node}»`}: ${failure.message}`,
		);
		if (outage.failures.length < MOST_FAILURES && !outage.failures.includes(line)) {
			outage.failures.push(line);
		}
	}

	/** @returns the message to be sent now, if there is one */
	closed(file: string, error: FactuLinkError, settings: AlertSettings, now: Date): AlertMessage[] {
		const outage = this.#closed(file, error, now);
		const at = now.getTime();
		if (outage.offeredUntil > at) return [];
		const patience = error.class === 'retry' ? settings.patienceMinutes * MINUTE_MS : 0;
		if (at - outage.since < patience) return [];
		const reminder = settings.reminderHours * 60 * MINUTE_MS;
		if (outage.toldAt !== null && (reminder === 0 || at - outage.toldAt < reminder)) return [];
		outage.offeredUntil = at + OFFER_MS;
		return [message(outage, outage.toldAt === null ? 'new' : 'reminder', settings)];
	}

	/** @returns the message that it is over, when people know that it was */
	opened(file: string, settings: AlertSettings, now: Date): AlertMessage[] {
		const outage = this.#outages.get(file);
		if (!outage) return [];
		const at = now.getTime();
		outage.goneAt ??= at;
		if (outage.offeredUntil > at) return [];
		if (outage.toldAt === null) {
			this.#outages.delete(file);
			return [];
		}
		outage.offeredUntil = at + OFFER_MS;
		return [message(outage, 'gone', settings)];
	}

	confirm(file: string, references: readonly AlertReference[], now: Date): number {
		return this.#each(file, references, (outage, { kind }) => {
			outage.toldAt = now.getTime();
			outage.offeredUntil = 0;
			if (kind === 'gone') this.#outages.delete(file);
		});
	}

	putBack(file: string, references: readonly AlertReference[]): number {
		return this.#each(file, references, (outage) => {
			outage.offeredUntil = 0;
		});
	}

	#closed(file: string, error: FactuLinkError, now: Date): Outage {
		const known = this.#outages.get(file);
		if (known) {
			known.error = error;
			known.goneAt = null;
			return known;
		}
		const outage: Outage = {
			since: now.getTime(),
			error,
			failures: [],
			toldAt: null,
			offeredUntil: 0,
			goneAt: null,
		};
		this.#outages.set(file, outage);
		return outage;
	}

	#each(
		file: string,
		references: readonly AlertReference[],
		change: (outage: Outage, reference: AlertReference) => void,
	): number {
		const outage = this.#outages.get(file);
		const own = references.filter(({ cause }) => cause === CAUSE);
		if (!outage) return 0;
		for (const reference of own) change(outage, reference);
		return own.length;
	}
}

function message(outage: Outage, kind: AlertKind, { timeZone }: AlertSettings): AlertMessage {
	const since = spokenMoment(new Date(outage.since).toISOString(), timeZone);
	const words = reasonWords(outage.error.code);
	const title = 'No se puede usar el libro de traspasos';
	const details: Block[] = [
		{ kind: 'heading', text: 'Qué ha pasado' },
		{ kind: 'paragraph', text: `${words?.what ?? title} Desde el ${since}.` },
		{ kind: 'paragraph', text: `El texto del error: ${oneLine(outage.error.message)}` },
		...(outage.failures.length > 0
			? [
					{ kind: 'paragraph', text: 'Mientras tanto fallaron estos flujos:' } as const,
					{ kind: 'list', items: outage.failures } as const,
				]
			: []),
		{ kind: 'heading', text: 'Qué significa' },
		{
			kind: 'paragraph',
			text: 'Nada se traspasa ni se informa mientras dure, y los demás avisos esperan. No se pierde nada: los pedidos y las ventas siguen en su origen.',
		},
		{ kind: 'heading', text: 'Qué hay que hacer' },
		{ kind: 'list', items: [words?.todo ?? outage.error.whatToDo] },
	];
	const prefix = { new: '', reminder: ' · Sigue igual', gone: ' · Resuelto' }[kind];
	return {
		...toMessage(
			`FactuLink${prefix}: ${title}`,
			kind === 'gone'
				? [
						{ kind: 'paragraph', text: 'El libro de traspasos se vuelve a poder usar.' },
						{ kind: 'paragraph', text: `No se pudo usar desde el ${since}.` },
					]
				: details,
		),
		kind,
		cause: CAUSE,
		alerts: [{ cause: CAUSE, kind }],
	};
}
