import { STATES } from './types';
import type { FailReason, Purged, State, Summary, Verdict } from './types';

/** What the events say: Spanish, one sentence each, because office people and auditors read them. */

const about = (message: string | null | undefined) => (message ? `: ${message}` : '.');

/** Closed by exactly one full stop. */
const closed = (text: string) => `${text.trim().replace(/[.\s]+$/, '')}.`;

/** A reason, with its code in front. */
const because = (code: string, reason: string) => `(${code}): ${closed(reason)}`;

/** "45 s", "2 min", "1 h 5 min". */
export function duration(seconds: number): string {
	const rounded = Math.max(0, Math.round(seconds));
	if (rounded < 90) return `${rounded} s`;
	const minutes = Math.round(rounded / 60);
	if (minutes < 60) return `${minutes} min`;
	const rest = minutes % 60;
	return `${Math.floor(minutes / 60)} h${rest ? ` ${rest} min` : ''}`;
}

const verdictText = ({ state, code, reason }: Verdict) =>
	`${state === 'held' ? 'en espera de una persona' : 'omitido'} ${because(code, reason)}`;

export const sentences = {
	registered: (message?: string | null) => `Registrado${about(message)}`,
	registeredWith: (verdict: Verdict) => `Registrado, ${verdictText(verdict)}`,
	rebuiltAsDone: (message?: string | null) =>
		`Libro reconstruido: ya estaba hecho${about(message)}`,
	rebuiltAs: (message?: string | null) =>
		`Libro reconstruido: no consta hecho y queda pendiente${about(message)}`,
	rebuiltWith: (verdict: Verdict) => `Libro reconstruido: ${verdictText(verdict)}`,
	notRebuilt: (state: State) =>
		`Ya estaba en el libro, «${STATE_NAMES[state]}»; no se ha cambiado.`,
	notFound: () =>
		'El libro se ha reconstruido y no consta que esto se hiciera. Libérelo si hay que hacerlo; si no, omítalo.',
	leftAsFound: () =>
		'El libro se ha reconstruido y no consta que esto se hiciera; se ha pedido dejarlo así.',
	changedWhenNotFound: () =>
		'El contenido ha cambiado, pero sigue en espera: nadie ha dicho aún si hay que hacerlo.',
	sameAtTarget: ({ key, state }: { key: string; state: State }) =>
		`El destino no lo distingue de ${key}, que está en el libro como «${STATE_NAMES[state]}»: diría que ya lo tiene, y este no llegaría nunca.`,
	known: () => 'Ya estaba registrado y no ha cambiado.',
	changed: (message?: string | null) =>
		`El contenido ha cambiado y vuelve a estar pendiente${about(message)}`,
	changedWith: (verdict: Verdict) => `El contenido ha cambiado, ${verdictText(verdict)}`,
	changedWhileClaimed: () =>
		'El contenido ha cambiado mientras se procesaba; el contenido nuevo queda guardado.',
	changedWhenDone: () =>
		'El contenido ha cambiado después de completarse; no se procesa otra vez, decide una persona.',
	changedWhenSkipped: () => 'El contenido ha cambiado, pero sigue omitido; decide una persona.',
	changedWhenPurged: () =>
		'El contenido ha cambiado después de completarse y archivarse; no se procesa otra vez.',
	claimed: (attempt: number) => `Tomado para procesar (intento ${attempt}).`,
	claimedAgain: (attempt: number) =>
		`La ejecución que lo tenía no terminó a tiempo; tomado de nuevo (intento ${attempt}).`,
	completed: (message?: string | null) => `Completado${about(message)}`,
	alreadyDone: () => 'Ya estaba completado con el mismo resultado.',
	retried: (error: FailReason, seconds: number, attempts: number, maxAttempts: number) =>
		`No se pudo en el intento ${attempts} de ${maxAttempts}; se repite en ${duration(seconds)} ${because(error.code, error.message)}`,
	died: (error: FailReason, attempts: number) =>
		`Abandonado tras ${attempts} ${attempts === 1 ? 'intento' : 'intentos'} ${because(error.code, error.message)}`,
	held: (code: string, reason: string) => `En espera de una persona ${because(code, reason)}`,
	replaced: (by: string) => `Sigue como ${by}.`,
	skipped: (code: string, reason: string, by?: string | null) =>
		`Omitido${by ? ` por ${by}` : ''} ${because(code, reason)}`,
	lapsed: () => 'La ejecución que lo tenía no terminó a tiempo.',
	lapsedTooOften: (times: number) =>
		`Ninguna de las últimas ${times} ejecuciones que lo tomaron terminó; puede que este elemento las detenga.`,
	renewed: (message?: string | null) => `Vuelve con el contenido nuevo${about(message)}`,
	renewedWith: (verdict: Verdict) => `Con el contenido nuevo queda ${verdictText(verdict)}`,
	released: (by?: string | null, reason?: string | null) =>
		by || reason
			? `Liberado por ${by || 'una persona'}; vuelve a estar pendiente${reason ? `: ${closed(reason)}` : '.'}`
			: 'Liberado por una persona; vuelve a estar pendiente.',
	notReleased: (state: State) => `No se ha liberado: su estado es «${STATE_NAMES[state]}».`,
};

export const STATE_NAMES: Readonly<Record<State, string>> = {
	pending: 'pendiente',
	claimed: 'en proceso',
	done: 'completado',
	held: 'en espera de una persona',
	dead: 'abandonado',
	skipped: 'omitido',
};

const PLURALS: Readonly<Record<State, string>> = {
	pending: 'pendientes',
	claimed: 'en proceso',
	done: 'completados',
	held: 'en espera de una persona',
	dead: 'abandonados',
	skipped: 'omitidos',
};

const counted = (count: number, state: State) =>
	`${count} ${count === 1 ? STATE_NAMES[state] : PLURALS[state]}`;

/** "order-relay: 3 pendientes, 1 en espera de una persona. Sin respuesta: 003/2026." */
export function summarySentence({ streams, sources }: Summary): string {
	if (streams.length === 0) return 'El libro está vacío.';
	const lines = streams.map(({ stream, counts }) => {
		const states = STATES.filter((state) => counts[state] > 0);
		return `${stream}: ${states.map((state) => counted(counts[state], state)).join(', ')}.`;
	});
	const failing = sources.filter(({ failures }) => failures > 0).map(({ source }) => source);
	if (failing.length > 0) lines.push(`Sin respuesta: ${failing.join(', ')}.`);
	return lines.join(' ');
}

export function purgeSentence({ entries }: Purged): string {
	return entries === 1
		? 'Se ha borrado 1 entrada completada con su historial.'
		: `Se han borrado ${entries} entradas completadas con su historial.`;
}
