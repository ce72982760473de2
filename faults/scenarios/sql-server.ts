import { setTimeout as wait } from 'node:timers/promises';
import type { Scenario } from './scenario';

/** SQL Server's service is restarted at night, and its answers get lost on the way. */
export const sqlServerRestarts: Scenario = {
	name: 'sql-server-restarts',
	what: 'SQL Server goes away and comes back five times, for 1 to 15 seconds, while sales arrive; between, connections break off after a mark was made and statements are chosen as victims of deadlocks.',
	async run(stage) {
		const { laboratory } = stage;
		const chance = laboratory.chance.branch('sql-server');
		await stage.underLoad(async () => {
			for (let time = 0; time < 5; time++) {
				await laboratory.sqlServer('POST /faults', { matching: 'ESTADO_SYNC', drop: 'after' });
				await laboratory.sqlServer('POST /faults', { matching: 'CTA03', error: 'deadlock' });
				await wait(chance.between(3_000, 8_000));
				await laboratory.sqlServer('POST /down');
				await wait(chance.between(1_000, 15_000));
				await laboratory.sqlServer('POST /up');
			}
			await laboratory.sqlServer('DELETE /faults');
		});
		const words = await stage.untilFailure(/cannot be reached|connection/i);
		stage.saw(`runs failed with "${words}"`);
	},
};
