import { spawnSync } from 'node:child_process';
import { quiet, say, Stop } from './process.mjs';

const BUILD = ['unixodbc', 'unixodbc-dev', 'libsqliteodbc', 'g++', 'make', 'python3'];
const PACKAGES = {
	base: BUILD,
	test: [...BUILD, 'faketime', 'chromium'],
	bench: [...BUILD, 'xz-utils'],
};

/**
 * The system packages: ODBC with its SQLite driver (the stand-in for the Access driver) and what compiles
 * native modules. Only Debian and its kin can be served; elsewhere the reader is told what is needed.
 * @param purpose `base`, `test` or `bench`
 */
export async function systemPackages(purpose) {
	if (process.platform !== 'linux') {
		say('▸ System packages: nothing to install on this system');
		return;
	}
	const wanted = PACKAGES[purpose];
	if (!runs('dpkg-query', ['--version'])) {
		say(
			`▸ System packages: this is no Debian; make sure that these (or their like) are installed: ${wanted.join(' ')}`,
		);
		return;
	}
	const missing = wanted.filter((name) => !installed(name));
	if (missing.length === 0) return;
	const line = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
	if (process.getuid() !== 0 || !runs('apt-get', ['--version'])) {
		throw new Stop(
			`These system packages are missing: ${missing.join(', ')}. Install them and start again:\n  sudo sh -c '${line}'`,
		);
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await quiet('Refreshing the list of system packages', 'apt-get', ['update'], { env });
	const install = ['install', '-y', '--no-install-recommends', ...missing];
	await quiet(`Installing system packages ${missing.join(' ')}`, 'apt-get', install, { env });
}

function installed(name) {
	const found = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], {
		encoding: 'utf8',
	});
	return found.status === 0 && found.stdout.startsWith('installed');
}

function runs(command, args) {
	return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
