import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until something holds.
 * @param what is waited for, told when it does not come
 * @throws Error when it does not hold in time
 */
export async function until(
	what: string,
	holds: () => boolean | Promise<boolean>,
	limitMs = 120_000,
): Promise<void> {
	const limit = Date.now() + limitMs;
	while (!(await holds())) {
		if (Date.now() > limit) throw new Error(`Not within ${limitMs / 1000} s: ${what}`);
		await wait(500);
	}
}
