import path from 'node:path';
import { createHash } from 'node:crypto';
import { defaultConfigFile, type Config } from './config';
import { localFolder } from './project';

/** Where a run of the demo keeps what it makes. */
export interface Places {
	/** Everything below; `--fresh` empties it. */
	work: string;
	/** Copies of the sub-companies' files: what the listeners watch. */
	data: string;
	/** The copy of the parent's file, and its stand-in. */
	parent: string;
	ledgerFile: string;
	/** Credentials and workflows as they are imported. */
	setup: string;
	/** The stand-ins of the sales sync and what they keep. */
	sales: string;
	/** The mail stand-in and the mails it got. */
	mail: string;
	/** n8n's user folder. */
	user: string;
}

/** @param work another folder than the one that belongs to the configuration */
export function placesOf(config: Config, work = workFolderOf(config)): Places {
	return {
		work,
		data: path.join(work, 'data'),
		parent: path.join(work, 'parent'),
		ledgerFile: config.ledgerFile ?? path.join(work, 'ledger.sqlite'),
		setup: path.join(work, 'setup'),
		sales: path.join(work, 'sales'),
		mail: path.join(work, 'mail'),
		user: path.join(work, 'n8n'),
	};
}

/** Each configuration has its own, so that a second one does not continue the ledger of the first. */
function workFolderOf({ file }: Config): string {
	if (file === defaultConfigFile) return path.join(localFolder, 'demo');
	const tag = createHash('sha256').update(path.resolve(file)).digest('hex').slice(0, 8);
	return path.join(localFolder, `demo-${tag}`);
}
