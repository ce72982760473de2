import type { LedgerFigures } from './ledger.bench';
import type { PollingRow } from './polling';
import type { SalesRow } from './sales.bench';
import type { StatusPageRow } from './status-page.bench';
import { figure, met, ms, table } from './table';
import type { LookupRow, WritingRow } from './writing';

export interface Report {
	machine: {
		cpus: number;
		cpu: string;
		memoryGiB: number;
		node: string;
		/** Processes that wanted to run, on average, in the minute before and at the end. */
		loadBefore: number;
		loadAfter: number;
	};
	polling?: PollingRow[];
	ledger?: LedgerFigures[];
	writing?: WritingRow[];
	lookup?: LookupRow[];
	sales?: SalesRow[];
	statusPage?: StatusPageRow[];
}

/** The goals of the project; times depend on the machine, these hardly do. */
const DELAY_GOAL_MS = 20;
const LEDGER_GOAL = 0.5;
const LOOKUP_GOAL = 1.3;
const SALES_GOAL = 1.3;
const SALES_MEMORY_GOAL_MIB = 200;
const PAGE_GOAL_MS = 200;

export function reportText(report: Report): string {
	const { machine, polling, ledger, writing, lookup, sales, statusPage } = report;
	const parts = [
		`${machine.cpus} × ${machine.cpu}, ${figure(machine.memoryGiB)} GiB, Node ${machine.node}, load ${machine.loadBefore.toFixed(1)} before and ${machine.loadAfter.toFixed(1)} after`,
	];
	if (polling) parts.push(pollingText(polling));
	if (ledger) parts.push(ledgerText(ledger));
	if (writing) parts.push(writingText(writing));
	if (lookup) parts.push(lookupText(lookup));
	if (sales) parts.push(salesText(sales));
	if (statusPage) parts.push(statusPageText(statusPage));
	return parts.join('\n\n');
}

function pollingText(rows: readonly PollingRow[]): string {
	const heads = [
		'file',
		'lines',
		'opened',
		'orders of',
		'for parent',
		'changed file',
		'delay p99',
		'max',
		`p99 < ${DELAY_GOAL_MS} ms`,
		'idle p99',
		'longest block',
		'peak memory',
		'unchanged file',
	];
	return [
		'POLLING: one look when everything is known to the ledger; delay of the event loop during it, and when idle',
		table(
			heads,
			rows.map((row) => [
				row.file,
				row.facts.lines.toLocaleString('en'),
				row.via === 'ODBC' ? 'ODBC (stand-in)' : row.via,
				row.lookBackDays === null ? 'all days' : `${row.lookBackDays} days`,
				row.acknowledged.toLocaleString('en'),
				ms(row.changed.milliseconds),
				ms(row.changed.delayP99),
				ms(row.changed.delayMax),
				met(row.changed.delayP99 < DELAY_GOAL_MS),
				ms(row.idle.delayP99),
				ms(row.changed.blockMax),
				`${figure(row.peakMiB)} MiB`,
				ms(row.unchanged.milliseconds),
			]),
		),
	].join('\n\n');
}

function ledgerText(rows: readonly LedgerFigures[]): string {
	return [
		'LEDGER: entries registered, claimed and completed each second, beside the same writes in bare better-sqlite3',
		table(
			[
				'entries a transaction',
				'ledger',
				'bare',
				'ratio',
				`≥ ${LEDGER_GOAL}`,
				'memory',
				'50,000 looked up',
			],
			rows.map((row) => [
				String(row.batch),
				figure(row.ledgerPerSecond),
				figure(row.barePerSecond),
				row.ratio.toFixed(2),
				met(row.ratio >= LEDGER_GOAL),
				`${figure(row.memoryMiB)} MiB`,
				ms(row.lookup50kMs),
			]),
		),
	].join('\n\n');
}

function writingText(rows: readonly WritingRow[]): string {
	return [
		'WRITING: purchase orders written each second through the odbc module into the SQLite stand-in of the parent',
		table(
			['orders a run', 'orders a second', 'lines each', 'of the time, composing'],
			rows.map((row) => [
				String(row.batch),
				figure(row.documentsPerSecond),
				row.linesPerDocument.toFixed(1),
				`${figure(row.composingShare * 100)} %`,
			]),
		),
	].join('\n\n');
}

function lookupText(rows: readonly LookupRow[]): string {
	const [{ few, many } = { few: { documents: 0 }, many: { documents: 0 } }] = rows;
	const [less, more] = [few.documents.toLocaleString('en'), many.documents.toLocaleString('en')];
	return [
		`LOOK-UP: what one purchase order costs in a file that has ${less} and ${more} of them`,
		table(
			[
				'orders a run',
				`an order, ${less}`,
				`an order, ${more}`,
				'ratio',
				`≤ ${LOOKUP_GOAL}`,
				`look-up of the run, ${less}`,
				`look-up, ${more}`,
			],
			rows.map((row) => [
				String(row.batch),
				ms(row.few.msPerDocument),
				ms(row.many.msPerDocument),
				row.ratio.toFixed(2),
				met(row.ratio <= LOOKUP_GOAL),
				ms(row.few.lookupMs),
				ms(row.many.lookupMs),
			]),
		),
	].join('\n\n');
}

function salesText(rows: readonly SalesRow[]): string {
	return [
		'SALES: vouchers that go from pending to marked each second, with stand-ins for SQL Server and the mall',
		table(
			[
				'pending',
				'a second',
				'a voucher',
				'reading',
				'ledger',
				'sending',
				'marking',
				'ratio',
				`≤ ${SALES_GOAL}`,
				'memory, plenty',
				'memory, tight',
				`< ${SALES_MEMORY_GOAL_MIB} MiB`,
			],
			rows.map((row) => [
				row.vouchers.toLocaleString('en'),
				figure(row.vouchersPerSecond),
				ms(row.msPerVoucher),
				ms(row.steps.getPending),
				ms(row.steps.ledger),
				ms(row.steps.send),
				ms(row.steps.mark),
				row.ratio.toFixed(2),
				met(row.ratio <= SALES_GOAL),
				`${figure(row.memoryMiB)} MiB`,
				`${figure(row.tightMemoryMiB)} MiB`,
				met(row.tightMemoryMiB < SALES_MEMORY_GOAL_MIB),
			]),
		),
	].join('\n\n');
}

function statusPageText(rows: readonly StatusPageRow[]): string {
	return [
		'STATUS PAGE: from the request to the whole page, without n8n around it',
		table(
			[
				'entries',
				'ledger',
				'view',
				'page',
				'processor',
				'first',
				'median',
				'slowest',
				`< ${PAGE_GOAL_MS} ms`,
			],
			rows.map((row) => [
				row.entries.toLocaleString('en'),
				`${figure(row.fileMiB)} MiB`,
				row.view,
				`${figure(row.kiB)} KiB`,
				ms(row.processor),
				ms(row.first),
				ms(row.median),
				ms(row.slowest),
				met(row.slowest < PAGE_GOAL_MS),
			]),
		),
	].join('\n\n');
}
