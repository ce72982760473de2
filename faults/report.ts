import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { table } from '../bench/table';
import { sampleText } from './gauges';
import { KINDS } from './judge/findings';
import { findingText, standingText, type MatrixReport } from './kill-matrix';
import type { LoadReport } from './load/load-run';
import { isWell as loadIsWell, loadText } from './load/report';
import { isWell, type ScenarioReport } from './run-scenarios';

export interface Report {
	/** What repeats it. */
	command: string;
	machine: {
		cpus: number;
		cpu: string;
		memoryGiB: number;
		node: string;
		loadBefore: number;
		loadAfter: number;
	};
	load?: LoadReport;
	kills?: MatrixReport;
	scenarios: ScenarioReport[];
	seconds: number;
}

export function machine(loadBefore: number): Report['machine'] {
	return {
		cpus: availableParallelism(),
		cpu: cpus()[0]?.model.trim() ?? '',
		memoryGiB: totalmem() / 2 ** 30,
		node: process.versions.node,
		loadBefore,
		loadAfter: loadavg()[0] ?? 0,
	};
}

/** Nothing was lost, doubled, torn or wrong, and everything that was to be seen was seen. */
export function isClean({ load, kills, scenarios }: Report): boolean {
	const killsAreClean = !kills || (kills.findings.length === 0 && kills.unsettled.length === 0);
	return (!load || loadIsWell(load)) && killsAreClean && scenarios.every(isWell);
}

/** The report as people read it, in the form of docs/reliability.md. */
export function reportText(report: Report): string {
	const { command, machine: host, load, kills, scenarios, seconds } = report;
	const parts = [
		`Repeated by \`${command}\`. ${host.cpus} processors (${host.cpu}), ${host.memoryGiB.toFixed(0)} GiB, Node.js ${host.node}, load ${host.loadBefore.toFixed(1)} before and ${host.loadAfter.toFixed(1)} after; ${minutes(seconds)}.`,
	];
	if (load) parts.push(loadText(load));
	if (kills) parts.push(killsText(kills));
	if (scenarios.length > 0) parts.push(scenariosText(scenarios));
	parts.push(isClean(report) ? 'Nothing was wrong.' : 'NOT EVERYTHING IS AS IT SHOULD BE.');
	return parts.join('\n\n');
}

function killsText(kills: MatrixReport): string {
	const { rounds, hits, moments, orders, vouchers, released, sends, standing, counts } = kills;
	const drawn = Object.entries(moments).map(([when, count]) => `${count} ${when}`);
	const rows = [
		['kills of n8n, each hitting both flows', `${rounds} (${drawn.join(', ')})`],
		['of these while orders were in hand', String(hits.orders)],
		['of these while sales were in hand', String(hits.sales)],
		['orders that arrived', String(orders)],
		['sales that arrived', String(vouchers)],
		['requests with sales to the API', String(sends)],
		['entries held after five dead runs, released by hand', String(released)],
		['ledger in the end, orders', standingText(standing.orders)],
		['ledger in the end, sales', standingText(standing.sales)],
		['not settled in the end', String(kills.unsettled.length)],
		...KINDS.map((kind): [string, string] => [kind, String(counts[kind])]),
		['peaks of n8n', sampleText(kills.peak)],
		['time', minutes(kills.seconds)],
	];
	return [
		'### Kill matrix',
		'',
		table(['what', 'count'], rows),
		...examples([
			...kills.findings.map(findingText),
			...kills.unsettled.map((each) => `unsettled: ${each}`),
		]),
	].join('\n');
}

function scenariosText(scenarios: readonly ScenarioReport[]): string {
	return ['### Faults', ...scenarios.map(scenarioText)].join('\n\n');
}

function scenarioText(report: ScenarioReport): string {
	const { name, what, skipped, seen, missing, unsettled, findings, orders, vouchers } = report;
	if (skipped !== undefined) return `**${name}.** ${what}\n\n- Not run here: ${skipped}`;
	const lines = [
		...seen.map((each) => `- ${each}`),
		...(missing === undefined ? [] : [`- MISSING: ${missing}`]),
		`- Judged: ${orders} orders and ${vouchers} sales; ${isWell(report) ? 'nothing lost, double, torn or wrong' : `${findings.length} findings, ${unsettled.length} not settled`}. ${report.peak ? `Peaks: ${sampleText(report.peak)}. ` : ''}${minutes(report.seconds)}.`,
		...examples([...findings.map(findingText), ...unsettled]),
	];
	return `**${name}.** ${what}\n\n${lines.join('\n')}`;
}

function examples(texts: readonly string[]): string[] {
	if (texts.length === 0) return [];
	return ['', ...texts.slice(0, 20).map((each) => `- ${each}`)];
}

const minutes = (seconds: number) =>
	seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
