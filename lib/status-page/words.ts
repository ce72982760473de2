import { STATE_NAMES } from '../ledger/sentences';
import type { EventName, State } from '../ledger/types';

/** How a flow and what it works on are called; the names of the shipped workflows. */
export interface FlowWords {
	name: string;
	/** Heading of its companies or branches. */
	origins: string;
	origin(code: string): string;
	/** `3 pedidos` */
	thing: string;
	things: string;
}

const FLOWS: Readonly<Record<string, FlowWords>> = {
	'order-relay': {
		name: 'Traspaso de pedidos',
		origins: 'Empresa',
		origin: (code) => `Empresa ${code}`,
		thing: 'pedido',
		things: 'pedidos',
	},
	'solar-sales': {
		name: 'Ventas al shopping',
		origins: 'Sucursal',
		origin: (code) => (code === '?' ? 'Por saber' : `Sucursal ${code}`),
		thing: 'venta',
		things: 'ventas',
	},
};

/** A flow that somebody built himself is called by the name of its stream. */
export function flowWords(stream: string): FlowWords {
	const known = Object.hasOwn(FLOWS, stream) ? FLOWS[stream] : undefined;
	return (
		known ?? {
			name: stream,
			origins: 'Origen',
			origin: (code) => code || 'Sin origen',
			thing: 'entrada',
			things: 'entradas',
		}
	);
}

/** The shipped flows first, in this order. */
export function byFlow(a: string, b: string): number {
	const known = Object.keys(FLOWS);
	const rank = (stream: string) => (known.includes(stream) ? known.indexOf(stream) : known.length);
	return rank(a) - rank(b) || a.localeCompare(b);
}

/** Colour of a state; a word always stands beside it. */
export const TONES: Readonly<Record<State, 'good' | 'wait' | 'bad' | 'busy' | 'calm'>> = {
	pending: 'busy',
	claimed: 'busy',
	done: 'good',
	held: 'wait',
	dead: 'bad',
	skipped: 'calm',
};

/** Short enough for a table; the long names are those of the events. */
export const STATE_WORDS: Readonly<Record<State, string>> = {
	...STATE_NAMES,
	held: 'retenido',
};

export const STATE_HEADINGS: Readonly<Record<State, string>> = {
	pending: 'Pendientes',
	claimed: 'En proceso',
	done: 'Completados',
	held: 'Retenidos',
	dead: 'Abandonados',
	skipped: 'Omitidos',
};

export const EVENT_WORDS: Readonly<Record<EventName, string>> = {
	registered: 'Registrado',
	rebuilt: 'Reconstruido',
	changed: 'Contenido cambiado',
	claimed: 'Tomado',
	completed: 'Completado',
	retried: 'Se repetirá',
	died: 'Abandonado',
	held: 'Retenido',
	skipped: 'Omitido',
	lapsed: 'Sin terminar',
	renewed: 'Vuelve',
	released: 'Liberado',
};

/** `1 pedido`, `1.234 pedidos` */
export function counted(amount: number, one: string, many: string): string {
	return `${numberText(amount)} ${amount === 1 ? one : many}`;
}

/** `1.234` */
export function numberText(amount: number): string {
	return decimalText(String(amount));
}

/** An amount of money or a price: `46.2` as `46,20`, with at least the cents. */
export function amountText(text: string): string {
	return decimalText(
		text.replace(/^(-?\d+)(?:\.(\d))?$/, (_, whole: string, tenth = '0') => `${whole}.${tenth}0`),
	);
}

/** `1234.50` as `1.234,50`; anything that is no plain decimal as it is. */
export function decimalText(text: string): string {
	const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined) return text;
	const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.');
	return `${sign}${grouped}${fraction === undefined ? '' : `,${fraction}`}`;
}
