import { spawnSync } from 'node:child_process';
import {
	closeSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	openSync,
	renameSync,
	statSync,
} from 'node:fs';
import path from 'node:path';
import { fixtures, localFolder, projectRoot } from '../demo/project';
import { createAccessStandIn } from '../demo/stand-in/access-stand-in';

/** What is unpacked and made for measuring; kept for the next run. */
export const benchFolder = path.join(localFolder, 'bench');

export interface BenchFile {
	name: string;
	/** A copy that may be changed. */
	accdb: string;
	fiscalYear: number;
}

/** Something on this machine keeps the measurements from running; the message is for people. */
export class BenchStop extends Error {}

/** The company files that come with the project. */
export const OWN_FILES = ['small', 'medium'].map((name) =>
	path.join(projectRoot, 'bench', 'fixtures', `${name}.accdb.xz`),
);

/** Where a file comes from is written in its folder's name: files of two folders may have one name. */
export function unpacked(source: string): BenchFile {
	if (!existsSync(source)) throw new BenchStop(`There is no file ${source}.`);
	const name = path.basename(source).replace(/\.accdb(\.xz)?$/i, '');
	const { size, mtimeMs } = statSync(source);
	const folder = path.join(benchFolder, `${name}-${size}-${Math.round(mtimeMs)}`);
	const accdb = path.join(folder, `${name}.accdb`);
	mkdirSync(folder, { recursive: true });
	if (!existsSync(accdb)) {
		const unfinished = `${accdb}.${process.pid}.unfinished`;
		if (/\.xz$/i.test(source)) unpack(source, unfinished);
		else copyFileSync(source, unfinished);
		renameSync(unfinished, accdb);
	}
	return { name, accdb, fiscalYear: Number(/(20\d\d)$/.exec(name)?.[1] ?? 2026) };
}

function unpack(source: string, target: string): void {
	const output = openSync(target, 'w');
	try {
		const { error, status, stderr } = spawnSync('xz', ['-dc', source], {
			stdio: ['ignore', output, 'pipe'],
			encoding: 'utf8',
		});
		if (error) {
			throw new BenchStop(
				`The program "xz", which unpacks ${path.basename(source)}, cannot be started (${error.message}). On Debian or Ubuntu: apt-get install xz-utils`,
			);
		}
		if (status !== 0) throw new BenchStop(`xz could not unpack ${source}: ${stderr.trim()}`);
	} finally {
		closeSync(output);
	}
}

/** The SQLite stand-in of a file, to be opened through ODBC. */
export async function standInOf({ accdb }: BenchFile): Promise<string> {
	const sqlite = accdb.replace(/\.accdb$/, '.sqlite');
	if (!existsSync(sqlite)) await createAccessStandIn({ accdb, sqlite });
	return sqlite;
}

/** A fresh stand-in of the parent's file that goes with the project's company files. */
export async function freshParent(sqlite: string): Promise<void> {
	mkdirSync(path.dirname(sqlite), { recursive: true });
	await createAccessStandIn({ accdb: path.join(fixtures, 'base', '0012026.accdb'), sqlite });
}
