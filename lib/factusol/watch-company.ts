import { stat } from 'node:fs/promises';

import { fileError } from '../access/company-file';
import { FactuLinkError } from '../errors';
import { daysBefore, today, watchedFiles, type Company, type CompanyFile } from './company';
import { findOrders, type FindSettings, type FoundOrder, type FoundOrders } from './find-orders';
import { oldestFirst, orderPart, type RelayOrder, type Verdict } from './relay-order';

/** What is remembered of an order. The states are the ledger's. */
export interface KnownOrder {
	state: string;
	fingerprint: string;
}

/** Where a watcher remembers which orders it has handed over: the ledger, or something lesser. */
export interface OrderMemory {
	/** Those of the keys that are known. */
	lookup(keys: readonly string[]): Promise<ReadonlyMap<string, KnownOrder>>;
	/** When this company was last read whole; null when it was never watched. */
	lastRead(companyCode: string): Promise<Date | null>;
	/** Begins to watch a company: the given orders are taken as known. All or nothing. */
	begin(company: Company, existing: readonly RelayOrder[], startFrom: StartFrom): Promise<void>;
	/** Keeps what a look at a file found, for whoever asks how things stand. */
	report(report: SourceReport): Promise<void>;
}

export type StartFrom = { from: 'now' } | { from: 'everything' } | { from: 'date'; date: string };

export interface SourceReport {
	/** `002/2026` */
	source: string;
	/** Size and time of the file that was read. */
	signature: string | null;
	counts: {
		orders: number;
		withParentLines: number;
		nothingToOrder: number;
		/** Not finished yet. */
		waiting: number;
		/** Found and not yet handed over, or handed over and not yet known. */
		remaining: number;
	} | null;
	error: FactuLinkError | null;
}

export interface WatchSettings extends Omit<FindSettings, 'filter'> {
	series: readonly string[];
	/** Days back from today, or from the last successful look when that is longer ago. 0: no limit. */
	lookBackDays: number;
	startFrom: StartFrom;
	/** Also tell of orders that changed after they were relayed. */
	changed: boolean;
	/** At most so many orders at a time. */
	limit: number;
	/** An order still unfinished after so many looks is reported. */
	patience: number;
	previousYearDays: number;
}

/** What is known of one file between two looks. */
interface FileState {
	signature: string;
	counts: Pick<FoundOrders, 'orders' | 'withParentLines' | 'nothingToOrder'>;
	/** Found, not known to be remembered yet; the first ones may have been handed over already. */
	queue: RelayOrder[];
	/** The queue was cut: the file has to be read again when it is empty. */
	more: boolean;
	waiting: Map<string, { found: FoundOrder; looks: number }>;
	/** Keys of those that were handed over as held; until the memory knows them they need not wait again. */
	reported: Set<string>;
}

/** Orders kept in memory while an old backlog travels; more are found again by reading the file again. */
const QUEUE_LIMIT = 2000;

const sameName = (one: string, other: string) =>
	one.trim().toLocaleLowerCase('es') === other.trim().toLocaleLowerCase('es');

const parentWatched = (name: string) =>
	new FactuLinkError({
		class: 'person',
		code: 'NODE_SETTINGS',
		message: `The credential of this node is that of ${name}, and so is its "Parent Company": ${name} would be watched in the place of a sub-company.`,
		whatToDo: 'Choose the credential of the sub-company whose orders are to be watched.',
	});

/**
 * Looks at the files of one company again and again and hands over what is new. It forgets nothing that was handed
 * over until the memory knows it, and keeps no mark of its own: whatever the memory does not know is new.
 */
export class CompanyWatcher {
	readonly #company: Company;
	readonly #settings: WatchSettings;
	readonly #memory: OrderMemory;
	readonly #files = new Map<string, FileState>();
	#begun = false;

	/** @throws FactuLinkError NODE_SETTINGS when the company is the parent itself */
	constructor(company: Company, settings: WatchSettings, memory: OrderMemory) {
		// n8n gives the nodes of an imported workflow any credential of the type.
		if (sameName(company.name, settings.parentName)) throw parentWatched(settings.parentName);
		this.#company = company;
		this.#settings = settings;
		this.#memory = memory;
	}

