import type { FactuLinkError } from '../../lib/errors';

/** What goes wrong with a file rather than with an order, for the office people who read the ledger. */
const BY_CODE: Readonly<Record<string, string>> = {
	LOCKED: 'El fichero de Factusol está ocupado por otro programa.',
	FILE_IN_USE: 'El fichero de Factusol está abierto en exclusiva por otro programa.',
	FILE_NOT_FOUND: 'No se encuentra el fichero de Factusol.',
	FOLDER_NOT_FOUND: 'No se llega a la carpeta de Factusol.',
	SHARE_NOT_ANSWERING: 'La carpeta compartida de Factusol no responde.',
	FILE_CHANGING: 'El fichero de Factusol cambiaba mientras se leía.',
	CONNECTION_LOST: 'Se cortó la conexión con el fichero de Factusol.',
	COMMIT_UNKNOWN: 'Se cortó la conexión al guardar; se comprobará antes de repetir.',
	DUPLICATE_KEY: 'Otro programa tomó el mismo número de documento.',
	DRIVER_SILENT: 'El controlador de Access no responde.',
	READ_ONLY: 'El fichero de Factusol, o su carpeta, es de solo lectura para n8n.',
	NO_ACCESS: 'La cuenta de n8n no tiene permiso sobre el fichero o la carpeta de Factusol.',
	PASSWORD_NEEDED: 'El fichero de Factusol tiene contraseña y la credencial no la lleva.',
	WRONG_PASSWORD: 'La contraseña del fichero de Factusol no es correcta.',
	NOT_AN_ACCESS_FILE: 'El fichero no es una base de datos de Access.',
	FILE_DAMAGED: 'El fichero de Factusol está dañado.',
	DRIVER_MISSING: 'Falta el controlador ODBC de Access en este equipo.',
	DRIVER_BITNESS: 'El controlador de Access no es de los mismos bits que Node.js.',
	ODBC_MODULE_MISSING: 'Falta el módulo «odbc» en la instalación de n8n.',
	READ_ONLY_CONNECTION: 'La credencial es de solo lectura y esta operación escribe.',
	TABLE_MISSING: 'Al fichero de Factusol le falta una tabla.',
	COLUMN_MISSING: 'Al fichero de Factusol le falta una columna.',
};

/**
 * The reason in Spanish, with the exact words behind it where only a general sentence exists; undefined where there
 * is none, and the English words have to do.
 */
export function spanishReason(error: FactuLinkError): string | undefined {
	if (error.spanish !== undefined) return error.spanish;
	const general = BY_CODE[error.code];
	return general === undefined ? undefined : `${general} (${error.message})`;
}
