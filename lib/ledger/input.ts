import type { FactuLinkError } from '../errors';
import { badInput } from './errors';
import { ABSENT_CHOICES } from './types';
import type { ClaimRequest, RebuildItem, RegisterItem, RetryPolicy } from './types';

const LONGEST_KEY = 500;

/** The most entries that one claim takes: a run that needs more than its lease loses them. */
export const MOST_CLAIMED = 10_000;

function nameProblem(what: string, value: unknown): FactuLinkError | undefined {
	if (typeof value !== 'string' || value.trim() === '') {
		return badInput(`The ${what} is empty.`, `Fill in ${what}: text of at least one character.`);
	}
	if (value.length > LONGEST_KEY) {
		return badInput(
			`The ${what} "${value.slice(0, 40)}…" is longer than ${LONGEST_KEY} characters.`,
			`Use a shorter ${what}.`,
		);
	}
	return undefined;
}

/** @returns why an item cannot be registered, `undefined` when it can */
export function itemProblem(item: Omit<RegisterItem, 'replaces'>): FactuLinkError | undefined {
	const { key, fingerprint, payload, verdict, targetKey } = item;
	const problem =
		nameProblem('key', key) ??
		nameProblem('fingerprint', fingerprint) ??
		(targetKey === undefined || targetKey === null
			? undefined
			: nameProblem('target key', targetKey));
	if (problem) return problem;
	if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
		return badInput(
			`The payload of the item with key "${key}" is not a JSON object.`,
			'Give the whole item, or an object made from it.',
		);
	}
	if (verdict && verdict.state !== 'held' && verdict.state !== 'skipped') {
		return badInput(
			`The verdict of the item with key "${key}" has the state "${String(verdict.state)}".`,
			'A verdict is held or skipped; leave it out for an item that can be processed.',
		);
	}
	if (verdict && (!verdict.code || !verdict.reason)) {
		return badInput(
			`The verdict of the item with key "${key}" lacks its code or its reason.`,
			'Give both: they are what a person reads about the entry.',
		);
	}
	return undefined;
}

/** @returns why an item cannot be entered into a rebuilt ledger, `undefined` when it can */
export function rebuildItemProblem(item: RebuildItem): FactuLinkError | undefined {
	const { key, result, absent, source } = item;
	const problem =
		itemProblem(item) ??
		(source === undefined || source === null ? undefined : nameProblem('source', source));
	if (problem) return problem;
	if (result !== null && (typeof result !== 'object' || Array.isArray(result))) {
		return badInput(
			`The result of the item with key "${key}" is not a JSON object.`,
			'Give what the target has of it, or nothing when the target does not have it.',
		);
	}
	if (!ABSENT_CHOICES.includes(absent)) {
		return badInput(
			`What is to become of the item with key "${key}" when it is not found is "${String(absent)}".`,
			`Choose one of ${ABSENT_CHOICES.join(', ')}.`,
		);
	}
	return undefined;
}

function throwIf(problem: FactuLinkError | undefined): void {
	if (problem) throw problem;
}

/** @throws FactuLinkError LEDGER_INPUT */
export function demandName(what: string, value: unknown): void {
	throwIf(nameProblem(what, value));
}

/** @throws FactuLinkError LEDGER_INPUT for the first item that cannot be registered; nothing is written then */
export function demandItems(items: readonly RegisterItem[]): void {
	for (const item of items) throwIf(itemProblem(item));
}

/** @throws FactuLinkError LEDGER_INPUT for the first item that cannot be entered; nothing is written then */
export function demandRebuildItems(items: readonly RebuildItem[]): void {
	for (const item of items) throwIf(rebuildItemProblem(item));
}

function demandNumber(what: string, value: number, least: number, most: number): void {
	if (!Number.isFinite(value) || value < least || value > most) {
		throw badInput(
			`${what} is ${value}, which is not between ${least} and ${most}.`,
			`Enter a number from ${least} to ${most} in ${what}.`,
		);
	}
}

function demandCount(what: string, value: number): void {
	demandNumber(what, value, 1, MOST_CLAIMED);
	if (!Number.isInteger(value)) throw badInput(`${what} is ${value}.`, 'Enter a whole number.');
}

/** @throws FactuLinkError LEDGER_INPUT */
export function demandClaim(request: ClaimRequest): void {
	const { stream, owner, limit, leaseSeconds, mostInHand } = request;
	demandName('stream', stream);
	demandName('owner', owner);
	demandCount('Max Entries', limit);
	if (mostInHand !== undefined) demandCount('Max in Hand', mostInHand);
	demandNumber('Lease (in seconds)', leaseSeconds, 1, 7 * 24 * 3600);
}

/** @throws FactuLinkError LEDGER_INPUT */
export function demandPolicy(policy: RetryPolicy): void {
	demandNumber('Max Attempts', policy.maxAttempts, 1, 1000);
	demandNumber('First Delay (Seconds)', policy.firstDelaySeconds, 0, 7 * 24 * 3600);
	demandNumber('Longest Delay (Seconds)', policy.maxDelaySeconds, 0, 30 * 24 * 3600);
}

/** @throws FactuLinkError LEDGER_INPUT: a purge must never reach what was done today */
export function demandDays(days: number): void {
	demandNumber('Older Than (Days)', days, 1, 36_500);
}
