import Database from 'better-sqlite3';
import { setTimeout as wait } from 'node:timers/promises';
import { standingText } from '../kill-matrix';
import { entriesOf } from '../judge/ledger';
import type { Scenario } from './scenario';

/** Somebody works in the parent's company file, or its engine compacts it: nobody else gets in. */
export const fileLocked: Scenario = {
	name: 'file-locked',
	what: "Another program locks the parent's company file altogether, for 5 seconds and then for 90, while orders and sales arrive.",
	async run(stage) {
		const { laboratory } = stage;
		const { file } = laboratory.relay.parent;
		await stage.underLoad(() => locked(file, 5_000));
		await stage.underLoad(async () => {
			const lock = locked(file, 90_000);
			await stage.until('an order waits because the file is busy', () =>
				entriesOf(laboratory.places.ledgerFile).some(
					({ state, reasonCode }) => state === 'pending' && reasonCode === 'LOCKED',
				),
			);
			const waiting = entriesOf(laboratory.places.ledgerFile).find(
				({ reasonCode }) => reasonCode === 'LOCKED',
			);
			stage.saw(`in the ledger, beside an order that waits: "${waiting?.reason ?? ''}"`);
			await lock;
			stage.saw(`when it is let go: ${standingText(laboratory.standing().orders)}`);
		});
	},
};

async function locked(file: string, forMs: number): Promise<void> {
	const holder = new Database(file, { timeout: 60_000 });
	try {
		holder.exec('BEGIN EXCLUSIVE');
		await wait(forMs);
		holder.exec('ROLLBACK');
	} finally {
		holder.close();
	}
}
