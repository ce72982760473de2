import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { localFolder, projectRoot } from '../project';

const description = z.object({ dependencies: z.object({ n8n: z.string() }) });

/**
 * The start file of the n8n to run: the one that the set-up found or installed (it hands it over in FACTULINK_N8N),
 * else the one it installs by default.
 * @throws Error with the command to run when no n8n is there
 */
export function n8nStartFile(): string {
	const given = process.env.FACTULINK_N8N;
	const file = given ? path.resolve(given) : defaultStartFile();
	if (existsSync(file)) return file;
	throw new Error(`No n8n was found at ${file}. Run "npm run setup", which installs it.`);
}

function defaultStartFile(): string {
	const file = path.join(projectRoot, 'demo', 'n8n-host', 'package.json');
	const { dependencies } = description.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
	return path.join(localFolder, `n8n-${dependencies.n8n}`, 'node_modules', 'n8n', 'bin', 'n8n');
}

/** Loads a module that n8n brings along, so that both sides speak the same format. */
export function requireFromN8n(startFile: string, name: string): unknown {
	return createRequire(startFile)(name) as unknown;
}