	/**
	 * One look. Orders, oldest first, at most `limit`; the rest comes at the next looks.
	 *
	 * @throws FactuLinkError when a file cannot be read; what other files gave comes at the next look
	 */
	async look(now = new Date()): Promise<RelayOrder[]> {
		const day = today(now);
		const files = await watchedFiles(this.#company, {
			today: day,
			previousYearDays: this.#settings.previousYearDays,
		});
		const since = await this.#since(now);
		await this.#begin(files);
		const orders: RelayOrder[] = [];
		let failure: unknown;
		for (const file of files) {
			try {
				const room = this.#settings.limit - orders.length;
				orders.push(...(await this.#lookAt(file, since, room)));
			} catch (error) {
				failure ??= error;
				await this.#reportFailure(file, error);
			}
		}
		if (failure !== undefined && orders.length === 0) throw failure;
		return orders;
	}

	/** The newest order that would be handed over were nothing known; changes nothing. */
	async newest(now = new Date()): Promise<RelayOrder | null> {
		const files = await watchedFiles(this.#company, {
			today: today(now),
			previousYearDays: this.#settings.previousYearDays,
		});
		for (const file of files.toReversed()) {
			const { found } = await this.#find(file, undefined);
			const newest = found
				.filter((each) => !each.excluded && !each.unfinished)
				.map((each) => each.order)
				.sort(oldestFirst)
				.at(-1);
			if (newest) return newest;
		}
		return null;
	}

