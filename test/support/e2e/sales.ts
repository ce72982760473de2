import { readFileSync } from 'node:fs';
import path from 'node:path';

import Database from 'better-sqlite3';
import { z } from 'zod';

import { ledgerCredential, type CredentialJson } from '../../../demo/credentials';
import type { EntryView } from '../../../demo/ledger-view';
import { N8nCli } from '../../../demo/n8n/cli';
import { n8nStartFile } from '../../../demo/n8n/host';
import { N8nInstance, type InstanceOptions } from '../../../demo/n8n/instance';
import { N8nRest, type ExecutionData } from '../../../demo/n8n/rest';
import { salesFixtures } from '../../../demo/project';
import { readSales, salesSchema } from '../../../demo/sales/config';
import { SALES_WORKFLOW_ID } from '../../../demo/sales/setup';
import { SalesSync } from '../../../demo/sales/sales-sync';
import { SalesSystems } from '../../../demo/sales/systems';
import { writeSetup, type Setup } from '../../../demo/setup';
import type { WorkflowJson } from '../../../demo/workflows';
import type { Comprobante } from '../../../lib/solar/comprobante';
import { expected } from '../sales-fixture';
import { newFolder, removeFolder } from './folder';
import { prepareUserFolder } from './prepared-n8n';

/** Stand-ins can be made to fail; real systems, named by the environment, cannot. */
export const standsIn = process.env.MSSQL_HOST === undefined && process.env.SOLAR_URL === undefined;

const { idCliente: _belongsToTheCredential, ...fixtureSettings } = expected.settings;

export interface TestSalesOptions {
	/** Changes the part "sales" of the configuration. */
	config?: Record<string, unknown>;
	n8n?: Pick<InstanceOptions, 'env'>;
	/** Changes the workflow before it is imported. */
	adapt?: (workflow: WorkflowJson) => WorkflowJson;
	/** More workflows, made from the shipped one. */
	more?: (shipped: WorkflowJson) => WorkflowJson[];
	/** Told the user folder of n8n when the package is installed in it. */
	prepared?: (userFolder: string) => void;
}

const acceptedSchema = z.array(
	z.object({ identity: z.string(), voucher: z.custom<Comprobante>() }).passthrough(),
);
const requestsSchema = z.array(
	z.object({ path: z.string(), status: z.number(), vouchers: z.array(z.string()) }),
);
const rowSchema = z.object({
	T_COMP: z.string(),
	N_COMP: z.string(),
	ESTADO_SYNC: z.coerce.number(),
	FECHA_SYNC: z.string().nullable(),
});

export interface Run {
	status: string;
	/** What the execution ended with, when it did not succeed. */
	error: string | undefined;
	data: ExecutionData;
}

/** The sales sync in a real n8n, in a folder of its own, with nothing published: it runs when a test says so. */
export class TestSales {
	private session: { starts: number; rest: N8nRest } | undefined;

	private constructor(
		readonly folder: string,
		readonly user: string,
		readonly sync: SalesSync,
		readonly setup: Setup,
		readonly n8n: N8nInstance,
	) {}

	/** Starts the systems, installs the package and imports; n8n is not started yet. */
	static async open(name: string, options: TestSalesOptions = {}): Promise<TestSales> {
		const folder = newFolder(name);
		const user = path.join(folder, 'n8n');
		await prepareUserFolder(user);
		options.prepared?.(user);
		const given = salesSchema.parse({ settings: fixtureSettings, ...options.config });
		const sync = await SalesSync.open({
			config: readSales(given, process.env, (place) => place),
			ledgerFile: path.join(folder, 'ledger.sqlite'),
			folder: path.join(folder, 'sales'),
		});
		const { credentials, workflows } = sync.setup();
		const { adapt = (workflow: WorkflowJson) => workflow, more = () => [] } = options;
		const setup: Setup = {
			credentials: [ledgerCredential(path.join(folder, 'ledger.sqlite')), ...credentials],
			workflows: [...workflows.map(adapt), ...workflows.flatMap(more)],
		};
		const n8n = new N8nInstance({ startFile: n8nStartFile(), userFolder: user, ...options.n8n });
		const test = new TestSales(folder, user, sync, setup, n8n);
		const files = writeSetup(setup, path.join(folder, 'setup'));
		const cli = new N8nCli(n8nStartFile(), user);
		await cli.importCredentials(files.credentials);
		await cli.importWorkflows(files.workflows, true);
		return test;
	}

	/** Signs in once for each start of n8n: it does not let an account do so many times in a row. */
	async signIn(): Promise<N8nRest> {
		const { starts, url, owner } = this.n8n;
		if (this.session?.starts !== starts) {
			this.session = { starts, rest: await N8nRest.signIn(url, owner, n8nStartFile()) };
		}
		return this.session.rest;
	}

