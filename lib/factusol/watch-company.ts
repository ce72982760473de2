import { stat } from 'node:fs/promises';

import { fileError } from '../access/company-file';
import { FactuLinkError } from '../errors';
import { daysBefore, today, watchedFiles, type Company, type CompanyFile } from './company';
import {
	findOrders,
	visitOrders,
	type FindSettings,
	type FoundOrder,
	type OrderCounts,
	type WantedOrders,
} from './find-orders';
import { OrderBacklog } from './order-backlog';
import { listOrderKeys } from './order-keys';
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
	counts: OrderCounts;
	/** Found, not known to be remembered yet; the first ones may have been handed over already. */
	backlog: OrderBacklog;
	waiting: Map<string, { found: FoundOrder; looks: number }>;
	/** Keys of those that were handed over as held; until the memory knows them they need not wait again. */
	reported: Set<string>;
}

/** Orders kept in memory while an old backlog travels; the others are read again when it is their turn. */
const MOST_IN_MEMORY = 2000;

/** Orders that are looked up in the memory together. */
const LOOKED_UP_AT_ONCE = 200;

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
	readonly #mostInMemory: number;
	readonly #files = new Map<string, FileState>();
	#begun = false;

	/** @throws FactuLinkError NODE_SETTINGS when the company is the parent itself */
	constructor(
		company: Company,
		settings: WatchSettings,
		memory: OrderMemory,
		mostInMemory = MOST_IN_MEMORY,
	) {
		// n8n gives the nodes of an imported workflow any credential of the type.
		if (sameName(company.name, settings.parentName)) throw parentWatched(settings.parentName);
		this.#company = company;
		this.#settings = settings;
		this.#memory = memory;
		this.#mostInMemory = mostInMemory;
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
			let newest: RelayOrder | undefined;
			await this.#visit(file, this.#allSince(undefined), ({ order, excluded, unfinished }) => {
				if (excluded || unfinished) return;
				if (!newest || oldestFirst(newest, order) < 0) newest = order;
			});
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
			const { found } = await findOrders(this.#company, file, this.#findSettings(undefined));
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
			while (state.backlog.whole.length === 0 && state.backlog.size > 0) {
				await this.#readOn(file, state);
			}
		} else {
			state = undefined;
		}
		if (!state) {
			state = await this.#read(file, signature, since, this.#files.get(file.file));
			this.#files.set(file.file, state);
		}
		await this.#report(file, state);
		return state.backlog.whole.slice(0, Math.max(0, room));
	}

	async #read(
		file: CompanyFile,
		signature: string,
		since: string | undefined,
		before: FileState | undefined,
	): Promise<FileState> {
		const state: FileState = {
			signature,
			counts: { orders: 0, withParentLines: 0, nothingToOrder: 0 },
			backlog: new OrderBacklog(this.#mostInMemory),
			waiting: new Map(),
			reported: new Set(),
		};
		state.counts = await this.#take(file, state, this.#allSince(since), before);
		this.#losePatience(state);
		return state;
	}

	/** Reads those whole that were too many to be kept, as far as memory lets them. */
	async #readOn(file: CompanyFile, state: FileState): Promise<void> {
		const keys = state.backlog.takeLater();
		try {
			await this.#take(file, state, () => Promise.resolve(keys), state);
		} catch (error) {
			// They were taken out and are not in: only reading the whole file finds them again.
			state.signature = '';
			throw error;
		}
	}

	/**
	 * Reads orders and puts each where it belongs.
	 *
	 * @param before what was known of the file until now
	 */
	async #take(
		file: CompanyFile,
		state: FileState,
		wanted: WantedOrders,
		before: FileState | undefined,
	): Promise<OrderCounts> {
		let batch: FoundOrder[] = [];
		const put = async () => {
			const known = await this.#memory.lookup(batch.map(({ order }) => order.key));
			for (const found of batch) {
				const { order } = found;
				const verdict = this.#judge(found, known.get(order.key));
				if (verdict === 'hand over') state.backlog.add(withVerdict(found, null));
				else if (verdict === 'wait') {
					const looks = before?.reported.has(order.key)
						? this.#settings.patience
						: (before?.waiting.get(order.key)?.looks ?? 0);
					state.waiting.set(order.key, { found, looks });
				}
			}
			batch = [];
		};
		const counts = await this.#visit(file, wanted, async (found) => {
			batch.push(found);
			if (batch.length === LOOKED_UP_AT_ONCE) await put();
		});
		await put();
		// Somebody may have written while it was read: then the next look reads again.
		if ((await signatureOf(file)) !== state.signature) state.signature = '';
		return counts;
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

	async #forgetRemembered({ backlog }: FileState): Promise<void> {
		if (backlog.whole.length === 0) return;
		const known = await this.#memory.lookup(backlog.whole.map((order) => order.key));
		backlog.keep((order) => known.get(order.key)?.fingerprint !== order.fingerprint);
	}

	/** What has been unfinished for too many looks is handed over as held, so that somebody hears of it. */
	#losePatience(state: FileState): void {
		for (const [key, waiting] of state.waiting) {
			waiting.looks++;
			if (waiting.looks < this.#settings.patience) continue;
			state.backlog.add(withVerdict(waiting.found, waiting.found.unfinished));
			state.waiting.delete(key);
			state.reported.add(key);
		}
	}

	#visit(
		file: CompanyFile,
		wanted: WantedOrders,
		visit: (found: FoundOrder) => Promise<void> | void,
	): Promise<OrderCounts> {
		return visitOrders(this.#company, file, this.#findSettings(undefined), wanted, visit);
	}

	#allSince(since: string | undefined): WantedOrders {
		return (database) => listOrderKeys(database, this.#findSettings(since).filter);
	}

	#findSettings(since: string | undefined): FindSettings {
		return {
			...this.#settings,
			filter: {
				series: this.#settings.series,
				...(since === undefined ? {} : { since }),
			},
		};
	}

	async #report(file: CompanyFile, state: FileState): Promise<void> {
		const report: SourceReport = {
			source: sourceName(this.#company, file),
			signature: state.signature,
			counts: {
				...state.counts,
				waiting: state.waiting.size,
				remaining: state.backlog.size,
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
