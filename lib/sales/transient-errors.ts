import type { ErrorClass } from '../errors';
import { FactuLinkError } from '../errors';

/** Which database and table a failure concerns, and what must never be repeated in its text. */
export interface FailurePlace {
	label: string;
	/** Null while connecting. */
	table: string | null;
	secrets: readonly string[];
}

interface Kind {
	class: ErrorClass;
	code: string;
	/** `{place}` is the database, `{table}` the table, `{text}` what the server said. */
	message: string;
	whatToDo: string;
}

const LOGIN_REFUSED: Kind = {
	class: 'person',
	code: 'SQL_LOGIN_REFUSED',
	message: 'SQL Server did not accept the login for {place}: {text}',
	whatToDo:
		'Check user and password (and domain) in the Microsoft SQL credential, and that the login may open that database.',
};
const DATABASE_MISSING: Kind = {
	class: 'person',
	code: 'SQL_DATABASE_NOT_OPEN',
	message: 'SQL Server could not open the database {place}: {text}',
	whatToDo:
		'Check the name of the database in the credential, that it is online, and that the login has a user in it.',
};
const TABLE_MISSING: Kind = {
	class: 'person',
	code: 'SQL_TABLE_MISSING',
	message: 'The database {place} has no table {table}: {text}',
	whatToDo:
		"Check that the credential names Tango's central database and that its user may see that table.",
};
const COLUMN_MISSING: Kind = {
	class: 'person',
	code: 'SQL_COLUMN_MISSING',
	message: 'A column is missing in {table} of {place}: {text}',
	whatToDo:
		'Compare the column names with those that the documentation lists; this Tango version may spell them otherwise.',
};
const PERMISSION_DENIED: Kind = {
	class: 'person',
	code: 'SQL_PERMISSION_DENIED',
	message: 'The SQL Server user may not use {table} of {place}: {text}',
	whatToDo:
		'Have the database administrator grant SELECT on the Tango tables, and SELECT and UPDATE on the pending list.',
};
const DEADLOCK: Kind = {
	class: 'retry',
	code: 'SQL_DEADLOCK',
	message: 'SQL Server ended a statement on {table} of {place} to resolve a deadlock.',
	whatToDo: 'Nothing: it is tried again.',
};
const LOCKED: Kind = {
	class: 'retry',
	code: 'SQL_LOCKED',
	message: 'Another program holds a lock on {table} of {place}: {text}',
	whatToDo: 'Nothing: it is tried again. If it lasts, see which program keeps the table locked.',
};
const BUSY: Kind = {
	class: 'retry',
	code: 'SQL_BUSY',
	message: 'SQL Server cannot serve {place} at the moment: {text}',
	whatToDo:
		'Nothing: it is tried again. If it lasts, ask the database administrator about the state of the server.',
};
const FULL: Kind = {
	class: 'person',
	code: 'SQL_FULL',
	message: 'SQL Server has no room left for {place}: {text}',
	whatToDo: 'Have the database administrator make room on the server.',
};
const TIMEOUT: Kind = {
	class: 'retry',
	code: 'SQL_TIMEOUT',
	message: 'SQL Server did not answer about {table} of {place} in time.',
	whatToDo:
		'Nothing: it is tried again. If it lasts, raise "Request Timeout" in the credential or look for locks on the server.',
};
const CONNECT_TIMEOUT: Kind = {
	class: 'retry',
	code: 'SQL_UNREACHABLE',
	message: 'No connection to {place} came about in time.',
	whatToDo:
		'Check that the server runs and that its port is open for this machine (firewall, TCP/IP enabled in SQL Server).',
};
const UNREACHABLE: Kind = {
	class: 'retry',
	code: 'SQL_UNREACHABLE',
	message: 'The server of {place} cannot be reached: {text}',
	whatToDo:
		'Check server name, instance and port in the credential, that the server runs and that TCP/IP is enabled; for a named instance also that the SQL Server Browser service runs.',
};
const CONNECTION_LOST: Kind = {
	class: 'retry',
	code: 'SQL_CONNECTION_LOST',
	message: 'The connection to {place} broke off while {table} was being used: {text}',
	whatToDo: 'Nothing: it is tried again.',
};
const CERTIFICATE: Kind = {
	class: 'person',
	code: 'SQL_CERTIFICATE',
	message: 'The certificate of the server of {place} was not accepted: {text}',
	whatToDo:
		'Install a certificate that this machine trusts on the server, or set "Ignore SSL Issues" in the credential if the network is your own.',
};
const UNKNOWN: Kind = {
	class: 'person',
	code: 'SQL_REFUSED',
	message: 'SQL Server refused a statement on {table} of {place}: {text}',
	whatToDo: 'Show this text to whoever looks after the database.',
};

/** By the number of the server's message. */
const BY_NUMBER: ReadonlyMap<number, Kind> = new Map([
	...[18456, 18452, 18470, 18486, 18487, 18488, 18450, 18451, 17142].map(
		(number) => [number, LOGIN_REFUSED] as const,
	),
	...[4060, 4063, 4064, 911, 916, 942, 945].map((number) => [number, DATABASE_MISSING] as const),
	...[208, 3701, 4902].map((number) => [number, TABLE_MISSING] as const),
	...[207, 4924].map((number) => [number, COLUMN_MISSING] as const),
	...[229, 230, 262, 297, 300, 15247].map((number) => [number, PERMISSION_DENIED] as const),
	...[1105, 9002].map((number) => [number, FULL] as const),
	[1205, DEADLOCK],
	[1222, LOCKED],
	[3960, LOCKED],
	// Starting, shutting down, out of memory or workers, and what Azure answers while it moves a database.
	...[
		701, 802, 921, 922, 927, 6005, 8645, 8651, 10053, 10054, 10060, 10922, 10928, 10929, 17197,
		17187, 17188, 17189, 40143, 40166, 40197, 40501, 40540, 40544, 40549, 40550, 40551, 40552,
		40553, 40613, 49918, 49919, 49920, 64, 233, 121, 20, 983, 976, 978, 979, 615, 617, 926,
	].map((number) => [number, BUSY] as const),
]);

