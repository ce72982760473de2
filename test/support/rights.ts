import { chmod } from 'node:fs/promises';

/** Any user without special rights; the number only has to be another one than that of the tests. */
const NOBODY = 65_534;

/**
 * Does something while a file has only the given rights. Root ignores rights, so a test run as root works as an
 * ordinary user meanwhile.
 */
export async function withoutRights<T>(
	path: string,
	mode: number,
	work: () => Promise<T>,
): Promise<T> {
	const isRoot = process.getuid?.() === 0;
	await chmod(path, mode);
	if (isRoot) process.seteuid?.(NOBODY);
	try {
		return await work();
	} finally {
		if (isRoot) process.seteuid?.(0);
		await chmod(path, 0o644);
	}
}
