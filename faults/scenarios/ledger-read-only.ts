import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { messageOf } from '../../lib/errors';
import { CannotHere, type Scenario } from './scenario';

/** Somebody has protected the ledger from writing. */
export const ledgerReadOnly: Scenario = {
	name: 'ledger-read-only',
	what: 'The ledger and its log are made immutable (chattr +i, which stops root as well) while orders and sales arrive.',
	async run(stage) {
		const { ledgerFile } = stage.laboratory.places;
		await stage.underLoad(async () => {
			protect(ledgerFile, '+i');
			try {
				const words = await stage.untilFailure(/ledger file .* cannot be created or written/);
				stage.saw(`runs failed with "${words}"`);
			} finally {
				protect(ledgerFile, '-i');
			}
		});
	},
};

function protect(file: string, how: '+i' | '-i'): void {
	// Not the index of the log: it is mapped into memory, and Linux kills whoever writes to an immutable page.
	const files = ['', '-wal'].map((end) => `${file}${end}`).filter((each) => existsSync(each));
	try {
		execFileSync('chattr', [how, ...files], { stdio: 'pipe' });
	} catch (reason) {
		throw new CannotHere(`a file that nobody may write needs chattr: ${messageOf(reason).trim()}`);
	}
}
