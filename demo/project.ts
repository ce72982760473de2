import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packageJson = z.object({
	name: z.string(),
	version: z.string(),
	n8n: z.object({ nodes: z.array(z.string()), credentials: z.array(z.string()) }),
});

function findRoot(from: string): string {
	const file = path.join(from, 'package.json');
	if (existsSync(file)) return from;
	const parent = path.dirname(from);
	if (parent === from) throw new Error(`No package.json above ${__dirname}`);
	return findRoot(parent);
}

/** The folder of this project, the same for the sources and for what is built from them. */
export const projectRoot = findRoot(__dirname);

/** Where everything goes that is made while running: ignored by git, may be deleted at any time. */
export const localFolder = path.join(projectRoot, '.local');

export const fixtures = path.join(projectRoot, 'test', 'fixtures', 'factusol');

export const salesFixtures = path.join(projectRoot, 'test', 'fixtures', 'sales');

export function readPackageJson(): z.infer<typeof packageJson> {
	return packageJson.parse(
		JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as unknown,
	);
}
