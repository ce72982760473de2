import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const local = path.join(root, '.local');
const bin = path.join(root, 'node_modules', '.bin');

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The Node 24 that the devDependency `node` brings; n8n and better-sqlite3 do not run on older ones. */
export function node24() {
	const folder = path.join(root, 'node_modules', 'node', 'bin');
	const file = path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
	return existsSync(file) ? file : undefined;
}

/** The surroundings of everything that is started here: Node 24 first on the path. */
export function environment(extra = {}) {
	const result = { ...process.env, ...extra };
	// What `npm run` tells about the outer package would mislead an npm that works in another folder.
	for (const name of Object.keys(result)) {
		if (/^npm_(package|lifecycle|command)|^npm_config_local_prefix$/.test(name))
			delete result[name];
	}
	const pathName = Object.keys(result).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	const nodeFolder = node24() ? [bin, path.dirname(node24())] : [];
	result[pathName] = [...nodeFolder, result[pathName] ?? ''].join(path.delimiter);
	return result;
}
