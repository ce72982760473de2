import type { Comprobante } from './comprobante';
import { identityText } from './comprobante';
import type { RawAnswer } from './http';

/** What an answer to informarVentas means (section 9 of the sales specification). */
export type Answer =
	| { kind: 'confirmed'; beginning: string }
	/** Another 2xx: it may have been stored or not. */
	| { kind: 'unclear'; status: number; beginning: string }
	/** 422. `registered` are the identities that its messages prove to be stored already, each with its message. */
	| { kind: 'refused'; messages: string[]; registered: ReadonlyMap<string, string> }
	| {
			kind: 'retryLater';
			status: number;
			retryAfterSeconds: number | null;
			beginning: string;
	  }
	| { kind: 'wrongRequest'; status: number; messages: string[] };

const LONGEST_BEGINNING = 300;
const LONGEST_PAUSE_SECONDS = 24 * 60 * 60;

/** The form of the mall's tokens: one of an earlier login, or under another name, is a secret as well. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** The beginning of a body as one line for people, HTML reduced to its words, without tokens and any of the secrets. */
export function beginningOf(text: string, secrets: readonly string[] = []): string {
	const isHtml = /<(!doctype|html|head|body|h1|p)\b/i.test(text.slice(0, 2000));
	const words = isHtml
		? text.replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
		: text;
	const line = secrets
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '***'), words.replace(TOKEN, '***'))
		.replace(/\s+/g, ' ')
		.trim();
	if (line === '') return '(empty)';
	return line.length > LONGEST_BEGINNING ? `${line.slice(0, LONGEST_BEGINNING)}…` : line;
}

/** The three forms of a date that HTTP has; the last one is in GMT without saying so. */
const HTTP_DATES = [
	/^[a-z]{3},? \d{1,2} [a-z]{3} \d{4} [\d:]{8} GMT$/i,
	/^[a-z]{6,9}, \d{2}-[a-z]{3}-\d{2} [\d:]{8} GMT$/i,
	/^[a-z]{3} [a-z]{3} [ \d]\d [\d:]{8} \d{4}$/i,
];

/** Reads `Retry-After`: seconds, or an HTTP date. Null when there is none that can be read. */
export function retryAfterSeconds(header: string | null, now: Date): number | null {
	const text = header?.trim() ?? '';
	if (/^\d+$/.test(text)) {
		return Math.min(Number.parseInt(text, 10), LONGEST_PAUSE_SECONDS);
	}
	// Only what HTTP prescribes: Date.parse takes "-5" and other texts for dates too.
	if (!HTTP_DATES.some((form) => form.test(text))) return null;
	const moment = Date.parse(/GMT$/i.test(text) ? text : `${text} GMT`);
	if (Number.isNaN(moment)) return null;
	const seconds = Math.ceil((moment - now.getTime()) / 1000);
	return Math.min(Math.max(seconds, 0), LONGEST_PAUSE_SECONDS);
}

/** @param sent the vouchers of the request, for messages that name one of them */
export function readAnswer(
	answer: RawAnswer,
	sent: readonly Comprobante[],
	now: Date,
	secrets: readonly string[] = [],
): Answer {
	const { status } = answer;
	if (status === 201) return { kind: 'confirmed', beginning: beginningOf(answer.text, secrets) };
	if (status >= 200 && status < 300) {
		return { kind: 'unclear', status, beginning: beginningOf(answer.text, secrets) };
	}
	if (status === 422) {
		const messages = messagesOf(answer.text);
		return {
			kind: 'refused',
			messages: forPeople(messages, secrets),
			registered: provedRegistered(messages, sent, secrets),
		};
	}
	if (status === 408 || status === 429 || status >= 500) {
		return {
			kind: 'retryLater',
			status,
			retryAfterSeconds: retryAfterSeconds(answer.retryAfter, now),
			beginning: beginningOf(answer.text, secrets),
		};
	}
	return { kind: 'wrongRequest', status, messages: forPeople(messagesOf(answer.text), secrets) };
}

/** The texts of `{"Mensajes": [{"mensaje": "…"}]}`; of anything else the whole. */
function messagesOf(text: string): string[] {
	const found: string[] = [];
	try {
		const body: unknown = JSON.parse(text);
		const list = memberOf(body, 'mensajes');
		for (const entry of Array.isArray(list) ? list : []) {
			const message = typeof entry === 'string' ? entry : memberOf(entry, 'mensaje');
			if (typeof message === 'string' && message.trim() !== '') found.push(message);
		}
	} catch {
		// Not JSON: its text is all there is.
	}
	return found.length > 0 ? found : [text];
}

/** The beginning of each message, once: identical ones repeat. */
function forPeople(messages: readonly string[], secrets: readonly string[]): string[] {
	return [...new Set(messages.map((message) => beginningOf(message, secrets)))];
}

/** A member by its name in small letters: servers have been seen to spell the same name in two ways. */
function memberOf(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

const REGISTERED =
	/^EL COMPROBANTE\s+(\S+)\s+(\d{4,5})\s*-\s*(\d{8,9})\s+YA EST[AÁ] REGISTRADO\.?$/i;

/** Class and letter behind the codes that have them; a forced code tells nothing. */
const MEANING: ReadonlyMap<string, { class: string; letter: string }> = new Map(
	(
		[
			['invoice', ['01', '06', '11', '51']],
			['debit', ['02', '07', '12', '52']],
			['credit', ['03', '08', '13', '53']],
		] as const
	).flatMap(([voucherClass, codes]) =>
		codes.map(
			(code, index) => [code, { class: voucherClass, letter: 'ABCM'.charAt(index) }] as const,
		),
	),
);

/**
 * Which vouchers of the request the messages prove to be registered. A message does so only if its point of sale and
 * number are those of exactly one of them and its label does not contradict the type. The mall seems to keep 9 of the
 * 12 digits of the legacy numbering, so that one message fits a thousand vouchers: such a number proves nothing.
 *
 * @param messages as they came: a secret that looks like a part of a number must not make it unreadable
 */
function provedRegistered(
	messages: readonly string[],
	sent: readonly Comprobante[],
	secrets: readonly string[],
): ReadonlyMap<string, string> {
	const proved = new Map<string, string>();
	for (const message of messages) {
		const match = REGISTERED.exec(beginningOf(message));
		if (match === null) continue;
		const [, label = '', pointOfSale = '', number = ''] = match;
		const fitting = sent.filter(
			(comprobante) =>
				comprobante.NroComprobante.length <= 9 &&
				BigInt(comprobante.PtoVenta) === BigInt(pointOfSale) &&
				BigInt(comprobante.NroComprobante) === BigInt(number),
		);
		const [only, another] = fitting;
		if (only === undefined || another !== undefined) continue;
		if (contradicts(label, only.IdComprobante)) continue;
		proved.set(identityText(only), beginningOf(message, secrets));
	}
	return proved;
}

/** FACA, FACB, NCRA and NCRB have been seen; labels that say nothing known contradict nothing. */
function contradicts(label: string, code: string): boolean {
	const meaning = MEANING.get(code.length === 3 && code.startsWith('0') ? code.slice(1) : code);
	if (meaning === undefined) return false;
	const text = label.toUpperCase();
	const labelClass = text.startsWith('FA')
		? 'invoice'
		: text.startsWith('NC')
			? 'credit'
			: text.startsWith('ND')
				? 'debit'
				: null;
	if (labelClass === null) return false;
	if (labelClass !== meaning.class) return true;
	const letter = /^(?:FAC|NCR|NDR|NC|ND)([ABCEM])$/.exec(text)?.[1];
	return letter !== undefined && letter !== meaning.letter;
}
