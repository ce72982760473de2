import type { EntryExample } from '../ledger/alerts';
import { spokenMoment } from '../messages/moments';
import { reasonWords } from '../reasons';
import type { AlertFacts } from './facts';

/** What a person reads about a cause, in Spanish. */
export interface AlertWords {
	/** What it is, in a few words: the subject. */
	title: string;
	/** What happened. */
	what: string[];
	/** What it is about: one line each. */
	examples: string[];
	/** What it means. */
	means: string;
	/** What has to be done. */
	todo: string[];
	/** When it is over. */
	over: string;
}

interface StreamWords {
	/** «1 pedido», «3 pedidos» */
	items: (count: number) => string;
	/** «los pedidos nuevos» */
	newOnes: string;
	/** What does not happen to them meanwhile. */
	notYet: string;
	done: string;
	/** The flow that works on entries, and the one that looks for them. */
	worker: string;
	listener: string;
	/** What a done one left behind. */
	target: string;
}

const counted = (singular: string, plural: string) => (count: number) =>
	`${count} ${count === 1 ? singular : plural}`;

const ORDERS: StreamWords = {
	items: counted('pedido', 'pedidos'),
	newOnes: 'los pedidos nuevos',
	notYet: 'no se traspasan',
	done: 'traspasarse',
	worker: 'el flujo «Traspaso de pedidos · trabajador»',
	listener: 'el flujo vigilante de esa empresa',
	target: 'el pedido a proveedor que ya se hizo',
};

const SALES: StreamWords = {
	items: counted('venta', 'ventas'),
	newOnes: 'las ventas nuevas',
	notYet: 'no se informan al shopping',
	done: 'informarse',
	worker: 'el flujo «Ventas al shopping · de Tango a la API Solar»',
	listener: 'el flujo «Ventas al shopping · de Tango a la API Solar»',
	target: 'lo que ya se informó al shopping',
};

function streamWords(stream: string): StreamWords {
	if (stream === 'order-relay') return ORDERS;
	if (stream === 'solar-sales') return SALES;
	return {
		items: counted(`entrada de «${stream}»`, `entradas de «${stream}»`),
		newOnes: `las entradas nuevas de «${stream}»`,
		notYet: 'no siguen adelante',
		done: 'completarse',
		worker: `el flujo que trabaja en «${stream}»`,
		listener: `el flujo que busca lo nuevo de «${stream}»`,
		target: 'lo que ya se hizo',
	};
}

const LOST_NOTHING = 'No se pierde nada: todo queda apuntado en el libro.';

const GENERAL_TODO =
	'Lea el texto que está al lado. Si no basta, avise al integrador y dele este mensaje entero.';

const todoOf = (code: string | null) => reasonWords(code)?.todo ?? GENERAL_TODO;

export function alertWords(facts: AlertFacts, timeZone: string): AlertWords {
	const since = spokenMoment(facts.since, timeZone);
	switch (facts.kind) {
		case 'source':
			return sourceWords(facts, since, timeZone);
		case 'unwatched': {
			const words = streamWords(facts.stream);
			return {
				title: `Nadie mira ${sourceName(facts)} desde ${since}`,
				what: [`La última consulta de ${sourceName(facts)} fue el ${since}.`],
				examples: [],
				means: `Mientras dure, ${words.newOnes} ${words.notYet}. No se pierde nada: se hace en cuanto se vuelve a mirar.`,
				todo: [
					`Compruebe en n8n que ${words.listener} está publicado (Publish) y que sus ejecuciones acaban en verde.`,
					'Si dejó de mirarse a propósito, no haga nada: a los 30 días se deja de avisar.',
				],
				over: 'Se vuelve a mirar.',
			};
		}
		case 'held':
			return heldWords(facts, since);
		case 'dead':
		case 'retrying':
		case 'untaken':
			return waitingWords(facts, since);
		case 'changed': {
			const words = streamWords(facts.stream);
			const name = facts.message ?? facts.key;
			return {
				title: `Cambió después de ${words.done}: ${name}`,
				what: [`El ${since} se vio un cambio en ${facts.key}, que ya estaba hecho. ${name}`],
				examples: [],
				means: `No se procesa otra vez: ${words.target} no se toca, así que puede que ya no coincidan.`,
				todo: [
					`Mire el historial de ${facts.key} en el libro, compárelo con ${words.target} y corrija lo que haga falta a mano.`,
				],
				over: '',
			};
		}
		case 'failure':
			return failureWords(facts, since);
	}
}

/** `002/2026` is what the ledger calls the file of a company and year. */
function sourceName({ stream, source }: { stream: string; source: string }): string {
	const [, company, year] = /^([A-Za-z0-9]{3})(?:\/(\d{4}))?$/.exec(source) ?? [];
	if (stream !== 'order-relay' || company === undefined) return source;
	return year === undefined ? `la empresa ${company}` : `la empresa ${company}, ejercicio ${year}`;
}

