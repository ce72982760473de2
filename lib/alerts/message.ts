import { toMessage, type Block, type Message } from '../messages/message';
import { spokenMoment } from '../messages/moments';
import { familyOf } from './facts';
import { factsOf, goneOf, type AlertKind, type Due } from './reconcile';
import type { AlertSettings } from './settings';
import { alertWords, type AlertWords } from './words';

/** What is confirmed, or put back, when its message went or did not. */
export interface AlertReference {
	cause: string;
	kind: AlertKind;
}

export interface AlertMessage extends Message {
	kind: AlertKind;
	/** The cause, or what several have in common. */
	cause: string;
	alerts: AlertReference[];
}

/** Messages of one kind and family beyond this number become one. */
const MOST_APART = 5;

/** Causes that one message names in full. */
const MOST_IN_ONE = 50;

const REMINDED: Block = { kind: 'warning', text: 'Ya se avisó, y sigue igual.' };

const PREFIX: Readonly<Record<AlertKind, string>> = {
	new: 'FactuLink',
	reminder: 'FactuLink · Sigue igual',
	gone: 'FactuLink · Resuelto',
};

/** One message for each cause; many of the same family at once are one message. */
export function toMessages(due: readonly Due[], settings: AlertSettings): AlertMessage[] {
	const families = new Map<string, Due[]>();
	for (const each of due) {
		const name = `${each.kind} ${familyOf(each.record.cause)}`;
		families.set(name, [...(families.get(name) ?? []), each]);
	}
	return [...families.values()].flatMap((family) =>
		family.length > MOST_APART
			? [together(family, settings)]
			: family.map((each) => single(each, settings)),
	);
}

const reference = ({ record: { cause }, kind }: Due): AlertReference => ({ cause, kind });

function single(due: Due, settings: AlertSettings): AlertMessage {
	const { record, kind } = due;
	const { title } = alertWords(factsOf(record), settings.timeZone);
	return {
		...toMessage(`${PREFIX[kind]}: ${title}`, [
			...blocksOf(due, settings),
			{ kind: 'paragraph', text: footer(kind, settings) },
		]),
		kind,
		cause: record.cause,
		alerts: [reference(due)],
	};
}

function together(family: readonly Due[], settings: AlertSettings): AlertMessage {
	const [first] = family;
	const kind = first?.kind ?? 'new';
	const all = family.map(({ record }) => alertWords(factsOf(record), settings.timeZone));
	const rest = family.length - MOST_IN_ONE;
	const named = all.slice(0, MOST_IN_ONE);
	return {
		...toMessage(`${PREFIX[kind]}: ${family.length} avisos. ${all[0]?.title ?? ''}`, [
			{ kind: 'paragraph', text: `Son ${family.length} avisos del mismo tipo; van juntos.` },
			...(kind === 'reminder' ? [REMINDED] : []),
			...(kind === 'gone'
				? [
						listOf(
							named.map(({ title }) => title),
							rest,
						),
					]
				: severally(named, rest)),
			{ kind: 'paragraph', text: footer(kind, settings) },
		]),
		kind,
		cause: first ? familyOf(first.record.cause) : '',
		alerts: family.map(reference),
	};
}

const listOf = (items: readonly string[], rest = 0): Block => ({
	kind: 'list',
	items: [...items, ...(rest > 0 ? [`… y ${rest} más.`] : [])],
});

/** What each of several is, what it is about, and what has to be done about it. */
function severally(causes: readonly AlertWords[], rest: number): Block[] {
	if (causes.some(({ examples }) => examples.length > 0)) {
		return [
			...causes.flatMap(({ title, examples, todo }): Block[] => [
				{ kind: 'heading', text: title },
				listOf(examples),
				{ kind: 'paragraph', text: `Qué hay que hacer: ${todo.join(' ')}` },
			]),
			...(rest > 0 ? [{ kind: 'paragraph', text: `… y ${rest} más.` } as const] : []),
		];
	}
	return [
		listOf(
			causes.map(({ title, todo }) => `${title}. ${todo.join(' ')}`),
			rest,
		),
	];
}

function blocksOf({ record, kind }: Due, { timeZone }: AlertSettings): Block[] {
	const facts = factsOf(record);
	const words = alertWords(facts, timeZone);
	const details: Block[] = [
		{ kind: 'heading', text: 'Qué ha pasado' },
		...words.what.map((text): Block => ({ kind: 'paragraph', text })),
		...(words.examples.length > 0 ? [{ kind: 'list', items: words.examples } as const] : []),
		...(facts.kind === 'failure' && record.times > 1
			? [
					{
						kind: 'paragraph',
						text: `Ha ocurrido ${record.times} veces; la última, el ${spokenMoment(record.lastSeen, timeZone)}.`,
					} as const,
				]
			: []),
		{ kind: 'heading', text: 'Qué significa' },
		{ kind: 'paragraph', text: words.means },
		{ kind: 'heading', text: 'Qué hay que hacer' },
		{ kind: 'list', items: words.todo },
	];
	if (kind === 'new') return details;
	if (kind === 'reminder') {
		return [REMINDED, ...details];
	}
	const over: Block[] = [
		{ kind: 'paragraph', text: `${words.title}.` },
		{ kind: 'paragraph', text: overSentence(record, words.over, timeZone) },
	];
	if (record.toldAt !== null) return over;
	return [
		...over,
		{ kind: 'paragraph', text: 'El aviso de que empezaba no se pudo enviar. Era este:' },
		...details,
	];
}

function overSentence(record: Due['record'], over: string, timeZone: string): string {
	const moment = spokenMoment(record.absentSince ?? record.goneAt ?? record.lastSeen, timeZone);
	const began = `Se vio por primera vez el ${spokenMoment(record.firstSeen, timeZone)}.`;
	switch (goneOf(record)) {
		case 'worked again':
			return `El flujo ha vuelto a funcionar. ${began}`;
		case 'quiet for a day':
			return `No ha vuelto a ocurrir en 24 horas. ${began}`;
		default:
			return `${over} Visto el ${moment}. ${began}`;
	}
}

function footer(kind: AlertKind, { reminderHours }: AlertSettings): string {
	if (kind === 'gone') return 'No hay que hacer nada más.';
	return reminderHours > 0
		? `Se avisa una vez por causa. Si sigue igual, se recuerda cada ${reminderHours} horas; cuando termine, llega un mensaje que lo dice.`
		: 'Se avisa una vez por causa. Cuando termine, llega un mensaje que lo dice.';
}
