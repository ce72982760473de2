import { fuzzTargets } from '../../faults/fuzz';

/** `FACTULINK_SEED` runs again what another seed found; the longer run is a command of its own. */
const seed = Number(process.env.FACTULINK_SEED ?? 20_261_121);
const ROUNDS = 120;

it.each(fuzzTargets.map((each) => [each.name, each] as const))(
	`%s: ${ROUNDS} rounds with seed ${seed} find nothing`,
	async (_name, each) => {
		await each.run(ROUNDS, seed);
	},
	300_000,
);
