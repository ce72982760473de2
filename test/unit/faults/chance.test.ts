import fc from 'fast-check';

import { Chance } from '../../../faults/chance';

const drawn = (chance: Chance, count = 20) => Array.from({ length: count }, () => chance.next());

it('gives the same numbers with the same seed, and others with another', () => {
	fc.assert(
		fc.property(fc.integer(), fc.integer(), (seed, other) => {
			expect(drawn(new Chance(seed))).toEqual(drawn(new Chance(seed)));
			if (seed >>> 0 !== other >>> 0) {
				expect(drawn(new Chance(seed))).not.toEqual(drawn(new Chance(other)));
			}
		}),
	);
});

it('keeps the numbers of one purpose when another purpose draws more', () => {
	const alone = drawn(new Chance(7).branch('kills'));
	const chance = new Chance(7);
	drawn(chance.branch('arrivals'), 1_000);
	expect(drawn(chance.branch('kills'))).toEqual(alone);
	expect(drawn(chance.branch('arrivals'))).not.toEqual(alone);
});

it('draws whole numbers with both ends, and names by their shares', () => {
	const chance = new Chance(1);
	const dice = Array.from({ length: 6_000 }, () => chance.whole(1, 6));
	expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
	const names = Array.from({ length: 1_000 }, () =>
		chance.share({ often: 9, seldom: 1, never: 0 }),
	);
	const often = names.filter((name) => name === 'often').length;
	expect(often).toBeGreaterThan(850);
	expect(often).toBeLessThan(950);
	expect(names).not.toContain('never');
});
