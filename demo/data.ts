import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError, type RelayConfig, type SubCompany } from './config';
import type { Places } from './places';
import { createAccessStandIn } from './stand-in/access-stand-in';

/** Size, time and SHA-256 of each given file when it was copied, by name; what cannot be read is copied again. */
const copiesSchema = z.record(z.object({ signature: z.string(), hash: z.string() })).catch({});

/** The parent's file as the demo uses it. */
export interface ParentFile {
	file: string;
	fiscalYear: number;
	isStandIn: boolean;
}

/**
 * Copies the company files, so that nothing ever opens the ones that were given. Copies are kept between runs,
 * the parent's with the purchase orders in it; a sub-company's is renewed when the given file has changed.
 * @throws ConfigError when a company has no file in the data folder
 */
export async function prepareData(config: RelayConfig, places: Places): Promise<ParentFile> {
	mkdirSync(places.parent, { recursive: true });
	renewCopies(config, places);
	return await prepareParent(config, places);
}

/**
 * Copies the sub-companies' files that were given anew since the last time.
 * @returns their names
 * @throws ConfigError when a company has no file in the data folder
 */
export function renewCopies(config: RelayConfig, places: Places): string[] {
	mkdirSync(places.data, { recursive: true });
	const record = path.join(places.work, 'copies.json');
	const copies = existsSync(record)
		? copiesSchema.parse(JSON.parse(readFileSync(record, 'utf8')) as unknown)
		: {};
	const renewed: string[] = [];
	for (const name of config.companies.flatMap((company) => filesOf(config, company))) {
		const given = path.join(config.dataFolder, name);
		const copy = path.join(places.data, name);
		const { size, mtimeMs } = statSync(given);
		const signature = `${size} ${mtimeMs}`;
		const before = existsSync(copy) ? copies[name] : undefined;
		if (before?.signature === signature) continue;
		const hash = hashOf(given);
		if (before?.hash !== hash) {
			// At once and whole: a listener may be looking.
			copyFileSync(given, `${copy}.arriving`);
			renameSync(`${copy}.arriving`, copy);
			renewed.push(name);
		}
		copies[name] = { signature, hash };
	}
	writeFileSync(record, JSON.stringify(copies, null, '\t'));
	return renewed;
}

async function prepareParent(config: RelayConfig, places: Places): Promise<ParentFile> {
	const names = filesOf(config, config.parent);
	const years = names.map((name) => Number(name.slice(3, 7))).sort((a, b) => a - b);
	const now = new Date().getFullYear();
	const fiscalYear = years.includes(now) ? now : years.at(-1);
	const name = names.find((each) => Number(each.slice(3, 7)) === fiscalYear);
	if (fiscalYear === undefined || name === undefined) throw missing(config, config.parent);

	const accdb = path.join(places.parent, name);
	if (!existsSync(accdb)) copyFileSync(path.join(config.dataFolder, name), accdb);
	if (demoConnection(config).parent.type !== 'standIn') {
		return { file: accdb, fiscalYear, isStandIn: false };
	}
	const sqlite = accdb.replace(/\.accdb$/i, '.sqlite');
	if (!existsSync(sqlite)) {
		const { password } = config.parent;
		await createAccessStandIn({ accdb, sqlite, ...(password === '' ? {} : { password }) });
	}
	return { file: sqlite, fiscalYear, isStandIn: true };
}

export interface DemoConnection {
	company(company: SubCompany): NonNullable<SubCompany['connection']>;
	parent: NonNullable<RelayConfig['parent']['connection']>;
}

/** How the demo opens the files when the configuration does not say: the Access driver where there is one. */
export function demoConnection(config: RelayConfig, platform = process.platform): DemoConnection {
	const windows = platform === 'win32';
	return {
		company: ({ connection }) => connection ?? { type: windows ? 'accessDriver' : 'driverless' },
		parent: config.parent.connection ?? { type: windows ? 'accessDriver' : 'standIn' },
	};
}

function filesOf(config: RelayConfig, company: { code: string; name: string }): string[] {
	const year = config.fiscalYear === 'current' ? '\\d{4}' : String(config.fiscalYear);
	const pattern = new RegExp(`^${company.code}${year}\\.accdb$`, 'i');
	const found = listing(config.dataFolder).filter((name) => pattern.test(name));
	if (found.length === 0) throw missing(config, company);
	return found;
}

function missing(config: RelayConfig, company: { code: string; name: string }): ConfigError {
	const year = config.fiscalYear === 'current' ? new Date().getFullYear() : config.fiscalYear;
	const there = listing(config.dataFolder).filter((name) => /\.(accdb|mdb)$/i.test(name));
	return new ConfigError(
		[
			`${config.file}: there is no company file of ${company.name} in the data folder ${config.dataFolder}.`,
			`Expected: ${company.code}${year}.accdb. There: ${there.join(', ') || 'no company file at all'}.`,
			'Correct dataFolder, fiscalYear or the code of the company.',
		].join('\n'),
	);
}

function listing(folder: string): string[] {
	if (!existsSync(folder)) {
		throw new ConfigError(
			`The data folder ${folder} does not exist. Correct dataFolder in the configuration; a relative path is relative to the configuration.`,
		);
	}
	return readdirSync(folder).sort();
}

function hashOf(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex');
}
