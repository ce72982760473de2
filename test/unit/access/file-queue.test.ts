import { inFileQueue, type QueuedWork } from '../../../lib/access/file-queue';

function work<T>(run: () => Promise<T>): () => QueuedWork<T> {
	return () => {
		const result = run();
		return { result, released: result };
	};
}

const tick = async () => await new Promise((resolve) => setImmediate(resolve));

test('work on one file runs one after the other, in the order it came', async () => {
	const seen: string[] = [];
	let running = 0;
	const jobs = Array.from({ length: 20 }, async (_, index) =>
		inFileQueue(
			'/a',
			work(async () => {
				expect(++running).toBe(1);
				await tick();
				seen.push(String(index));
				running--;
				return index;
			}),
		),
	);
	expect(await Promise.all(jobs)).toEqual(Array.from({ length: 20 }, (_, index) => index));
	expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
});

test('work on another file does not wait', async () => {
	let finish: () => void = () => undefined;
	const slow = inFileQueue(
		'/slow',
		work(async () => await new Promise<void>((resolve) => (finish = resolve))),
	);
	await expect(
		inFileQueue(
			'/fast',
			work(async () => 'done'),
		),
	).resolves.toBe('done');
	finish();
	await slow;
});

test('work that fails lets the next one run', async () => {
	const failing = inFileQueue(
		'/b',
		work(async () => {
			throw new Error('refused');
		}),
	);
	const throwing = inFileQueue('/b', () => {
		throw new Error('not even started');
	});
	const next = inFileQueue(
		'/b',
		work(async () => 'ran'),
	);
	await expect(failing).rejects.toThrow('refused');
	await expect(throwing).rejects.toThrow('not even started');
	await expect(next).resolves.toBe('ran');
});

test('a caller who was told that time is up does not let the next one in before the driver lets go', async () => {
	let letGo: () => void = () => undefined;
	const released = new Promise<void>((resolve) => (letGo = resolve));
	const late = inFileQueue('/c', () => ({
		result: Promise.reject(new Error('time is up')),
		released,
	}));
	await expect(late).rejects.toThrow('time is up');
	let ran = false;
	const next = inFileQueue(
		'/c',
		work(async () => {
			ran = true;
		}),
	);
	await tick();
	expect(ran).toBe(false);
	letGo();
	await next;
	expect(ran).toBe(true);
});

test('work that asks for its own file again is refused instead of waiting for itself', async () => {
	const nested = inFileQueue(
		'/d',
		work(async () => {
			await tick();
			return await inFileQueue(
				'/d',
				work(async () => 'never'),
			);
		}),
	);
	await expect(nested).rejects.toMatchObject({ class: 'bug', code: 'QUEUE_REENTERED' });
});
