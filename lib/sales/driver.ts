/**
 * The part of the `mssql` package that is used here, as structure: nothing of `lib/` depends on the package itself,
 * which is only loaded when a database is opened.
 */
export interface MssqlRequest {
	input(name: string, type: unknown, value: unknown): MssqlRequest;
	query(text: string): Promise<{
		recordset?: Array<Record<string, unknown>>;
		rowsAffected: number[];
	}>;
}

export interface MssqlPool {
	connect(): Promise<unknown>;
	request(): MssqlRequest;
	close(): Promise<unknown>;
	on(event: 'error', listener: (error: unknown) => void): unknown;
}

export interface MssqlConfig {
	server: string;
	port?: number;
	database: string;
	user: string;
	password: string;
	domain?: string;
	connectionTimeout: number;
	requestTimeout: number;
	pool: { min: number; max: number; idleTimeoutMillis: number };
	/** How a pooled connection is looked at before it is used again: its socket, without a round trip. */
	validateConnection: 'socket';
	options: {
		instanceName?: string;
		encrypt: boolean;
		trustServerCertificate: boolean;
		tdsVersion: string;
		enableArithAbort: boolean;
		appName: string;
		isolationLevel: number;
		connectionIsolationLevel: number;
	};
}

export interface Mssql {
	ConnectionPool: new (config: MssqlConfig) => MssqlPool;
	VarChar(length: number): unknown;
	NVarChar(length: number): unknown;
	Int: unknown;
}

/** Loads the driver on first use: a workflow without SQL Server never pays for it. */
export function loadMssql(): Mssql {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily, see above
	return require('mssql') as Mssql;
}
