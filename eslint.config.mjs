import communityNodes from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Rules that would turn the truth about this package into a finding, each with its reason. */
const switchedOff = {
	// The package reads Access and SQLite files and speaks TDS: it lives on its dependencies, so it is for
	// self-hosted n8n and cannot be a verified node.
	'@n8n/community-nodes/no-runtime-dependencies': 'off',

	// The credentials are a company's database file and a ledger file; no API is behind them.
	'n8n-nodes-base/cred-class-name-unsuffixed': 'off',
	'n8n-nodes-base/cred-class-field-name-unsuffixed': 'off',
	'n8n-nodes-base/cred-class-field-display-name-missing-api': 'off',
	'n8n-nodes-base/node-class-description-credentials-name-unsuffixed': 'off',

	// For n8n's own nodes, whose documentation is named by a slug; a community package gives an address.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',

	// They want the text 'main', which the newer rules of the community plugin forbid in favour of the constant.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',

	// It takes every parameter called "owner" or "keys" for a secret.
	'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
};

export default tseslint.config(
	{
		ignores: ['dist/', '.build/', '.local/', 'coverage/', 'node_modules/', 'test/fixtures/'],
	},
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommended],
		languageOptions: {
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			// `const { secret: _, ...rest }` says that something is left out.
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ ignoreRestSiblings: true, argsIgnorePattern: '^_' },
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'no-console': 'error',
			eqeqeq: 'error',
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		extends: [communityNodes.configs.recommendedWithoutN8nCloudSupport],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...nodesBase.configs.nodes.rules,
			...nodesBase.configs.credentials.rules,
			...switchedOff,
		},
	},
	{
		// An expression may give anything: a type that is only asserted ends as a defect of ours.
		files: ['nodes/**/*.ts'],
		ignores: [
			'nodes/shared/item-parameter.ts',
			// The operation is chosen without expressions, and the reader of the trigger is made of this call.
			'nodes/*/actions/router.ts',
			'nodes/FactusolTrigger/FactusolTrigger.node.ts',
		],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector: 'CallExpression[callee.property.name="getNodeParameter"]',
					message: 'Read parameters with itemParameters of nodes/shared/parameters.',
				},
			],
		},
	},
	{
		// SQL Server is reached with the credential that n8n itself has for it, so that nobody enters it twice.
		files: ['nodes/SqlServerSales/**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-credential-reuse': 'off',
			'@n8n/community-nodes/valid-credential-references': 'off',
		},
	},
	{
		files: ['package.json'],
		extends: [communityNodes.configs.recommendedWithoutN8nCloudSupport],
		plugins: { 'n8n-nodes-base': nodesBase },
		languageOptions: { parser: tseslint.parser },
		rules: { ...nodesBase.configs.community.rules, ...switchedOff },
	},
);
