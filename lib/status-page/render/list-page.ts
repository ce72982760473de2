import type { EntryList } from '../../ledger/types';
import type { ReasonWords } from '../../reasons';
import { html } from '../html';
import type { Html } from '../html';
import { PAGE_SIZE } from '../settings';
import { counted } from '../words';
import { entryCard, pager, toDo } from './parts';
import type { Pen } from './parts';

export interface ListView {
	heading: string;
	/** Why all of them are here, where that is one reason. */
	words?: ReasonWords | undefined;
	/** The query that leads here, without the page. */
	query: Readonly<Record<string, string | undefined>>;
	page: number;
	list: EntryList;
	/** Said when nothing was found. */
	empty: string;
}

/** Entries by state, or what a search found. */
export function listPage(pen: Pen, { heading, words, query, page, list, empty }: ListView): Html {
	return html`<h1 class="words">${heading}</h1>
		${
			words &&
			html`<p>${words.what}</p>
				${list.entries.every(({ state }) => state === 'held') && toDo(words.todo)}`
		}
		<p class="muted">${counted(list.total, 'entrada', 'entradas')}</p>
		<section aria-label="Entradas">
			${
				list.total === 0
					? html`<p class="card empty">${empty}</p>`
					: html`<ul class="list">
							${list.entries.map((entry) => entryCard(pen, entry))}
						</ul>`
			}
		</section>
		${pager(query, page, PAGE_SIZE, list.total)}
		<p class="more"><a href="?">Volver a la página de estado</a></p>`;
}
