import { fork } from 'node:child_process';
import { extname, join } from 'node:path';

/**
 * Runs a measurement in a process of its own: its memory and its event loop are then nobody else's, and the two
 * SQLite libraries never meet in one process.
 *
 * @param name file in this folder, which calls {@link answerParent}
 */
export async function inOwnProcess<Result>(
	name: string,
	request: object,
	nodeOptions: readonly string[] = [],
): Promise<Result> {
	const child = fork(join(__dirname, name + extname(__filename)), [JSON.stringify(request)], {
		execArgv: [...process.execArgv, ...nodeOptions],
	});
	return await new Promise<Result>((resolve, reject) => {
		let result: Result | undefined;
		child.on('message', (message) => {
			result = message as Result;
		});
		child.on('error', reject);
		child.on('exit', (code) => {
			if (code === 0 && result !== undefined) resolve(result);
			else reject(new Error(`${name} ended with code ${code}`));
		});
	});
}

/** The other side of {@link inOwnProcess}. */
export async function answerParent<Request, Result extends object>(
	work: (request: Request) => Promise<Result>,
): Promise<void> {
	const result = await work(JSON.parse(process.argv[2] ?? '{}') as Request);
	process.send?.(result, () => process.exit(0));
}
