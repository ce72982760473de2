import { FactuLinkError, messageOf, type ErrorClass } from '../errors';
import { CHECK_PLACE } from './company-file';

/** One diagnostic record of the ODBC driver, as the odbc module gives it. */
export interface OdbcDiagnostic {
	state: string;
	code: number;
	message: string;
}

/** Where a driver's refusal happened; for the sentence that a person reads. */
export interface OdbcPlace {
	/** How a person calls the file. */
	label: string;
	file: string;
	/** What was being done: "reading F_PCL". */
	doing: string;
	table?: string;
	/** Texts that must not appear in any message (the password). */
	secrets: readonly string[];
}

interface Case {
	class: ErrorClass;
	/** What happened, as the continuation of "<label>, <doing>: ". */
	what: string;
	whatToDo: string;
}

const FOLDER_RIGHTS =
	'Give the user that runs n8n rights to read, create, change and delete files in the folder of the company file: Access creates its lock file there.';

/** Every case that is told apart, by its code. */
const CASES = {
	FILE_NOT_FOUND: {
		class: 'retry',
		what: 'the driver cannot find the file',
		whatToDo: CHECK_PLACE,
	},
	FILE_IN_USE: {
		class: 'retry',
		what: 'another program has the file open for itself alone',
		whatToDo: 'Close the maintenance or backup that holds the company, or wait until it ends.',
	},
	LOCKED: {
		class: 'retry',
		what: 'another program is writing there and did not release its lock in time',
		whatToDo: 'Wait for the next attempt. If it repeats, close the document in FactuSOL.',
	},
	READ_ONLY: {
		class: 'person',
		what: 'the file or its folder cannot be written',
		whatToDo: FOLDER_RIGHTS,
	},
	NO_ACCESS: {
		class: 'person',
		what: 'the file or its folder may not be opened',
		whatToDo: FOLDER_RIGHTS,
	},
	WRONG_PASSWORD: {
		class: 'person',
		what: 'the password of the database is not right',
		whatToDo: 'Correct the password in the credential.',
	},
	NOT_AN_ACCESS_FILE: {
		class: 'person',
		what: 'the file is no database that this driver reads, or it is damaged',
		whatToDo: 'Check the path. If it is the right file, repair it in FactuSOL or restore a copy.',
	},
	DUPLICATE_KEY: {
		class: 'retry',
		what: 'a row with that key exists already',
		whatToDo: 'Nothing: the next attempt takes the next number.',
	},
	CONSTRAINT: {
		class: 'person',
		what: 'a rule of the table does not allow the row',
		whatToDo: 'Look at the driver text below and complete the data.',
	},
	COLUMN_MISSING: {
		class: 'person',
		what: 'a column does not exist in this file',
		whatToDo: 'Open the company once in a current FactuSOL, which brings its file up to date.',
	},
	TABLE_MISSING: {
		class: 'person',
		what: 'a table does not exist in this file',
		whatToDo: 'Check that the file is a FactuSOL company file of a supported version.',
	},
	DRIVER_MISSING: {
		class: 'person',
		what: 'the ODBC driver is not installed on this machine',
		whatToDo:
			'Install the driver that the connection names where n8n runs (for Access on Windows: the 64-bit Microsoft Access Database Engine or the Microsoft 365 Access Runtime), or choose another way to connect in the credential.',
	},
	DRIVER_BITNESS: {
		class: 'person',
		what: 'the ODBC driver is of the other architecture (32 bits against 64)',
		whatToDo:
			'Install the 64-bit Microsoft Access Database Engine: n8n runs on 64-bit Node, and the engine that FactuSOL brings has 32 bits.',
	},
	CONNECTION_LOST: {
		class: 'retry',
		what: 'the connection to the file broke',
		whatToDo: 'Check the network and the server that shares the folder. It is tried again.',
	},
	DISK_FULL: {
		class: 'person',
		what: 'the disk is full, or the file has reached its largest size',
		whatToDo: 'Make room on the disk; an Access file holds 2 GB at most (compact it in FactuSOL).',
	},
	DRIVER_REFUSED: {
		class: 'bug',
		what: 'the driver refused for a reason that is not in the list of known ones',
		whatToDo: 'Report the driver text below to the maintainers of n8n-nodes-factulink.',
	},
} as const satisfies Record<string, Case>;

type CaseCode = keyof typeof CASES;

/**
 * Native codes of Microsoft's Access driver. They are negative, and the driver of SQLite (tests, demo) uses
 * SQLite's own positive ones, so that one table serves both.
 */
const BY_NATIVE_CODE: ReadonlyMap<number, CaseCode> = new Map<number, CaseCode>([
	[-1811, 'FILE_NOT_FOUND'],
	[-1044, 'FILE_NOT_FOUND'],
	[-1023, 'FILE_NOT_FOUND'],
	[-1024, 'FILE_IN_USE'],
	[-1032, 'FILE_IN_USE'],
	[-1102, 'LOCKED'],
	[-1260, 'LOCKED'],
	[-1809, 'READ_ONLY'],
	[-1905, 'WRONG_PASSWORD'],
	[-1028, 'NOT_AN_ACCESS_FILE'],
	[-1605, 'DUPLICATE_KEY'],
	[-3010, 'COLUMN_MISSING'],
	[-1305, 'TABLE_MISSING'],
	[5, 'LOCKED'],
	[6, 'LOCKED'],
	[8, 'READ_ONLY'],
	[10, 'CONNECTION_LOST'],
	[11, 'NOT_AN_ACCESS_FILE'],
	[13, 'DISK_FULL'],
	// The file was there a moment ago: it is a matter of rights.
	[14, 'NO_ACCESS'],
	[26, 'NOT_AN_ACCESS_FILE'],
]);

