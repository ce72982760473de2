import { count as counted, euros } from '../factusol/spanish';
import { toMessage, type Block, type Message } from '../messages/message';
import { spokenDay } from '../messages/moments';
import { decimal, sum } from '../money';
import { pesos } from '../sales/spanish';
import type { LedgerDay, OrdersPart, Part, SalesPart } from './input';

/** Entries that are named one by one. */
const MOST_NAMED = 50;

/** The flow of a stream, and what its entries are called. */
const STREAMS: Readonly<Record<string, { title: string; one: string; many: string }>> = {
	'order-relay': { title: 'Pedidos', one: 'pedido traspasado', many: 'pedidos traspasados' },
	'solar-sales': { title: 'Ventas', one: 'venta informada', many: 'ventas informadas' },
};

const titleOf = (stream: string) => STREAMS[stream]?.title ?? stream;

/**
 * The message of the morning, in Spanish: what is not as it should be comes first.
 *
 * @param day `YYYY-MM-DD`
 */
export function dailyReport(day: string, parts: readonly Part[], ledger: LedgerDay): Message {
	const findings = [...parts.flatMap((part) => findingsOf(part)), ...heldFindings(ledger)];
	const title = `Resumen del ${spokenDay(day)}`;
	const outcome =
		findings.length === 0
			? 'todo cuadra'
			: counted(findings.length, 'cosa que mirar', 'cosas que mirar');
	return toMessage(`FactuLink · ${title}: ${outcome}`, [
		{ kind: 'heading', text: title },
		...(findings.length === 0
			? [{ kind: 'paragraph', text: 'Todo cuadra: no hay nada que mirar.' } as const]
			: findings.map((text): Block => ({ kind: 'warning', text }))),
		...doneBlocks(ledger),
		...parts.flatMap((part) =>
			part.kind === 'orders' ? orderBlocks(part) : part.kind === 'sales' ? salesBlocks(part) : [],
		),
		...heldBlocks(ledger),
		...waitingBlocks(ledger),
	]);
}

function findingsOf(part: Part): string[] {
	switch (part.kind) {
		case 'failed':
			return [`${part.name}: no respondió, así que falta en este resumen. ${part.text}`];
		case 'orders':
			return orderFindings(part);
		case 'sales':
			return salesFindings(part);
	}
}

function orderFindings({ name, days, missing }: OrdersPart): string[] {
	const unknown = days.flatMap(({ unknownOrders }) => unknownOrders);
	return [
		...(unknown.length > 0
			? [
					`${name}: ${counted(unknown.length, 'pedido')} con artículos de la matriz no ${unknown.length === 1 ? 'está' : 'están'} en el libro: ${named(unknown)}.`,
				]
			: []),
		...(missing.length > 0
			? [
					`${name}: faltan números de pedido: ${named(
						missing.map(({ series, from, to }) =>
							from === to
								? `${series}-${sixDigits(from)}`
								: `${series}-${sixDigits(from)} a ${series}-${sixDigits(to)}`,
						),
					)}.`,
				]
			: []),
	];
}

function salesFindings({ name, days, missing }: SalesPart): string[] {
	const open = days.reduce((total, each) => total + each.open.vouchers, 0);
	return [
		...(open > 0
			? [
					`${name}: ${counted(open, 'comprobante')} de Tango sin informar ni retener, por ${pesosOf(days, 'open')}.`,
				]
			: []),
		...(missing.length > 0
			? [
					`${name}: faltan números de comprobante en Tango: ${named(
						missing.map(
							({ branch, type, letter, pointOfSale, from, to }) =>
								`${type} ${letter} ${pointOfSale}-${from}${from === to ? '' : ` a ${to}`} (sucursal ${branch})`,
						),
					)}.`,
				]
			: []),
	];
}

function heldFindings({ held }: LedgerDay): string[] {
	return [...new Set(held.map(({ stream }) => stream))].map(
		(stream) =>
			`${titleOf(stream)}: ${held.filter((each) => each.stream === stream).length} a la espera de una persona.`,
	);
}

function doneBlocks({ done }: LedgerDay): Block[] {
	const lines = done.map(({ stream, count }) => {
		const words = STREAMS[stream];
		return words ? `${counted(count, words.one, words.many)}.` : `${stream}: ${count} hechos.`;
	});
	return [
		{ kind: 'heading', text: 'Hecho ese día' },
		lines.length === 0 ? { kind: 'paragraph', text: 'Nada.' } : { kind: 'list', items: lines },
		...done.flatMap(({ examples }): Block[] =>
			examples.length === 0 ? [] : [{ kind: 'list', items: shortened(examples) }],
		),
	];
}

