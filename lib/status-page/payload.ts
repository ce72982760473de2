import { z } from 'zod';

import type { Entry, Json } from '../ledger/types';
import { amountText, decimalText } from './words';

/** A payload as a person reads it: some facts, and what it consists of. */
export interface Content {
	facts: (readonly [name: string, value: string])[];
	tables: ContentTable[];
}

export interface ContentTable {
	title: string;
	heads: readonly string[];
	/** Places of the columns that hold numbers. */
	numbers: readonly number[];
	rows: string[][];
	/** Rows that were left out. */
	more: number;
}

/** Enough for any order that a person reads through. */
const MOST_ROWS = 200;

const MOST_TEXT = 500;

/** A text or number from outside; anything else, and what is missing, is an empty text. */
const text = z
	.union([z.string(), z.number()])
	.transform((value) => cut(String(value)))
	.catch('');

const listOf = <Item extends z.ZodTypeAny>(item: Item) => z.array(item).catch([]);

const cut = (value: string) => (value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value);

const order = z.object({
	company: z.object({ name: text, code: text }),
	document: text,
	date: text,
	customer: z.object({ name: text, code: text }).optional().catch(undefined),
	customerReference: text,
	total: text,
	purchaseReference: text,
	lines: z
		.array(
			z.object({
				article: text,
				parentArticle: text,
				description: text,
				quantity: text,
				purchasePrice: text,
			}),
		)
		.min(1),
	omittedLines: listOf(
		z.object({ article: text, description: text, quantity: text, reason: text }),
	),
});

const sale = z.object({
	voucher: z.object({ branch: text, type: text, number: text }),
	comprobante: z
		.object({
			Fecha: text,
			Hora: text,
			IdComprobante: text,
			PtoVenta: text,
			NroComprobante: text,
			Detalles: listOf(
				z.object({
					DescripcionItem: text,
					Cantidad: text,
					ImporteNeto: text,
					ImporteImpuestos: text,
				}),
			),
			Pagos: listOf(z.object({ MedioPago: text, Importe: text })),
		})
		.optional()
		.catch(undefined),
});

const OMITTED: Readonly<Record<string, string>> = {
	'return or nothing left to order': 'devolución, o nada que pedir',
	'free text': 'texto libre',
};

/** Name of the company that an order is of, when the payload tells it. */
export function companyName({ payload }: Pick<Entry, 'payload'>): string | undefined {
	const parsed = z.object({ company: z.object({ name: z.string().min(1) }) }).safeParse(payload);
	return parsed.success ? cut(parsed.data.company.name) : undefined;
}

/** What an order or a sale says; of anything else the plain fields. */
export function contentOf(payload: Json): Content {
	const asOrder = order.safeParse(payload);
	if (asOrder.success) return orderContent(asOrder.data);
	const asSale = sale.safeParse(payload);
	if (asSale.success) return saleContent(asSale.data);
	return { facts: plainFacts(payload), tables: [] };
}

function orderContent(data: z.output<typeof order>): Content {
	const customer = data.customer && [data.customer.name, data.customer.code].filter(Boolean);
	return {
		facts: present([
			['Empresa', [data.company.name, data.company.code].filter(Boolean).join(' · ')],
			['Pedido', data.document],
			['Fecha', data.date.split('-').reverse().join('/')],
			['Cliente', customer?.join(' · ') ?? ''],
			['Referencia del cliente', data.customerReference],
			['Total del pedido', data.total && `${amountText(data.total)} €`],
			['Referencia del pedido a proveedor', data.purchaseReference],
		]),
		tables: [
			tableOf(
				'Líneas que se piden',
				['Artículo', 'En la matriz', 'Descripción', 'Cantidad', 'Precio de compra'],
				[3, 4],
				data.lines.map((line) => [
					line.article,
					line.parentArticle,
					line.description,
					decimalText(line.quantity),
					amountText(line.purchasePrice),
				]),
			),
			tableOf(
				'Líneas que no se piden',
				['Artículo', 'Descripción', 'Cantidad', 'Por qué'],
				[2],
				data.omittedLines.map((line) => [
					line.article,
					line.description,
					decimalText(line.quantity),
					translated(OMITTED, line.reason),
				]),
			),
		].filter(({ rows }) => rows.length > 0),
	};
}

