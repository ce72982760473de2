import { join } from 'node:path';

import type { IDataObject, INodeType, NodeExecutionHint } from 'n8n-workflow';

import { STAND_IN_TEMPLATE } from '../../../demo/stand-in/access-stand-in';
import { openLedger } from '../../../lib/ledger/open-ledger';
import { Factusol } from '../../../nodes/Factusol/Factusol.node';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { CompanyFiles } from '../../support/company-files';
import { runNode } from '../../support/execute-context';

// What a person reads above the output of a node after a run.

let files: CompanyFiles;
beforeEach(async () => {
	files = await CompanyFiles.create();
});
afterEach(() => files.remove());

async function run(
	nodeType: INodeType,
	parameters: IDataObject,
	items: IDataObject[],
	credentials: Record<string, IDataObject> = {},
): Promise<{ outputs: IDataObject[][]; said: Array<[string | undefined, string]> }> {
	const hints: NodeExecutionHint[] = [];
	const outputs = await runNode(nodeType, {
		parameters,
		items,
		continueOnFail: true,
		hints,
		credentials: { factuLinkLedger: { file: join(files.folder, 'ledger.sqlite') }, ...credentials },
	});
	for (const { location } of hints) expect(location).toBe('outputPane');
	return {
		outputs: outputs.map((output) => output.map(({ json }) => json)),
		said: hints.map(({ type, message }) => [type, message]),
	};
}

const duofic = () => ({
	factusolDatabase: {
		companyName: 'Duofic',
		locateBy: 'folder',
		dataFolder: files.folder,
		companyCode: '002',
		fiscalYear: 'fixed',
		fixedYear: 2026,
		connectionType: 'driverless',
	},
});
const lookOnce = (options: IDataObject = {}) => ({
	resource: 'customerOrder',
	operation: 'getNew',
	parentName: 'Oficit',
	parentSupplierCode: { __rl: true, mode: 'list', value: '1' },
	startFrom: 'everything',
	options,
});

it('Get New tells what it found, what remains for the next run and what is not finished', async () => {
	await files.copy('being-edited/0022026.accdb', '0022026.accdb');
	const all = await run(new Factusol(), lookOnce(), [{}], duofic());
	const orders = all.outputs[0]?.length ?? 0;
	expect(orders).toBeGreaterThan(10);
	expect(all.said).toEqual([['info', `${orders} new orders, 1 not finished yet`]]);

	const some = await run(new Factusol(), lookOnce({ maxOrders: 10 }), [{}], duofic());
	expect(some.outputs[0]).toHaveLength(10);
	expect(some.said).toEqual([
		[
			'warning',
			`10 new orders, ${orders - 10} or more remain for the next run, 1 not finished yet`,
		],
	]);
});

it('Purchase Order › Create tells what was written, what was there and what failed', async () => {
	await files.copy('base/0022026.accdb', '0022026.accdb');
	const sqlite = await files.standIn('base/0012026.accdb', 'parent.sqlite');
	const parent = {
		factusolDatabase: {
			companyName: 'Oficit',
			locateBy: 'path',
			filePath: sqlite,
			companyCode: '001',
			fileYear: 2026,
			connectionType: 'connectionString',
			connectionString: STAND_IN_TEMPLATE,
		},
	};
	const { outputs } = await run(new Factusol(), lookOnce(), [{}], duofic());
	const wanted = (outputs[0] ?? []).filter(({ document }) => document === '1-000003');
	const create = (dryRun: boolean) => ({
		resource: 'purchaseOrder',
		operation: 'create',
		partyCode: { __rl: true, mode: 'code', value: '901' },
		dryRun,
	});
	const said = async (items: IDataObject[], dryRun = false) =>
		(await run(new Factusol(), create(dryRun), items, parent)).said;
	expect(await said(wanted, true)).toEqual([
		['info', '1 purchase order: 1 simulated, nothing written'],
	]);
	expect(await said(wanted)).toEqual([['info', '1 purchase order: 1 written']]);
	expect(await said([...wanted, { nonsense: true }])).toEqual([
		['warning', '2 purchase orders: 1 already there, 1 not written, see the error output'],
	]);
});

describe('the ledger', () => {
	const item = (number: number, fingerprint = 'one') => ({
		key: `002/2026/1/${number}`,
		fingerprint,
	});
	const register = (items: IDataObject[]) =>
		run(new Ledger(), { operation: 'register', stream: 'order-relay' }, items);

	it('Register tells new, changed and known', async () => {
		expect((await register([item(1), item(2), item(3)])).said).toEqual([
			['info', '3 items: 3 new'],
		]);
		expect((await register([item(1), item(2, 'two'), item(4), { key: 'x' }])).said).toEqual([
			['info', '4 items: 1 new, 1 changed, 1 known, 1 refused'],
		]);
		expect((await register([])).said).toEqual([['info', '0 items: nothing to register']]);
	});

	it('Claim tells how many it took, and that more may wait', async () => {
		await register([item(1), item(2), item(3)]);
		const claim = (maxEntries: number) =>
			run(new Ledger(), { operation: 'claim', stream: 'order-relay', maxEntries }, [{}]);
		expect((await claim(2)).said).toEqual([
			['info', '2 entries claimed for 5 minutes'],
			['warning', 'Max Entries (2) is reached: what else is due waits for the next run'],
		]);
		expect((await claim(2)).said).toEqual([['info', '1 entry claimed for 5 minutes']]);
		const ledger = await openLedger(join(files.folder, 'ledger.sqlite'));
		expect((await ledger.list({ states: ['claimed'] })).total).toBe(3);
	});

	it('Claim tells that other runs have as much in hand as may be', async () => {
		await register([item(1), item(2), item(3)]);
		const claim = (maxEntries: number, maxInHand: number) =>
			run(
				new Ledger(),
				{ operation: 'claim', stream: 'order-relay', maxEntries, options: { maxInHand } },
				[{}],
			);
		expect((await claim(2, 2)).said).toEqual([
			['info', '2 entries claimed for 5 minutes'],
			['warning', 'Max Entries (2) is reached: what else is due waits for the next run'],
		]);
		expect((await claim(2, 2)).said).toEqual([
			['info', '0 entries claimed for 5 minutes'],
			['warning', 'Max in Hand (2) is reached: what else is due waits until other runs have ended'],
		]);
		expect((await claim(2, 0)).said).toEqual([['info', '1 entry claimed for 5 minutes']]);
	});

	it('Get Many tells that there are more than it returns', async () => {
		await register([item(1), item(2), item(3)]);
		const getAll = { operation: 'getAll', stream: 'order-relay' };
		expect((await run(new Ledger(), { ...getAll, limit: 2 }, [{}])).said).toEqual([
			['warning', '2 of 3 entries: raise Limit, or set Return All'],
		]);
		expect((await run(new Ledger(), { ...getAll, returnAll: true }, [{}])).said).toEqual([]);
	});
});
