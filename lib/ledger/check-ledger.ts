import { FactuLinkError } from '../errors';
import { preparePlace } from './sqlite/place';
import type { Session } from './sqlite/shared-file';
import { sharedFile } from './sqlite/shared-files';
import { CURRENT_VERSION } from './sqlite/migrations';
import { recordPoll } from './sqlite/sources';

/** Undoes the transaction that it leaves. */
class RollBack extends Error {}

function writeAndTakeBack(session: Session): void {
	recordPoll(session, 'connection-test', 'connection-test', {}, new Date().toISOString());
	throw new RollBack();
}

async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof FactuLinkError)) throw error;
		const { class: errorClass, code, message, whatToDo, details, cause } = error;
		const told = code === 'LEDGER_NEWER_VERSION' ? 'Version' : name;
		throw new FactuLinkError({
			class: errorClass,
			code,
			message,
			whatToDo,
			details: { ...details, step: told },
			cause,
		});
	}
}

/**
 * Tries everything that the flows need from a ledger file: its folder, opening (and creating) it, its version, writing
 * (in a transaction that is taken back) and reading.
 *
 * @throws FactuLinkError with the step that did not succeed in `details.step`
 */
export async function checkLedger(file: string): Promise<{ version: number; entries: number }> {
	await step('Folder', () => preparePlace(file));
	const shared = sharedFile(file);
	await step('Open', async () => await shared.read(() => undefined));
	await step('Write', async () => {
		try {
			await shared.write(writeAndTakeBack);
		} catch (error) {
			if (!(error instanceof RollBack)) throw error;
		}
	});
	return await step('Read', async () => {
		const { entries } = await shared.read(
			(session) =>
				session.prepare('SELECT count(*) AS entries FROM entries').get() as { entries: number },
		);
		return { version: CURRENT_VERSION, entries };
	});
}
