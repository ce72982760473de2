import { SqlServerError, deadlockVictim, lockTimeout } from './errors';

/** Something that is to go wrong. */
export interface Fault {
	/** Strikes requests whose text has this part (case does not matter); absent: every request. */
	matching?: string;
	/** How many requests it strikes; default 1. */
	times?: number;
	/** How many matching requests pass before it strikes; default 0. */
	after?: number;
	/** Pause before the request is run. */
	delayMs?: number;
	/** What the server answers instead of running the request. */
	error?: 'deadlock' | 'lock-timeout' | { number: number; message: string; severity?: number };
	/**
	 * Where the connection is cut: `before` the request is run, `after` it has run but before a byte of the answer,
	 * `within` the answer, after its first row.
	 */
	drop?: 'before' | 'within' | 'after';
}

interface Armed extends Fault {
	left: number;
	passing: number;
}

/** The faults that wait for their request. */
export class Faults {
	private armed: Armed[] = [];

	add(fault: Fault): void {
		this.armed.push({ ...fault, left: fault.times ?? 1, passing: fault.after ?? 0 });
	}

	clear(): void {
		this.armed = [];
	}

	/** The faults that strike this request. */
	strike(text: string): Fault[] {
		const lower = text.toLowerCase();
		const striking = this.armed.filter((fault) => {
			if (fault.matching !== undefined && !lower.includes(fault.matching.toLowerCase()))
				return false;
			if (fault.passing === 0) return true;
			fault.passing--;
			return false;
		});
		for (const fault of striking) fault.left--;
		this.armed = this.armed.filter((fault) => fault.left > 0);
		return striking;
	}
}

export function injectedError(fault: NonNullable<Fault['error']>, process: number): SqlServerError {
	if (fault === 'deadlock') return deadlockVictim(process);
	if (fault === 'lock-timeout') return lockTimeout();
	return new SqlServerError(fault.number, fault.message, fault.severity ?? 16, 1, 'batch');
}
