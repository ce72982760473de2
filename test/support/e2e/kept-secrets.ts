import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { TestSales } from './sales';

export interface Kept {
	/** What n8n and the ledger keep: databases with their logs, executions, n8n's output. */
	places: { file: string; text: string }[];
	/** Secrets that are there all the same, each with the name of its file. */
	found: { file: string; secret: string }[];
}

/**
 * Looks for passwords, tokens and certificates in everything that n8n and the ledger keep.
 *
 * @param test its n8n has to be stopped, so that nothing is still to be written
 * @param others passwords that were tried besides
 */
export function keptSecrets(test: TestSales, others: readonly string[] = []): Kept {
	const { sqlServer, solar } = test.sync.systems;
	const certificate = readFileSync(solar.caFile ?? '', 'utf8')
		.split('\n')
		.filter((line) => /^[A-Za-z0-9+/]{40,}/.test(line));
	if (certificate.length === 0) throw new Error(`There is no certificate in ${solar.caFile}`);
	const secrets = [
		sqlServer.password,
		solar.password,
		...certificate,
		'Bearer ',
		// How every token of the stand-in begins, in the form that n8n logs objects.
		Buffer.from('{"alg":').toString('base64url').slice(0, 9),
		...others,
	];
	if (secrets.some((secret) => secret.length < 6)) throw new Error('A secret to look for is empty');
	const places = [
		...filesIn(path.join(test.user, '.n8n'), (name) => !name.startsWith('nodes')),
		test.n8n.logFile,
		...filesIn(test.folder, (name) => name.startsWith('ledger.sqlite')),
	].map((file) => ({ file: path.basename(file), text: readFileSync(file, 'latin1') }));
	const found = places.flatMap(({ file, text }) =>
		secrets.filter((secret) => text.includes(secret)).map((secret) => ({ file, secret })),
	);
	return { places, found };
}

/** Files directly in a folder and below, the names of whose first part are wanted. */
function filesIn(folder: string, wanted: (name: string) => boolean): string[] {
	return readdirSync(folder)
		.filter(wanted)
		.flatMap((name) => {
			const place = path.join(folder, name);
			return statSync(place).isDirectory() ? filesIn(place, () => true) : [place];
		});
}
