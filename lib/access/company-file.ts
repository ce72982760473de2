import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FactuLinkError, messageOf } from '../errors';
import { withinTime } from './time-limit';

/** What to do when the file is not where it should be, whoever notices it. */
export const CHECK_PLACE =
	'Check that the computer with the Factusol data is on, that its share is connected for the account that runs n8n (a drive letter of your own session is not), and that data folder, company code and fiscal year in the credential are right. It goes on by itself as soon as the file is there.';
const CHECK_PLACE_SPANISH =
	'Compruebe que el equipo y la carpeta compartida están disponibles; seguirá solo en cuanto aparezca.';

/** A path on a share that is down answers after minutes; nobody waits that long. */
const LOOK_MS = 20_000;

/**
 * Makes sure that the file is there before a driver is asked: drivers say it less clearly, and SQLite's would
 * create an empty file.
 *
 * A link that leads out of the folder is not followed: whoever may write in a shared folder could otherwise have n8n
 * open what only n8n may open.
 *
 * @returns the file's real path, the same however it was written: the name of its queue
 * @throws FactuLinkError `FILE_NOT_FOUND`, `FOLDER_NOT_FOUND`, `SHARE_NOT_ANSWERING` (retry), `NO_ACCESS`,
 *   `NOT_A_FILE`, `LINKED_ELSEWHERE` (person)
 */
export async function findCompanyFile(file: string, label: string): Promise<string> {
	try {
		const found = await withinTime(stat(file), LOOK_MS, () => shareNotAnswering(file, label));
		if (!found.isFile()) throw notAFile(file, label);
		const real = await realpath(file);
		if (dirname(real) !== (await realpath(dirname(resolve(file))))) {
			throw linkedElsewhere(file, real, label);
		}
		return process.platform === 'win32' ? real.toLowerCase() : real;
	} catch (error) {
		if (error instanceof FactuLinkError) throw error;
		throw await fileError(error, file, label);
	}
}

/** Gives a refusal of the file system its class: the one place that words it. */
export async function fileError(
	thrown: unknown,
	file: string,
	label: string,
): Promise<FactuLinkError> {
	const reason = reasonOf(thrown);
	if (reason === 'EACCES' || reason === 'EPERM') {
		return new FactuLinkError({
			class: 'person',
			code: 'NO_ACCESS',
			message: `${label}: the user that runs n8n may not open ${file}.`,
			whatToDo: 'Give that user rights to read the file and its folder.',
			details: { file },
			cause: thrown,
		});
	}
	if (reason === 'EBUSY') {
		return new FactuLinkError({
			class: 'retry',
			code: 'FILE_IN_USE',
			message: `${label}: another program has ${file} open for itself alone.`,
			whatToDo: 'Close the maintenance or backup that holds the company, or wait until it ends.',
			details: { file },
			cause: thrown,
		});
	}
	const folder = dirname(resolve(file));
	if (reason === 'ENOENT' && (await exists(folder))) {
		return new FactuLinkError({
			class: 'retry',
			code: 'FILE_NOT_FOUND',
			message: `${label}: there is no file ${file}.`,
			whatToDo: CHECK_PLACE,
			spanish: `No se encuentra el fichero de ${label}: ${file}. ${CHECK_PLACE_SPANISH}`,
			details: { file },
			cause: thrown,
		});
	}
	return new FactuLinkError({
		class: 'retry',
		code: 'FOLDER_NOT_FOUND',
		message: `${label}: the folder of ${file} cannot be reached (${reason ?? messageOf(thrown)}).`,
		whatToDo: CHECK_PLACE,
		spanish: `No se llega a la carpeta del fichero de ${label}: ${file}. ${CHECK_PLACE_SPANISH}`,
		details: { file, folder },
		cause: thrown,
	});
}

async function exists(folder: string): Promise<boolean> {
	try {
		return (await stat(folder)).isDirectory();
	} catch {
		return false;
	}
}

function reasonOf(thrown: unknown): string | undefined {
	return typeof thrown === 'object' && thrown !== null && 'code' in thrown
		? String(thrown.code)
		: undefined;
}

function notAFile(file: string, label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'NOT_A_FILE',
		message: `${label}: ${file} is a folder, not a company file.`,
		whatToDo:
			'Give the path of the .accdb file itself, or use folder, company code and fiscal year.',
		details: { file },
	});
}

function linkedElsewhere(file: string, real: string, label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LINKED_ELSEWHERE',
		message: `${label}: ${file} is a link to ${real}, outside its folder, and is not opened.`,
		whatToDo:
			'Find out who made the link. If the company is really kept there, name that place in the credential.',
		details: { file, real },
	});
}

function shareNotAnswering(file: string, label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'SHARE_NOT_ANSWERING',
		message: `${label}: nothing answered within ${LOOK_MS / 1000} seconds when looking for ${file}.`,
		whatToDo: 'Check the network and the server that shares the folder.',
		details: { file },
	});
}
