import path from 'node:path';
import { parseArgs } from 'node:util';
import { defaultConfigFile } from './config';
import { messageOf } from '../lib/errors';

export interface Options {
	once: boolean;
	setupOnly: boolean;
	fresh: boolean;
	json: string | undefined;
	config: string;
	out: string;
	folder: string | undefined;
	limitSeconds: number;
}

/** The command was not understood. */
export class UsageError extends Error {}

export const USAGE = `Usage: npm run demo -- [options]

Runs both flows in a real n8n, or the one that a configuration has: orders on copies of company files, sales from SQL
Server to the Solar API. Prints what became of every order and sale, and stays up until Ctrl+C. Without options it uses
the files that come with the project and stand-ins for SQL Server and the Solar API.

  --once             stop n8n when every order and sale is settled; exit code 0 only if each one that should travel
                     has arrived or is held with a reason
  --json FILE        also write the report as JSON
  --config FILE      take companies, files and settings from a JSON file (docs/demo-config.md)
  --fresh            start over: forget the copies, the ledger and the n8n of earlier runs
  --folder DIR       keep copies, ledger and n8n there (default: .local/demo)
  --time-limit SEC   how long to wait for the orders to settle (default: 600)
  --setup-only       write credentials and workflows for a real installation, and run nothing
  --out DIR          where --setup-only writes (default: factulink-setup)
  --help             this text

Environment: FACTULINK_N8N = start file or folder of an n8n that is on this machine already;
MSSQL_HOST, MSSQL_PORT, MSSQL_USER, MSSQL_PASSWORD, MSSQL_DATABASE and SOLAR_URL, SOLAR_USER, SOLAR_PASSWORD,
SOLAR_CLIENT, SOLAR_CA_FILE = real systems in place of the stand-ins. A database whose name ends in _test is emptied
and filled with test sales; any other is used as it is. SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, MAIL_FROM,
MAIL_TO = a real mail server in place of the stand-in, which keeps mails as files.`;

/**
 * @returns undefined when help was asked for
 * @throws UsageError
 */
export function readOptions(
	args: readonly string[],
	cwd = process.env.INIT_CWD ?? process.cwd(),
): Options | undefined {
	const { help, once, fresh, json, config, folder, out, ...values } = parse(args);
	if (help) return undefined;
	const setupOnly = values['setup-only'] ?? false;
	if (setupOnly) {
		const idle = { once, fresh, json, folder, 'time-limit': values['time-limit'] };
		for (const [option, value] of Object.entries(idle)) {
			if (value === undefined) continue;
			throw new UsageError(`--${option} has no meaning with --setup-only, which runs nothing.`);
		}
	} else if (out !== undefined) {
		throw new UsageError('--out belongs to --setup-only.');
	}
	return {
		once: once ?? false,
		setupOnly,
		fresh: fresh ?? false,
		json: json && path.resolve(cwd, json),
		config: config ? path.resolve(cwd, config) : defaultConfigFile,
		out: path.resolve(cwd, out ?? 'factulink-setup'),
		folder: folder && path.resolve(cwd, folder),
		limitSeconds: seconds(values['time-limit']),
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: false,
			options: {
				help: { type: 'boolean', short: 'h' },
				once: { type: 'boolean' },
				json: { type: 'string' },
				config: { type: 'string' },
				fresh: { type: 'boolean' },
				folder: { type: 'string' },
				'time-limit': { type: 'string' },
				'setup-only': { type: 'boolean' },
				out: { type: 'string' },
			},
		}).values;
	} catch (reason) {
		throw new UsageError(messageOf(reason));
	}
}

function seconds(text = '600'): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value > 0) return value;
	throw new UsageError(
		`--time-limit is "${text}"; expected: a whole number of seconds, such as 600.`,
	);
}
