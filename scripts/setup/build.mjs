import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { local, node24, root } from './paths.mjs';
import { quiet } from './process.mjs';

const PACKAGE = {
	output: path.join(root, 'dist'),
	sources: [
		'lib',
		'nodes',
		'credentials',
		'icons',
		'gulpfile.js',
		'tsconfig.json',
		'tsconfig.build.json',
	],
	steps: [
		['Compiling the package', 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
		['Adding icons and descriptions', 'node_modules/gulp/bin/gulp.js', 'assets', '--silent'],
	],
};

const TOOLS = {
	output: path.join(root, '.build'),
	sources: [
		'lib',
		'nodes',
		'demo',
		'bench',
		'faults',
		'test/support',
		'tsconfig.json',
		'tsconfig.build.json',
		'tsconfig.tools.json',
	],
	steps: [
		[
			'Compiling the demo and its tools',
			'node_modules/typescript/bin/tsc',
			'-p',
			'tsconfig.tools.json',
		],
	],
};

export const buildPackage = () => build(PACKAGE);
export const buildTools = () => build(TOOLS);

/** Builds from nothing, unless the sources are those of the last build. */
async function build({ output, sources, steps }) {
	// Not beside what is built: that goes into the package.
	const stamp = path.join(local, 'built', path.basename(output));
	const fingerprint = fingerprintOf(['package.json', ...sources]);
	const known = existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8');
	if (known === fingerprint) return;
	rmSync(stamp, { force: true });
	rmSync(output, { recursive: true, force: true });
	for (const [title, tool, ...args] of steps) {
		await quiet(title, node24(), [path.join(root, tool), ...args], { cwd: root });
	}
	mkdirSync(path.dirname(stamp), { recursive: true });
	writeFileSync(stamp, fingerprint);
}

function fingerprintOf(names) {
	const hash = createHash('sha256');
	for (const file of names.flatMap((name) => filesUnder(path.join(root, name)))) {
		hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
	}
	return hash.digest('hex');
}

function filesUnder(place) {
	if (!existsSync(place)) return [];
	const entries = readdirSync(path.dirname(place), { withFileTypes: true });
	const self = entries.find((entry) => entry.name === path.basename(place));
	if (!self?.isDirectory()) return [place];
	return readdirSync(place, { withFileTypes: true })
		.filter((entry) => entry.name !== 'node_modules')
		.sort((a, b) => (a.name < b.name ? -1 : 1))
		.flatMap((entry) => filesUnder(path.join(place, entry.name)));
}
