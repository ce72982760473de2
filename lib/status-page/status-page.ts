import { z } from 'zod';

import type { Ledger } from '../ledger/ledger';
import { STATES } from '../ledger/types';
import type { ListFilter } from '../ledger/types';
import { reasonWords, type ReasonWords } from '../reasons';
import { html } from './html';
import type { Html } from './html';
import { readOverview } from './overview';
import { titleOf } from './payload';
import { entryPage } from './render/entry-page';
import { firstPage } from './render/first-page';
import { listPage } from './render/list-page';
import { messagePage, notice, page } from './render/page';
import type { Pen } from './render/parts';
import { LATE_HOURS, PAGE_SIZE } from './settings';
import type { PageSettings } from './settings';
import { clockText } from './times';
import { TOKEN_SECRET } from './token';
import { flowWords, STATE_HEADINGS } from './words';

/** What the webhook answers. */
export interface PageAnswer {
	/** HTTP status */
	status: number;
	html: string;
}

const oneText = z.string().catch('').default('');

/** The query of the page; whatever else comes in is as if it were not there. */
const querySchema = z.object({
	buscar: oneText.transform((text) => text.trim().slice(0, 100)),
	entrada: z.coerce.number().int().positive().optional().catch(undefined),
	lista: z.enum(['esperan', 'tardan', 'cambiados']).optional().catch(undefined),
	estado: z.enum(STATES).optional().catch(undefined),
	flujo: oneText.transform((text) => text.slice(0, 500)),
	motivo: oneText.transform((text) => text.slice(0, 100)),
	pagina: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
	aviso: z.enum(['liberada', 'omitida']).optional().catch(undefined),
});
type Query = z.output<typeof querySchema>;

const DONE_NOTICES = {
	liberada: 'Liberado. Queda pendiente y se procesa en la próxima pasada.',
	omitida: 'Omitido. No se hará nada con esta entrada.',
} as const;

/**
 * The page for a request.
 *
 * @param query what stands in the address after the question mark
 * @throws FactuLinkError of the ledger; see {@link unavailablePage}
 */
export async function statusPage(
	ledger: Ledger,
	query: unknown,
	settings: PageSettings,
): Promise<PageAnswer> {
	const wanted = querySchema.parse(typeof query === 'object' && query !== null ? query : {});
	const pen = await penOf(ledger, settings);
	if (wanted.entrada !== undefined) {
		const said = wanted.aviso && notice('good', DONE_NOTICES[wanted.aviso]);
		return await entryAnswer(ledger, pen, wanted.entrada, said);
	}
	const list = listFor(wanted);
	if (list) return await listAnswer(ledger, pen, wanted, list);
	const body = firstPage(pen, await readOverview(ledger, pen));
	return { status: 200, html: page({ title: 'Estado', body, made: made(pen) }) };
}

export async function penOf(ledger: Ledger, settings: PageSettings): Promise<Pen> {
	return { ...settings, secret: await ledger.secret(TOKEN_SECRET) };
}

/** The page of one entry, with a word on what was just done or refused above it. */
export async function entryAnswer(
	ledger: Ledger,
	pen: Pen,
	id: number,
	said?: Html,
	status = 200,
): Promise<PageAnswer> {
	const entry = await ledger.get({ id });
	if (!entry) {
		return {
			status: 404,
			html: messagePage('Esta entrada ya no está en el libro', [
				'Puede que se haya archivado al purgar lo que se completó hace tiempo.',
			]),
		};
	}
	const events = await ledger.history(entry.stream, entry.key);
	return {
		status,
		html: page({
			title: titleOf(entry),
			body: html`${said}${entryPage(pen, entry, events)}`,
			made: made(pen),
		}),
	};
}

const made = (pen: Pen) =>
	html`Hecha el ${clockText(pen.now, pen.zone)} (hora de ${pen.zone}). Esta página no se renueva
	sola.`;

interface ListWanted {
	heading: string;
	words?: ReasonWords | undefined;
	query: Readonly<Record<string, string | undefined>>;
	filter: ListFilter;
	empty: string;
}

function listFor({ buscar, lista, estado, flujo, motivo }: Query): ListWanted | undefined {
	if (buscar !== '') {
		return {
			heading: `Resultados de «${buscar}»`,
			query: { buscar },
			filter: { search: buscar },
			empty:
				'No hay nada con ese texto. Se busca en la clave, el texto y el motivo: pruebe con el número solo, por ejemplo 123.',
		};
	}
	if (lista === 'esperan') {
		const words = motivo === '' ? undefined : reasonWords(motivo);
		return {
			heading: words
				? 'Esperan a una persona'
				: ['Esperan a una persona', motivo].filter(Boolean).join(': '),
			...(words ? { words } : {}),
			query: { lista, flujo, motivo },
			filter: {
				states: ['held', 'dead'],
				...(flujo === '' ? {} : { stream: flujo }),
				...(motivo === '' ? {} : { reasonCode: motivo }),
			},
			empty: 'Nada espera a una persona.',
		};
	}
	if (lista === 'tardan') {
		return {
			heading: `Pendientes desde hace más de ${LATE_HOURS} h`,
			query: { lista },
			filter: { states: ['pending', 'claimed'], waitingForHours: LATE_HOURS },
			empty: 'Nada lleva tanto tiempo pendiente.',
		};
	}
	if (lista === 'cambiados') {
		return {
			heading: 'Cambiados después de completarse',
			query: { lista },
			filter: { changedSinceDone: true },
			empty: 'Nada ha cambiado después de completarse.',
		};
	}
	if (estado === undefined) return undefined;
	return {
		heading: [flujo && flowWords(flujo).name, STATE_HEADINGS[estado]].filter(Boolean).join(': '),
		query: { flujo, estado },
		filter: { states: [estado], ...(flujo === '' ? {} : { stream: flujo }) },
		empty: 'No hay ninguna entrada en este estado.',
	};
}

async function listAnswer(
	ledger: Ledger,
	pen: Pen,
	{ buscar, pagina }: Query,
	{ filter, ...wanted }: ListWanted,
): Promise<PageAnswer> {
	const range = { limit: PAGE_SIZE, offset: (pagina - 1) * PAGE_SIZE };
	let list = await ledger.list({ ...filter, ...range });
	for (const search of list.total === 0 ? otherWritings(buscar) : []) {
		if (list.total === 0) list = await ledger.list({ ...filter, search, ...range });
	}
	const body = listPage(pen, { ...wanted, page: pagina, list });
	return {
		status: 200,
		html: page({ title: wanted.heading, search: buscar, body, made: made(pen) }),
	};
}

/** How the ledger writes what a person may have typed shorter: `1-123` is `1-000123`, `B215-30562` has more zeros. */
function otherWritings(typed: string): string[] {
	const [, letter = '', first = '', second = ''] =
		/^([A-Za-z]?)\s*(\d{1,5})\s*[-/ ]\s*(\d{1,8})$/.exec(typed) ?? [];
	if (second === '') return [];
	return [
		`${letter}${first}-${second.padStart(6, '0')}`,
		`/${first}/${second.padStart(6, '0')}`,
		`${letter}${first.padStart(5, '0')}${second.padStart(8, '0')}`,
	];
}
