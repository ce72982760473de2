/**
 * Runs a command of this project on a machine where nothing was set up by hand: `node scripts/run.mjs <command>`.
 * Plain JavaScript without dependencies, because it starts on whatever Node the machine has (18 or newer) and
 * fetches the rest, Node 24 among it.
 */
import path from 'node:path';
import { buildPackage, buildTools } from './setup/build.mjs';
import { systemPackages } from './setup/debian.mjs';
import { dependencies } from './setup/dependencies.mjs';
import { withSetupLock } from './setup/lock.mjs';
import { n8nHost } from './setup/n8n-host.mjs';
import { node24, root } from './setup/paths.mjs';
import { foreground, say, Stop } from './setup/process.mjs';

const tool = (file, ...args) =>
	foreground(node24(), [path.join(root, file), ...args], { cwd: root });
/** A choice of tests given on the command line may be empty for one of the runs. */
const tests = (args, ...projects) =>
	tool(
		'node_modules/jest/bin/jest.js',
		'--passWithNoTests',
		...args,
		'--selectProjects',
		...projects,
	);
const prettier = (...args) => tool('node_modules/prettier/bin/prettier.cjs', ...args);
const eslint = (...args) => tool('node_modules/eslint/bin/eslint.js', ...args);
const types = () => tool('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json');

/** Runs steps until one does not end with 0. */
async function inTurn(...steps) {
	for (const step of steps) {
		const code = await step();
		if (code) return code;
	}
	return 0;
}

const lint = (...args) =>
	inTurn(
		() => eslint('--max-warnings=0', ...(args.length ? args : ['.'])),
		() => prettier('--check', '--log-level=warn', ...(args.length ? args : ['.'])),
	);

const build = () => withSetupLock(async () => void (await buildPackage(), await buildTools()));

const checked = async (...jestArgs) =>
	inTurn(
		() => lint(),
		() => types(),
		() => build(),
		() => tests(jestArgs, 'unit', 'integration'),
	);

/** What each command needs before it runs, and what it runs. */
const COMMANDS = {
	setup: {
		says: 'installs what is missing and builds; runs nothing',
		needs: { packages: 'test', n8n: true, build: true },
		run: async () => 0,
	},
	build: { says: 'builds the package into dist/', needs: { build: true }, run: async () => 0 },
	lint: { says: 'ESLint and prettier', needs: {}, run: lint },
	types: { says: 'type check', needs: {}, run: types },
	format: { says: 'prettier writes', needs: {}, run: () => prettier('--write', '.') },
	test: {
		says: 'everything: lint, types, unit, integration and end-to-end tests on a real n8n',
		needs: { packages: 'test', n8n: true },
		run: (...args) =>
			inTurn(
				() => checked(...args),
				() => tests([...args, '--runInBand'], 'e2e'),
			),
	},
	'test:quick': {
		says: 'the same without the end-to-end tests',
		needs: { packages: 'test' },
		run: checked,
	},
	demo: {
		says: 'the flows in a real n8n; options with --help',
		// Neither the usage nor a set-up for somebody's own n8n needs an n8n here.
		needs: (args) => ({
			packages: 'base',
			n8n: !['--help', '--setup-only'].some((option) => args.includes(option)),
			build: true,
		}),
		run: (...args) => tool('.build/demo/main.js', ...args),
	},
	fuzz: {
		says: 'feeds every way in with what nobody would send; options with --help',
		needs: { packages: 'test', build: true },
		run: (...args) => tool('.build/faults/fuzz/main.js', ...args),
	},
	bench: {
		says: 'measurements',
		needs: { packages: 'bench', build: true },
		run: (...args) => tool('.build/bench/main.js', ...args),
	},
	faults: {
		says: 'breaks both flows on purpose in a real n8n; options with --help',
		needs: (args) =>
			args.includes('--help')
				? { packages: 'base', build: true }
				: { packages: 'test', n8n: true, build: true },
		run: (...args) => tool('.build/faults/main.js', ...args),
	},
};

async function main([name, ...args]) {
	const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
	if (!command) {
		say('Usage: node scripts/run.mjs <command> [options]');
		for (const [each, { says }] of Object.entries(COMMANDS)) say(`  ${each.padEnd(12)} ${says}`);
		return name ? 2 : 0;
	}
	const needs = typeof command.needs === 'function' ? command.needs(args) : command.needs;
	const { packages = 'base', n8n = false, build: mustBuild = false } = needs;
	await withSetupLock(async () => {
		await systemPackages(packages);
		await dependencies();
		// Tests and demo use the n8n that was found here without looking for it again.
		if (n8n) process.env.FACTULINK_N8N = await n8nHost();
		if (mustBuild) {
			await buildPackage();
			await buildTools();
		}
	});
	return await command.run(...args);
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (problem) {
	if (!(problem instanceof Stop)) throw problem;
	process.stderr.write(`${problem.message}\n`);
	process.exitCode = 1;
}
