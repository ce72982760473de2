import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { Ledger } from '../ledger/ledger';
import type { Change, ExecutionContext } from '../ledger/types';
import { mayRelease, maySkip } from './decisions';
import { pageUrl } from './links';
import { messagePage, notice } from './render/page';
import type { PageSettings } from './settings';
import { entryAnswer, penOf } from './status-page';
import type { PageAnswer } from './status-page';
import { verify } from './token';

/** The code of a reason that a person gave on the page. */
export const BY_PERSON = 'BY_PERSON';

const LONGEST_REASON = 300;

const formSchema = z.object({
	accion: z.enum(['release', 'skip']),
	entrada: z.coerce.number().int().positive(),
	visto: z.string().max(40),
	caduca: z.coerce.number().int(),
	prueba: z.string().max(100),
	motivo: z
		.string()
		.catch('')
		.default('')
		.transform((text) => text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON)),
});

/** After a decision the browser is sent to the entry, so that renewing the page decides nothing. */
export interface Decided {
	status: 303;
	location: string;
}

/**
 * Does what a button of the page asks for: an entry is released, or skipped with a reason.
 *
 * @param form the fields that came in
 * @returns where to go next, or the page that says why nothing was changed
 * @throws FactuLinkError of the ledger file; see {@link unavailablePage}
 */
export async function decide(
	ledger: Ledger,
	form: unknown,
	settings: PageSettings,
	context: ExecutionContext,
): Promise<Decided | PageAnswer> {
	const parsed = formSchema.safeParse(form);
	if (!parsed.success) return refusal(400, NOT_OURS);
	const {
		accion: action,
		entrada: entryId,
		visto: seen,
		caduca: expires,
		prueba,
		motivo,
	} = parsed.data;
	const pen = await penOf(ledger, settings);
	const { user } = settings;
	if (!verify(pen.secret, { action, entryId, seen, expires, user }, prueba)) {
		return refusal(403, NOT_OURS);
	}
	const answer = async (status: number, words: string) =>
		await entryAnswer(ledger, pen, entryId, notice('bad', words), status);
	if (expires < settings.now.getTime()) {
		return await answer(
			403,
			'La página llevaba abierta demasiado tiempo y no se ha cambiado nada. Decida otra vez aquí.',
		);
	}
	const entry = await ledger.get({ id: entryId });
	if (!entry) return await entryAnswer(ledger, pen, entryId);
	if (entry.updatedAt !== seen) {
		return await answer(
			409,
			'Esta entrada ha cambiado desde que se abrió la página, y no se ha tocado. Así está ahora.',
		);
	}
	if (!(action === 'release' ? mayRelease(entry) : maySkip(entry))) {
		return await answer(409, 'Eso no es posible en el estado en que está. No se ha cambiado nada.');
	}
	if (action === 'skip' && motivo === '') {
		return await answer(422, 'Escriba por qué se omite. No se ha cambiado nada.');
	}
	const by = user === null ? 'alguien en la página de estado' : `${user} en la página de estado`;
	const target = { id: entryId };
	const change: Change =
		action === 'release'
			? { action, target, by, reason: motivo || null }
			: { action, target, by, owner: null, code: BY_PERSON, reason: motivo };
	const [outcome] = await ledger.settle([change], context);
	if (outcome === undefined || outcome instanceof FactuLinkError || !outcome.changed) {
		return await answer(409, 'Otra persona u otra ejecución se ha adelantado. Así está ahora.');
	}
	const aviso = action === 'release' ? 'liberada' : 'omitida';
	return { status: 303, location: pageUrl({ entrada: entryId, aviso }) };
}

const NOT_OURS = [
	'La petición no viene de un botón de esta página, o venía para otra persona o con la sesión de otra. No se ha cambiado nada.',
	'Abra la página de estado y pulse el botón allí.',
];

const refusal = (status: number, sentences: readonly string[]): PageAnswer => ({
	status,
	html: messagePage('No se ha hecho nada', sentences),
});
