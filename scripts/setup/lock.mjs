import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { local } from './paths.mjs';
import { say } from './process.mjs';

const file = path.join(local, 'setup.lock');

/** Lets one set-up at a time work in this clone: two would clean and write the same folders. */
export async function withSetupLock(work) {
	mkdirSync(local, { recursive: true });
	for (let told = false; !take(); told = true) {
		if (!told) say('▸ Another set-up is at work in this clone; waiting for it …');
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	try {
		return await work();
	} finally {
		rmSync(file, { force: true });
	}
}

function take() {
	try {
		writeFileSync(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (problem) {
		if (problem.code !== 'EEXIST') throw problem;
	}
	if (isLeftBehind()) rmSync(file, { force: true });
	return false;
}

/** Whether the process that made the lock file is gone. */
function isLeftBehind() {
	try {
		const pid = Number(readFileSync(file, 'utf8'));
		// An empty file is about to get its number, unless its maker died at that moment.
		return pid ? !isAlive(pid) : Date.now() - statSync(file).mtimeMs > 10_000;
	} catch (problem) {
		if (problem.code === 'ENOENT') return false;
		throw problem;
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (problem) {
		return problem.code === 'EPERM';
	}
}
