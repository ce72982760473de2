import { commandOf, readOptions, UsageError } from '../../../faults/options';

const PARTS = ['kills', 'disk-full'];

it('breaks everything by default, always in the same way', () => {
	expect(readOptions([], PARTS)).toEqual({
		seed: 2026,
		rounds: 200,
		only: [],
		load: { orders: 100_000, vouchers: 100_000 },
		executions: undefined,
		json: undefined,
		keep: false,
	});
});

it('says the command that repeats a run', () => {
	const options = readOptions(['--only', 'kills', '--seed', '7', '--rounds', '3'], PARTS);
	expect(options && commandOf(options)).toBe('npm run faults -- --seed 7 --rounds 3 --only kills');
});

it('says with how much the load run is repeated, when it was part of it', () => {
	const args = ['--only', 'load', '--orders', '500', '--vouchers', '70'];
	const options = readOptions(args, ['kills', 'load']);
	expect(options?.load).toEqual({ orders: 500, vouchers: 70 });
	expect(options && commandOf(options)).toMatch(/ --only load --orders 500 --vouchers 70$/);
});

it('says to how many executions n8n was pruned, when that was asked for', () => {
	const options = readOptions(['--only', 'load', '--executions', '300'], ['kills', 'load']);
	expect(options?.executions).toBe(300);
	expect(options && commandOf(options)).toMatch(/ --executions 300$/);
});

it.each([
	[['--only', 'everything'], /--only is "everything"; expected: one of kills, disk-full/],
	[['--rounds', 'many'], /--rounds is "many"/],
	[['--seed=-1'], /--seed is "-1"/],
	[['--executions', 'few'], /--executions is "few"/],
	[['--orders', '1e5'], /--orders is "1e5"/],
	[['--unknown'], /unknown/],
])('refuses %j', (args, words) => {
	expect(() => readOptions(args, PARTS)).toThrow(UsageError);
	expect(() => readOptions(args, PARTS)).toThrow(words);
});
