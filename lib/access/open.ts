import { resolve } from 'node:path';
import { FactuLinkError } from '../errors';
import { findCompanyFile } from './company-file';
import { accessDriverString, engineOf, templateString } from './connection-string';
import { DriverlessReader } from './driverless-reader';
import { loadOdbcModule } from './odbc-module';
import { OdbcSession } from './odbc-session';
import type { CompanyDatabase, OpenOptions, WritableCompanyDatabase } from './types';

/**
 * Opens a company file for reading. Close it in `finally`.
 *
 * @throws FactuLinkError `FILE_NOT_FOUND`, `FOLDER_NOT_FOUND`, `SHARE_NOT_ANSWERING` (retry), `NO_ACCESS`,
 *   `DRIVER_MISSING`, `ODBC_MODULE_MISSING`, `DRIVER_NOT_RELIABLE` (person). What concerns the file's content
 *   (password, damage) is told by the first thing that is asked of it.
 */
export async function openCompanyDatabase(options: OpenOptions): Promise<CompanyDatabase> {
	if (options.connection.via !== 'driverless') return await openWritableCompanyDatabase(options);
	await findCompanyFile(options.file, options.label);
	return new DriverlessReader(options);
}

/**
 * Opens a company file for reading and writing.
 *
 * @throws FactuLinkError as {@link openCompanyDatabase}; `READ_ONLY_CONNECTION` (person) when the connection is
 *   one that cannot write
 */
export async function openWritableCompanyDatabase(
	options: OpenOptions,
): Promise<WritableCompanyDatabase> {
	const { connection, file, label, password } = options;
	if (connection.via === 'driverless') throw readOnlyConnection(label);
	if (connection.via === 'access-driver' && process.platform !== 'win32') throw windowsOnly(label);
	if (connection.via === 'connection-string' && /mdbtools/i.test(connection.template)) {
		throw notReliable(label);
	}
	const odbc = loadOdbcModule();
	const absolute = resolve(file);
	const usesFile = connection.via === 'access-driver' || /\{file\}/i.test(connection.template);
	const queueKey = usesFile ? await findCompanyFile(absolute, label) : connection.template;
	const connectionString =
		connection.via === 'access-driver'
			? accessDriverString(absolute, password)
			: templateString(connection.template, absolute, password);
	return new OdbcSession({
		...options,
		odbc,
		queueKey,
		connectionString,
		engine: engineOf(connectionString),
	});
}

function readOnlyConnection(label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'READ_ONLY_CONNECTION',
		message: `${label}: the credential connects read-only, without a driver, and this operation writes.`,
		whatToDo:
			'Choose "Microsoft Access ODBC driver" (on Windows) or "custom ODBC connection string" in the credential.',
	});
}

function windowsOnly(label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'DRIVER_MISSING',
		message: `${label}: Microsoft's Access driver exists on Windows only, and n8n runs on ${process.platform} here.`,
		whatToDo:
			'To read, choose "read-only without driver" in the credential. To write, run n8n on Windows with the 64-bit driver, or use a commercial ODBC driver for Access with a custom connection string.',
	});
}

function notReliable(label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'DRIVER_NOT_RELIABLE',
		message: `${label}: the mdbtools ODBC driver returns wrong data without saying so, and is not used.`,
		whatToDo:
			'To read, choose "read-only without driver" in the credential. To write, use another driver.',
	});
}
