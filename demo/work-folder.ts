import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from './config';

/**
 * Keeps two demos from working in one folder: they would share n8n's database and the copies.
 * @throws ConfigError when another one that is still running has it
 */
export async function withWorkFolder<Result>(
	folder: string,
	work: () => Promise<Result>,
): Promise<Result> {
	// Beside the folder, because `--fresh` deletes the folder.
	const mark = `${folder}.pid`;
	mkdirSync(folder, { recursive: true });
	const other = runningDemo(mark);
	if (other !== undefined) {
		throw new ConfigError(
			`A demo is running in ${folder} already (process ${other}). Stop it first, or give another folder with --folder.`,
		);
	}
	writeFileSync(mark, String(process.pid));
	try {
		return await work();
	} finally {
		rmSync(mark, { force: true });
	}
}

function runningDemo(mark: string): number | undefined {
	try {
		const pid = Number(readFileSync(mark, 'utf8'));
		process.kill(pid, 0);
		return pid;
	} catch {
		return undefined;
	}
}
