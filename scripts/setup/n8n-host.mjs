import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { local, readJson, root } from './paths.mjs';
import { quietNpm, say, Stop } from './process.mjs';

const description = path.join(root, 'demo', 'n8n-host');
const BIN = path.join('node_modules', 'n8n', 'bin', 'n8n');

/**
 * A real n8n, from the versions in demo/n8n-host, in an ignored folder where it is found again; or the one on
 * this machine that FACTULINK_N8N names (its start file, or the folder that holds its node_modules).
 * @returns the path of its start file
 */
export async function n8nHost() {
	const own = process.env.FACTULINK_N8N;
	if (own) return theirs(path.resolve(own));

	const { version } = {
		version: readJson(path.join(description, 'package.json')).dependencies.n8n,
	};
	const folder = path.join(local, `n8n-${version}`);
	const marker = path.join(folder, '.complete');
	const lock = createHash('sha256')
		.update(readFileSync(path.join(description, 'package-lock.json')))
		.digest('hex');
	if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === lock)
		return path.join(folder, BIN);

	say(`▸ n8n ${version} is not here yet: about 2 GB and 3 to 8 minutes, once`);
	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	for (const name of ['package.json', 'package-lock.json']) {
		copyFileSync(path.join(description, name), path.join(unfinished, name));
	}
	const install = ['install', '--no-save', '--legacy-peer-deps', '--ignore-scripts'];
	await quietNpm(`Installing n8n ${version}`, install, { cwd: unfinished, attempts: 2 });
	await quietNpm('Compiling sqlite3 for n8n', ['rebuild', 'sqlite3'], { cwd: unfinished });
	writeFileSync(path.join(unfinished, '.complete'), lock);
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	return path.join(folder, BIN);
}

function theirs(place) {
	const candidates = [
		place,
		path.join(place, BIN),
		path.join(place, 'n8n', 'bin', 'n8n'),
		path.join(place, 'bin', 'n8n'),
	];
	const found = candidates.find((file) => existsSync(file) && statSync(file).isFile());
	if (!found) {
		throw new Stop(
			`FACTULINK_N8N is ${place}, and no n8n was found there. It must be n8n's start file (…/n8n/bin/n8n) or the folder that holds its node_modules.`,
		);
	}
	return found;
}
