import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

import { projectRoot } from '../../demo/project';

/** A code of an error, with the class that says what becomes of it. */
export interface ProducedCode {
	code: string;
	/** `retry`, `person` or `bug`; null where the object itself does not say. */
	class: string | null;
}

/**
 * The codes that the sources of a folder can produce: the texts of `code` in every object that is written out there,
 * and the first argument of a function named `retry`, both sides of a choice included.
 */
export function producedCodes(folder: string): ProducedCode[] {
	return sourcesOf(folder).flatMap((source) => {
		const found: ProducedCode[] = [];
		const visit = (node: ts.Node): void => {
			if (ts.isObjectLiteralExpression(node)) {
				const [errorClass = null] = textsOf(memberOf(node, 'class'));
				for (const code of textsOf(memberOf(node, 'code'))) {
					found.push({ code, class: errorClass });
				}
			}
			if (ts.isCallExpression(node) && node.expression.getText(source) === 'retry') {
				for (const code of textsOf(node.arguments[0])) found.push({ code, class: 'retry' });
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
		return found;
	});
}

/** Every text of the sources of a folder that looks like a code with this beginning, but for what is only a beginning. */
export function codeTexts(folder: string, beginning: string): string[] {
	const pattern = new RegExp(`^${beginning}[A-Z_]+$`);
	return sourcesOf(folder).flatMap((source) => {
		const found: string[] = [];
		const visit = (node: ts.Node): void => {
			if (ts.isStringLiteral(node) && pattern.test(node.text) && !isBeginning(node)) {
				found.push(node.text);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
		return found;
	});
}

const isBeginning = ({ parent }: ts.Node) =>
	ts.isCallExpression(parent) && parent.expression.getText().endsWith('.startsWith');

function sourcesOf(folder: string): ts.SourceFile[] {
	const place = path.join(projectRoot, folder);
	return readdirSync(place, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => {
			const text = readFileSync(path.join(place, file), 'utf8');
			return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
		});
}

function memberOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
	const member = object.properties.find((property) => property.name?.getText() === name);
	return member !== undefined && ts.isPropertyAssignment(member) ? member.initializer : undefined;
}

function textsOf(expression: ts.Expression | undefined): string[] {
	if (expression === undefined) return [];
	if (ts.isStringLiteral(expression)) return [expression.text];
	if (ts.isConditionalExpression(expression)) {
		return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)];
	}
	return [];
}
