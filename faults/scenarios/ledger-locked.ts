import Database from 'better-sqlite3';
import { setTimeout as wait } from 'node:timers/promises';
import { NotSeen, type Scenario } from './scenario';

const BUSY = /kept the ledger file .* locked for more than 20 seconds/;

/** Another program, such as a backup, holds the ledger: for less than the package waits, and for longer. */
export const ledgerLocked: Scenario = {
	name: 'ledger-locked',
	what: 'Another program locks the ledger for writing, for 10 seconds and then for 90, while orders and sales arrive.',
	async run(stage) {
		const { laboratory } = stage;
		await stage.underLoad(async () => {
			await locked(laboratory.places.ledgerFile, 10_000);
			await wait(5_000);
		});
		if ((await stage.failures()).some((text) => BUSY.test(text))) {
			throw new NotSeen('10 seconds are less than the package waits, and yet a run failed');
		}
		stage.saw('10 s: no run failed.');
		await stage.underLoad(() => locked(laboratory.places.ledgerFile, 90_000));
		const words = await stage.untilFailure(BUSY);
		stage.saw(`90 s: runs failed with "${words}"`);
	},
};

async function locked(file: string, forMs: number): Promise<void> {
	const holder = new Database(file, { timeout: 60_000 });
	try {
		holder.exec('BEGIN IMMEDIATE');
		await wait(forMs);
		holder.exec('ROLLBACK');
	} finally {
		holder.close();
	}
}
