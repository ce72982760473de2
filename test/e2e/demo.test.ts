import { existsSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { defaultConfigFile } from '../../demo/config';
import { runCommand, type CommandResult } from '../../demo/n8n/command';
import { N8nCli } from '../../demo/n8n/cli';
import { nodeFile } from '../../demo/n8n/environment';
import { n8nStartFile } from '../../demo/n8n/host';
import { projectRoot } from '../../demo/project';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { prepareUserFolder } from '../support/e2e/prepared-n8n';
import { expected, type ExpectedVoucher } from '../support/sales-fixture';

jest.setTimeout(10 * 60_000);

let folder: string;
beforeAll(() => {
	folder = newFolder('demo');
});
afterAll(() => removeFolder(folder));

/** What `npm run demo -- …` runs once everything is installed and built. */
async function demo(...args: string[]): Promise<CommandResult> {
	const main = path.join(projectRoot, '.build', 'demo', 'main.js');
	return await runCommand(nodeFile, [main, ...args], { cwd: projectRoot });
}

const reportSchema = z
	.object({
		relay: z.object({
			companies: z.array(
				z.object({
					code: z.string(),
					name: z.string(),
					orders: z.number(),
					withParentLines: z.number(),
					relayed: z.number(),
					relayedNow: z.number(),
					alreadyThere: z.number(),
					nothingToOrder: z.number(),
					held: z.array(z.object({ key: z.string(), reason: z.string().min(1) })),
					failed: z.array(z.object({ key: z.string(), error: z.string() })),
				}),
			),
			documents: z.array(
				z
					.object({
						key: z.string(),
						series: z.string(),
						number: z.number(),
						reference: z.string(),
						lines: z.number(),
						total: z.number(),
					})
					.strict(),
			),
		}),
		sales: z
			.object({
				pending: z.number(),
				sent: z.number(),
				alreadyRegistered: z.number(),
				rejected: z.number(),
				marked: z.number(),
				held: z.record(z.number()),
				skipped: z.record(z.number()),
			})
			.strict(),
		seconds: z.number(),
	})
	.strict();

describe('npm run demo -- --once', () => {
	const run = async (name: string) => {
		const json = path.join(folder, `${name}.json`);
		const work = path.join(folder, 'once');
		const result = await demo('--once', '--json', json, '--folder', work);
		if (!existsSync(json)) throw new Error(result.output);
		return {
			result,
			report: reportSchema.parse(JSON.parse(readFileSync(json, 'utf8')) as unknown),
		};
	};
	let first: Awaited<ReturnType<typeof run>>;
	let second: Awaited<ReturnType<typeof run>>;
	beforeAll(async () => {
		first = await run('first');
		second = await run('second');
	});

	test('settles every order for the parent and ends with 0', () => {
		expect([first.result.code, first.result.output]).toEqual([0, expect.any(String)]);
		for (const company of first.report.relay.companies) {
			const { relayed, held, failed, nothingToOrder, withParentLines } = company;
			expect(failed).toEqual([]);
			expect(relayed).toBeGreaterThan(0);
			expect(relayed + held.length + nothingToOrder).toBe(withParentLines);
		}
	});

	test('has one document at the parent for each relayed order', () => {
		const { companies, documents } = first.report.relay;
		const relayed = companies.reduce((sum, company) => sum + company.relayed, 0);
		expect(new Set(documents.map(({ key }) => key)).size).toBe(relayed);
		expect(documents).toHaveLength(relayed);
	});

	test('sends and marks every voucher that the expected file of the sales names, and holds or skips the others', () => {
		const counted = (outcome: ExpectedVoucher['outcome']) => {
			const reasons: Record<string, number> = {};
			for (const { reason } of expected.vouchers.filter((each) => each.outcome === outcome)) {
				reasons[reason ?? ''] = (reasons[reason ?? ''] ?? 0) + 1;
			}
			return reasons;
		};
		const sent = counted('send')[''];
		expect(first.report.sales).toEqual({
			pending: expected.vouchers.length,
			sent,
			alreadyRegistered: 0,
			rejected: 0,
			marked: sent,
			held: counted('hold'),
			skipped: counted('skip'),
		});
		expect(second.report.sales).toEqual(first.report.sales);
	});

	test('run again finds nothing new and changes nothing', () => {
		expect(second.result.code).toBe(0);
		expect(second.report.relay.documents).toEqual(first.report.relay.documents);
		expect(second.report.relay.companies.map(({ relayedNow }) => relayedNow)).toEqual([0, 0]);
	});

	// Where a process works is to be seen on Linux only.
	(process.platform === 'linux' ? test : test.skip)('leaves no process behind', () => {
		expect(processesIn(path.join(folder, 'once'))).toEqual([]);
	});
});

describe('npm run demo -- --once --config', () => {
	const fixtures = path.join(projectRoot, 'test', 'fixtures', 'factusol', 'base');
	const shipped = {
		...(JSON.parse(readFileSync(defaultConfigFile, 'utf8')) as Record<string, unknown>),
		dataFolder: fixtures,
	};
	const run = async (name: string, content: unknown) => {
		const config = path.join(folder, `${name}.config.json`);
		const json = path.join(folder, `${name}.report.json`);
		writeFileSync(config, JSON.stringify(content));
		const work = ['--folder', path.join(folder, name)];
		const result = await demo('--once', '--config', config, '--json', json, ...work);
		if (!existsSync(json)) throw new Error(result.output);
		const report = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>;
		return { ...result, report };
	};

	test('runs the sales alone, without a company file anywhere', async () => {
		const { sales } = shipped as { sales?: unknown };
		const { code, output, report } = await run('sales-only', { sales });
		expect([code, output]).toEqual([0, expect.stringContaining('every sale is settled')]);
		expect(output).not.toMatch(/company|orders/i);
		expect(Object.keys(report).sort()).toEqual(['sales', 'seconds']);
		const sent = expected.vouchers.filter(({ outcome }) => outcome === 'send').length;
		expect(reportSchema.shape.sales.parse(report.sales)).toMatchObject({ sent, marked: sent });
	});

	test('runs the relay alone, without a system of the sales', async () => {
		const { code, output, report } = await run('relay-only', { ...shipped, sales: undefined });
		expect([code, output]).toEqual([0, expect.stringContaining('every order is settled')]);
		expect(output).not.toMatch(/sales|SQL Server/i);
		expect(Object.keys(report).sort()).toEqual(['relay', 'seconds']);
		const { companies } = reportSchema.shape.relay.parse(report.relay);
		for (const { relayed } of companies) expect(relayed).toBeGreaterThan(0);
	});
});

/** Numbers of the processes whose working folder is inside this one. */
function processesIn(place: string): string[] {
	return readdirSync('/proc').filter((pid) => {
		try {
			return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(place);
		} catch {
			// It ended while we looked.
			return false;
		}
	});
}

describe('npm run demo -- --setup-only', () => {
	test('writes credentials and workflows that an existing n8n imports', async () => {
		const out = path.join(folder, 'setup');
		const { code, output } = await demo('--setup-only', '--out', out);
		expect([code, output]).toEqual([0, expect.stringContaining('n8n import:credentials')]);

		const user = path.join(folder, 'site');
		await prepareUserFolder(user);
		const n8n = new N8nCli(n8nStartFile(), user);
		await n8n.importCredentials(path.join(out, 'credentials.json'));
		await n8n.importWorkflows(path.join(out, 'workflows'), true);
		await n8n.publish('flRelayWorker001');
		expect(readdirSync(path.join(out, 'workflows')).sort()).toEqual([
			'flAlerts00000001.json',
			'flDailyReport001.json',
			'flRebuildLedger1.json',
			'flRelayDuofic001.json',
			'flRelayOfifac001.json',
			'flRelayWorker001.json',
			'flStatusPage0001.json',
		]);
	});

	test('writes the sales sync, too, when the configuration names its systems', async () => {
		const config = path.join(folder, 'site.json');
		const content = JSON.parse(readFileSync(defaultConfigFile, 'utf8')) as Record<string, unknown>;
		writeFileSync(
			config,
			JSON.stringify({
				...content,
				dataFolder: path.join(projectRoot, 'test', 'fixtures', 'factusol', 'base'),
				sales: {
					sqlServer: { host: 'SRV', user: 'n8n', password: 'x', database: 'Tango' },
					solar: { baseUrl: 'https://mall/api', user: 'u', password: 'y', idCliente: '1' },
				},
			}),
		);
		const out = path.join(folder, 'site-setup');
		const { code, output } = await demo('--setup-only', '--config', config, '--out', out);
		expect([code, output]).toEqual([0, expect.stringContaining('Ventas al shopping')]);
		expect(readdirSync(path.join(out, 'workflows'))).toContain('flSalesSync00001.json');
		const credentials = JSON.parse(readFileSync(path.join(out, 'credentials.json'), 'utf8')) as {
			type: string;
		}[];
		expect(credentials.map(({ type }) => type)).toEqual(
			expect.arrayContaining(['microsoftSql', 'solarApi']),
		);
	});
});

test('a configuration that does not fit ends with its words and exit code 1, and starts nothing', async () => {
	const { code, output } = await demo('--config', path.join(folder, 'absent.json'));
	expect(code).toBe(1);
	expect(output).toMatch(/absent\.json does not exist/);
	expect(output).not.toMatch(/\bat .+\.js:\d+/);
});

test('an unknown option ends with the usage and exit code 2', async () => {
	const { code, output } = await demo('--onse');
	expect(code).toBe(2);
	expect(output).toMatch(/--onse[\s\S]+Usage: npm run demo/);
});
