import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { N8nCli } from '../../demo/n8n/cli';
import { runCommand } from '../../demo/n8n/command';
import { nodeFile } from '../../demo/n8n/environment';
import { n8nStartFile } from '../../demo/n8n/host';
import { nodesFolder, nodeTypes, packPackage, type Tarball } from '../../demo/n8n/install-package';
import { projectRoot, readPackageJson } from '../../demo/project';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { prepareUserFolder } from '../support/e2e/prepared-n8n';

jest.setTimeout(10 * 60_000);

let tarball: Tarball;
beforeAll(async () => {
	tarball = await packPackage();
});

describe('the packed package', () => {
	test('contains what is built, the workflows and what people read, and nothing else', () => {
		const strangers = tarball.contents.filter(
			(file) =>
				!/^(dist\/(lib|nodes|credentials)\/.+\.js|dist\/nodes\/.+\.node\.json|dist\/icons\/[\w.-]+\.svg|workflows\/[\w.-]+\.json|docs\/[\w.-]+\.md|docs\/pictures\/[\w.-]+\.png|docs\/sql\/[\w.-]+\.sql|package\.json|README(\.es)?\.md|LICENSE)$/.test(
					file,
				),
		);
		expect(strangers).toEqual([]);
	});

	test('contains every node and credential that it announces, and the icons they name', () => {
		const { nodes, credentials } = readPackageJson().n8n;
		const inside = new Set(tarball.contents);
		const icons = [...nodes, ...credentials].flatMap((file) => {
			const source = readFileSync(path.join(projectRoot, file), 'utf8');
			return [...source.matchAll(/file:([\w./]+\.svg)/g)].map(([, icon]) =>
				path.posix.join(path.posix.dirname(file), icon ?? ''),
			);
		});
		expect(icons.length).toBeGreaterThan(0);
		const wanted = [...nodes, ...credentials, ...icons];
		expect(wanted.filter((file) => !inside.has(file))).toEqual([]);
	});
});

describe('installed in a real n8n as a user would', () => {
	const exported = z.array(
		z.object({
			name: z.string(),
			credentials: z.array(z.object({ name: z.string() })).optional(),
			properties: z.array(
				z.object({ name: z.string(), options: z.array(z.unknown()).optional() }).passthrough(),
			),
		}),
	);
	const valueOf = z.object({ value: z.string() });
	let folder: string;
	let ours: z.infer<typeof exported>;

	beforeAll(async () => {
		folder = newFolder('package');
		await prepareUserFolder(folder);
		const file = path.join(folder, 'nodes.json');
		await new N8nCli(n8nStartFile(), folder).exportNodes(file);
		const all = exported.parse(JSON.parse(readFileSync(file, 'utf8')) as unknown);
		ours = all.filter(({ name }) => name.startsWith(`${readPackageJson().name}.`));
	});
	afterAll(() => removeFolder(folder));

	test('every node type loads, under the names that the shipped workflows use', () => {
		const names = new Set(ours.map(({ name }) => name));
		expect([...names].filter((name) => !name.endsWith('Tool')).sort()).toEqual(nodeTypes().sort());
		expect(nodeTypes()).toContain('n8n-nodes-factulink.factusolTrigger');
	});

	test('as tools of an agent the nodes offer nothing that changes something', () => {
		const offered = ours
			.filter(({ name }) => name.endsWith('Tool'))
			.map(({ name, properties }) => [
				name.replace(/^.*\./, ''),
				properties
					.filter((property) => property.name === 'operation')
					.flatMap(({ options = [] }) => options.map((option) => valueOf.parse(option).value)),
			]);
		expect(Object.fromEntries(offered)).toMatchObject({
			factusolTool: [
				'get',
				'getAll',
				'get',
				'getAll',
				'report',
				'check',
				'findByReference',
				'get',
				'getAll',
				'get',
			],
			solarApiTool: ['checkConnection', 'preview'],
			sqlServerSalesTool: ['get', 'getPending', 'getSent', 'report'],
		});
		const ledger = offered.find(([name]) => name === 'ledgerTool')?.[1] ?? [];
		expect(ledger).toEqual(expect.arrayContaining(['getAll', 'getHistory', 'summary']));
		for (const changing of ['decide', 'rebuild', 'register', 'release']) {
			expect(ledger).not.toContain(changing);
		}
	});

	test('the native modules come along and run on the Node of n8n', async () => {
		const installed = path.join(nodesFolder(folder), 'node_modules', readPackageJson().name);
		const { code, output } = await runCommand(
			nodeFile,
			['-e', "require('odbc'); new (require('better-sqlite3'))(':memory:').close()"],
			{ cwd: installed },
		);
		expect([code, output]).toEqual([0, '']);
	});
});

test.each(['package-lock.json', 'demo/n8n-host/package-lock.json'])(
	'%s names no place from which packages were fetched',
	(file) => {
		expect(readFileSync(path.join(projectRoot, file), 'utf8')).not.toContain('"resolved"');
	},
);
