/**
 * Numbers by chance that come again in the same order with the same seed, so that a run can be repeated. One source
 * for each purpose (see {@link Chance.branch}): what one part draws does not move what another part will draw.
 */
export class Chance {
	private state: number;

	constructor(private readonly seed: number) {
		this.state = seed >>> 0;
	}

	/** A source of its own for one purpose; the same name gives the same numbers. */
	branch(name: string): Chance {
		let hash = this.seed ^ 0x811c9dc5;
		for (const character of name) {
			hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
		}
		return new Chance(hash);
	}

	/** In [0, 1): Mulberry32, whose 32 bits of state are enough to draw moments and models. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	between(from: number, to: number): number {
		return from + this.next() * (to - from);
	}

	/** A whole number, both ends included. */
	whole(from: number, to: number): number {
		return Math.floor(this.between(from, to + 1));
	}

	isLess(than: number): boolean {
		return this.next() < than;
	}

	/** @throws RangeError when there is nothing to choose from */
	pick<Value>(values: readonly Value[]): Value {
		const value = values[this.whole(0, values.length - 1)];
		if (value === undefined) throw new RangeError('Nothing to choose from');
		return value;
	}

	/** @param shares how often each name comes, in any unit */
	share<Name extends string>(shares: Readonly<Record<Name, number>>): Name {
		const entries = Object.entries<number>(shares) as [Name, number][];
		let left = this.next() * entries.reduce((sum, [, share]) => sum + share, 0);
		for (const [name, share] of entries) {
			left -= share;
			if (left < 0) return name;
		}
		throw new RangeError('The shares are all zero');
	}
}
