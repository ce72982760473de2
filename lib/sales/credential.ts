import { z } from 'zod';

import { FactuLinkError } from '../errors';
import type { MssqlConfig } from './driver';

const DEFAULT_PORT = 1433;
/** READ_COMMITTED of TDS: a dirty read would send half a voucher. */
const READ_COMMITTED = 2;

const milliseconds = z
	.union([z.number(), z.string().trim().regex(/^\d+$/), z.literal('')])
	.optional()
	.transform((value) =>
		value === undefined || value === '' || `${value}` === '0'
			? 15_000
			: Number.parseInt(`${value}`, 10),
	);

/** The fields of n8n's own `microsoftSql` credential. */
export const sqlServerCredentialSchema = z.object({
	server: z.string().trim().min(1),
	database: z.string().trim().min(1),
	user: z.string().default(''),
	password: z.string().default(''),
	port: z
		.union([z.number().int(), z.string().trim().regex(/^\d*$/)])
		.optional()
		.transform((value) =>
			value === undefined || value === '' ? DEFAULT_PORT : Number.parseInt(`${value}`, 10),
		),
	domain: z.string().trim().default(''),
	tls: z.boolean().default(true),
	allowUnauthorizedCerts: z.boolean().default(false),
	tdsVersion: z.string().default('7_4'),
	connectTimeout: milliseconds,
	requestTimeout: milliseconds,
});

export type SqlServerCredential = z.output<typeof sqlServerCredentialSchema>;

/** @throws FactuLinkError `SQL_CREDENTIAL` (person) naming the fields that do not fit */
export function parseSqlServerCredential(input: unknown): SqlServerCredential {
	const parsed = sqlServerCredentialSchema.safeParse(input);
	if (parsed.success) return parsed.data;
	// Only names of fields: the values are secrets.
	const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))];
	throw new FactuLinkError({
		class: 'person',
		code: 'SQL_CREDENTIAL',
		message: `The Microsoft SQL credential is not complete: ${fields.join(', ')}.`,
		whatToDo: 'Open the credential and fill in the named fields.',
	});
}

interface Address {
	host: string;
	instance: string | null;
	port: number | null;
}

/**
 * Where the server is. Accepts `HOST`, `HOST\INSTANCE` and `HOST,PORT`, as SQL Server's own tools do. With an instance
 * name, a port other than the default one wins: it is how instances behind a firewall, without the browser service,
 * are reached.
 */
export function addressOf({ server, port }: Pick<SqlServerCredential, 'server' | 'port'>): Address {
	const comma = /^(.*),\s*(\d+)$/.exec(server);
	const [host = '', instance = ''] = (comma?.[1] ?? server).trim().split('\\');
	const explicitPort =
		comma?.[2] === undefined
			? port === DEFAULT_PORT
				? null
				: port
			: Number.parseInt(comma[2], 10);
	const local = host === '.' || /^\(local\)$/i.test(host) ? 'localhost' : host;
	if (instance !== '' && explicitPort === null) return { host: local, instance, port: null };
	return { host: local, instance: null, port: explicitPort ?? DEFAULT_PORT };
}

/** For people: `TangoCentral (SRV\SQL2019)`, the same in every language. */
export function labelOf(credential: SqlServerCredential): string {
	const { host, instance, port } = addressOf(credential);
	const place = instance === null ? `${host}:${port ?? DEFAULT_PORT}` : `${host}\\${instance}`;
	return `${credential.database} (${place})`;
}

export function toMssqlConfig(credential: SqlServerCredential): MssqlConfig {
	const { host, instance, port } = addressOf(credential);
	return {
		server: host,
		...(port === null ? {} : { port }),
		database: credential.database,
		user: credential.user,
		password: credential.password,
		...(credential.domain === '' ? {} : { domain: credential.domain }),
		connectionTimeout: credential.connectTimeout,
		requestTimeout: credential.requestTimeout,
		pool: { min: 0, max: 4, idleTimeoutMillis: 30_000 },
		validateConnection: 'socket',
		options: {
			...(instance === null ? {} : { instanceName: instance }),
			encrypt: credential.tls,
			trustServerCertificate: credential.allowUnauthorizedCerts,
			tdsVersion: credential.tdsVersion,
			enableArithAbort: true,
			appName: 'n8n FactuLink',
			isolationLevel: READ_COMMITTED,
			connectionIsolationLevel: READ_COMMITTED,
		},
	};
}
