import { STATES } from '../../ledger/types';
import type { EntryList, ReasonCount, State } from '../../ledger/types';
import { reasonWords } from '../../reasons';
import { html } from '../html';
import type { Html } from '../html';
import { pageUrl } from '../links';
import type { DoneView, FlowView, OriginView, Overview, SourceView } from '../overview';
import { LATE_HOURS } from '../settings';
import { counted, flowWords, numberText, STATE_HEADINGS } from '../words';
import { chart } from './chart';
import { age, badge, clock, entryCard, entryUrl } from './parts';
import type { Pen } from './parts';

/** The first view: is all well, what waits for a person, how is each flow. */
export function firstPage(pen: Pen, overview: Overview): Html {
	const { flows, waiting, late, changed, done } = overview;
	return html`${headline(pen, overview)}
	${
		waiting.total > 0 &&
		html`<section aria-labelledby="esperan">
			<h2 id="esperan">Esperan a una persona</h2>
			${waiting.total > waiting.entries.length && reasonList(overview.reasons)}
			<ul class="list">
				${waiting.entries.map((entry) => entryCard(pen, entry))}
			</ul>
			${more(waiting, 'esperan')}
		</section>`
	}
	${
		late.total > 0 &&
		html`<section aria-labelledby="tardan">
			<h2 id="tardan">Pendientes desde hace más de ${LATE_HOURS} h</h2>
			<ul class="list">
				${late.entries.map((entry) => entryCard(pen, entry))}
			</ul>
			${more(late, 'tardan')}
		</section>`
	}
	${
		changed.total > 0 &&
		html`<section aria-labelledby="cambiados">
			<h2 id="cambiados">Cambiados después de completarse</h2>
			<ul class="list">
				${changed.entries.map((entry) => entryCard(pen, entry))}
			</ul>
			${more(changed, 'cambiados')}
		</section>`
	}
	${flows.map((flow, place) => flowSection(pen, flow, `flujo-${place + 1}`))}
	${done.length > 0 && doneSection(pen, done)}`;
}

const more = ({ entries, total }: EntryList, list: string) =>
	total > entries.length &&
	html`<p class="more"><a href="${pageUrl({ lista: list })}">Ver los ${numberText(total)}</a></p>`;

/** So many that nobody reads them one by one: how many there are for each reason. */
function reasonList(reasons: readonly ReasonCount[]): Html {
	return html`<h3>Por motivo</h3>
		<ul class="card sources">
			${reasons.map(({ stream, code, total }) => {
				const { thing, things } = flowWords(stream);
				const words = reasonWords(code);
				const url = pageUrl({ lista: 'esperan', flujo: stream, motivo: code ?? undefined });
				return html`<li>
					<p class="words">
						<a href="${url}">${counted(total, thing, things)}</a>:
						${words?.what ?? code ?? 'Sin motivo'}
					</p>
				</li>`;
			})}
		</ul>
		<h3>Los últimos que llegaron</h3>`;
}

interface Trouble {
	tone: 'wait' | 'bad';
	words: string;
}

function troubles({ flows, waiting, late }: Overview): Trouble[] {
	const failing = flows.flatMap(({ sources }) => sources).filter(({ failures }) => failures > 0);
	const found: Trouble[] = [];
	if (failing.length > 0) {
		found.push({
			tone: 'bad',
			words: `No se puede leer ${failing.map(sourceName).join(', ')}`,
		});
	}
	if (waiting.total > 0) {
		const verb = waiting.total === 1 ? 'espera' : 'esperan';
		found.push({
			tone: 'wait',
			words: `${counted(waiting.total, 'cosa', 'cosas')} ${verb} a una persona`,
		});
	}
	if (late.total > 0) {
		const verb = late.total === 1 ? 'lleva' : 'llevan';
		found.push({
			tone: 'wait',
			words: `${counted(late.total, 'cosa', 'cosas')} ${verb} pendiente${late.total === 1 ? '' : 's'} más de ${LATE_HOURS} h`,
		});
	}
	return found;
}

function headline(pen: Pen, overview: Overview): Html {
	const found = troubles(overview);
	const tone = found[0]?.tone ?? 'good';
	const words =
		overview.flows.length === 0
			? 'El libro está vacío'
			: found.length === 0
				? 'Todo en orden'
				: found.map((each) => each.words).join(' · ');
	const beneath =
		overview.flows.length === 0
			? 'Todavía no ha llegado nada. En cuanto un flujo mire por primera vez, aparece aquí.'
			: found.length === 0
				? 'Nada espera a una persona y los flujos llegan a sus datos.'
				: null;
	return html`<div class="card headline ${tone}">
		<div>
			<h1>${words}</h1>
			${beneath && html`<p class="muted">${beneath}</p>`}
		</div>
		<p class="muted">${clock(pen, pen.now.toISOString())} · <a href="?">Actualizar</a></p>
	</div>`;
}

