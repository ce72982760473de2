import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../../demo/project';

const FOLDER = 'docs/pictures';
/** Readable letters need some; more would make the package heavy for everybody who installs it. */
const MOST_BYTES = 300_000;

const pages = [
	'README.md',
	'README.es.md',
	...readdirSync(path.join(projectRoot, 'docs'))
		.filter((file) => file.endsWith('.md'))
		.map((file) => `docs/${file}`),
];

/** Pictures that a page shows, with what it says instead to those who do not see them. */
const shown = pages.flatMap((page) =>
	[...readFileSync(path.join(projectRoot, page), 'utf8').matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(
		([, text = '', target = '']) => ({
			page,
			text,
			file: path.posix.join(path.posix.dirname(page), target),
		}),
	),
);
const taken = readdirSync(path.join(projectRoot, FOLDER)).map((name) => `${FOLDER}/${name}`);

describe('the pictures of the guides', () => {
	it('exist, each that a page shows', () => {
		expect(shown.length).toBeGreaterThan(15);
		expect(shown.filter(({ file }) => !existsSync(path.join(projectRoot, file)))).toEqual([]);
	});

	it('are shown, each that exists', () => {
		const files = new Set(shown.map(({ file }) => file));
		expect(taken.filter((file) => !files.has(file))).toEqual([]);
	});

	it('are told in words too, and not in the same ones', () => {
		for (const page of pages) {
			const texts = shown.filter((each) => each.page === page).map(({ text }) => text);
			expect(texts.filter((text) => text.length < 20)).toEqual([]);
			expect(new Set(texts).size).toBe(texts.length);
		}
	});

	it('are small enough to be part of the package', () => {
		const sizes = taken.map((file) => ({
			file,
			bytes: statSync(path.join(projectRoot, file)).size,
		}));
		expect(sizes.filter(({ bytes }) => bytes > MOST_BYTES)).toEqual([]);
	});
});
