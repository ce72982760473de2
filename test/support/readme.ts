import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../demo/project';

const text = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');

/** Code blocks of one language under a heading of the README, up to the next heading. */
function blocksUnder(heading: string, language: string): string[] {
	const from = text.search(new RegExp(`^#+ ${heading}$`, 'm'));
	if (from < 0) throw new Error(`README.md has no heading "${heading}"`);
	const [, section = ''] =
		/^#.*\n((?:```[\s\S]*?^```$|(?!#+ ).*\n)*)/m.exec(text.slice(from)) ?? [];
	return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
		.filter(([, each]) => each === language)
		.map(([, , code = '']) => code.trim());
}

/** The commands that a section tells people to type, in their order. */
export const commandsUnder = (heading: string): string[] =>
	blocksUnder(heading, 'sh').flatMap((block) => block.split('\n'));

/** The one JSON file that a section shows. */
export function jsonUnder(heading: string): unknown {
	const [block, ...others] = blocksUnder(heading, 'json');
	if (block === undefined || others.length > 0) {
		throw new Error(`README.md shows not exactly one JSON file under "${heading}"`);
	}
	return JSON.parse(block) as unknown;
}