function flowSection(pen: Pen, flow: FlowView, id: string): Html {
	const words = flowWords(flow.stream);
	return html`<section aria-labelledby="${id}">
		<h2 id="${id}">${words.name}</h2>
		<div class="grid2">
			<div class="card">
				<h3>Consultas</h3>
				${
					flow.sources.length === 0
						? html`<p class="empty">Este flujo todavía no ha apuntado ninguna consulta.</p>`
						: html`<ul class="sources">
								${flow.sources.map((source) => sourceItem(pen, source))}
							</ul>`
				}
				<p class="more muted">
					Lo último que se completó: ${age(pen, flow.lastDone, 'todavía nada')}
				</p>
			</div>
			<div class="card">
				<h3>Por día</h3>
				${chart(`${id}-dias`, flow.days, pen.zone)}
			</div>
			<div class="card">
				<h3>Por estado</h3>
				${stateTable(flow, `${id}-estados`)}
			</div>
			<div class="card">
				<h3>Por ${words.origins.toLowerCase()}</h3>
				${originTable(pen, flow)}
			</div>
		</div>
	</section>`;
}

function sourceName({ company, source }: SourceView): string {
	return company === null ? source : `${company} (${source})`;
}

function sourceItem(pen: Pen, source: SourceView): Html {
	const { failures, failingSince, errorCode, error, lastPollAt, lastSuccessAt, counts } = source;
	const state =
		failures > 0
			? html`<span class="badge bad">Sin acceso</span>`
			: html`<span class="badge good">Bien</span>`;
	return html`<li>
		<p><strong>${sourceName(source)}</strong> ${state}</p>
		<p class="muted">
			Última consulta:
			${age(pen, lastPollAt)}${failures > 0 && html` · última buena: ${age(pen, lastSuccessAt)}`}
		</p>
		${
			failures > 0 &&
			html`<p class="words">
				${counted(failures, 'consulta fallida', 'consultas fallidas')} seguidas, la primera
				${age(pen, failingSince)}: ${error} <span class="code">${errorCode}</span>
			</p>`
		}
		${
			(counts?.waiting ?? 0) > 0 &&
			html`<p class="muted">
				${counted(counts?.waiting ?? 0, 'todavía sin terminar de escribir', 'todavía sin terminar de escribir')}
			</p>`
		}
		${
			(counts?.remaining ?? 0) > 0 &&
			html`<p class="muted">
				${counted(counts?.remaining ?? 0, 'queda', 'quedan')} para las próximas consultas
			</p>`
		}
	</li>`;
}

function stateTable({ stream, total, today, sevenDays }: FlowView, id: string): Html {
	const amount = (state: State) =>
		total[state] === 0
			? html`0`
			: html`<a href="${pageUrl({ flujo: stream, estado: state })}"
					>${numberText(total[state])}<span class="unseen"> ${STATE_HEADINGS[state]}</span></a
				>`;
	return html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
		<table>
			<caption class="unseen" id="${id}">
				Por estado: en total, y lo que llegó a ese estado hoy y en siete días
			</caption>
			<thead>
				<tr>
					<th scope="col">Estado</th>
					<th scope="col" class="number">Hoy</th>
					<th scope="col" class="number">7 días</th>
					<th scope="col" class="number">Total</th>
				</tr>
			</thead>
			<tbody>
				${STATES.map(
					(state) =>
						html`<tr>
							<th scope="row">${badge(state)}</th>
							<td class="number">${numberText(today[state])}</td>
							<td class="number">${numberText(sevenDays[state])}</td>
							<td class="number">${amount(state)}</td>
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;
}

function originTable(pen: Pen, { stream, origins }: FlowView): Html {
	const words = flowWords(stream);
	if (origins.length === 0) return html`<p class="empty">Todavía no ha llegado nada.</p>`;
	const row = ({ origin, name, lastDone, total, doneToday, doneSevenDays }: OriginView) =>
		html`<tr>
			<th scope="row">${name}${name !== words.origin(origin) && html`<small>${origin}</small>`}</th>
			<td class="number">${numberText(total.held + total.dead)}</td>
			<td class="number">${numberText(total.pending + total.claimed)}</td>
			<td class="number">${numberText(doneToday)}</td>
			<td class="number">${numberText(doneSevenDays)}</td>
			<td>${age(pen, lastDone)}</td>
		</tr>`;
	return html`<p class="muted">Hoy, 7 días y último: lo completado.</p>
		<div class="scroll" role="region" aria-label="Por ${words.origins}: ${words.name}" tabindex="0">
			<table>
				<thead>
					<tr>
						<th scope="col">${words.origins}</th>
						<th scope="col" class="number">Esperan</th>
						<th scope="col" class="number">Pendientes</th>
						<th scope="col" class="number">Hoy</th>
						<th scope="col" class="number">7 días</th>
						<th scope="col">Último</th>
					</tr>
				</thead>
				<tbody>
					${origins.map(row)}
				</tbody>
			</table>
		</div>`;
}

function doneSection(pen: Pen, done: readonly DoneView[]): Html {
	return html`<section aria-labelledby="ultimos">
		<h2 id="ultimos">Lo último completado</h2>
		<div class="card">
			<ul class="sources">
				${done.map(
					({ entry, sentence }) =>
						html`<li>
							<p><a class="words" href="${entryUrl(entry)}">${sentence}</a></p>
							<p class="muted">${flowWords(entry.stream).name} · ${age(pen, entry.updatedAt)}</p>
						</li>`,
				)}
			</ul>
		</div>
	</section>`;
}
