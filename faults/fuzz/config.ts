import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';

import { ConfigError, defaultConfigFile, readConfig } from '../../demo/config';
import { anything, hostileText, spoiled } from './hostile';
import { target, type FuzzTarget } from './target';

const shipped = JSON.parse(readFileSync(defaultConfigFile, 'utf8')) as { companies: object[] };
const [company = {}] = shipped.companies;

const texts = fc.oneof(
	hostileText,
	spoiled(shipped).map((value) => JSON.stringify(value)),
	spoiled(company).map((value) => JSON.stringify({ ...shipped, companies: [value] })),
	anything.map((value) => JSON.stringify(value) ?? ''),
);

/** The configuration of the demo and of `--setup-only`: a configuration, or what is wrong with it. */
export const configTarget: FuzzTarget = target('the configuration of a site', 4, texts, (text) => {
	const folder = mkdtempSync(path.join(tmpdir(), 'factulink-fuzz-'));
	const file = path.join(folder, 'config.json');
	try {
		writeFileSync(file, text);
		readConfig(file);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
