import type { Entry, State } from '../../ledger/types';
import { mayRelease, maySkip, waitsForItsSource } from '../decisions';
import { html } from '../html';
import type { Html } from '../html';
import { pageUrl } from '../links';
import { reasonOf, titleOf } from '../payload';
import { BUTTON_LIFE_MS, sign } from '../token';
import type { Action } from '../token';
import type { PageSettings } from '../settings';
import { ageText, clockText } from '../times';
import { flowWords, STATE_WORDS, TONES } from '../words';

/** What every part of the page needs. */
export interface Pen extends PageSettings {
	/** Signs the buttons. */
	secret: Buffer;
}

/** The state as a coloured word. */
export function badge(state: State): Html {
	return html`<span class="badge ${TONES[state]}">${STATE_WORDS[state]}</span>`;
}

/** An instant as its age, with the exact time behind it. */
export function age(pen: Pen, instant: string | null, never = 'nunca'): Html {
	if (instant === null) return html`<span class="muted">${never}</span>`;
	return html`<time datetime="${instant}" title="${clockText(instant, pen.zone)}"
		>${ageText(instant, pen.now)}</time
	>`;
}

export function clock(pen: Pen, instant: string): Html {
	return html`<time datetime="${instant}">${clockText(instant, pen.zone)}</time>`;
}

export const entryUrl = ({ id }: Pick<Entry, 'id'>) => pageUrl({ entrada: id });

/** What a person has to do. */
export const toDo = (words: string): Html => html`<p><strong>Qué hacer:</strong> ${words}</p>`;

/** What an entry is, as a link to its history. */
export function entryLink(entry: Entry): Html {
	return html`<a class="words" href="${entryUrl(entry)}">${titleOf(entry)}</a>`;
}

/** `pedido 002/2026/1/000123`, so that no two buttons of the page sound the same. */
const spoken = ({ stream, key }: Entry) => `${flowWords(stream).thing} ${key}`;

function fields(pen: Pen, entry: Entry, action: Action): Html {
	const expires = pen.now.getTime() + BUTTON_LIFE_MS;
	const token = sign(pen.secret, {
		action,
		entryId: entry.id,
		seen: entry.updatedAt,
		expires,
		user: pen.user,
	});
	return html`<input type="hidden" name="accion" value="${action}" /><input
			type="hidden"
			name="entrada"
			value="${entry.id}"
		/><input type="hidden" name="visto" value="${entry.updatedAt}" /><input
			type="hidden"
			name="caduca"
			value="${expires}"
		/><input type="hidden" name="prueba" value="${token}" />`;
}

/** The buttons with which a person decides; nothing for an entry that nobody may decide about now. */
export function buttons(pen: Pen, entry: Entry): Html | null {
	const release = mayRelease(entry);
	const skip = maySkip(entry);
	const hint =
		!release && skip && waitsForItsSource(entry)
			? html`<p class="hint">Se corrige en Tango y vuelve sola; liberarla no serviría.</p>`
			: null;
	if (!release && !skip) return null;
	const reasonId = `motivo-${entry.id}`;
	return html`<div class="decide">
		${
			release &&
			html`<form method="post" action="?">
				${fields(pen, entry, 'release')}<button class="primary">
					Liberar<span class="unseen"> ${spoken(entry)}</span>
				</button>
			</form>`
		}
		${
			skip &&
			html`<details>
				<summary>Omitir…<span class="unseen"> ${spoken(entry)}</span></summary>
				<form method="post" action="?" class="skip">
					${fields(pen, entry, 'skip')}<label for="${reasonId}">Por qué no hay que hacer nada</label
					><input
						id="${reasonId}"
						name="motivo"
						required
						maxlength="300"
						autocomplete="off"
						placeholder="Por ejemplo: se hizo a mano"
					/><button>Omitir<span class="unseen"> ${spoken(entry)}</span></button>
				</form>
			</details>`
		}
		${hint}
	</div>`;
}

/** One entry of a list, with its reason and what can be done. */
export function entryCard(pen: Pen, entry: Entry): Html {
	const { stream, key, state, attempts, reasonCode } = entry;
	const reason = reasonOf(entry);
	return html`<li class="card entry">
		<div class="what">
			<p class="top">${badge(state)} <span class="muted">${flowWords(stream).name}</span></p>
			<p class="title">${entryLink(entry)}</p>
			${reason && html`<p class="reason words">${reason}</p>`}
			<p class="meta muted">
				<span class="key">${key}</span> ·
				${age(pen, entry.updatedAt)}${
					attempts > 0 && html` · ${attempts} ${attempts === 1 ? 'intento' : 'intentos'}`
				}${reasonCode && html` · <span class="code">${reasonCode}</span>`}
			</p>
		</div>
		${buttons(pen, entry)}
	</li>`;
}

/** `Anteriores` and `Siguientes` of a list that does not fit on one page. */
export function pager(
	query: Readonly<Record<string, string | undefined>>,
	page: number,
	size: number,
	total: number,
): Html | null {
	const last = Math.max(1, Math.ceil(total / size));
	if (last === 1) return null;
	const link = (to: number, words: string) =>
		to >= 1 && to <= last
			? html`<a href="${pageUrl({ ...query, pagina: to })}">${words}</a>`
			: html`<span class="muted">${words}</span>`;
	return html`<nav class="pager" aria-label="Páginas">
		${link(page - 1, '← Anteriores')}
		<span>Página ${page} de ${last}</span> ${link(page + 1, 'Siguientes →')}
	</nav>`;
}