function orderBlocks({ name, days }: OrdersPart): Block[] {
	const heading: Block = { kind: 'heading', text: `${name}: pedidos del día en FactuSOL` };
	if (days.length === 0) return [heading, { kind: 'paragraph', text: 'Ningún pedido.' }];
	const cell = ({ orders, amount }: { orders: number; amount: string }) =>
		orders === 0 ? '0' : `${orders} (${euros(decimal(amount))})`;
	return [
		heading,
		tableOf(days, [
			['Día', ({ day }) => spokenDay(day)],
			['Serie', ({ series }) => series],
			['Pedidos', ({ inFactusol }) => cell(inFactusol)],
			['Con artículos de la matriz', ({ withParentLines }) => cell(withParentLines)],
			['Traspasados', ({ relayed }) => cell(relayed)],
			['Retenidos', ({ held }) => cell(held)],
			['Anulados', ({ cancelled }) => String(cancelled), 'unless nothing'],
			['En cola', ({ waiting }) => cell(waiting), 'unless nothing'],
			['Omitidos', ({ skipped }) => cell(skipped), 'unless nothing'],
			['A medio hacer', ({ unfinished }) => cell(unfinished), 'unless nothing'],
			['Fuera del libro', ({ unknown }) => cell(unknown), 'unless nothing'],
		]),
	];
}

type ColumnOf<Row> = readonly [
	head: string,
	cell: (row: Row) => string,
	/** Left out when there is nothing in it: most days have none of it, and mails are narrow. */
	shown?: 'unless nothing',
];

function tableOf<Row>(rows: readonly Row[], columns: readonly ColumnOf<Row>[]): Block {
	const shown = columns.filter(
		([, cell, rule]) => rule === undefined || rows.some((row) => cell(row) !== '0'),
	);
	return {
		kind: 'table',
		head: shown.map(([head]) => head),
		rows: rows.map((row) => shown.map(([, cell]) => cell(row))),
	};
}

function salesBlocks({ name, days }: SalesPart): Block[] {
	const heading: Block = { kind: 'heading', text: `${name}: comprobantes del día en Tango` };
	if (days.length === 0) return [heading, { kind: 'paragraph', text: 'Ningún comprobante.' }];
	const cell = ({ vouchers, amount }: { vouchers: number; amount: string }) =>
		vouchers === 0 ? '0' : `${vouchers} (${pesos(amount)})`;
	return [
		heading,
		tableOf(days, [
			['Día', ({ day }) => spokenDay(day)],
			['Sucursal', ({ branch }) => String(branch)],
			['En Tango', ({ inTango }) => cell(inTango)],
			['Informados', ({ sent }) => cell(sent)],
			['Retenidos', ({ held }) => cell(held)],
			['Sin informar', ({ open }) => cell(open)],
		]),
	];
}

function heldBlocks({ held }: LedgerDay): Block[] {
	if (held.length === 0) return [];
	return [
		{ kind: 'heading', text: 'A la espera de una persona' },
		{
			kind: 'list',
			items: shortened(
				held.map(({ key, message, reason }) =>
					// The message of a sale that does not add up is its reason.
					[...new Set([message, reason, key])].filter((text) => text !== null).join(' · '),
				),
			),
		},
	];
}

function waitingBlocks({ waiting }: LedgerDay): Block[] {
	return waiting.length === 0
		? []
		: [
				{
					kind: 'paragraph',
					text: `En cola ahora: ${waiting.map(({ stream, count }) => `${titleOf(stream).toLocaleLowerCase('es')}, ${count}`).join('; ')}.`,
				},
			];
}

const pesosOf = (days: SalesPart['days'], what: 'open') =>
	pesos(sum(days.map((each) => decimal(each[what].amount))).toFixed(2));

const sixDigits = (number: number) => String(number).padStart(6, '0');

const shortened = (lines: readonly string[]): string[] =>
	lines.length <= MOST_NAMED
		? [...lines]
		: [...lines.slice(0, MOST_NAMED), `… y ${lines.length - MOST_NAMED} más.`];

const named = (names: readonly string[]) => shortened(names).join(', ');
