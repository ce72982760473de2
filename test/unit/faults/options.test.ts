import { commandOf, readOptions, UsageError } from '../../../faults/options';

const PARTS = ['kills', 'disk-full'];

it('breaks everything by default, always in the same way', () => {
	expect(readOptions([], PARTS)).toEqual({
		seed: 2026,
		rounds: 200,
		only: [],
		json: undefined,
		keep: false,
	});
});

it('says the command that repeats a run', () => {
	const options = readOptions(['--only', 'kills', '--seed', '7', '--rounds', '3'], PARTS);
	expect(options && commandOf(options)).toBe('npm run faults -- --seed 7 --rounds 3 --only kills');
});

it.each([
	[['--only', 'everything'], /--only is "everything"; expected: one of kills, disk-full/],
	[['--rounds', 'many'], /--rounds is "many"/],
	[['--seed=-1'], /--seed is "-1"/],
	[['--unknown'], /unknown/],
])('refuses %j', (args, words) => {
	expect(() => readOptions(args, PARTS)).toThrow(UsageError);
	expect(() => readOptions(args, PARTS)).toThrow(words);
});
