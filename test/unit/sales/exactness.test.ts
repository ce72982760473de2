import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const ROOT = join(__dirname, '..', '..', '..');

function sources(): string[] {
	return ['lib/sales', 'lib/solar', 'lib/money.ts'].flatMap((path) =>
		path.endsWith('.ts') ? [path] : readdirSync(join(ROOT, path)).map((file) => `${path}/${file}`),
	);
}

/** Where a program computes with binary floats, or makes one of a text. */
function floatsIn(file: string, text: string): string[] {
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
	const found: string[] = [];
	const note = (node: ts.Node) => {
		const { line } = source.getLineAndCharacterOfPosition(node.getStart());
		found.push(`${file}:${line + 1} ${node.getText().slice(0, 60)}`);
	};
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
			const called = node.expression.getText();
			if (/^(Number|parseFloat|Number\.parseFloat)$/.test(called)) note(node);
			if (/\.(toNumber|valueOf)$|^Math\.(round|floor|trunc)$|\.toPrecision$/.test(called)) {
				note(node);
			}
		}
		if (ts.isNumericLiteral(node) && node.text.includes('.')) note(node);
		if (
			ts.isBinaryExpression(node) &&
			(node.operatorToken.kind === ts.SyntaxKind.SlashToken ||
				node.operatorToken.kind === ts.SyntaxKind.PercentToken)
		) {
			note(node);
		}
		if (
			ts.isPrefixUnaryExpression(node) &&
			node.operator === ts.SyntaxKind.PlusToken &&
			!ts.isNumericLiteral(node.operand)
		) {
			note(node);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** Division of counts and of milliseconds; nothing of it is money. */
const ALLOWED = [
	/^lib\/solar\/send\.ts:\d+ list\.length \/ 2$/,
	/^lib\/solar\/read-answer\.ts:\d+ \(moment - now\.getTime\(\)\) \/ 1000$/,
];

describe('money on its way from SQL Server to the mall', () => {
	test('never becomes a binary floating-point number', () => {
		const found = sources().flatMap((file) =>
			floatsIn(file, readFileSync(join(ROOT, file), 'utf8')),
		);
		expect(found.filter((place) => !ALLOWED.some((allowed) => allowed.test(place)))).toEqual([]);
	});

	test('is watched by a rule that sees each way of slipping', () => {
		const slips = [
			'Number(text)',
			'parseFloat(text)',
			'+text',
			'amount.toNumber()',
			'amount * 1.21',
			'amount / 100',
			'Math.round(amount)',
		];
		for (const slip of slips) {
			expect(floatsIn('x.ts', `const result = ${slip};`)).toHaveLength(1);
		}
	});

	test('leaves the server as text in every statement', () => {
		const queries = readFileSync(join(ROOT, 'lib/sales/queries.ts'), 'utf8');
		const amounts = ['IMPORTE', 'COTIZ', 'CANTIDAD', 'PORC_IVA', 'IMP_NETO_P', 'MONTO'];
		for (const name of amounts) {
			const bare = new RegExp(`(?<!decimalText\\(')\\b[a-z]\\.${name}\\b`);
			expect(queries).not.toMatch(bare);
		}
	});
});
