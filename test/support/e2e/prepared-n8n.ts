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
import { N8nCli } from '../../../demo/n8n/cli';
import { n8nStartFile } from '../../../demo/n8n/host';
import { installPackage, packPackage, type Tarball } from '../../../demo/n8n/install-package';
import { e2eFolder } from './folder';

/**
 * An n8n user folder with the packed package installed as a user would and an empty, migrated database, made once
 * for the tarball and the n8n at hand. Suites copy it: both parts take much longer to make than to copy.
 */
async function preparedUserFolder(tarball: Tarball): Promise<string> {
	const folder = path.join(e2eFolder, 'prepared');
	const mark = path.join(folder, 'prepared-for');
	const wanted = `${tarball.hash} ${n8nStartFile()}`;
	if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return folder;

	const unfinished = `${folder}.unfinished`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	await installPackage(tarball, unfinished);
	await new N8nCli(n8nStartFile(), unfinished).migrate();
	writeFileSync(path.join(unfinished, 'prepared-for'), wanted);
	rmSync(folder, { recursive: true, force: true });
	renameSync(unfinished, folder);
	return folder;
}

/** Makes a user folder in which n8n is ready to start, with the package and without workflows. */
export async function prepareUserFolder(userFolder: string): Promise<void> {
	cpSync(await preparedUserFolder(await packPackage()), userFolder, { recursive: true });
}
