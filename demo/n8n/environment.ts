import path from 'node:path';
import { projectRoot } from '../project';

/** Settings of an outer n8n or of a test runner must not leak into the instance that is started here. */
const FOREIGN =
	/^(N8N_|EXECUTIONS_|DB_|QUEUE_|WEBHOOK_|NODES_|NODE_ENV$|NODE_OPTIONS$|JEST_|npm_)/i;

/** Settings of an unattended instance that only this machine can reach and that calls nobody. */
const UNATTENDED = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_HOST: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LOG_OUTPUT: 'console',
	// Every execution of the flows is evidence: keep the successful ones too.
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
};

/** The environment of every n8n process of one user folder. */
export function n8nEnvironment(
	userFolder: string,
	extra: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
	const inherited = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)),
	);
	const pathName = Object.keys(inherited).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	return {
		...inherited,
		...UNATTENDED,
		// n8n starts helpers by the name "node", which must not be an older one of the machine.
		[pathName]: [nodeFolder, inherited[pathName] ?? ''].join(path.delimiter),
		GENERIC_TIMEZONE:
			inherited.GENERIC_TIMEZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
		N8N_USER_FOLDER: userFolder,
		...extra,
	};
}

const nodeFolder = path.join(projectRoot, 'node_modules', 'node', 'bin');

/** The Node 24 that n8n runs on. */
export const nodeFile = path.join(nodeFolder, process.platform === 'win32' ? 'node.exe' : 'node');
