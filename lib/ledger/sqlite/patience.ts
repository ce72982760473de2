/** SQLite itself waits this long for a lock. Short, because it waits on n8n's only thread. */
export const BUSY_TIMEOUT_MS = 40;

/** The rest of the waiting is done with timers, while n8n goes on working. */
export const BUSY_BUDGET_SECONDS = 20;

const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 250;

/**
 * Runs `work` again while `isBusy` recognises what it throws, with growing, scattered waits.
 *
 * @throws what `work` threw last, when the budget is used up
 */
export async function withPatience<T>(
	work: () => T | Promise<T>,
	isBusy: (error: unknown) => boolean,
	budgetMs = BUSY_BUDGET_SECONDS * 1000,
): Promise<T> {
	// A monotonic clock: the wall clock may be set back while we wait.
	const end = performance.now() + budgetMs;
	for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
		try {
			return await work();
		} catch (error) {
			if (!isBusy(error) || performance.now() >= end) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
	}
}
