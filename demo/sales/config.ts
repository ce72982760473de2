import { z } from 'zod';
import { salesSettingsSchema } from '../../lib/sales/settings';
import { expecting, object, secret, text, whole } from '../config-parts';

const port = whole('a port from 1 to 65535', 1, 65_535);

const sqlServer = object({
	type: z.literal('server'),
	/** Server, or SERVER\INSTANCE. */
	host: text('the name of the server, such as "SRV-TANGO" or "SRV-TANGO\\\\SQL2019"'),
	port: port.optional(),
	user: text('the SQL Server login'),
	...secret,
	database: text('the central database of Tango'),
	encrypt: z.boolean().default(true),
	trustServerCertificate: z.boolean().default(false),
});

const solar = object({
	type: z.literal('server'),
	baseUrl: text('the address that the mall gave, ending in /api').regex(
		/^https:\/\//,
		'an address that begins with https://',
	),
	user: text('the user that the mall gave'),
	...secret,
	idCliente: text('the tenant number').regex(/^\d{1,6}$/, 'a tenant number of 1 to 6 digits'),
	/** PEM file with certificates to trust besides those that the machine knows. */
	caFile: text('the path of a PEM file').optional(),
});

/** A system is written without a type; only the stand-in has to say what it is. */
function typed(value: unknown): unknown {
	const isBare = typeof value === 'object' && value !== null && !('type' in value);
	return isBare ? { ...value, type: 'server' } : value;
}

const standIn = object({ type: z.literal('standIn') });
const union = <Server extends typeof sqlServer | typeof solar>(server: Server, settings: string) =>
	z.preprocess(
		typed,
		z.discriminatedUnion('type', [standIn, server], {
			errorMap: expecting(`{ "type": "standIn" }, or ${settings}`),
		}),
	);

/** The part "sales" of a configuration; docs/demo-config.md describes it. */
export const salesSchema = object({
	sqlServer: union(sqlServer, 'host, user, database and so on').optional(),
	solar: union(solar, 'baseUrl, user, idCliente and so on').optional(),
	/** The settings of the sales, by the names of docs/sales-sync.md. */
	settings: salesSettingsSchema.partial().default({}),
	pendingTable: text('the name of the pending list').default('EB_T_HistorialSincVentas_Solar'),
	vouchersPerRequest: whole('vouchers from 1 to 1000', 1, 1000).default(50),
	vouchersPerRun: whole('vouchers from 1 to 10000', 1, 10_000).default(500),
	everyMinutes: whole('minutes from 1 to 59', 1, 59).default(5),
}).superRefine(({ sqlServer: database, solar: mall }, context) => {
	for (const [place, system] of Object.entries({ sqlServer: database, solar: mall })) {
		if (system?.type !== 'server') continue;
		const refuse = (name: string, message: string) =>
			context.addIssue({ code: 'custom', path: [place, name], message });
		if (system.passwordEnv === undefined) {
			if (system.password === undefined) refuse('passwordEnv', 'is required: or password');
		} else if (system.password !== undefined) {
			refuse('passwordEnv', 'either password or passwordEnv, not both');
		} else if (process.env[system.passwordEnv] === undefined) {
			refuse('passwordEnv', 'the name of an environment variable that is set');
		}
	}
});
type Raw = z.output<typeof salesSchema>;

export interface StandIn {
	type: 'standIn';
}

export interface SqlServerSystem {
	type: 'server';
	host: string;
	port: number;
	user: string;
	password: string;
	database: string;
	encrypt: boolean;
	trustServerCertificate: boolean;
	/** Whether this is a server that the environment lends for a trial; see `fixture-database.ts`. */
	forTrial: boolean;
}

export interface SolarSystem {
	type: 'server';
	baseUrl: string;
	user: string;
	password: string;
	idCliente: string;
	caFile: string | undefined;
}

export interface SalesConfig {
	/** Undefined: the demo takes a stand-in; a real installation has no sales sync. */
	sqlServer: StandIn | SqlServerSystem | undefined;
	solar: StandIn | SolarSystem | undefined;
	settings: Readonly<Record<string, unknown>>;
	pendingTable: string;
	vouchersPerRequest: number;
	vouchersPerRun: number;
	everyMinutes: number;
}

const DEFAULT_PORT = 1433;

/**
 * Completes the part "sales": passwords, absolute paths, and what the environment puts in the place of stand-ins.
 *
 * @param env `MSSQL_HOST`, `MSSQL_PORT`, `MSSQL_USER`, `MSSQL_PASSWORD`, `MSSQL_DATABASE`, `MSSQL_TLS` (0: not
 * encrypted); `SOLAR_URL`, `SOLAR_USER`, `SOLAR_PASSWORD`, `SOLAR_CLIENT`, `SOLAR_CA_FILE`
 */
export function readSales(
	{ sqlServer: database, solar: mall, ...rest }: Raw,
	env: NodeJS.ProcessEnv,
	absolute: (place: string) => string,
): SalesConfig {
	const passwordOf = ({ password, passwordEnv }: { password?: string; passwordEnv?: string }) =>
		password ?? process.env[passwordEnv ?? ''] ?? '';
	return {
		...rest,
		sqlServer:
			database?.type === 'server'
				? {
						type: 'server',
						host: database.host,
						port: database.port ?? DEFAULT_PORT,
						user: database.user,
						password: passwordOf(database),
						database: database.database,
						encrypt: database.encrypt,
						trustServerCertificate: database.trustServerCertificate,
						forTrial: false,
					}
				: (lentSqlServer(env) ?? database),
		solar:
			mall?.type === 'server'
				? {
						type: 'server',
						baseUrl: mall.baseUrl,
						user: mall.user,
						password: passwordOf(mall),
						idCliente: mall.idCliente,
						caFile: mall.caFile && absolute(mall.caFile),
					}
				: (lentSolar(env) ?? mall),
	};
}

function lentSqlServer(env: NodeJS.ProcessEnv): SqlServerSystem | undefined {
	const { MSSQL_HOST, MSSQL_PORT, MSSQL_USER, MSSQL_PASSWORD, MSSQL_DATABASE, MSSQL_TLS } = env;
	if (!MSSQL_HOST) return undefined;
	return {
		type: 'server',
		host: MSSQL_HOST,
		port: Number(MSSQL_PORT ?? DEFAULT_PORT),
		user: MSSQL_USER ?? '',
		password: MSSQL_PASSWORD ?? '',
		database: MSSQL_DATABASE ?? '',
		encrypt: MSSQL_TLS !== '0',
		// Servers for trials have the certificate that they made for themselves.
		trustServerCertificate: true,
		forTrial: true,
	};
}

function lentSolar(env: NodeJS.ProcessEnv): SolarSystem | undefined {
	const { SOLAR_URL, SOLAR_USER, SOLAR_PASSWORD, SOLAR_CLIENT, SOLAR_CA_FILE } = env;
	if (!SOLAR_URL) return undefined;
	return {
		type: 'server',
		baseUrl: SOLAR_URL,
		user: SOLAR_USER ?? '',
		password: SOLAR_PASSWORD ?? '',
		idCliente: SOLAR_CLIENT ?? '',
		caFile: SOLAR_CA_FILE,
	};
}
