import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import type { Finding, Flow } from './findings';
import { groupBy } from './findings';

/*
 * Reads the ledger and judges it by docs/ledger.md. Nothing of lib/ is used here: the judge must not share a mistake
 * with what it judges.
 */

export const STREAMS: Readonly<Record<Flow, string>> = {
	orders: 'order-relay',
	sales: 'solar-sales',
};

export interface LedgerEntry {
	id: number;
	stream: string;
	key: string;
	state: string;
	reasonCode: string | null;
	reason: string | null;
	attempts: number;
	/** JSON. */
	result: string | null;
}

interface LedgerEvent {
	id: number;
	entryId: number;
	at: string;
	from: string | null;
	to: string;
	event: string;
}

/** Everything of a ledger at one moment. */
export interface LedgerContent {
	entries: LedgerEntry[];
	events: LedgerEvent[];
	/** What SQLite itself finds wrong with the file. */
	damage: string[];
}

const ENTRIES = `SELECT id, stream, key, state, reason_code AS reasonCode, reason, attempts, result FROM entries`;

function withLedger<Result>(
	file: string,
	absent: Result,
	read: (database: Database.Database) => Result,
): Result {
	if (!existsSync(file)) return absent;
	const database = new Database(file, { readonly: true, timeout: 20_000 });
	try {
		// The file appears before its tables do.
		const ready = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get();
		return ready === undefined ? absent : read(database);
	} finally {
		database.close();
	}
}

/** How many entries of each flow are in each state. */
export type Standing = Record<Flow, Record<string, number>>;

/** A quick look, which may be taken many times in a second. */
export function standingOf(file: string): Standing {
	const rows = withLedger(file, [], (database) =>
		database
			.prepare('SELECT stream, state, count(*) AS total FROM entries GROUP BY stream, state')
			.all(),
	) as { stream: string; state: string; total: number }[];
	const of = (flow: Flow) =>
		Object.fromEntries(
			rows
				.filter(({ stream }) => stream === STREAMS[flow])
				.map(({ state, total }) => [state, total]),
		);
	return { orders: of('orders'), sales: of('sales') };
}

/** How many entries of each flow runs have in hand that claimed them after a moment; dead runs' claims do not count. */
export function claimedSince(file: string, since: Date): Record<Flow, number> {
	const rows = withLedger(file, [], (database) =>
		database
			.prepare(
				`SELECT stream, count(*) AS total FROM entries
				WHERE state = 'claimed' AND claimed_at > ? GROUP BY stream`,
			)
			.all(since.toISOString()),
	) as { stream: string; total: number }[];
	const of = (flow: Flow) => rows.find(({ stream }) => stream === STREAMS[flow])?.total ?? 0;
	return { orders: of('orders'), sales: of('sales') };
}

export function entriesOf(file: string): LedgerEntry[] {
	return withLedger(file, [], (database) => database.prepare(ENTRIES).all()) as LedgerEntry[];
}

export function contentOf(file: string): LedgerContent {
	return withLedger(file, { entries: [], events: [], damage: ['there is no ledger'] }, (database) =>
		database.transaction(() => ({
			entries: database.prepare(ENTRIES).all() as LedgerEntry[],
			events: database
				.prepare(
					`SELECT id, entry_id AS entryId, at, from_state AS "from", to_state AS "to", event
					FROM events ORDER BY id`,
				)
				.all() as LedgerEvent[],
			damage: damageOf(database),
		}))(),
	);
}

function damageOf(database: Database.Database): string[] {
	const integrity = database.pragma('integrity_check') as { integrity_check: string }[];
	const foreign = database.pragma('foreign_key_check') as object[];
	return [
		...integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok'),
		...foreign.map((row) => `a row without its parent: ${JSON.stringify(row)}`),
	];
}

const WAITING = ['pending', 'held', 'dead', 'skipped'];
const REGISTERED = ['pending', 'held', 'skipped'];

/** Which steps the states allow: of each event, from where to where. */
const STEPS: Readonly<Record<string, (from: string | null, to: string) => boolean>> = {
	registered: (from, to) => from === null && REGISTERED.includes(to),
	claimed: (from, to) => (from === 'pending' || from === 'claimed') && to === 'claimed',
	lapsed: (from, to) => from === 'claimed' && to === 'pending',
	completed: (from, to) => from === 'claimed' && to === 'done',
	retried: (from, to) => from === 'claimed' && to === 'pending',
	died: (from, to) => from === 'claimed' && to === 'dead',
	held: (from, to) => ['claimed', 'pending', 'dead'].includes(from ?? '') && to === 'held',
	skipped: (from, to) =>
		['claimed', 'pending', 'held', 'dead'].includes(from ?? '') && to === 'skipped',
	released: (from, to) => ['held', 'dead', 'skipped'].includes(from ?? '') && to === 'pending',
	changed: (from, to) =>
		from === to || (WAITING.includes(from ?? '') && from !== 'skipped' && REGISTERED.includes(to)),
	renewed: (from, to) => WAITING.includes(from ?? '') && REGISTERED.includes(to),
};

/**
 * Replays the events of every entry: each step must be one that the states allow and begin where the one before ended,
 * and the last must end where the entry is.
 *
 * @param clockWasMoved then times may go backwards
 */
export function judgeEvents(
	{ entries, events, damage }: LedgerContent,
	clockWasMoved = false,
): Finding[] {
	const findings: Finding[] = damage.map((text) => finding('orders', 'ledger', text));
	const byEntry = groupBy(events, ({ entryId }) => String(entryId));
	for (const entry of entries) {
		const flow: Flow = entry.stream === STREAMS.sales ? 'sales' : 'orders';
		const own = byEntry.get(String(entry.id)) ?? [];
		let state: string | null = null;
		let at = '';
		for (const event of own) {
			const step = `event ${event.id} (${event.event} from ${event.from ?? 'nothing'} to ${event.to})`;
			if (event.from !== state) {
				findings.push(finding(flow, entry.key, `${step} does not follow ${state ?? 'nothing'}`));
			}
			if (!STEPS[event.event]?.(event.from, event.to)) {
				findings.push(finding(flow, entry.key, `${step} is no step of the state machine`));
			}
			if (event.at < at && !clockWasMoved) {
				findings.push(finding(flow, entry.key, `${step} is older than the one before`));
			}
			state = event.to;
			at = event.at;
		}
		if (state !== entry.state) {
			const text = `it is ${entry.state}, and its events end with ${state ?? 'nothing'}`;
			findings.push(finding(flow, entry.key, text));
		}
		const completed = own.filter(({ event }) => event === 'completed').length;
		if (completed > 1 || (completed === 0) === (entry.state === 'done')) {
			findings.push(finding(flow, entry.key, `${entry.state}, and completed ${completed} times`));
		}
	}
	return findings;
}

const finding = (flow: Flow, key: string, text: string): Finding => ({
	kind: 'contradiction',
	flow,
	key,
	text,
});
