import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { nodeFile } from '../n8n/environment';
import { oneRequest } from '../one-request';
import { projectRoot } from '../project';

const START_LIMIT_MS = 60_000;

/** A stand-in as a process of its own: killing n8n, or whoever started it, does not touch what it keeps. */
export class StandInProcess {
	private constructor(
		private readonly child: ChildProcess,
		/** The first line of its output, see demo/stand-in/README.md. */
		readonly facts: Readonly<Record<string, unknown>>,
	) {}

	/**
	 * @param folder its working folder
	 * @throws Error with what it wrote when it does not start
	 */
	static async start(
		name: 'sql-server' | 'solar-api',
		folder: string,
		args: readonly string[],
	): Promise<StandInProcess> {
		mkdirSync(folder, { recursive: true });
		const main = path.join(projectRoot, '.build', 'demo', 'stand-in', name, 'main.js');
		const child = spawn(nodeFile, [main, ...args], {
			cwd: folder,
			stdio: ['ignore', 'pipe', 'pipe'],
			// Ctrl+C is for whoever started it, who then stops it in its turn.
			detached: process.platform !== 'win32',
		});
		let complaint = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
		const goWithUs = () => child.kill('SIGKILL');
		process.once('exit', goWithUs);
		child.once('exit', () => process.removeListener('exit', goWithUs));
		const lines = createInterface({ input: child.stdout });
		const line = await Promise.race([
			once(lines, 'line', { signal: AbortSignal.timeout(START_LIMIT_MS) }).then(
				([first]) => first as string,
			),
			once(child, 'exit').then(() => undefined),
		]).catch(() => undefined);
		if (line === undefined) {
			child.kill('SIGKILL');
			throw new Error(`The stand-in ${name} did not start: ${complaint}`);
		}
		return new StandInProcess(child, JSON.parse(line) as Record<string, unknown>);
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	/** A member of {@link facts} that is text. */
	fact(name: string): string {
		return String(this.facts[name]);
	}

	/** Asks its control port, as `POST /faults`. */
	async control(request: string, body?: unknown): Promise<unknown> {
		const [method, place] = request.split(' ');
		const answer = await oneRequest(`${this.fact('controlUrl')}${place ?? ''}`, {
			method,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${request} was answered with ${answer.status}: ${text}`);
		return JSON.parse(text) as unknown;
	}

	async stop(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = once(this.child, 'exit');
		this.child.kill('SIGTERM');
		const tooLate = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
		await ended;
		clearTimeout(tooLate);
	}
}
