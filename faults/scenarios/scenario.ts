import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Laboratory, LaboratoryOptions } from '../laboratory';

/** Where a scenario breaks things: the flows at work, and what is noted for the report. */
export interface Stage {
	readonly laboratory: Laboratory;
	/** Notes for the report what was seen. */
	saw(text: string): void;
	/** @throws NotSeen when it does not come about */
	until(what: string, holds: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
	/** Words of the executions that failed since the scenario began. */
	failures(): Promise<string[]>;
	/** @throws NotSeen when no failed execution says something like it */
	untilFailure(words: RegExp, limitMs?: number): Promise<string>;
	/** Orders and sales keep arriving until the work is done. */
	underLoad<Result>(work: () => Promise<Result>, only?: 'orders' | 'sales'): Promise<Result>;
}

export interface Scenario {
	/** For `--only`. */
	name: string;
	/** What is done, for the report. */
	what: string;
	/** A laboratory of its own: other places or another clock than those that the others share. */
	own?: (folder: string) => OwnLaboratory;
	/** Times in the ledger may go backwards. */
	movesClock?: boolean;
	run(stage: Stage): Promise<void>;
}

export interface OwnLaboratory {
	options: Partial<LaboratoryOptions>;
	/** Undoes what the place needed, such as a mounted file system. */
	cleanUp(): void;
}

/** What a scenario has to show did not come about. */
export class NotSeen extends Error {}

/** This machine does not let the scenario do what it has to. */
export class CannotHere extends Error {}

const LIMIT_MS = 240_000;

/** How often something arrives during a scenario. */
const ARRIVING_EVERY_MS = 2_500;

const runSchema = z.object({ id: z.coerce.number() });

export class RunningStage implements Stage {
	readonly seen: string[] = [];

	private constructor(
		readonly laboratory: Laboratory,
		private readonly lastExecution: number,
		private readonly say: (text: string) => void,
	) {}

	static async begin(laboratory: Laboratory, say: (text: string) => void): Promise<RunningStage> {
		const rest = await laboratory.signIn();
		const [newest] = await rest.executions();
		return new RunningStage(laboratory, newest ? runSchema.parse(newest).id : 0, say);
	}

	saw(text: string): void {
		this.seen.push(text);
		this.say(`  seen: ${text}`);
	}

	async until(
		what: string,
		holds: () => boolean | Promise<boolean>,
		limitMs = LIMIT_MS,
	): Promise<void> {
		const limit = Date.now() + limitMs;
		while (!(await holds())) {
			if (Date.now() > limit) throw new NotSeen(`not seen within ${limitMs / 1_000} s: ${what}`);
			await wait(500);
		}
	}

	async failures(): Promise<string[]> {
		const rest = await this.laboratory.signIn();
		const failed = (await rest.executions({ status: ['error'] })).filter(
			({ id }) => Number(id) > this.lastExecution,
		);
		const words: string[] = [];
		for (const { id } of failed) {
			const { error } = (await rest.executionData(id)).resultData;
			const description = z.string().catch('').parse(error?.description);
			words.push([error?.message ?? '', description].filter((text) => text !== '').join(' '));
		}
		return [...new Set(words)];
	}

	async untilFailure(words: RegExp, limitMs = LIMIT_MS): Promise<string> {
		let found: string | undefined;
		await this.until(
			`a failed execution that says ${words}`,
			async () => {
				found = (await this.failures()).find((text) => words.test(text));
				return found !== undefined;
			},
			limitMs,
		);
		return found ?? '';
	}

	async underLoad<Result>(work: () => Promise<Result>, only?: 'orders' | 'sales'): Promise<Result> {
		const ending = new AbortController();
		const load = (async () => {
			const { arrivals } = this.laboratory;
			while (!ending.signal.aborted) {
				if (only !== 'sales') arrivals.ordersArrive(3);
				if (only !== 'orders') await arrivals.vouchersArrive(3);
				await wait(ARRIVING_EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
			}
		})();
		try {
			return await work();
		} finally {
			ending.abort();
			await load;
		}
	}
}
