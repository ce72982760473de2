import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environment, local, node24 } from './paths.mjs';

const HEARTBEAT_MS = 15_000;
const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/** An end that was explained already: the runner prints the text without a stack and stops. */
export class Stop extends Error {}

export const say = (text) => process.stdout.write(`${text}\n`);

/**
 * Runs a long step quietly: says what it is doing, that it is still at it, and how long it took. Its output
 * goes to a file of which the end is shown when it does not work out.
 */
export async function quiet(title, command, args, options = {}) {
	const logs = path.join(local, 'logs');
	mkdirSync(logs, { recursive: true });
	const log = path.join(logs, `${title.toLowerCase().replace(/[^a-z0-9.]+/g, '-')}.log`);
	const started = Date.now();
	say(`▸ ${title} …`);
	const heartbeat = setInterval(
		() => say(`  … ${title}: still working (${seconds(started)})`),
		HEARTBEAT_MS,
	);
	try {
		const output = createWriteStream(log);
		const code = await finished(
			spawn(command, args, {
				cwd: options.cwd,
				env: environment(options.env),
				stdio: ['ignore', 'pipe', 'pipe'],
				shell: options.shell ?? false,
			}),
			(child) => {
				child.stdout.pipe(output, { end: false });
				child.stderr.pipe(output, { end: false });
			},
		);
		await new Promise((resolve) => output.end(resolve));
		if (code !== 0) {
			const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
			throw new Stop(`${title} ended with code ${code}.\n${end}\nThe whole output is in ${log}`);
		}
		say(`  ${title}: done (${seconds(started)})`);
	} finally {
		clearInterval(heartbeat);
	}
}

/** Runs a tool in the foreground and returns its exit code. Ctrl+C reaches the tool, which decides when to end. */
export async function foreground(command, args, options = {}) {
	const ignore = () => undefined;
	process.on('SIGINT', ignore);
	try {
		return await finished(
			spawn(command, args, { cwd: options.cwd, env: environment(options.env), stdio: 'inherit' }),
			(child) => {
				const pass = () => child.kill('SIGTERM');
				process.once('SIGTERM', pass);
				child.once('close', () => process.removeListener('SIGTERM', pass));
			},
		);
	} finally {
		process.removeListener('SIGINT', ignore);
	}
}

function finished(child, started) {
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
		started(child);
	});
}

/** How to start the npm that runs us, or the one on the path when nobody ran us through npm. */
export function npm(args) {
	const cli = process.env.npm_execpath;
	if (cli && /npm-cli\.c?js$/.test(cli)) {
		return { command: node24() ?? process.execPath, args: [cli, ...args], shell: false };
	}
	return { command: 'npm', args, shell: process.platform === 'win32' };
}

/** Runs npm as a quiet step; a registry that hiccups gets a second chance. */
export async function quietNpm(title, args, options = {}) {
	const { attempts = 1, ...rest } = options;
	for (let attempt = 1; ; attempt += 1) {
		const { command, args: all, shell } = npm(args);
		try {
			return await quiet(title, command, all, { ...rest, shell });
		} catch (problem) {
			if (attempt >= attempts) throw problem;
			say(`  ${title} did not work out; trying once more`);
		}
	}
}