function saleContent({ voucher, comprobante }: z.output<typeof sale>): Content {
	const facts = present([
		['Sucursal', voucher.branch],
		['Comprobante', [voucher.type, voucher.number].filter(Boolean).join(' ')],
		['Fecha', comprobante ? `${comprobante.Fecha.replaceAll('-', '/')} ${comprobante.Hora}` : ''],
		[
			'Para el shopping',
			comprobante
				? `${comprobante.IdComprobante} ${comprobante.PtoVenta}-${comprobante.NroComprobante}`
				: '',
		],
	]);
	if (!comprobante) return { facts, tables: [] };
	return {
		facts,
		tables: [
			tableOf(
				'Renglones',
				['Artículo', 'Cantidad', 'Neto', 'Impuestos'],
				[1, 2, 3],
				comprobante.Detalles.map((line) => [
					line.DescripcionItem,
					decimalText(line.Cantidad),
					amountText(line.ImporteNeto),
					amountText(line.ImporteImpuestos),
				]),
			),
			tableOf(
				'Pagos',
				['Medio de pago', 'Importe'],
				[1],
				comprobante.Pagos.map(({ MedioPago, Importe }) => [MedioPago, amountText(Importe)]),
			),
		],
	};
}

/** What an entry is called: a sale by its voucher alone, because its message goes on with what became of it. */
export function titleOf({
	message,
	key,
	payload,
}: Pick<Entry, 'message' | 'key' | 'payload'>): string {
	const [, voucher] = (sale.safeParse(payload).success && /^(.+?): /.exec(message ?? '')) || [];
	return voucher ?? (message || key);
}

/** Why an entry is as it is, without the name that stands above it; nothing when the title says it all. */
export function reasonOf(entry: Pick<Entry, 'message' | 'key' | 'payload' | 'reason'>): string {
	const title = titleOf(entry);
	const { reason } = entry;
	if (reason === null || reason === title) return '';
	if (!reason.startsWith(`${title}: `)) return reason;
	const rest = reason.slice(title.length + 2);
	return rest.charAt(0).toLocaleUpperCase('es') + rest.slice(1);
}

/** What the work produced. */
export function resultFacts({ key: _same, series: _in, number: _document, ...result }: Json) {
	return plainFacts(result);
}

const NAMES: Readonly<Record<string, string>> = {
	message: 'Qué se hizo',
	document: 'Documento',
	reference: 'Referencia',
	created: 'Creado ahora',
	lines: 'Líneas',
	total: 'Total',
	outcome: 'Cómo acabó',
	answer: 'Respuesta del shopping',
	fiscalYear: 'Ejercicio',
};

const OUTCOMES: Readonly<Record<string, string>> = {
	sent: 'informada',
	alreadyRegistered: 'el shopping ya la tenía',
	send: 'se puede informar',
	hold: 'no se puede informar',
	skip: 'no se informa',
};

/** The fields that are plain texts, numbers or yes and no. */
function plainFacts(payload: Json): Content['facts'] {
	const known = Object.keys(NAMES);
	const place = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
	return present(
		Object.entries(payload)
			.slice(0, MOST_ROWS)
			.sort(([a], [b]) => place(a) - place(b))
			.map(([name, value]) => [translated(NAMES, name), plain(name, value)]),
	);
}

function plain(name: string, value: unknown): string {
	if (typeof value === 'boolean') return value ? 'sí' : 'no';
	const words = text.parse(value);
	if (name === 'outcome') return translated(OUTCOMES, words);
	return name === 'total' ? amountText(words) : words;
}

function translated(table: Readonly<Record<string, string>>, word: string): string {
	return Object.hasOwn(table, word) ? (table[word] ?? word) : word;
}

const present = (facts: readonly (readonly [string, string])[]) =>
	facts.filter(([, value]) => value !== '');

function tableOf(
	title: string,
	heads: readonly string[],
	numbers: readonly number[],
	rows: string[][],
): ContentTable {
	return {
		title,
		heads,
		numbers,
		rows: rows.slice(0, MOST_ROWS),
		more: Math.max(0, rows.length - MOST_ROWS),
	};
}
