import path from 'node:path';
import { findingText } from './kill-matrix';
import type { Sample } from './gauges';
import type { Finding } from './judge/findings';
import { Laboratory } from './laboratory';
import {
	CannotHere,
	NotSeen,
	RunningStage,
	type OwnLaboratory,
	type Scenario,
} from './scenarios/scenario';

export interface ScenarioReport {
	name: string;
	what: string;
	/** What this machine did not let it do; then nothing else is in here. */
	skipped: string | undefined;
	seen: string[];
	/** What should have been seen, and was not. */
	missing: string | undefined;
	/** What was not settled when the time was up. */
	unsettled: string[];
	findings: Finding[];
	/** Orders and sales that arrived in this laboratory up to its end. */
	orders: number;
	vouchers: number;
	peak: Sample | undefined;
	seconds: number;
}

const QUIET_MS = 8 * 60_000;

export interface ScenarioOptions {
	scenarios: readonly Scenario[];
	/** Laboratories are made in here. */
	folder: string;
	seed: number;
	keep: boolean;
	say: (text: string) => void;
	enough: AbortSignal;
}

/** Runs scenarios one after the other. Those that need no place of their own share a laboratory until one fails. */
export async function runScenarios(options: ScenarioOptions): Promise<ScenarioReport[]> {
	const { scenarios, folder, seed, keep, say, enough } = options;
	const reports: ScenarioReport[] = [];
	let shared: Laboratory | undefined;
	const end = async (laboratory: Laboratory) =>
		keep ? await laboratory.close() : await laboratory.remove();
	const open = async (name: string, more: OwnLaboratory['options'] = {}) =>
		await Laboratory.open({ folder: path.join(folder, name), seed, say, ...more });
	try {
		for (const scenario of scenarios) {
			if (enough.aborted) break;
			const began = Date.now();
			say(`${scenario.name}: ${scenario.what}`);
			let own: OwnLaboratory | undefined;
			let laboratory: Laboratory | undefined;
			let report: ScenarioReport;
			try {
				own = scenario.own?.(path.join(folder, scenario.name));
				if (own) laboratory = await open(scenario.name, own.options);
				const at = laboratory ?? (shared ??= await open('shared'));
				report = await oneScenario(at, scenario, say);
			} catch (reason) {
				if (!(reason instanceof CannotHere)) throw reason;
				report = skipped(scenario, reason.message);
			} finally {
				if (laboratory) await end(laboratory);
				own?.cleanUp();
			}
			report.seconds = (Date.now() - began) / 1_000;
			reports.push(report);
			tell(report, say);
			if (!isWell(report) && shared && !own) {
				// The next one must not begin with what this one left.
				await end(shared);
				shared = undefined;
			}
		}
	} finally {
		if (shared) await end(shared);
	}
	return reports;
}

/**
 * Breaks one thing in a laboratory, waits until all is quiet again and has it judged.
 * @param laboratory may be at work with what others left in it
 */
export async function oneScenario(
	laboratory: Laboratory,
	scenario: Scenario,
	say: (text: string) => void,
): Promise<ScenarioReport> {
	const { movesClock: clockWasMoved = false } = scenario;
	if (!laboratory.n8n.running) await laboratory.start();
	await laboratory.arrivals.wave({ orders: 12, vouchers: 12 });
	const stage = await RunningStage.begin(laboratory, say);
	let missing: string | undefined;
	try {
		await scenario.run(stage);
	} catch (reason) {
		if (!(reason instanceof NotSeen)) throw reason;
		missing = reason.message;
	}
	if (!laboratory.n8n.running) await laboratory.startAgain();
	const unsettled = await laboratory.untilQuiet(QUIET_MS);
	const findings = await laboratory.judge({ clockWasMoved });
	return {
		name: scenario.name,
		what: scenario.what,
		skipped: undefined,
		seen: stage.seen,
		missing,
		unsettled,
		findings,
		orders: laboratory.arrivals.orders.length,
		vouchers: laboratory.arrivals.vouchers.length,
		peak: laboratory.peakSoFar,
		seconds: 0,
	};
}

function skipped({ name, what }: Scenario, why: string): ScenarioReport {
	return {
		name,
		what,
		skipped: why,
		seen: [],
		missing: undefined,
		unsettled: [],
		findings: [],
		orders: 0,
		vouchers: 0,
		peak: undefined,
		seconds: 0,
	};
}

/** Nothing is wrong; a scenario that could not run here is not. */
export const isWell = ({ missing, unsettled, findings }: ScenarioReport) =>
	missing === undefined && unsettled.length === 0 && findings.length === 0;

function tell(report: ScenarioReport, say: (text: string) => void): void {
	if (report.skipped !== undefined) say(`  not run here: ${report.skipped}`);
	if (report.missing !== undefined) say(`  MISSING: ${report.missing}`);
	for (const each of report.unsettled.slice(0, 5)) say(`  UNSETTLED: ${each}`);
	for (const finding of report.findings.slice(0, 10)) say(`  FOUND: ${findingText(finding)}`);
	say(`  ${isWell(report) ? 'as it should be' : 'NOT AS IT SHOULD BE'}`);
}
