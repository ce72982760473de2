import type { FactuLinkError } from '../errors';

/**
 * Waits for something that may never answer. When time is up the promise is left alone (nothing can end a call
 * that hangs in a driver) and the caller gets `onTimeout`'s error.
 */
export async function withinTime<T>(
	promise: Promise<T>,
	milliseconds: number,
	onTimeout: () => FactuLinkError,
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(onTimeout()), milliseconds);
	});
	try {
		return await Promise.race([promise, timeout]);
	} finally {
		clearTimeout(timer);
		promise.catch(() => undefined);
	}
}