	/**
	 * First day wanted. A start by date, or with everything, says itself how far back orders count; a start from now
	 * looks back some days, after a long silence from where the silence began.
	 */
	async #since(now: Date): Promise<string | undefined> {
		const { startFrom, lookBackDays } = this.#settings;
		if (startFrom.from === 'everything') return undefined;
		if (startFrom.from === 'date') return startFrom.date;
		if (lookBackDays === 0) return undefined;
		const lastRead = await this.#memory.lastRead(this.#company.code);
		return daysBefore(today(lastRead !== null && lastRead < now ? lastRead : now), lookBackDays);
	}

	async #begin(files: readonly CompanyFile[]): Promise<void> {
		if (this.#begun) return;
		if ((await this.#memory.lastRead(this.#company.code)) === null) {
			const existing: RelayOrder[] = [];
			if (this.#settings.startFrom.from === 'now') {
				for (const file of files) existing.push(...(await this.#existingOrders(file)));
			}
			await this.#memory.begin(this.#company, existing, this.#settings.startFrom);
		}
		this.#begun = true;
	}

	/**
	 * All orders of a file, whatever the look back (were it raised later, old orders would be new), but for those that
	 * somebody is typing at this moment: they will be new when they are finished.
	 */
	async #existingOrders(file: CompanyFile): Promise<RelayOrder[]> {
		try {
			const { found } = await this.#find(file, undefined);
			return found.filter((each) => !each.unfinished).map((each) => each.order);
		} catch (error) {
			await this.#reportFailure(file, error);
			throw error;
		}
	}

	async #lookAt(file: CompanyFile, since: string | undefined, room: number): Promise<RelayOrder[]> {
		const signature = await signatureOf(file);
		let state = this.#files.get(file.file);
		if (state?.signature === signature) {
			await this.#forgetRemembered(state);
			this.#losePatience(state);
			if (state.queue.length === 0 && state.more) state = undefined;
		} else {
			state = undefined;
		}
		if (!state) {
			state = await this.#read(file, signature, since, this.#files.get(file.file));
			this.#files.set(file.file, state);
		}
		await this.#report(file, state);
		return state.queue.slice(0, Math.max(0, room));
	}

	async #read(
		file: CompanyFile,
		signature: string,
		since: string | undefined,
		before: FileState | undefined,
	): Promise<FileState> {
		const result = await this.#find(file, since);
		// Somebody may have written while it was read: then the next look reads again.
		const unchanged = (await signatureOf(file)) === signature;
		const state: FileState = {
			signature: unchanged ? signature : '',
			counts: result,
			queue: [],
			more: false,
			waiting: new Map(),
			reported: new Set(),
		};
		const known = await this.#memory.lookup(result.found.map(({ order }) => order.key));
		for (const found of result.found) {
			const { order } = found;
			const verdict = this.#judge(found, known.get(order.key));
			if (verdict === 'hand over') state.queue.push(withVerdict(found, null));
			else if (verdict === 'wait') {
				const looks = before?.reported.has(order.key)
					? this.#settings.patience
					: (before?.waiting.get(order.key)?.looks ?? 0);
				state.waiting.set(order.key, { found, looks });
			}
		}
		this.#losePatience(state);
		state.queue.sort(oldestFirst);
		state.more = state.queue.length > QUEUE_LIMIT;
		state.queue.length = Math.min(state.queue.length, QUEUE_LIMIT);
		return state;
	}

	#judge(found: FoundOrder, known: KnownOrder | undefined): 'hand over' | 'wait' | 'nothing' {
		const { order } = found;
		if (!known) {
			if (found.excluded) return 'nothing';
			return found.unfinished ? 'wait' : 'hand over';
		}
		if (known.fingerprint === order.fingerprint) return 'nothing';
		const settled = known.state === 'done' || known.state === 'skipped';
		if (settled) {
			// A new price list is no news for an order that was relayed.
			if (orderPart(known.fingerprint) === orderPart(order.fingerprint)) return 'nothing';
			if (!this.#settings.changed) return 'nothing';
			return found.unfinished ? 'nothing' : 'hand over';
		}
		return found.unfinished && !found.excluded ? 'wait' : 'hand over';
	}

	async #forgetRemembered(state: FileState): Promise<void> {
		if (state.queue.length === 0) return;
		const known = await this.#memory.lookup(state.queue.map((order) => order.key));
		state.queue = state.queue.filter(
			(order) => known.get(order.key)?.fingerprint !== order.fingerprint,
		);
	}

	/** What has been unfinished for too many looks is handed over as held, so that somebody hears of it. */
	#losePatience(state: FileState): void {
		for (const [key, waiting] of state.waiting) {
			waiting.looks++;
			if (waiting.looks < this.#settings.patience) continue;
			state.queue.push(withVerdict(waiting.found, waiting.found.unfinished));
			state.waiting.delete(key);
			state.reported.add(key);
		}
	}

	#find(file: CompanyFile, since: string | undefined): Promise<FoundOrders> {
		return findOrders(this.#company, file, {
			...this.#settings,
			filter: {
				series: this.#settings.series,
				...(since === undefined ? {} : { since }),
			},
		});
	}

	async #report(file: CompanyFile, state: FileState): Promise<void> {
		const report: SourceReport = {
			source: sourceName(this.#company, file),
			signature: state.signature,
			counts: {
				orders: state.counts.orders,
				withParentLines: state.counts.withParentLines,
				nothingToOrder: state.counts.nothingToOrder,
				waiting: state.waiting.size,
				remaining: state.queue.length + (state.more ? 1 : 0),
			},
			error: null,
		};
		await this.#memory.report(report);
	}

	async #reportFailure(file: CompanyFile, error: unknown): Promise<void> {
		if (!(error instanceof FactuLinkError)) return;
		await this.#memory.report({
			source: sourceName(this.#company, file),
			signature: null,
			counts: null,
			error,
		});
	}
}

function sourceName(company: Company, file: CompanyFile): string {
	return `${company.code}/${file.fiscalYear}`;
}

function withVerdict(found: FoundOrder, unfinished: Verdict | null): RelayOrder {
	const verdict = found.excluded ?? unfinished;
	return verdict ? { ...found.order, verdict, message: verdict.reason } : found.order;
}

/** Size and modification time: unchanged means that there is nothing to read. */
async function signatureOf(file: CompanyFile): Promise<string> {
	try {
		const { size, mtimeMs } = await stat(file.file);
		return `${size} ${mtimeMs}`;
	} catch (cause) {
		throw await fileError(cause, file.file, file.label);
	}
}
