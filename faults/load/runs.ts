import Database from 'better-sqlite3';
import { z } from 'zod';

/** An execution of n8n that ended. */
export interface EndedRun {
	workflow: string;
	status: string;
	seconds: number;
	/** What n8n keeps of it in its database. */
	keptKb: number;
}

const rowSchema = z.object({
	id: z.number(),
	workflow: z.string(),
	status: z.string(),
	seconds: z.number(),
	keptKb: z.number(),
});

/** Reads from n8n's database which executions have ended since the last time that it was asked. */
export class EndedRuns {
	/** All up to this one have ended. */
	private allUpTo = 0;

	/** Those above it that have ended. */
	private ended = new Set<number>();

	constructor(private readonly file: string) {}

	take(): EndedRun[] {
		const database = new Database(this.file, { readonly: true, timeout: 20_000 });
		try {
			return database.transaction(() => this.read(database))();
		} finally {
			database.close();
		}
	}

	private read(database: Database.Database): EndedRun[] {
		const unfinished = database
			.prepare("SELECT min(id) FROM execution_entity WHERE status IN ('new', 'running', 'waiting')")
			.pluck()
			.get() as number | null;
		const runs = z
			.array(rowSchema)
			.parse(database.prepare(ENDED).all(this.allUpTo))
			.filter(({ id }) => !this.ended.has(id));
		for (const { id } of runs) this.ended.add(id);
		this.allUpTo = Math.max(this.allUpTo, unfinished === null ? 0 : unfinished - 1);
		this.ended = new Set([...this.ended].filter((id) => id > this.allUpTo));
		return runs.map(({ workflow, status, seconds, keptKb }) => ({
			workflow,
			status,
			seconds,
			keptKb,
		}));
	}
}

const ENDED = `
SELECT run.id, workflow.name AS workflow, run.status,
	(julianday(run.stoppedAt) - julianday(run.startedAt)) * 86400 AS seconds,
	coalesce(octet_length(data.data) + octet_length(data.workflowData), 0) / 1024.0 AS keptKb
FROM execution_entity AS run JOIN workflow_entity AS workflow ON workflow.id = run.workflowId
	LEFT JOIN execution_data AS data ON data.executionId = run.id
WHERE run.id > ? AND run.stoppedAt IS NOT NULL AND run.startedAt IS NOT NULL`;
