import { statSync } from 'node:fs';
import type { Laboratory } from '../laboratory';
import { processorSeconds } from './processor-time';
import { passesOf, rowOf, type Passes, type Reading, type Row } from './row';
import { EndedRuns, type EndedRun } from './runs';

/** Rows are short in the beginning, where most changes. */
const EARLY = { untilSeconds: 120, rowSeconds: 15 };
const ROW_SECONDS = 60;

/** Rates of less time than this say nothing. */
const LEAST_SECONDS = 2;

const MB = 2 ** 20;

/** Writes down how a site works through its backlog, row by row. */
export class Recorder {
	readonly rows: Row[] = [];

	/** All executions that have ended. */
	private readonly ended: EndedRun[] = [];

	private readonly endedRuns: EndedRuns;

	private readonly began = Date.now();

	private before: Reading;

	/** @param laboratory whose n8n has just been started with everything waiting */
	constructor(private readonly laboratory: Laboratory) {
		this.endedRuns = new EndedRuns(laboratory.n8n.databaseFile);
		// Those of the time in which n8n was started to publish.
		this.endedRuns.take();
		this.before = this.read();
	}

	/** @returns the row that ended with this look */
	look(): Row | undefined {
		const now = this.read();
		const length = now.at <= EARLY.untilSeconds ? EARLY.rowSeconds : ROW_SECONDS;
		return now.at - this.before.at < length ? undefined : this.add(now);
	}

	/** @returns the last row, which ends now */
	end(): Row {
		const now = this.read();
		const before = this.rows.at(-1);
		return before && now.at - before.at < LEAST_SECONDS ? before : this.add(now);
	}

	/** Of the whole time so far. */
	passes(): Passes[] {
		return passesOf(this.ended);
	}

	/** Executions that did not end well. */
	failed(): EndedRun[] {
		return this.ended.filter(({ status }) => status !== 'success');
	}

	private add(now: Reading): Row {
		const ended = this.endedRuns.take();
		this.ended.push(...ended);
		const row = rowOf(this.before, now, this.laboratory.takeSamples(), ended);
		this.before = now;
		this.rows.push(row);
		return row;
	}

	private read(): Reading {
		const { n8n, places, sales } = this.laboratory;
		const { sqlServer, solar } = sales.systems.standIns;
		return {
			at: (Date.now() - this.began) / 1_000,
			standing: this.laboratory.standing(),
			ledgerMb: sizeMb(places.ledgerFile, '-wal'),
			databaseMb: sizeMb(n8n.databaseFile, '-wal'),
			processor: {
				n8n: processorSeconds(n8n.pid),
				sqlServer: processorSeconds(sqlServer?.pid),
				mall: processorSeconds(solar?.pid),
			},
		};
	}
}

/** Of a file and of what stands beside it under the same name with an ending. */
function sizeMb(file: string, ...endings: readonly string[]): number {
	const sizes = ['', ...endings].map(
		(ending) => statSync(`${file}${ending}`, { throwIfNoEntry: false })?.size ?? 0,
	);
	return sizes.reduce((sum, size) => sum + size, 0) / MB;
}
