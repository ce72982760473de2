import { createRequire } from 'node:module';
import { FactuLinkError, messageOf } from '../errors';

/** The part of the `odbc` module that is used, so that the package compiles where the module is absent. */
export interface OdbcModule {
	connect(options: { connectionString: string }): Promise<OdbcConnection>;
}

export interface OdbcConnection {
	query(sql: string, options: { initialBufferSize: number }): Promise<OdbcRows>;
	tables(
		catalog: string | null,
		schema: string | null,
		table: string | null,
		type: string | null,
	): Promise<OdbcRows>;
	columns(
		catalog: string | null,
		schema: string | null,
		table: string | null,
		column: string | null,
	): Promise<OdbcRows>;
	beginTransaction(): Promise<void>;
	commit(): Promise<void>;
	rollback(): Promise<void>;
	close(): Promise<void>;
}

export type OdbcRows = ReadonlyArray<Readonly<Record<string, unknown>>> & {
	/** Absent for a statement without a result. */
	columns?: ReadonlyArray<{ name: string }>;
};

/**
 * Loads the native `odbc` module when it is first needed: n8n's installer runs no install scripts and may drop
 * optional dependencies, so it can be absent, or present without its binary.
 *
 * @throws FactuLinkError `ODBC_MODULE_MISSING` (person) with the command that repairs it
 */
export function loadOdbcModule(
	load: () => unknown = () => createRequire(__filename)('odbc'),
): OdbcModule {
	let loaded: unknown;
	try {
		loaded = load();
	} catch (error) {
		throw moduleMissing(error);
	}
	if (typeof loaded !== 'object' || loaded === null || !('connect' in loaded)) {
		throw moduleMissing(new Error('the module has no connect function'));
	}
	return loaded as OdbcModule;
}

function moduleMissing(cause: unknown): FactuLinkError {
	const text = messageOf(cause);
	const absent = /Cannot find (?:module|package) '?odbc'?/.test(text);
	const command = absent ? 'npm install odbc' : 'npm rebuild odbc';
	const before =
		process.platform === 'win32'
			? ''
			: ' On Debian or Ubuntu run first: apt-get install unixodbc-dev g++ make python3.';
	return new FactuLinkError({
		class: 'person',
		code: 'ODBC_MODULE_MISSING',
		message: absent
			? 'The Node module "odbc", which talks to ODBC drivers, is not installed.'
			: 'The Node module "odbc", which talks to ODBC drivers, is installed without its binary part.',
		whatToDo: `On the machine that runs n8n, in the folder <n8n user folder>/.n8n/nodes, run: ${command} — then restart n8n.${before} Or choose "read-only without driver" in the credential, which needs no module.`,
		details: { reason: text.split('\n')[0] ?? '' },
		cause,
	});
}
