import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { projectRoot } from '../../../demo/project';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const page = read('docs/security.md');

/** Rows of the tables whose last column says what holds a claim. */
const claims = [...page.matchAll(/^\| claim .*\n\|[ -|]*\n((?:\|.*\n)+)/gm)].flatMap(([, rows]) =>
	(rows ?? '')
		.trimEnd()
		.split('\n')
		.map((row) => {
			const [, claim = '', holders = ''] = row.split('|').map((cell) => cell.trim());
			return [claim, holders] as const;
		}),
);

describe('docs/security.md', () => {
	it('makes claims', () => {
		expect(claims.length).toBeGreaterThan(20);
	});

	it.each(claims)('names tests that exist: %s', (_claim, holders) => {
		const named = holders.split(/; /).map((holder) => {
			const [, file = ''] = /^`(test\/[\w/.-]+\.test\.ts)`/.exec(holder) ?? [];
			return { file, titles: [...holder.matchAll(/"([^"]+)"/g)].map(([, title]) => title ?? '') };
		});
		for (const { file, titles } of named) {
			expect([file, file !== '' && existsSync(path.join(projectRoot, file))]).toEqual([file, true]);
			expect(titles.length).toBeGreaterThan(0);
			const source = read(file);
			expect(titles.filter((title) => !source.includes(title))).toEqual([]);
		}
	});
});

describe('the credentials', () => {
	it('hides every field of a credential that holds a secret', () => {
		const sources = readdirSync(path.join(projectRoot, 'credentials')).map((file) =>
			read(`credentials/${file}`),
		);
		const fields = sources.flatMap((source) => source.split(/\n\t\t\{\n/).slice(1));
		const secret = fields.filter((field) =>
			/name: '(?:\w*[pP]assword|\w*[tT]oken|\w*[sS]ecret)'/.test(field),
		);
		expect(secret.length).toBeGreaterThan(1);
		expect(secret.filter((field) => !field.includes('password: true'))).toEqual([]);
	});
});

describe('the shipped status page', () => {
	it('asks for a log-in on every address that it opens', () => {
		const { nodes } = z
			.object({ nodes: z.array(z.object({ type: z.string(), parameters: z.record(z.unknown()) })) })
			.parse(JSON.parse(read('workflows/estado.json')) as unknown);
		const webhooks = nodes.filter(({ type }) => type === 'n8n-nodes-base.webhook');
		expect(webhooks.length).toBeGreaterThan(1);
		for (const { parameters } of webhooks) {
			expect(parameters).toMatchObject({ authentication: 'basicAuth' });
		}
	});
});

describe('the dependencies', () => {
	const manifest = z
		.object({
			dependencies: z.record(z.string()),
			optionalDependencies: z.record(z.string()),
		})
		.parse(JSON.parse(read('package.json')) as unknown);
	const runtime = { ...manifest.dependencies, ...manifest.optionalDependencies };
	const [, list = ''] = /^Allowed licences.*: (.+)$/m.exec(page) ?? [];
	const allowed = new Set([...list.matchAll(/`([^`]+)`/g)].map(([, licence]) => licence ?? ''));
	const lock = z
		.object({
			packages: z.record(
				z.object({
					version: z.string().optional(),
					license: z.string().optional(),
					dev: z.boolean().optional(),
					peer: z.boolean().optional(),
				}),
			),
		})
		.parse(JSON.parse(read('package-lock.json')) as unknown).packages;
	const brought = Object.entries(lock).filter(
		([place, { dev, peer }]) => place !== '' && !dev && !peer,
	);

	it('pins and lists every runtime dependency', () => {
		expect(Object.keys(runtime).length).toBeGreaterThan(5);
		for (const [name, version] of Object.entries(runtime)) {
			expect([name, version]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
			const { license } = lock[`node_modules/${name}`] ?? {};
			expect(page).toMatch(
				new RegExp(`^\\| \`${name.replace('.', '\\.')}\` +\\| ${license} +\\|`, 'm'),
			);
		}
	});

	it('brings only allowed licences', () => {
		expect(brought.length).toBeGreaterThan(20);
		const strangers = brought.filter(
			([, { license = 'none' }]) =>
				!license
					.replace(/[()]/g, '')
					.split(/ (?:AND|OR) /)
					.every((each) => allowed.has(each)),
		);
		expect(strangers).toEqual([]);
	});

	it('brings no package in a version with a known advisory', () => {
		const [, rows = ''] = /^\| package +\| advisory .*\n\|[ -|]*\n((?:\|.*\n)+)/m.exec(page) ?? [];
		const mended = rows
			.trimEnd()
			.split('\n')
			.map((row) => /^\| `([^`]+)` .*\| (\d+\.\d+\.\d+) /.exec(row)?.slice(1) ?? []);
		expect(mended.length).toBeGreaterThan(10);
		const older = mended.flatMap(([name = '', since = '']) =>
			brought.filter(
				([place, { version = '' }]) =>
					place.endsWith(`node_modules/${name}`) &&
					version.localeCompare(since, 'en', { numeric: true }) < 0,
			),
		);
		expect(older).toEqual([]);
	});
});
