import { spawn } from 'node:child_process';

export interface CommandResult {
	code: number;
	/** Standard output and standard error in the order in which they came. */
	output: string;
	stdout: string;
}

export interface CommandOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	shell?: boolean;
}

/** Runs a program to its end, whatever its exit code. */
export function runCommand(
	command: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<CommandResult> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			...options,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		let stdout = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			stdout += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
		child.once('error', reject);
		child.once('close', (code) => resolve({ code: code ?? 1, output, stdout }));
	});
}

/**
 * Runs a program that has to work out.
 * @throws Error with the end of its output when the exit code is not 0
 */
export async function runOrThrow(
	title: string,
	command: string,
	args: readonly string[],
	options: CommandOptions = {},
): Promise<CommandResult> {
	const result = await runCommand(command, args, options);
	if (result.code !== 0) {
		throw new Error(`${title} ended with code ${result.code}:\n${lastLines(result.output, 40)}`);
	}
	return result;
}

export function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}
