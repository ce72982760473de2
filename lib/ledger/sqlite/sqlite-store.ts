import { setImmediate as nextTurn } from 'node:timers/promises';

import type { FactuLinkError } from '../../errors';
import type { AlertChanges, AlertView } from '../alerts';
import type { EntryRecord } from '../record';
import type { LedgerStore, SourceStart, StoredFilter } from '../store';
import type {
	Change,
	ClaimRequest,
	ExecutionContext,
	Known,
	LedgerEvent,
	OriginCounts,
	PollRecord,
	Purged,
	ReasonCount,
	RebuildItem,
	Rebuilt,
	Registered,
	RegisterItem,
	Settled,
	Source,
	StreamSummary,
	Target,
} from '../types';
import { changeAlerts } from './alerts';
import { claim, inHand } from './claim';
import { counts } from './counts';
import { history } from './history';
import { list } from './list';
import { lookup } from './lookup';
import { purge, PURGE_CHUNK } from './purge';
import { rebuild } from './rebuild';
import { register } from './register';
import { findById, findByKey } from './rows';
import { knownSecret, secret } from './secrets';
import { settle } from './settle';
import type { SharedFile } from './shared-file';
import { recordPoll, sources, startSource } from './sources';
import { summary } from './summary';
import { waitingReasons } from './waiting';

/** A few milliseconds of reading; then n8n gets its turn. */
const LOOKUP_CHUNK = 1000;

/** The ledger in a SQLite file. One file beside this one holds the statements of each operation. */
export class SqliteStore implements LedgerStore {
	readonly #file: SharedFile;
	readonly #random: () => number;

	/** @param random number in [0, 1) that scatters the next attempts */
	constructor(file: SharedFile, random: () => number) {
		this.#file = file;
		this.#random = random;
	}

	async register(
		stream: string,
		items: readonly RegisterItem[],
		at: string,
		context: ExecutionContext,
	): Promise<Registered[]> {
		return await this.#file.write((session) =>
			items.map((item) => register(session, stream, item, at, context)),
		);
	}

	async rebuild(
		stream: string,
		items: readonly RebuildItem[],
		at: string,
		context: ExecutionContext,
	): Promise<Rebuilt[]> {
		return await this.#file.write((session) => rebuild(session, stream, items, at, context));
	}

	async lookup(stream: string, keys: readonly string[]): Promise<Map<string, Known>> {
		const found = new Map<string, Known>();
		for (let start = 0; start < keys.length; start += LOOKUP_CHUNK) {
			if (start > 0) await nextTurn();
			const chunk = keys.slice(start, start + LOOKUP_CHUNK);
			const rows = await this.#file.read((session) => lookup(session, stream, chunk));
			for (const { key, state, fingerprint } of rows) found.set(key, { state, fingerprint });
		}
		return found;
	}

	async claim(request: ClaimRequest, at: string): Promise<EntryRecord[]> {
		return await this.#file.write((session) => claim(session, request, at));
	}

	async inHand(stream: string, at: string): Promise<number> {
		return await this.#file.read((session) => inHand(session, stream, at));
	}

	async settle(
		changes: readonly Change[],
		at: string,
		context: ExecutionContext,
	): Promise<(Settled | FactuLinkError)[]> {
		return await this.#file.write((session) =>
			changes.map((change) => settle(session, change, at, this.#random(), context)),
		);
	}

	async find(target: Target): Promise<EntryRecord | undefined> {
		return await this.#file.read((session) =>
			'id' in target ? findById(session, target.id) : findByKey(session, target.stream, target.key),
		);
	}

	async list(filter: StoredFilter): Promise<{ records: EntryRecord[]; total: number }> {
		return await this.#file.read((session) => list(session, filter));
	}

	async history(stream: string, key: string): Promise<LedgerEvent[]> {
		return await this.#file.read((session) => history(session, stream, key));
	}

	async summary(
		stream: string | undefined,
		times: { now: string; today: string; week: string },
	): Promise<StreamSummary[]> {
		return await this.#file.read((session) => summary(session, stream, times));
	}

	async counts(starts: readonly string[]): Promise<OriginCounts[]> {
		return await this.#file.read((session) => counts(session, starts));
	}

	async waitingReasons(streams: readonly string[]): Promise<ReasonCount[]> {
		return await this.#file.read((session) => waitingReasons(session, streams));
	}

	async secret(name: string, whenNew: Buffer): Promise<Buffer> {
		const known = await this.#file.read((session) => knownSecret(session, name));
		return known ?? (await this.#file.write((session) => secret(session, name, whenNew)));
	}

	async purge(stream: string | undefined, before: string, at: string): Promise<Purged> {
		const purged: Purged = { entries: 0, events: 0 };
		for (;;) {
			const chunk = await this.#file.write((session) => purge(session, stream, before, at));
			purged.entries += chunk.entries;
			purged.events += chunk.events;
			if (chunk.entries < PURGE_CHUNK) return purged;
			await nextTurn();
		}
	}

	async sources(stream?: string, source?: string): Promise<Source[]> {
		return await this.#file.read((session) => sources(session, stream, source));
	}

	async startSource(
		{ stream, source, startFrom, baseline }: SourceStart,
		at: string,
		context: ExecutionContext,
	): Promise<boolean> {
		return await this.#file.write((session) => {
			const started = startSource(session, stream, source, startFrom, at);
			if (started) {
				for (const item of baseline) register(session, stream, item, at, context);
			}
			return started;
		});
	}

	async recordPoll(stream: string, source: string, poll: PollRecord, at: string): Promise<void> {
		await this.#file.write((session) => recordPoll(session, stream, source, poll, at));
	}

	async changeAlerts<T>(at: string, work: (view: AlertView) => AlertChanges<T>): Promise<T> {
		return await this.#file.write((session) => changeAlerts(session, at, work));
	}
}