	/** @param whileStopped what somebody does with the files meanwhile */
	async restart(whileStopped: () => void = () => undefined): Promise<void> {
		await this.n8n.stop();
		whileStopped();
		// The account is made again, and sessions of before do not count.
		this.session = undefined;
		await this.n8n.start();
	}

	/** Runs a workflow from one of its manual triggers, and waits for the end. */
	async run(workflowId = SALES_WORKFLOW_ID, trigger = 'Informar ahora a mano'): Promise<Run> {
		const rest = await this.signIn();
		const { id, status } = await rest.run(workflowId, trigger, 180_000);
		const data = await rest.executionData(id);
		return { status, error: data.resultData.error?.message, data };
	}

	/** Changes a credential as somebody at the editor would; it counts from the next execution on. */
	async changeCredential(
		type: CredentialJson['type'],
		change: CredentialJson['data'],
	): Promise<void> {
		const given = this.setup.credentials.find((each) => each.type === type);
		if (given === undefined) throw new Error(`There is no credential of the type ${type}`);
		const rest = await this.signIn();
		await rest.saveCredential({ ...given, data: { ...given.data, ...change } });
	}

	entries(): EntryView[] {
		return this.sync.ledger.entries();
	}

	entry(key: string): EntryView | undefined {
		return this.entries().find((each) => each.key === key);
	}

	/** What the mall's own books say. */
	async accepted(): Promise<Comprobante[]> {
		const all = await this.mall('GET /vouchers');
		return acceptedSchema.parse(all).map(({ voucher }) => voucher);
	}

	/** How often the mall took each voucher. */
	async counts(): Promise<Record<string, number>> {
		return z.record(z.number()).parse(await this.mall('GET /counts'));
	}

	/** Vouchers in requests since they were last forgotten, whether the mall took them or not. */
	async sentNow(): Promise<string[]> {
		const all = requestsSchema.parse(await this.mall('GET /requests'));
		return all.flatMap(({ vouchers }) => vouchers);
	}

	async forgetRequests(): Promise<void> {
		await this.mall('DELETE /requests');
	}

	/** Asks the control port of the mall's stand-in. */
	async mall(request: string, body?: unknown): Promise<unknown> {
		return await this.sync.systems.standIns.solar?.control(request, body);
	}

	/** Asks the control port of the SQL Server stand-in. */
	async sqlServer(request: string, body?: unknown): Promise<unknown> {
		return await this.sync.systems.standIns.sqlServer?.control(request, body);
	}

	async script(file: string): Promise<void> {
		const script = readFileSync(path.join(salesFixtures, file), 'utf8');
		await this.sqlServer('POST /script', { script });
	}

	/** The pending list as it lies on disk, read past SQL Server by a process that is not its own. */
	pendingList(): z.infer<typeof rowSchema>[] {
		const file = SalesSystems.dataFile(path.join(this.folder, 'sales'));
		const database = new Database(file, { readonly: true, timeout: 10_000 });
		try {
			return z
				.array(rowSchema)
				.parse(
					database
						.prepare(
							'SELECT T_COMP, N_COMP, ESTADO_SYNC, FECHA_SYNC FROM "dbo.EB_T_HistorialSincVentas_Solar"',
						)
						.all(),
				)
				.map((row) => ({ ...row, T_COMP: row.T_COMP.trimEnd(), N_COMP: row.N_COMP.trimEnd() }));
		} finally {
			database.close();
		}
	}

	/** Type and number of the vouchers all of whose rows are closed, without those that were closed from the start. */
	marked(): string[] {
		const rows = this.pendingList().filter(({ N_COMP }) => N_COMP !== CLOSED_FROM_THE_START);
		const open = new Set(
			rows.filter(({ ESTADO_SYNC }) => ESTADO_SYNC === 0).map((row) => nameOf(row)),
		);
		return [...new Set(rows.map((row) => nameOf(row)))].filter((name) => !open.has(name)).sort();
	}

	async remove(): Promise<void> {
		await this.n8n.stop();
		await this.sync.stop();
		removeFolder(this.folder);
	}
}

/** X11 of the fixture. */
const CLOSED_FROM_THE_START = 'B0021500040373';

const nameOf = ({ T_COMP, N_COMP }: { T_COMP: string; N_COMP: string }) => `${T_COMP}/${N_COMP}`;

/** Retries come back after a second instead of minutes. */
export function withQuickRetries(workflow: WorkflowJson): WorkflowJson {
	return {
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.parameters.operation === 'fail'
				? {
						...node,
						parameters: {
							...node.parameters,
							options: { firstDelaySeconds: 1, maxDelaySeconds: 1 },
						},
					}
				: node,
		),
	};
}
