import { renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { N8nRest } from '../../demo/n8n/rest';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { startTango, type TangoDatabase } from '../support/tango-database';

jest.setTimeout(5 * 60_000);

const FACTUSOL = 'n8n-nodes-factulink.factusol';
const TRIGGER = 'n8n-nodes-factulink.factusolTrigger';
const SALES = 'n8n-nodes-factulink.sqlServerSales';
const LISTENER = 'flRelayDuofic001';
const WORKER = 'flRelayWorker001';

let test: TestRelay;
let tango: TangoDatabase;
let rest: N8nRest;
let sqlServer: string;

beforeAll(async () => {
	tango = await startTango('seed.sql');
	test = await openTestRelay('lists');
	await test.site.n8n.start();
	rest = await test.site.signIn();
	sqlServer = await rest.createCredential('microsoftSql', 'Tango', tango.credential());
});
afterAll(async () => {
	await test.remove();
	await tango.stop();
});

const duofic = { factusolDatabase: 'flCredDuofic0001' };
const oficit = { factusolDatabase: 'flCredOficit0001' };

describe('the editor fills its fields from the systems of the credentials', () => {
	it('suppliers of a company, with code and name', async () => {
		const request = { nodeType: TRIGGER, method: 'searchSuppliers', credentials: duofic };
		const { results } = await rest.searchList(request);
		expect(results[0]).toMatchObject({ value: '1' });
		expect(results[0]?.name).toMatch(/^1 · .*OFICIT/i);
		const found = await rest.searchList({ ...request, filter: 'oficit' });
		expect(found.results.map(({ value }) => value)).toEqual(['1']);
	});

	it('articles of the parent, page by page, through its ODBC driver', async () => {
		const request = {
			nodeType: FACTUSOL,
			method: 'searchArticles',
			parameters: { resource: 'article', operation: 'get', options: {} },
			credentials: oficit,
		};
		const codes: unknown[] = [];
		let paginationToken: string | undefined;
		do {
			const page = await rest.searchList({
				...request,
				...(paginationToken === undefined ? {} : { paginationToken }),
			});
			codes.push(...page.results.map(({ value }) => value));
			({ paginationToken } = page);
		} while (paginationToken !== undefined);
		expect(codes).toHaveLength(300);
		expect(new Set(codes).size).toBe(300);
	});

	it('series, as the resource of the node has them', async () => {
		const series = async (resource: string, method: string, credentials: typeof duofic) =>
			(
				await rest.loadOptions({
					nodeType: FACTUSOL,
					method,
					parameters: { resource, options: {} },
					credentials,
				})
			).map(({ value }) => value);
		expect(await series('customerOrder', 'getSeries', duofic)).toEqual(['1', '2', 'W']);
		expect(await series('purchaseOrder', 'getSeries', oficit)).toEqual(['1']);
		expect(await series('purchaseOrder', 'getWritableSeries', oficit)).toEqual([...'0123456789']);
	});

	it.each(['getFamilies', 'getWarehouses'])('%s', async (method) => {
		const options = await rest.loadOptions({ nodeType: FACTUSOL, method, credentials: duofic });
		expect(options.length).toBeGreaterThan(0);
	});

	it('branches, voucher types and treasury accounts of Tango', async () => {
		const credentials = { microsoftSql: sqlServer };
		const branches = { nodeType: SALES, method: 'getBranches', credentials };
		expect((await rest.loadOptions(branches)).map(({ value }) => value)).toEqual(['10', '20']);
		const types = { nodeType: SALES, method: 'searchVoucherTypes', credentials };
		expect((await rest.searchList(types)).results).toContainEqual({
			name: 'FAC · invoice',
			value: 'FAC',
		});
		const accounts = { nodeType: SALES, method: 'searchTreasuryAccounts', credentials };
		expect((await rest.searchList({ ...accounts, filter: 'qr' })).results).toEqual([
			{ name: '250300 · BILLETERA QR', value: '250300' },
		]);
	});
});

describe('a list that cannot be filled says in the editor why, and what to do', () => {
	it('when the company file is not there', async () => {
		const file = path.join(test.places.data, '0022026.accdb');
		renameSync(file, `${file}.away`);
		try {
			await expect(
				rest.loadOptions({ nodeType: FACTUSOL, method: 'getWarehouses', credentials: duofic }),
			).rejects.toThrow(/there is no file .*0022026\.accdb\. Check that/);
		} finally {
			renameSync(`${file}.away`, file);
		}
	});

	it('when SQL Server does not answer', async () => {
		const down = await rest.createCredential(
			'microsoftSql',
			'Apagado',
			tango.credential({ port: 1 }),
		);
		await expect(
			rest.searchList({
				nodeType: SALES,
				method: 'searchTreasuryAccounts',
				credentials: { microsoftSql: down },
			}),
		).rejects.toThrow(/cannot be reached.*Check server name, instance and port/);
	});
});

/** Id of the first execution of a workflow that has ended. */
async function ended(workflowId: string): Promise<string> {
	const limit = Date.now() + 120_000;
	for (;;) {
		const [execution] = await rest.executions({ workflowId, status: ['success', 'error'] });
		if (execution) return execution.id;
		if (Date.now() > limit) throw new Error(`No execution of ${workflowId} has ended`);
		await wait(250);
	}
}

it('an execution keeps what each node said about its run', async () => {
	await rest.publish(WORKER);
	const hintsOf = async (executionId: string) => {
		const { resultData } = await rest.executionData(executionId);
		return Object.fromEntries(
			Object.entries(resultData.runData).map(([node, runs]) => [
				node,
				runs.flatMap(({ hints = [] }) => hints.map(({ message }) => message)),
			]),
		);
	};
	const looked = await rest.run(LISTENER, 'Buscar ahora a mano');
	const listener = await hintsOf(looked.id);
	const [orders = ''] = listener['Mirar una vez los pedidos de Duofic'] ?? [];
	const [, count] = /^(\d+) new orders$/.exec(orders) ?? [];
	expect(Number(count)).toBeGreaterThan(10);
	expect(listener['Apuntar en el libro']).toEqual([`${count} items: ${count} new`]);

	// The listener does not wait for the worker that it calls.
	const worked = await ended(WORKER);
	const worker = await hintsOf(worked);
	expect(worker['Tomar los pedidos pendientes']?.[0]).toBe(
		`${count} entries claimed for 5 minutes`,
	);
	expect(worker['Hacer el pedido a proveedor en Oficit']?.[0]).toMatch(
		new RegExp(`^${count} purchase orders: \\d+ written, \\d+ not written, see the error output$`),
	);
});
