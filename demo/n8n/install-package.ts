import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { localFolder, projectRoot, readPackageJson } from '../project';
import { npm } from './npm';

const packReport = z.array(
	z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
);

export interface Tarball {
	file: string;
	/** SHA-256 of the file: the same sources give the same. */
	hash: string;
	/** What is inside, relative to the package. */
	contents: string[];
}

/** Packs the built package as for a release. */
export async function packPackage(): Promise<Tarball> {
	const folder = path.join(localFolder, 'packages');
	mkdirSync(folder, { recursive: true });
	const { stdout } = await npm(
		projectRoot,
		...['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
	);
	const [packed] = packReport.parse(JSON.parse(stdout) as unknown);
	if (!packed) throw new Error(`npm pack reported no package:\n${stdout}`);
	const plain = path.join(folder, path.basename(packed.filename));
	const hash = createHash('sha256').update(readFileSync(plain)).digest('hex');
	const file = path.join(folder, `${path.basename(plain, '.tgz')}-${hash.slice(0, 12)}.tgz`);
	renameSync(plain, file);
	return { file, hash, contents: packed.files.map((each) => each.path) };
}

/** Where n8n looks for the community packages of a user folder. */
export const nodesFolder = (userFolder: string): string => path.join(userFolder, '.n8n', 'nodes');

/**
 * Installs the packed package where a user's would be, with install scripts off as n8n does; then makes the
 * optional module `odbc` usable, which is what the manual tells its users to do.
 * @returns false when exactly this tarball was installed already
 */
export async function installPackage(tarball: Tarball, userFolder: string): Promise<boolean> {
	const folder = nodesFolder(userFolder);
	const marker = path.join(folder, '.factulink-tarball');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === tarball.hash) return false;

	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const description = { name: 'installed-nodes', private: true, dependencies: {} };
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify(description));
	await npm(
		folder,
		...['install', tarball.file, '--ignore-scripts', '--legacy-peer-deps'],
		...['--prefer-offline', '--no-audit', '--no-fund'],
	);
	await makeOdbcUsable(folder);
	writeFileSync(marker, tarball.hash);
	return true;
}

/** A copy of an installation that is there already: the same package for another user folder. */
export function copyInstalledPackage(from: string, userFolder: string): void {
	cpSync(nodesFolder(from), nodesFolder(userFolder), { recursive: true });
}

/**
 * Gives a folder of community packages the binary part of the module `odbc`, which its install script would have
 * compiled: the one of this project where it is the same version.
 */
export async function makeOdbcUsable(folder: string): Promise<void> {
	const theirs = path.join(folder, 'node_modules', 'odbc');
	const ours = path.join(projectRoot, 'node_modules', 'odbc');
	if (!existsSync(theirs)) return;
	const compiled = path.join(ours, 'lib', 'bindings');
	if (existsSync(compiled) && versionOf(ours) === versionOf(theirs)) {
		cpSync(compiled, path.join(theirs, 'lib', 'bindings'), { recursive: true });
		return;
	}
	await npm(folder, 'rebuild', 'odbc');
}

function versionOf(folder: string): string {
	const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
	return z.object({ version: z.string() }).parse(JSON.parse(text) as unknown).version;
}

/** The node types that n8n knows once the package is installed, as workflows name them. */
export function nodeTypes(): string[] {
	const { name, n8n } = readPackageJson();
	return n8n.nodes.map((file) => {
		const type = path.basename(file, '.node.js');
		return `${name}.${type.charAt(0).toLowerCase()}${type.slice(1)}`;
	});
}
