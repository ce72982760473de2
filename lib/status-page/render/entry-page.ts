import type { Entry, Json, LedgerEvent } from '../../ledger/types';
import { reasonWords } from '../../reasons';
import { waitsForItsSource } from '../decisions';
import { html } from '../html';
import type { Html } from '../html';
import { executionUrl } from '../links';
import { contentOf, reasonOf, resultFacts, titleOf } from '../payload';
import type { Content, ContentTable } from '../payload';
import { exactText } from '../times';
import { counted, EVENT_WORDS, flowWords } from '../words';
import { age, badge, buttons, clock, toDo } from './parts';
import type { Pen } from './parts';

/** Everything about one entry: where it stands, what it holds, and its whole history. */
export function entryPage(pen: Pen, entry: Entry, events: readonly LedgerEvent[]): Html {
	return html`<p class="muted">${flowWords(entry.stream).name}</p>
		<h1 class="words">${titleOf(entry)}</h1>
		<section class="card" aria-label="Estado">
			<p>${badge(entry.state)} <span class="muted">${age(pen, entry.updatedAt)}</span></p>
			${
				entry.reason &&
				html`<p class="reason words">
					${reasonOf(entry)}
					${entry.reasonCode && html`<span class="code">${entry.reasonCode}</span>`}
				</p>`
			}
			${whatToDo(entry)} ${advice(pen, entry)} ${buttons(pen, entry)}
		</section>
		<section aria-labelledby="historial">
			<h2 id="historial">Historial</h2>
			<ol class="history card">
				${events.map((event) => eventItem(pen, event))}
			</ol>
		</section>
		<section aria-labelledby="contenido-de">
			<h2 id="contenido-de">Qué es</h2>
			<div class="card">${content(withKey(entry))}</div>
		</section>
		${entry.result && result(entry.result)}
		<p class="more">${registered(pen, entry)}</p>`;
}

function whatToDo({ state, reasonCode }: Entry): Html | null {
	// The words for what is tried again say that nobody has to do anything.
	if (state === 'dead') {
		return toDo('Ya no se repite solo. Cuando la causa esté arreglada, libérelo.');
	}
	const words = state === 'held' ? reasonWords(reasonCode) : undefined;
	return words ? toDo(words.todo) : null;
}

/** What happens next, or what a person can do. */
function advice(pen: Pen, entry: Entry): Html | null {
	switch (entry.state) {
		case 'pending':
			return html`<p class="muted">
				Se procesa
				${
					Date.parse(entry.due) > pen.now.getTime()
						? html`${age(pen, entry.due)}`
						: 'en la próxima pasada'
				},
				sin que nadie haga nada.
			</p>`;
		case 'claimed':
			return html`<p class="muted">Una ejecución lo tiene ahora mismo.</p>`;
		case 'held':
		case 'dead':
			return waitsForItsSource(entry)
				? null
				: html`<p class="muted">
						<strong>Liberar</strong> lo deja pendiente para la próxima pasada, tal como está
						guardado. <strong>Omitir</strong> lo aparta sin hacer nada con él; se puede liberar más
						tarde.
					</p>`;
		case 'skipped':
			return html`<p class="muted">No se hace nada con él, salvo que alguien lo libere.</p>`;
		case 'done':
			return null;
	}
}

function eventItem(pen: Pen, event: LedgerEvent): Html {
	const url = executionUrl(pen.instanceUrl, event.workflowId, event.executionId);
	return html`<li>
		<p class="when">
			<time datetime="${event.at}">${exactText(event.at, pen.zone)}</time> ·
			<strong>${EVENT_WORDS[event.event]}</strong>${
				url &&
				html` ·
					<a href="${url}" target="_blank" rel="noopener noreferrer"
						>ejecución ${event.executionId}<span class="unseen"> (se abre en otra pestaña)</span></a
					>`
			}
		</p>
		<p class="words">${event.message}</p>
		${
			event.data &&
			html`<details>
				<summary>Ver el contenido nuevo</summary>
				${content(contentOf(event.data))}
			</details>`
		}
	</li>`;
}

function withKey({ key, attempts, payload }: Entry): Content {
	const { facts: known, tables } = contentOf(payload);
	return { facts: [['Clave', key], ...known, ['Intentos', String(attempts)]], tables };
}

function content({ facts: known, tables }: Content): Html {
	return html`${facts(known)} ${tables.map(contentTable)}`;
}

const facts = (known: Content['facts']) =>
	known.length > 0 &&
	html`<dl class="facts">
		${known.map(
			([name, value]) =>
				html`<dt>${name}</dt>
					<dd>${value}</dd>`,
		)}
	</dl>`;

function contentTable({ title, heads, numbers, rows, more }: ContentTable): Html {
	const kind = (column: number) => (numbers.includes(column) ? 'number' : '');
	return html`<h3 class="more">${title}</h3>
		<div class="scroll" role="region" aria-label="${title}" tabindex="0">
			<table>
				<thead>
					<tr>
						${heads.map((head, column) => html`<th scope="col" class="${kind(column)}">${head}</th>`)}
					</tr>
				</thead>
				<tbody>
					${rows.map(
						(row) =>
							html`<tr>
								${row.map((cell, column) => html`<td class="${kind(column)}">${cell}</td>`)}
							</tr>`,
					)}
				</tbody>
			</table>
		</div>
		${more > 0 && html`<p class="muted">Y ${counted(more, 'línea', 'líneas')} más.</p>`}`;
}

function result(given: Json): Html {
	return html`<section aria-labelledby="resultado">
		<h2 id="resultado">Resultado</h2>
		<div class="card">${facts(resultFacts(given))}</div>
	</section>`;
}

function registered(pen: Pen, entry: Entry): Html {
	return html`<span class="muted">Registrado el ${clock(pen, entry.createdAt)}.</span>`;
}
