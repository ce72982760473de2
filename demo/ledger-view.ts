import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';

/** The flows, as the ledger calls them. */
export type Stream = 'order-relay' | 'solar-sales';

const entryRow = z.object({
	key: z.string(),
	state: z.enum(['pending', 'claimed', 'done', 'held', 'dead', 'skipped']),
	attempts: z.number(),
	due: z.string(),
	reasonCode: z.string().nullable(),
	reason: z.string().nullable(),
	result: z
		.string()
		.nullable()
		.transform((json) => resultSchema.nullable().parse(JSON.parse(json ?? 'null') as unknown)),
	updatedAt: z.string(),
});
const resultSchema = z
	.object({ created: z.boolean().optional(), outcome: z.string().optional() })
	.passthrough();
export type EntryView = z.infer<typeof entryRow>;

const counts = z.object({
	orders: z.number().default(0),
	withParentLines: z.number().default(0),
	nothingToOrder: z.number().default(0),
	waiting: z.number().default(0),
	remaining: z.number().default(0),
});

const sourceRow = z.object({
	/** `002/2026` */
	source: z.string(),
	lastPollAt: z.string().nullable(),
	lastSuccessAt: z.string().nullable(),
	counts: z
		.string()
		.nullable()
		.transform((json) => counts.parse(JSON.parse(json ?? '{}') as unknown)),
	error: z.string().nullable(),
	failures: z.number(),
});
export type SourceView = z.infer<typeof sourceRow>;

const eventRow = z.object({
	id: z.number(),
	at: z.string(),
	event: z.string(),
	key: z.string(),
	message: z.string(),
});
export type EventView = z.infer<typeof eventRow>;

/**
 * Looks into a ledger that n8n is working with: every look opens the file for reading only and closes it again.
 * It does not go through the package's own ledger, whose work it is here to show.
 */
export class LedgerView {
	constructor(
		private readonly file: string,
		private readonly stream: Stream,
	) {}

	entries(): EntryView[] {
		return this.rows(
			entryRow,
			`SELECT key, state, attempts, due, reason_code AS reasonCode, reason, result, updated_at AS updatedAt
			FROM entries WHERE stream = ? ORDER BY key`,
			this.stream,
		);
	}

	sources(): SourceView[] {
		return this.rows(
			sourceRow,
			`SELECT source, last_poll_at AS lastPollAt, last_success_at AS lastSuccessAt, counts, error, failures
			FROM sources WHERE stream = ? ORDER BY source`,
			this.stream,
		);
	}

	/** What happened after the event with this id, in order. */
	eventsAfter(id: number): EventView[] {
		return this.rows(
			eventRow,
			`SELECT events.id, at, event, key, events.message FROM events JOIN entries ON entries.id = entry_id
			WHERE stream = ? AND events.id > ? ORDER BY events.id`,
			this.stream,
			id,
		);
	}

	lastEventId(): number {
		return this.eventsAfter(0).at(-1)?.id ?? 0;
	}

	private rows<Row extends z.ZodTypeAny>(
		schema: Row,
		sql: string,
		...values: (string | number)[]
	): z.infer<Row>[] {
		if (!existsSync(this.file)) return [];
		const database = new Database(this.file, { readonly: true, timeout: 10_000 });
		try {
			// The file appears before its tables do.
			const ready = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sources'").get();
			if (ready === undefined) return [];
			return z.array(schema).parse(database.prepare(sql).all(...values)) as z.infer<Row>[];
		} finally {
			database.close();
		}
	}
}
