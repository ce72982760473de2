import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlServer } from '../control-server';
import { controlRoutes } from './control';
import { Authority, CERTIFICATE_VARIANTS } from './identity';
import { SolarStandIn } from './server';

const USAGE = `Solar API STAND-IN (not the mall's API)
  --folder <path>          where the authority and the accepted vouchers are kept (required)
  --port <n>               HTTPS port (default: any free one)
  --control-port <n>       loopback port to steer it (default: any free one)
  --prefix </path>         before /api (default: /Demo_BackEnd)
  --certificate <variant>  ${CERTIFICATE_VARIANTS.join(' | ')}
  --settings <json>        see settings.ts
`;

/**
 * Runs the stand-in until it is told to stop. The first line of its output is one JSON object: `baseUrl`, `caFile`,
 * `controlUrl`, `registerFile`.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			folder: { type: 'string' },
			port: { type: 'string' },
			'control-port': { type: 'string' },
			prefix: { type: 'string' },
			certificate: { type: 'string' },
			settings: { type: 'string' },
		},
	});
	const { folder } = values;
	const certificate = CERTIFICATE_VARIANTS.find(
		(known) => known === (values.certificate ?? 'good'),
	);
	if (folder === undefined || certificate === undefined) {
		process.stderr.write(USAGE);
		process.exitCode = 2;
		return;
	}
	mkdirSync(folder, { recursive: true });
	const registerFile = join(folder, 'accepted.jsonl');
	const authority = new Authority(join(folder, 'authority'));
	const caFile = join(folder, 'ca.pem');
	writeFileSync(caFile, authority.rootCertificate);
	const standIn = new SolarStandIn({
		port: Number(values.port ?? 0),
		prefix: values.prefix,
		certificate,
		authority,
		registerFile,
		settings: values.settings === undefined ? {} : JSON.parse(values.settings),
	});
	await standIn.up();
	const control = await startControlServer(
		controlRoutes(standIn),
		Number(values['control-port'] ?? 0),
	);
	const facts = { baseUrl: standIn.baseUrl, caFile, controlUrl: control.url, registerFile };
	process.stdout.write(`${JSON.stringify(facts)}\n`);

	const stop = (): void => {
		void Promise.all([standIn.down(), control.close()]).then(() => process.exit(0));
	};
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
}

void main();
