import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface HeldLock {
	release(): Promise<void>;
}

/**
 * Has another process lock a SQLite file.
 *
 * @param kind `write`: nobody else reads or writes; `read`: others can do everything but commit
 */
export async function holdLock(file: string, kind: 'read' | 'write'): Promise<HeldLock> {
	const holder = spawn(process.execPath, [join(__dirname, 'lock-holder-process.mjs'), file, kind], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const ended = once(holder, 'exit');
	const first = await Promise.race([once(holder.stdout, 'data'), ended]);
	if (String(first[0]).trim() !== 'locked') throw new Error('the lock was not taken');
	return {
		release: async () => {
			holder.stdin.end();
			await ended;
		},
	};
}
