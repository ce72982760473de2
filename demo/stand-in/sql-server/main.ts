import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { issueCertificate } from '../certificates/certificate';
import { keptIssuer } from '../certificates/issuer-file';
import { startControlServer } from '../control-server';
import { controlRoutes } from './control';
import type { EncryptionPolicy } from './protocol/prelogin';
import { SqlServerStandIn } from './server';

const USAGE = `SQL Server STAND-IN (not Microsoft SQL Server): TDS 7.4 over SQLite
  --data <file.sqlite>     where the data are kept (required; authority and CA file stand beside it)
  --schema <file.sql>      run when the data file is new; may be given several times
  --seed <file.sql>        run after the schema when the data file is new; may be given several times
  --port <n>               TDS port (default: any free one)
  --control-port <n>       loopback port to steer it (default: any free one)
  --database <name>        default: TangoCentralTest
  --login <name=password>  may be given several times (default: sa=Stand-In-1)
  --encryption <policy>    optional | required
`;

/**
 * Runs the stand-in until it is told to stop. The first line of its output is one JSON object: `host`, `port`,
 * `database`, `caFile`, `controlUrl`.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			data: { type: 'string' },
			schema: { type: 'string', multiple: true },
			seed: { type: 'string', multiple: true },
			port: { type: 'string' },
			'control-port': { type: 'string' },
			database: { type: 'string' },
			login: { type: 'string', multiple: true },
			encryption: { type: 'string' },
		},
	});
	const encryption = encryptionPolicy(values.encryption);
	if (values.data === undefined || encryption === undefined) {
		process.stderr.write(USAGE);
		process.exitCode = 2;
		return;
	}
	const folder = dirname(resolve(values.data));
	const authority = keptIssuer(join(folder, 'sql-server-authority'), 'root', () =>
		issueCertificate({ commonName: 'SQL Server stand-in authority' }),
	);
	const identity = issueCertificate({
		commonName: 'localhost',
		hosts: ['localhost', '127.0.0.1'],
		issuer: authority,
	});
	const caFile = join(folder, 'sql-server-ca.pem');
	writeFileSync(caFile, authority.certificate);

	const standIn = new SqlServerStandIn({
		port: Number(values.port ?? 0),
		dataFile: values.data,
		database: values.database,
		logins: values.login && Object.fromEntries(values.login.map(nameAndPassword)),
		encryption,
		identity: { ...identity, authority: authority.certificate },
	});
	if (standIn.isEmpty()) {
		for (const file of [...(values.schema ?? []), ...(values.seed ?? [])]) {
			await standIn.runScript(readFileSync(file, 'utf8'));
		}
	}
	await standIn.up();
	const control = await startControlServer(
		controlRoutes(standIn),
		Number(values['control-port'] ?? 0),
	);
	const facts = {
		host: 'localhost',
		port: standIn.port,
		database: standIn.database,
		caFile,
		controlUrl: control.url,
	};
	process.stdout.write(`${JSON.stringify(facts)}\n`);

	const stop = (): void => {
		void Promise.all([standIn.close(), control.close()]).then(() => process.exit(0));
	};
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
}

function encryptionPolicy(text = 'optional'): EncryptionPolicy | undefined {
	return (['optional', 'required'] as const).find((policy) => policy === text);
}

/** The password may itself have a `=`. */
function nameAndPassword(text: string): [string, string] {
	const place = text.indexOf('=');
	return [text.slice(0, place), text.slice(place + 1)];
}

void main();
