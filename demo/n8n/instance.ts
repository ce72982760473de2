import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { oneRequest } from '../one-request';
import { lastLines } from './command';
import { n8nEnvironment, nodeFile } from './environment';
import { ownerEnvironment, ownerOf, type Owner } from './owner';
import { freePorts } from './ports';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;
const START_ATTEMPTS = 3;

export interface InstanceOptions {
	/** n8n's start file, see `n8nStartFile`. */
	startFile: string;
	/** Everything that this instance keeps, its database among it. */
	userFolder: string;
	/** Taken when it is free; else any free one. */
	port?: number;
	/** More settings, for example `N8N_LOG_LEVEL`. */
	env?: Readonly<Record<string, string>>;
	/** A program that starts n8n, with its arguments: `['faketime', '2027-01-05 09:00:00']`. */
	startedBy?: readonly string[];
}

/** A real n8n process that is started, stopped, killed and started again on the same user folder. */
export class N8nInstance {
	readonly owner: Owner;

	readonly logFile: string;

	/** How often it was started so far; sessions of the editor end with each. */
	starts = 0;

	private child: ChildProcess | undefined;

	private port: number | undefined;

	constructor(private readonly options: InstanceOptions) {
		this.owner = ownerOf(options.userFolder);
		this.logFile = path.join(options.userFolder, 'n8n.log');
	}

	/** Address of the editor and of the REST interface. It may change at a restart. */
	get url(): string {
		if (this.port === undefined) throw new Error('n8n was not started yet');
		return `http://127.0.0.1:${this.port}`;
	}

	/** Of the running process. */
	get pid(): number | undefined {
		return this.child?.pid;
	}

	/** Where it keeps workflows and executions. */
	get databaseFile(): string {
		return path.join(this.options.userFolder, '.n8n', 'database.sqlite');
	}

	get running(): boolean {
		return this.child !== undefined;
	}

	/** What all processes of this instance wrote so far. */
	log(): string {
		return readFileSync(this.logFile, 'utf8');
	}

	/**
	 * Starts n8n and waits until it answers, its database migrated and its workflows on their way to be active.
	 * @throws Error with the end of its log when it ends or does not answer in time
	 */
	async start(): Promise<void> {
		if (this.child) throw new Error('n8n is running already');
		let wanted = this.port ?? this.options.port;
		for (let attempt = 1; ; attempt++) {
			const [port, broker] = await freePorts(2, wanted);
			try {
				await this.startOn(port, broker);
				return;
			} catch (reason) {
				// Between the look for a free port and the moment in which n8n takes it, another program may have taken it.
				const isTaken = !this.child && /port \d+ is already in use/.test(this.logEnd());
				if (!isTaken || attempt === START_ATTEMPTS) throw reason;
				wanted = undefined;
			}
		}
	}

	private async startOn(port: number | undefined, broker: number | undefined): Promise<void> {
		const { startFile, userFolder, startedBy = [] } = this.options;
		this.port = port;
		const env = n8nEnvironment(userFolder, {
			...(await ownerEnvironment(this.owner, startFile)),
			N8N_PORT: String(port),
			N8N_RUNNERS_BROKER_PORT: String(broker),
			...this.options.env,
		});
		mkdirSync(userFolder, { recursive: true });
		const [command, ...args] = [...startedBy, nodeFile, startFile, 'start'];
		const child = spawn(command ?? nodeFile, args, {
			env,
			cwd: userFolder,
			stdio: ['ignore', 'pipe', 'pipe'],
			// Its helpers belong to its process group and go with it, however it ends.
			detached: process.platform !== 'win32',
		});
		const log = createWriteStream(this.logFile, { flags: 'a' });
		child.stdout.pipe(log, { end: false });
		child.stderr.pipe(log, { end: false });
		const goWithUs = () => signal(child, 'SIGKILL');
		process.once('exit', goWithUs);
		child.once('exit', () => {
			process.removeListener('exit', goWithUs);
			if (this.child === child) this.child = undefined;
		});
		child.once('close', () => log.end());
		await Promise.race([once(child, 'spawn'), once(child, 'error')]);
		this.child = child;
		this.starts++;
		await this.untilItAnswers();
	}

	/** Ends n8n as an administrator would; what does not end in time is killed. */
	async stop(): Promise<void> {
		await this.end('SIGTERM');
	}

	/** Ends n8n as a power cut would. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	private async end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const { child } = this;
		if (!child) return;
		const ended = once(child, 'exit');
		signal(child, how);
		const limit = new AbortController();
		await Promise.race([
			ended,
			wait(STOP_LIMIT_MS, undefined, { signal: limit.signal })
				.then(() => signal(child, 'SIGKILL'))
				.catch(() => undefined),
		]);
		limit.abort();
		await ended;
		// Helpers that outlived their parent.
		signal(child, 'SIGKILL');
	}

	private async untilItAnswers(): Promise<void> {
		const limit = Date.now() + START_LIMIT_MS;
		while (Date.now() < limit) {
			if (!this.child) throw new Error(`n8n ended while it started:\n${this.logEnd()}`);
			// "ready" answers once the database is migrated; the editor's settings once the routes are there.
			if ((await this.answers('/healthz/readiness')) && (await this.answers('/rest/settings'))) {
				return;
			}
			await wait(200);
		}
		await this.kill();
		throw new Error(`n8n did not answer within ${START_LIMIT_MS / 1000} s:\n${this.logEnd()}`);
	}

	private async answers(place: string): Promise<boolean> {
		try {
			const signal = AbortSignal.timeout(5_000);
			const answer = await oneRequest(`${this.url}${place}`, { signal });
			await answer.arrayBuffer();
			return answer.ok;
		} catch {
			return false;
		}
	}

	private logEnd(): string {
		return lastLines(this.log(), 30);
	}
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		if (process.platform === 'win32') child.kill(name);
		else process.kill(-child.pid, name);
	} catch (reason) {
		// ESRCH: everything is gone already.
		if ((reason as NodeJS.ErrnoException).code !== 'ESRCH') throw reason;
	}
}
