import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { node24, root } from './paths.mjs';
import { quietNpm, say } from './process.mjs';

const marker = path.join(root, 'node_modules', '.factulink-lock');
const odbcBinding = path.join(root, 'node_modules', 'odbc', 'lib', 'bindings');

/**
 * The npm dependencies, as the lock file has them.
 *
 * `npm ci` is not used: it refuses a lock file in which optional packages for other platforms are missing,
 * and some of those exist in no registry. Install scripts stay off, except for the two packages that need
 * theirs: one of the linters has a script that demands another package manager.
 */
export async function dependencies() {
	const lock = fingerprint();
	if (existsSync(marker) && readFileSync(marker, 'utf8') === lock && node24()) return;
	await quietNpm('Installing npm dependencies', ['install', '--no-save', '--ignore-scripts'], {
		cwd: root,
		attempts: 2,
	});
	await quietNpm('Fetching Node 24', ['rebuild', 'node'], { cwd: root, attempts: 2 });
	await buildOdbc();
	writeFileSync(marker, lock);
}

async function buildOdbc() {
	if (existsSync(odbcBinding)) return;
	// Compiled here rather than downloaded; on Windows that needs a compiler that few machines have.
	const env = process.platform === 'win32' ? {} : { npm_config_build_from_source: 'true' };
	try {
		await quietNpm('Compiling the odbc module', ['rebuild', 'odbc'], { cwd: root, env });
	} catch (problem) {
		if (process.platform === 'linux') throw problem;
		say(`  The odbc module could not be installed; company files can be read without driver only.`);
	}
}

function fingerprint() {
	const hash = createHash('sha256');
	for (const name of ['package-lock.json', 'package.json']) {
		hash.update(contentThatMatters(name));
	}
	return hash.digest('hex');
}

/** Scripts and descriptions of package.json change often and mean nothing to what is installed. */
function contentThatMatters(name) {
	const text = readFileSync(path.join(root, name), 'utf8');
	if (name !== 'package.json') return text;
	const { dependencies, optionalDependencies, devDependencies, overrides } = JSON.parse(text);
	return JSON.stringify({ dependencies, optionalDependencies, devDependencies, overrides });
}
