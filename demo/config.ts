import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf } from '../lib/errors';
import { expecting, object, oneOf, secret, text, whole } from './config-parts';
import { mailSchema, readMail, type MailServer } from './mail/config';
import { projectRoot } from './project';
import { readSales, salesSchema, type SalesConfig } from './sales/config';

/** The configuration cannot be used as it is; the text says where, what was found and what is expected. */
export class ConfigError extends Error {}

const code = text('the three letters or digits of a company, such as "002"').regex(
	/^[A-Za-z0-9]{3}$/,
	'three letters or digits, such as "002" for the file 0022026.accdb',
);

const name = text('the name of the company as people say it, such as "Duofic"').max(
	30,
	'30 characters at most: the name becomes part of the reference of purchase orders',
);

const connectionString = text('an ODBC connection string').includes('{file}', {
	message: 'a connection string in which {file} stands for the path of the company file',
});

const companyConnection = z.discriminatedUnion(
	'type',
	[
		object({ type: z.literal('driverless') }),
		object({ type: z.literal('accessDriver') }),
		object({ type: z.literal('connectionString'), connectionString }),
	],
	{ errorMap: expecting('one of "driverless", "accessDriver", "connectionString"') },
);

const parentConnection = z.discriminatedUnion(
	'type',
	[
		object({ type: z.literal('standIn') }),
		object({ type: z.literal('accessDriver') }),
		object({ type: z.literal('connectionString'), connectionString }),
	],
	{ errorMap: expecting('one of "standIn", "accessDriver", "connectionString"') },
);

const START = '"everything", "now" or a date such as "2026-01-31"';
const startFrom = z
	.string({ invalid_type_error: START })
	.refine((value) => value === 'everything' || value === 'now' || isDate(value), START);

