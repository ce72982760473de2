import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { join, resolve } from 'node:path';

export interface WrittenOrder {
	key: string;
	created: boolean;
	series: string;
	number: number;
}

/** A process that writes orders when it is told to; see writer-process.ts. */
export class WriterProcess {
	readonly #child: ChildProcess;
	readonly #lines: Interface;
	readonly #said: string[] = [];

	private constructor(args: readonly string[]) {
		this.#child = spawn(
			process.execPath,
			['-r', join(__dirname, 'register-ts.cjs'), join(__dirname, 'writer-process.ts'), ...args],
			{ cwd: resolve(__dirname, '../..'), stdio: ['pipe', 'pipe', 'inherit'] },
		);
		if (!this.#child.stdout) throw new Error('no standard output');
		this.#lines = createInterface({ input: this.#child.stdout });
		this.#lines.on('line', (line) => this.#said.push(line));
	}

	static async start(
		sqlite: string,
		orders: string,
		supplier: number,
		mode?: 'stop',
	): Promise<WriterProcess> {
		const writer = new WriterProcess([sqlite, orders, String(supplier), ...(mode ? [mode] : [])]);
		await writer.says('ready');
		return writer;
	}

	go(): void {
		this.#child.stdin?.write('go\n');
	}

	async says(text: string): Promise<void> {
		while (!this.#said.includes(text)) await once(this.#lines, 'line');
	}

	async result(): Promise<WrittenOrder[]> {
		if (this.#child.exitCode === null) await once(this.#child, 'close');
		return JSON.parse(this.#said.at(-1) ?? '') as WrittenOrder[];
	}

	async kill(): Promise<void> {
		const ended = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await ended;
	}
}
