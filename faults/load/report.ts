import { table } from '../../bench/table';
import { sampleText } from '../gauges';
import { KINDS } from '../judge/findings';
import { findingText, standingText } from '../kill-matrix';
import { GROWTH_RULE } from './growth';
import type { LoadReport } from './load-run';
import type { Passes, Row } from './row';

const whole = (value: number | undefined) =>
	value === undefined ? '–' : String(Math.round(value));

const share = (value: number | undefined) =>
	value === undefined ? '–' : `${Math.round(value * 100)} %`;

/** `12:30` */
function clock(seconds: number): string {
	const rounded = Math.round(seconds);
	return `${Math.floor(rounded / 60)}:${String(rounded % 60).padStart(2, '0')}`;
}

const passesText = ({ workflow, count, seconds, longest }: Passes) =>
	`${workflow} ${count} × ${seconds.toFixed(1)} s (longest ${longest.toFixed(1)} s)`;

const keptText = ({ keptKb: { least, mean } }: Passes) =>
	`of each n8n keeps ${whole(mean)} KB in the mean, ${whole(least)} KB at the least`;

/** One row while the run goes on. */
export function rowText(row: Row): string {
	return [
		`${clock(row.at)} orders ${row.done.orders} (${whole(row.perMinute.orders)}/min, ${row.unsettled.orders} registered and not settled)`,
		`sales ${row.done.sales} (${whole(row.perMinute.sales)}/min, ${row.unsettled.sales} registered and not settled)`,
		`memory ${whole(row.memoryMb)} MB (heap ${whole(row.heapMb)} MB)`,
		`event loop ${whole(row.peak?.loopDelayMs)} ms`,
		`ledger ${whole(row.ledgerMb)} MB, n8n ${whole(row.databaseMb)} MB`,
		`processor n8n ${share(row.processor.n8n)}, SQL Server ${share(row.processor.sqlServer)}, mall ${share(row.processor.mall)}`,
		...row.passes.map(passesText),
	].join(' · ');
}

/** Nothing was lost, doubled, torn or wrong, nothing failed, and memory did not grow. */
export function isWell(load: LoadReport): boolean {
	return (
		load.findings.length === 0 &&
		load.unsettled.length === 0 &&
		load.failed.length === 0 &&
		!load.stopped &&
		!load.growth?.some(({ grew }) => grew)
	);
}

export function loadText(load: LoadReport): string {
	const { pace, standing, passes, failed, workSeconds } = load;
	const rows = load.rows.map((row) => [
		clock(row.at),
		whole(row.done.orders),
		whole(row.perMinute.orders),
		whole(row.done.sales),
		whole(row.perMinute.sales),
		whole(row.memoryMb),
		whole(row.heapMb),
		whole(row.peak?.loopDelayMs),
		whole(row.peak?.loopDelayP99Ms),
		whole(row.peak?.files),
		whole(row.ledgerMb),
		whole(row.databaseMb),
		share(row.processor.n8n),
		share(row.processor.sqlServer),
		share(row.processor.mall),
	]);
	const heads = [
		'min:s',
		'orders',
		'a min',
		'sales',
		'a min',
		'MB',
		'heap',
		'delay ms',
		'p99 ms',
		'files',
		'ledger MB',
		'n8n MB',
		'n8n',
		'SQL Server',
		'mall',
	];
	return [
		'### Load',
		'',
		`${load.orders} orders and ${load.vouchers} sales waited when n8n was started; ${load.stopped ? 'it was stopped' : 'all was settled'} after ${clock(workSeconds)} (minutes:seconds). The listener looked every ${pace.listenerSeconds} s, the worker every ${pace.workerSeconds} s, the sales every ${pace.salesSeconds} s.`,
		'',
		table(heads, rows),
		'',
		'Of each row: entries done so far and how many a minute, medians of resident memory and heap, the longest delay of the event loop, the highest 99th percentile of five seconds, open files, the sizes of the ledger and of n8n’s database with their logs, and how much of one processor n8n and the two stand-ins had. The parent’s file is written by n8n itself.',
		'',
		`- Peaks of n8n: ${sampleText(load.peak)}.`,
		...growthTexts(load),
		...passes.map((each) => `- Passes: ${passesText(each)}; ${keptText(each)}.`),
		`- Executions that failed: ${failed.length}.`,
		`- Ledger in the end: orders ${standingText(standing.orders)}; sales ${standingText(standing.sales)}.`,
		`- Judged: ${KINDS.map((kind) => `${kind} ${load.findings.filter((each) => each.kind === kind).length}`).join(', ')}; not settled ${load.unsettled.length}.`,
		...[...load.findings.map(findingText), ...load.unsettled]
			.slice(0, 20)
			.map((each) => `- ${each}`),
	].join('\n');
}

function growthTexts({ growth }: LoadReport): string[] {
	if (!growth) return ['- Memory over time: the run was too short to tell.'];
	return growth.map(
		({ what, afterWarmUpMb, secondHalfMb, grew }) =>
			`- ${what} after the warm-up ${whole(afterWarmUpMb)} MB, in the second half ${whole(secondHalfMb)} MB: ${grew ? 'GROWN' : 'not grown'} (${GROWTH_RULE}).`,
	);
}
