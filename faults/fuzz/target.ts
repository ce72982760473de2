import fc from 'fast-check';

/** One way into the package that is fed with what nobody would send. */
export interface FuzzTarget {
	name: string;
	/** Runs that take about as long as one of the others. */
	weight: number;
	/**
	 * @param rounds how many inputs to try
	 * @param seed the same one gives the same inputs
	 * @throws when something came out that must not; the message names seed and path, so that it can be run again
	 */
	run(rounds: number, seed: number): Promise<void>;
}

/** A target whose inputs fast-check makes, and makes smaller when one of them finds something. */
export function target<Input>(
	name: string,
	weight: number,
	inputs: fc.Arbitrary<Input>,
	holds: (input: Input) => void | Promise<void>,
): FuzzTarget {
	return {
		name,
		weight,
		run: async (rounds, seed) => {
			const property = fc.asyncProperty(inputs, async (input) => {
				await holds(input);
			});
			await fc.assert(property, { numRuns: Math.max(1, Math.round(rounds * weight)), seed });
		},
	};
}