function isDate(value: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
	const date = new Date(`${value}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

const company = object({
	code,
	name,
	connection: companyConnection.optional(),
	...secret,
	/** The parent's code among the suppliers (F_PRO) of this company. */
	parentSupplierCode: whole(
		'the supplier code of the parent in this company, such as 1',
		1,
		99_999,
	),
	/** This company's code among the suppliers of the parent. */
	supplierCodeAtParent: whole(
		'the supplier code of this company at the parent, such as 901',
		1,
		99_999,
	),
	/** Series of the purchase orders; 0 is the default series of that supplier (DOCPRO). */
	seriesAtParent: whole('a series from 0 (the default series of the supplier) to 9', 0, 9).default(
		0,
	),
	articleMapping: oneOf('reference', 'sameCode', 'ean', 'equivalent').default('reference'),
	startFrom: startFrom.optional(),
	/** How old an order may be to be looked at; 0 looks at the whole year. */
	lookBackDays: whole('days from 0 (the whole fiscal year) to 3650', 0, 3650).optional(),
});

const parent = object({ code, name, connection: parentConnection.optional(), ...secret });

// n8n refuses any other seconds, because a listener that looks twice a minute is taken for a mistake.
const cron = text('a cron expression with six fields, the first of which is one number').regex(
	/^\d{1,2}( +\S+){5}$/,
	'six fields, the first (seconds) one number, such as "30 */5 * * * *"',
);

const YEAR = '"current" or a year such as 2026';

const ledger = object({ file: text('the path of the ledger file') }).optional();

type Place = (string | number)[];

function checkSecret(
	context: z.RefinementCtx,
	place: Place,
	{ password, passwordEnv }: { password?: string; passwordEnv?: string },
): void {
	if (passwordEnv === undefined) return;
	const refuse = (message: string) =>
		context.addIssue({ code: 'custom', path: [...place, 'passwordEnv'], message });
	if (password !== undefined) refuse('either password or passwordEnv, not both');
	else if (process.env[passwordEnv] === undefined) {
		refuse('the name of an environment variable that is set');
	}
}

/** The server that alerts and reports are sent through. */
const mail = mailSchema.optional();

/** A site without company files: only the sales. */
const salesOnly = object({ ledger, sales: salesSchema, mail }).superRefine((config, context) => {
	if (config.mail) checkSecret(context, ['mail'], config.mail);
});

const schema = object({
	/** The folder Datos\FS of Factusol. */
	dataFolder: text('the folder that holds the company files'),
	fiscalYear: z
		.union([z.literal('current'), z.number().int(YEAR).min(1990, YEAR).max(9999, YEAR)], {
			errorMap: () => ({ message: YEAR }),
		})
		.default('current'),
	companies: z
		.array(company, { required_error: 'is required: a list of companies' })
		.min(1, 'at least one company'),
	parent,
	ledger,
	schedule: object({
		everyMinutes: whole('minutes from 1 to 1440', 1, 1440).optional(),
		/** Six fields, seconds first; instead of everyMinutes. */
		cron: z
			.array(cron, { invalid_type_error: `a list of cron expressions` })
			.min(1, 'at least one cron expression')
			.optional(),
	}).default({}),
	/** The sales of a Tango database to a mall; without it only orders are relayed. */
	sales: salesSchema.optional(),
	mail,
}).superRefine((config, context) => {
	const refuse = (place: Place, message: string) =>
		context.addIssue({ code: 'custom', path: place, message });
	const all = [config.parent, ...config.companies];
	config.companies.forEach((each, index) => {
		const others = all.slice(0, index + 1);
		if (others.some((other) => other.code === each.code)) {
			refuse(['companies', index, 'code'], 'a code that no other company here has');
		}
		if (others.some((other) => other.name.toUpperCase() === each.name.toUpperCase())) {
			refuse(['companies', index, 'name'], 'a name that no other company here has');
		}
		const same = config.companies.slice(0, index);
		if (same.some((other) => other.supplierCodeAtParent === each.supplierCodeAtParent)) {
			refuse(
				['companies', index, 'supplierCodeAtParent'],
				'a supplier code that no other company here has',
			);
		}
	});
	checkSecret(context, ['parent'], config.parent);
	if (config.mail) checkSecret(context, ['mail'], config.mail);
	config.companies.forEach((each, index) => checkSecret(context, ['companies', index], each));
	if (config.schedule.cron !== undefined && config.schedule.everyMinutes !== undefined) {
		refuse(['schedule'], 'either everyMinutes or cron, not both');
	}
});

type Raw = z.infer<typeof schema>;

type WithPassword<Company> = Omit<Company, 'password' | 'passwordEnv'> & { password: string };
export type SubCompany = WithPassword<Raw['companies'][number]> &
	Record<'startFrom', string> &
	Record<'lookBackDays', number>;
export type ParentCompany = WithPassword<Raw['parent']>;

/** The companies of the order relay. */
export interface RelayConfig {
	/** The file it was read from, for messages. */
	file: string;
	dataFolder: string;
	fiscalYear: 'current' | number;
	companies: SubCompany[];
	parent: ParentCompany;
	schedule: { everyMinutes: number } | { cron: string[] };
}

/** A configuration whose paths are absolute and whose passwords are known. It has one flow, or both. */
export interface Config {
	/** The file it was read from, for messages. */
	file: string;
	/** Undefined: the demo keeps its own; a real installation gets one beside the configuration. */
	ledgerFile: string | undefined;
	/** Undefined: only the sales run. */
	relay: RelayConfig | undefined;
	/** Undefined: only the relay runs. */
	sales: SalesConfig | undefined;
	/** Undefined: the demo takes a stand-in; at a real installation somebody makes the credential in the editor. */
	mail: MailServer | undefined;
}

/**
 * What a configuration is read for. A demo shows the orders that are there; a site must not relay again what people
 * relayed by hand before.
 */
export type Use = 'demo' | 'site';

const FIRST_LOOK = {
	demo: { startFrom: 'everything', lookBackDays: 0 },
	site: { startFrom: 'now', lookBackDays: 30 },
} as const;

export const defaultConfigFile = path.join(projectRoot, 'demo', 'default-config.json');

/**
 * Reads a configuration; docs/demo-config.md describes it.
 * @throws ConfigError that names every place that does not fit
 */
export function readConfig(file: string, use: Use = 'demo'): Config {
	const raw = parse(file, readText(file));
	const checked = (namesCompanies(raw) ? schema : salesOnly).safeParse(raw);
	if (!checked.success) {
		const findings = checked.error.issues.flatMap((issue) => describe(issue, raw));
		throw new ConfigError(`${file} cannot be used:\n${findings.join('\n')}`);
	}
	const { data } = checked;
	return {
		file,
		ledgerFile: data.ledger && absolute(file, data.ledger.file),
		relay: 'companies' in data ? relayOf(file, data, use) : undefined,
		sales:
			data.sales &&
			readSales(data.sales, use === 'demo' ? process.env : {}, (place) => absolute(file, place)),
		mail: readMail(data.mail, use === 'demo' ? process.env : {}),
	};
}

/**
 * The order relay of a configuration that has to have one.
 * @throws ConfigError where it has the sales alone
 */
export function companiesOf({ file, relay }: Config): RelayConfig {
	if (!relay) throw new ConfigError(`${file} names no companies.`);
	return relay;
}

/** Whether there is a relay, or is meant to be one: what names no flow at all is told what a relay needs. */
function namesCompanies(raw: unknown): boolean {
	if (typeof raw !== 'object' || raw === null || !('sales' in raw)) return true;
	return ['dataFolder', 'companies', 'parent'].some((name) => name in raw);
}

function relayOf(
	file: string,
	{ dataFolder, fiscalYear, companies, parent: owner, schedule }: Raw,
	use: Use,
): RelayConfig {
	return {
		file,
		dataFolder: absolute(file, dataFolder),
		fiscalYear,
		companies: companies.map((each) => ({
			...withPassword(each),
			startFrom: each.startFrom ?? FIRST_LOOK[use].startFrom,
			lookBackDays: each.lookBackDays ?? FIRST_LOOK[use].lookBackDays,
		})),
		parent: withPassword(owner),
		schedule:
			schedule.cron === undefined
				? { everyMinutes: schedule.everyMinutes ?? 1 }
				: { cron: schedule.cron },
	};
}

function readText(file: string): string {
	if (!existsSync(file)) {
		throw new ConfigError(
			`The configuration ${file} does not exist. Give the path of a JSON file; demo/default-config.json is an example.`,
		);
	}
	try {
		return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
	} catch (reason) {
		throw new ConfigError(`The configuration ${file} cannot be read: ${messageOf(reason)}`);
	}
}

function parse(file: string, json: string): unknown {
	try {
		return JSON.parse(json) as unknown;
	} catch (reason) {
		throw new ConfigError(
			`The configuration ${file} is not valid JSON: ${messageOf(reason)}. A frequent cause is a Windows path whose backslashes are not doubled, or a comma too many.`,
		);
	}
}

/** Relative paths are relative to the configuration; a Windows path stays one on any system. */
function absolute(file: string, place: string): string {
	if (path.win32.isAbsolute(place) || path.posix.isAbsolute(place)) return place;
	return path.resolve(path.dirname(file), place);
}

function withPassword<Company extends { password?: string; passwordEnv?: string }>(
	company: Company,
): WithPassword<Company> {
	const { password, passwordEnv, ...rest } = company;
	return { ...rest, password: password ?? process.env[passwordEnv ?? ''] ?? '' };
}

function describe(issue: z.ZodIssue, raw: unknown): string[] {
	if (issue.code === 'unrecognized_keys') {
		return issue.keys.map(
			(key) => `  ${placeOf([...issue.path, key])} is not a known setting; ${issue.message}`,
		);
	}
	const place = placeOf(issue.path);
	if (issue.message.startsWith('is required')) return [`  ${place} ${issue.message}`];
	return [`  ${place} is ${shown(issue.path, raw)}; expected: ${issue.message}`];
}

function placeOf(parts: (string | number)[]): string {
	if (parts.length === 0) return 'The whole file';
	return parts
		.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
		.join('')
		.replace(/^\./, '');
}

function shown(parts: (string | number)[], raw: unknown): string {
	// A password must not end up on a screen or in a log.
	if (parts.at(-1) === 'password') return 'set';
	let value: unknown = raw;
	for (const part of parts) {
		value =
			typeof value === 'object' && value !== null
				? (value as Record<string | number, unknown>)[part]
				: undefined;
	}
	if (value === undefined) return 'missing';
	const json = JSON.stringify(value);
	return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
