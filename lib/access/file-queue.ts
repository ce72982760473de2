import { AsyncLocalStorage } from 'node:async_hooks';
import { FactuLinkError } from '../errors';

/** The last work of each file, settled or not. */
const tails = new Map<string, Promise<unknown>>();
const current = new AsyncLocalStorage<ReadonlySet<string>>();

/**
 * What a piece of work gives back: its result, and when the driver has really let go. The two differ when the
 * caller was told that time is up while a call still hangs in the driver.
 */
export interface QueuedWork<T> {
	result: Promise<T>;
	released: Promise<unknown>;
}

/**
 * Runs work on a file when everything queued before it has let go of the file: one driver call at a time for
 * each file of the process. Each ODBC call keeps one of libuv's four threads while it waits for a lock; five
 * concurrent writers would wait for each other for ever.
 *
 * @param key names the file, the same for every way of writing its path
 * @throws FactuLinkError `QUEUE_REENTERED` (bug) when work on a file asks for the same file's queue again, which
 *   would wait for itself
 */
export async function inFileQueue<T>(key: string, start: () => QueuedWork<T>): Promise<T> {
	const held = current.getStore() ?? new Set<string>();
	if (held.has(key)) {
		throw new FactuLinkError({
			class: 'bug',
			code: 'QUEUE_REENTERED',
			message: 'A unit of work on a company file asked for the same file outside its transaction.',
			whatToDo: 'Report this text to the maintainers of n8n-nodes-factulink. Nothing was written.',
		});
	}
	const before = tails.get(key) ?? Promise.resolve();
	let release: (released: Promise<unknown>) => void = () => undefined;
	const turn = new Promise<unknown>((resolve) => {
		release = resolve;
	});
	const tail = before.then(() => turn);
	tails.set(key, tail);
	void tail.then(() => {
		if (tails.get(key) === tail) tails.delete(key);
	});
	await before;
	let work: QueuedWork<T>;
	try {
		work = current.run(new Set([...held, key]), start);
	} catch (error) {
		release(Promise.resolve());
		throw error;
	}
	release(work.released.catch(() => undefined));
	return await work.result;
}
