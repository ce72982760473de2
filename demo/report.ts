import type { DocumentView } from './documents';
import type { EntryView, SourceView } from './ledger-view';
import type { SalesReport } from './sales/report';

export interface CompanyReport {
	code: string;
	name: string;
	/** Customer orders in its files. */
	orders: number;
	/** Of these, not cancelled and with a line for the parent. */
	withParentLines: number;
	/** Orders whose purchase order this relay wrote, in this run or an earlier one. */
	relayed: number;
	/** Of these, in this run. */
	relayedNow: number;
	/** Orders whose purchase order was found at the parent although this ledger had not written it. */
	alreadyThere: number;
	held: { key: string; code: string; reason: string }[];
	failed: { key: string; error: string }[];
	/** Known, and deliberately not relayed. */
	skipped: { key: string; reason: string }[];
	/** Orders whose lines for the parent are returns or ordered in full: no purchase order is wanted. */
	nothingToOrder: number;
	/** Orders that are not finished yet: in an editor, or without all of their lines. */
	waiting: number;
}

export interface RelayReport {
	companies: CompanyReport[];
	documents: DocumentView[];
}

export interface Report {
	/** Absent when only the sales run. */
	relay?: RelayReport;
	/** Absent when only the relay runs. */
	sales?: SalesReport;
	seconds: number;
}

export interface Seen {
	companies: readonly { code: string; name: string }[];
	entries: readonly EntryView[];
	sources: readonly SourceView[];
	documents: readonly DocumentView[];
	/** When this run began. */
	since: Date;
}

/** What became of every order, from the ledger, and the documents as they were read back. */
export function relayReport({ companies, entries, sources, documents, since }: Seen): RelayReport {
	return {
		companies: companies.map(({ code, name }) => {
			const own = entries.filter(({ key }) => key.startsWith(`${code}/`));
			const counted = (name: keyof SourceView['counts']) =>
				sum(
					sources
						.filter(({ source }) => source.startsWith(`${code}/`))
						.map(({ counts }) => counts[name]),
				);
			const inState = (...states: EntryView['state'][]) =>
				own.filter(({ state }) => states.includes(state));
			const done = inState('done');
			const written = done.filter(({ result }) => result?.created !== false);
			return {
				code,
				name,
				orders: counted('orders'),
				withParentLines: counted('withParentLines'),
				relayed: written.length,
				relayedNow: written.filter(({ updatedAt }) => new Date(updatedAt) >= since).length,
				alreadyThere: done.length - written.length,
				held: inState('held').map(({ key, reasonCode, reason }) => ({
					key,
					code: reasonCode ?? '',
					reason: reason ?? '',
				})),
				failed: inState('dead', 'pending', 'claimed').map(({ key, state, reason }) => ({
					key,
					error: reason ?? `it is still ${state}`,
				})),
				skipped: inState('skipped').map(({ key, reasonCode, reason }) => ({
					key,
					reason: reason ?? reasonCode ?? '',
				})),
				nothingToOrder: counted('nothingToOrder'),
				waiting: counted('waiting'),
			};
		}),
		documents: [...documents],
	};
}

/** Why a run must not pass for a success; empty when every order is relayed or waits for a person. */
export function shortcomings({ companies, documents }: RelayReport): string[] {
	const keys = new Set(documents.map(({ key }) => key));
	return companies
		.flatMap((company) => {
			const { name, withParentLines, relayed, alreadyThere, held, failed, skipped } = company;
			const known = relayed + alreadyThere + held.length + failed.length + skipped.length;
			const notForTheLedger = company.nothingToOrder + company.waiting;
			const found = documents.filter(({ key }) => key.startsWith(`${company.code}/`)).length;
			return [
				...failed.map(({ key, error }) => `${key} was not relayed: ${error}`),
				...(known + notForTheLedger < withParentLines
					? [`${name}: ${withParentLines} orders are for the parent, the ledger knows ${known}`]
					: []),
				...(found < relayed + alreadyThere
					? [
							`${name}: ${relayed + alreadyThere} orders are done, the parent's file has ${found} documents`,
						]
					: []),
			];
		})
		.concat(
			keys.size < documents.length
				? [`The parent's file has ${documents.length} documents for ${keys.size} orders`]
				: [],
		);
}

/** The table that people read. */
export function table({ companies, documents }: RelayReport): string {
	const heads = [
		'Company',
		'Orders',
		'For parent',
		'Relayed',
		'Already there',
		'Held',
		'Failed',
		'Skipped',
		'Nothing to order',
		'Waiting',
		'Documents',
	];
	const rows = companies.map((company) => {
		const own = documents.filter(({ key }) => key.startsWith(`${company.code}/`));
		return [
			`${company.name} (${company.code})`,
			company.orders,
			company.withParentLines,
			company.relayed,
			company.alreadyThere,
			company.held.length,
			company.failed.length,
			company.skipped.length,
			company.nothingToOrder,
			company.waiting,
			range(own),
		].map(String);
	});
	const lines = aligned([heads, ...rows]);
	const list = (title: string, items: readonly { key: string; text: string }[]) =>
		items.length === 0
			? []
			: ['', `${title}:`, ...items.map(({ key, text }) => `  ${key}  ${text}`)];
	return [
		...lines,
		...list(
			'Held for a person',
			companies.flatMap(({ held }) => held.map(({ key, reason }) => ({ key, text: reason }))),
		),
		...list(
			'Failed',
			companies.flatMap(({ failed }) => failed.map(({ key, error }) => ({ key, text: error }))),
		),
	].join('\n');
}

/** First and last number of each series: `2-000001 … 2-000045`. */
function range(documents: readonly DocumentView[]): string {
	const series = [...new Set(documents.map((each) => each.series))];
	return (
		series
			.map((each) => {
				const numbers = documents
					.filter((document) => document.series === each)
					.map(({ number }) => number);
				const shown = (number: number) => `${each}-${String(number).padStart(6, '0')}`;
				return `${shown(Math.min(...numbers))} … ${shown(Math.max(...numbers))}`;
			})
			.join(', ') || '–'
	);
}

/** Columns of equal width: the first and the last to the left, numbers to the right. */
export function aligned(rows: readonly string[][]): string[] {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => (row[column] ?? '').length)),
	);
	const line = (row: readonly string[]) =>
		row
			.map((cell, column) => {
				const width = widths[column] ?? 0;
				const left = column === 0 || column === row.length - 1;
				return left ? cell.padEnd(width) : cell.padStart(width);
			})
			.join('  ')
			.trimEnd();
	const [head = [], ...body] = rows;
	const rule = '─'.repeat(sum(widths) + 2 * (widths.length - 1));
	return [line(head), rule, ...body.map(line)];
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
}