const BY_STATE: ReadonlyMap<string, CaseCode> = new Map<string, CaseCode>([
	['IM002', 'DRIVER_MISSING'],
	['IM003', 'DRIVER_MISSING'],
	['IM014', 'DRIVER_BITNESS'],
	['28000', 'WRONG_PASSWORD'],
	['23000', 'DUPLICATE_KEY'],
	['42S02', 'TABLE_MISSING'],
	['S0002', 'TABLE_MISSING'],
	['42S22', 'COLUMN_MISSING'],
	['S0022', 'COLUMN_MISSING'],
	['40001', 'LOCKED'],
]);

/** Texts, English and Spanish, where a code says too little or there is none. The first that matches decides. */
const BY_TEXT: ReadonlyArray<readonly [RegExp, CaseCode]> = [
	[/can't open lib/i, 'DRIVER_MISSING'],
	[/architecture mismatch|discrepancia de arquitectura/i, 'DRIVER_BITNESS'],
	[/UNIQUE constraint|PRIMARY KEY|duplicate values|valores duplicados/i, 'DUPLICATE_KEY'],
	[/constraint failed|must enter a value|debe escribir un valor/i, 'CONSTRAINT'],
	[/no such column|has no column named|too few parameters|pocos parámetros/i, 'COLUMN_MISSING'],
	[
		/no such table|cannot find the input table|no (?:pudo|puede) encontrar la tabla/i,
		'TABLE_MISSING',
	],
	[/not a valid password|contraseña (?:no (?:es )?)?válida/i, 'WRONG_PASSWORD'],
	[/already in use|ya (?:está|se está) (?:en uso|usando)|opened exclusively/i, 'FILE_IN_USE'],
	[/placed in a state by user|(?:usuario|user) .* (?:exclusiv|en un estado)/i, 'FILE_IN_USE'],
	[/locked|bloquead/i, 'LOCKED'],
	[/updateable query|consulta actualizable|read-?only|sólo lectura|solo lectura/i, 'READ_ONLY'],
	[/permission|permiso|unable to open registry key/i, 'NO_ACCESS'],
	[/unrecogni[sz]ed database format|formato de (?:la )?base de datos/i, 'NOT_AN_ACCESS_FILE'],
	[
		/not a valid path|ruta .*no (?:es )?válida|could not find file|no se encontró el archivo/i,
		'FILE_NOT_FOUND',
	],
	[
		/disk or network|disco o (?:de )?(?:la )?red|connection .*(?:broken|lost|terminated)/i,
		'CONNECTION_LOST',
	],
	[/did not supply an error/i, 'CONNECTION_LOST'],
];

/** SQLite's codes 1 and 19 cover many cases that only its text tells apart. */
function caseOfDiagnostic({ state, code, message }: OdbcDiagnostic): CaseCode | undefined {
	const byCode = BY_NATIVE_CODE.get(code);
	if (byCode !== undefined) return byCode;
	const byState = BY_STATE.get(state) ?? (state.startsWith('08') ? 'CONNECTION_LOST' : undefined);
	// A NOT NULL constraint has the state of a duplicate key with some drivers.
	if (byState !== undefined && byState !== 'DUPLICATE_KEY') return byState;
	return BY_TEXT.find(([pattern]) => pattern.test(message))?.[1] ?? byState;
}

/** The driver's records of a thrown value; empty when it brought none. */
export function diagnosticsOf(thrown: unknown): OdbcDiagnostic[] {
	if (typeof thrown !== 'object' || thrown === null || !('odbcErrors' in thrown)) return [];
	const { odbcErrors } = thrown;
	if (!Array.isArray(odbcErrors)) return [];
	return odbcErrors.flatMap((entry: unknown) => {
		if (typeof entry !== 'object' || entry === null) return [];
		const { state, code, message } = entry as Partial<Record<keyof OdbcDiagnostic, unknown>>;
		return [
			{ state: String(state ?? ''), code: Number(code ?? 0), message: String(message ?? '') },
		];
	});
}

/**
 * Gives a driver's refusal its class: by native code first (texts are localised), then by SQLSTATE, then by
 * text. What is not known is a `bug`, with the driver's text.
 */
export function classifyOdbcError(thrown: unknown, place: OdbcPlace): FactuLinkError {
	if (thrown instanceof FactuLinkError) return thrown;
	const diagnostics = diagnosticsOf(thrown);
	// Warnings may come before the record that says what happened.
	const decisive =
		diagnostics.find((diagnostic) => caseOfDiagnostic(diagnostic) !== undefined) ?? diagnostics[0];
	const code: CaseCode =
		(decisive === undefined
			? BY_TEXT.find(([pattern]) => pattern.test(messageOf(thrown)))?.[1]
			: caseOfDiagnostic(decisive)) ?? 'DRIVER_REFUSED';
	const found: Case = CASES[code];
	const driverText = withoutSecrets(decisive?.message ?? messageOf(thrown), place.secrets);
	return new FactuLinkError({
		class: found.class,
		code,
		message: `${place.label}, ${place.doing}: ${found.what} (driver text: ${driverText}).`,
		whatToDo: found.whatToDo,
		details: {
			file: place.file,
			table: place.table ?? null,
			state: decisive?.state ?? null,
			nativeCode: decisive?.code ?? null,
		},
	});
}

/** Drivers like to repeat the connection string or the statement; neither belongs into a log. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
	const scrubbed = secrets
		.filter((secret) => secret !== '')
		.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)
		.replace(/\b(PWD|PASSWORD)\s*=\s*(\{(?:[^}]|\}\})*\}|[^;]*)/gi, '$1=•••');
	return scrubbed.length > 300 ? `${scrubbed.slice(0, 300)}…` : scrubbed;
}
