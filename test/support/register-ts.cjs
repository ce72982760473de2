// Runs TypeScript of this repository directly: `node -r ./test/support/register-ts.cjs bench/ledger.bench.ts`.
// Node's own type stripping cannot: the sources import without extensions. Types are not checked here; tsc does that.
const { readFileSync } = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

const { config } = ts.readConfigFile(path.join(__dirname, '../../tsconfig.json'), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(
	config.compilerOptions,
	path.join(__dirname, '../..'),
);

require.extensions['.ts'] = (module, file) => {
	const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
		fileName: file,
		compilerOptions: { ...options, noEmit: false, inlineSourceMap: true, inlineSources: true },
	});
	module._compile(outputText, file);
};
process.setSourceMapsEnabled(true);