function sourceWords(
	facts: Extract<AlertFacts, { kind: 'source' }>,
	since: string,
	timeZone: string,
): AlertWords {
	const words = streamWords(facts.stream);
	const general = reasonWords(facts.code)?.what;
	const { error, lastSuccessAt } = facts;
	const last =
		lastSuccessAt === null
			? 'Todavía no se ha podido leer ninguna vez.'
			: `La última vez que se leyó bien fue el ${spokenMoment(lastSuccessAt, timeZone)}.`;
	return {
		title: `No se puede leer ${sourceName(facts)}`,
		what: [error ?? general ?? 'El origen no responde.', `Pasa desde el ${since}. ${last}`],
		examples: [],
		means: `Mientras dure, ${words.newOnes} ${words.notYet}. No se pierde nada: se hace en cuanto se pueda leer.`,
		todo: [todoOf(facts.code)],
		over: 'Se vuelve a leer.',
	};
}

function heldWords(facts: Extract<AlertFacts, { kind: 'held' }>, since: string): AlertWords {
	const words = streamWords(facts.stream);
	const items = words.items(facts.count);
	const what = reasonWords(facts.code)?.what ?? `Motivo ${facts.code ?? 'sin código'}.`;
	return {
		title: `${items} a la espera de una persona: ${what}`,
		what: [`${items} a la espera de una persona desde el ${since}. ${what}`],
		examples: exampleLines(facts),
		means: `Hasta que alguien decida, ${words.notYet}. ${LOST_NOTHING}`,
		todo: [todoOf(facts.code)],
		over: 'Ya no queda nada a la espera de una persona por este motivo.',
	};
}

function waitingWords(
	facts: Extract<AlertFacts, { kind: 'dead' | 'retrying' | 'untaken' }>,
	since: string,
): AlertWords {
	const words = streamWords(facts.stream);
	const items = words.items(facts.count);
	const examples = exampleLines(facts);
	const todos = [...new Set(facts.examples.map(({ reasonCode }) => todoOf(reasonCode)))];
	switch (facts.kind) {
		case 'dead':
			return {
				title: `${items}: no se repite más`,
				what: [`Se ha dejado de intentar con ${items}, desde el ${since}.`],
				examples,
				means: `Ya no se repiten solos: ${words.notYet} hasta que alguien los libere. ${LOST_NOTHING}`,
				todo: [...todos, 'Arreglada la causa, libere en el libro lo abandonado.'],
				over: 'Ya no queda nada abandonado.',
			};
		case 'retrying':
			return {
				title: `${items}: se repite sin éxito desde ${since}`,
				what: [`${items} sin poder terminar desde el ${since}.`],
				examples,
				means: `Se vuelve a intentar solo, cada vez más espaciado; mientras tanto ${words.notYet}. ${LOST_NOTHING}`,
				todo: todos,
				over: 'Los intentos han vuelto a salir bien, o queda en manos de una persona.',
			};
		case 'untaken':
			return {
				title: `${items}: pendiente y nadie lo toma desde ${since}`,
				what: [`${items} a punto y sin que nadie lo tome desde el ${since}.`],
				examples,
				means: `El flujo que trabaja en ello está parado o no termina: ${words.notYet}. ${LOST_NOTHING}`,
				todo: [
					`Compruebe en n8n que ${words.worker} está publicado (Publish) y que sus ejecuciones acaban en verde.`,
				],
				over: 'Lo pendiente se vuelve a tomar.',
			};
	}
}

function failureWords(facts: Extract<AlertFacts, { kind: 'failure' }>, since: string): AlertWords {
	const { workflow, node, code, message, whatToDo, execution } = facts;
	const words = reasonWords(code);
	const where = node === null ? '' : ` en el nodo «${node}»`;
	return {
		title: `Falló «${workflow.name || workflow.id}»: ${words?.what ?? message}`,
		what: [
			`El flujo «${workflow.name || workflow.id}» falló${where} el ${since}.`,
			...(words ? [words.what] : []),
			`El texto del error: ${message}`,
		],
		examples: [],
		means:
			'Esa ejecución no llegó al final. Lo que ya estaba apuntado en el libro no se pierde; lo demás se intenta en la próxima pasada del flujo.',
		todo: [
			todoOf(code),
			...(!words && whatToDo !== null ? [`El nodo dice: ${whatToDo}`] : []),
			...(execution
				? [`La ejecución, en n8n: ${execution.url ?? `número ${execution.id}`}`]
				: ['No hay ejecución que abrir: falló al arrancar el flujo o al mirar.']),
		],
		over: '',
	};
}

function exampleLines({ examples, count }: { examples: EntryExample[]; count: number }): string[] {
	const rest = count - examples.length;
	return [
		...examples.map(({ key, message, reason }) =>
			[
				...(message === null ? [] : [message]),
				...(reason !== null && reason !== message ? [reason] : []),
				key,
			].join(' · '),
		),
		...(rest > 0 ? [`… y ${rest} más.`] : []),
	];
}