const CERTIFICATE_TEXT =
	/certificate|self[- ]signed|altnames|UNABLE_TO_VERIFY|CERT_|DEPTH_ZERO|EPROTO|ssl routines|TLS/i;
const SYSTEM_CODE = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/;

interface DriverError {
	code?: unknown;
	number?: unknown;
	state?: unknown;
	message?: unknown;
	originalError?: unknown;
	cause?: unknown;
	errors?: unknown;
	info?: { number?: unknown; state?: unknown };
}

/** The error and whatever it wraps, outermost first. */
function chainOf(error: unknown): DriverError[] {
	const chain: DriverError[] = [];
	const seen = new Set<unknown>();
	const visit = (value: unknown) => {
		if (typeof value !== 'object' || value === null || seen.has(value)) return;
		seen.add(value);
		const one = value as DriverError;
		chain.push(one);
		if (Array.isArray(one.errors)) one.errors.forEach(visit);
		visit(one.originalError);
		visit(one.cause);
	};
	visit(error);
	return chain;
}

function firstText(chain: readonly DriverError[]): string {
	for (const { message } of chain) {
		if (typeof message === 'string' && message !== '') return message;
	}
	return 'no text was given';
}

function numberOf(chain: readonly DriverError[]): number | null {
	for (const one of chain) {
		const number = one.number ?? one.info?.number;
		if (typeof number === 'number') return number;
	}
	return null;
}

function kindOf(
	chain: readonly DriverError[],
	number: number | null,
	isConnecting: boolean,
): { kind: Kind; isKnown: boolean } {
	const known = number === null ? undefined : BY_NUMBER.get(number);
	if (known !== undefined) return { kind: known, isKnown: true };
	const codes = chain.flatMap(({ code }) => (typeof code === 'string' ? [code] : []));
	const texts = chain.map(({ message }) => String(message)).join(' ');
	const has = (...wanted: string[]) => codes.some((code) => wanted.includes(code));
	const found = (kind: Kind) => ({ kind, isKnown: true });
	if (has('ELOGIN', 'EFEDAUTH')) return found(LOGIN_REFUSED);
	if (SYSTEM_CODE.test(`${texts} ${codes.join(' ')}`)) return found(UNREACHABLE);
	if (isConnecting && CERTIFICATE_TEXT.test(`${texts} ${codes.join(' ')}`)) {
		return found(CERTIFICATE);
	}
	if (has('EINSTLOOKUP')) return found(UNREACHABLE);
	if (has('ETIMEOUT')) return found(isConnecting ? CONNECT_TIMEOUT : TIMEOUT);
	if (/acquire a connection from the pool/.test(texts)) return found(BUSY);
	if (has('ESOCKET', 'ECONNRESET', 'ECLOSE', 'EPIPE', 'ENOTOPEN', 'ECONNCLOSED', 'ENOCONN')) {
		return found(isConnecting ? UNREACHABLE : CONNECTION_LOST);
	}
	if (isConnecting) return found(UNREACHABLE);
	return { kind: UNKNOWN, isKnown: number !== null };
}

/** The text without any of the secrets, as one line. */
function scrubbed(text: string, secrets: readonly string[]): string {
	return secrets
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
		.replace(/\s+/g, ' ')
		.slice(0, 400);
}

/** The object that the server's own text names: `Invalid object name 'dbo.CTA02'.` */
function namedIn(text: string, number: number | null): string | null {
	if (number !== 208 && number !== 229 && number !== 207) return null;
	return /'([^']+)'/.exec(text)?.[1] ?? null;
}

/**
 * Turns whatever the driver threw into an error that says what happened, where, and what to do. The driver's error
 * itself is not kept as the cause: it can carry the configuration of the connection.
 */
export function toSqlError(error: unknown, place: FailurePlace): FactuLinkError {
	if (error instanceof FactuLinkError) return error;
	const chain = chainOf(error);
	const number = numberOf(chain);
	const { kind, isKnown } = kindOf(chain, number, place.table === null);
	const text = scrubbed(firstText(chain), place.secrets);
	const named = namedIn(text, number);
	const isTable = number === 208 || number === 229;
	const table = isTable && named !== null ? named : (place.table ?? 'the database');
	const message = kind.message
		.replace('{place}', place.label)
		.replace('{table}', table)
		.replace('{text}', text);
	return new FactuLinkError({
		// A driver that fails without any of the words above was used wrongly by this package.
		class: isKnown ? kind.class : 'bug',
		code: kind.code,
		message: /[.!?]$/.test(message) ? message : `${message}.`,
		whatToDo: kind.whatToDo,
		details: {
			database: place.label,
			...(place.table === null ? {} : { table }),
			...(number === 207 && named !== null ? { column: named } : {}),
			...(number === null ? {} : { sqlNumber: number }),
		},
	});
}
