/** @type {import('jest').Config} */
const common = {
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.build/', '<rootDir>/.local/'],
};
const patient = { ...common, setupFilesAfterEnv: ['<rootDir>/test/support/patience.ts'] };
const tests = (kind) => [`<rootDir>/test/${kind}/**/*.test.ts`];

module.exports = {
	maxWorkers: 2,
	projects: [
		{ ...common, displayName: 'unit', testMatch: tests('unit') },
		{ ...patient, displayName: 'integration', testMatch: tests('integration') },
		{ ...patient, displayName: 'e2e', testMatch: tests('e2e') },
	],
};
