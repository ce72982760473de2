import path from 'node:path';
import { defaultConfigFile } from '../../../demo/config';
import { readOptions, UsageError } from '../../../demo/options';

test('without options the demo uses the shipped configuration and stays up', () => {
	expect(readOptions([])).toMatchObject({
		once: false,
		setupOnly: false,
		config: defaultConfigFile,
		limitSeconds: 600,
	});
});

test('paths are relative to where the command was given', () => {
	const options = readOptions(['--config', 'site.json', '--json', 'out/report.json'], '/site');
	expect(options).toMatchObject({
		config: path.resolve('/site', 'site.json'),
		json: path.resolve('/site', 'out/report.json'),
	});
});

test('help wins over everything else', () => {
	expect(readOptions(['--once', '--help'])).toBeUndefined();
});

test.each([
	[['--onse'], /--onse/],
	[['once'], /once/],
	[['--json'], /--json/],
	[['--time-limit', 'soon'], /--time-limit is "soon"; expected: a whole number of seconds/],
	[['--time-limit', '0'], /--time-limit is "0"/],
	[['--setup-only', '--once'], /--once has no meaning with --setup-only/],
	[['--out', 'x'], /--out belongs to --setup-only/],
])('%j is refused in words', (args, words) => {
	expect(() => readOptions(args)).toThrow(UsageError);
	expect(() => readOptions(args)).toThrow(words);
});
