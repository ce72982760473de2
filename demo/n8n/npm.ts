import { runOrThrow, type CommandResult } from './command';
import { nodeFile } from './environment';

const LIFECYCLE = /^npm_(package|lifecycle|command|execpath|config_local_prefix)/;

/** Runs npm in a folder, as a person would there: without what an outer `npm run` says about its own package. */
export async function npm(cwd: string, ...args: string[]): Promise<CommandResult> {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !LIFECYCLE.test(name) && name !== 'NODE_ENV'),
	);
	const cli = process.env.npm_execpath;
	const title = `npm ${args.join(' ')}`;
	if (cli && /npm-cli\.c?js$/.test(cli)) {
		return await runOrThrow(title, nodeFile, [cli, ...args], { cwd, env });
	}
	return await runOrThrow(title, 'npm', args, { cwd, env, shell: process.platform === 'win32' });
}
