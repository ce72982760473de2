import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../demo/project';
import type { WorkflowJson } from '../../demo/workflows';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { TestSales } from '../support/e2e/sales';
import { storedDocuments } from '../support/relay-judge';

jest.setTimeout(10 * 60_000);

const REBUILD = 'flRebuildLedger1';
const SETTLE_MS = 120_000;

const ledgerFiles = (file: string) => ['', '-wal', '-shm'].map((end) => `${file}${end}`);

describe('a relay whose ledger was lost', () => {
	let test: TestRelay;
	let ledger: string;

	beforeAll(async () => {
		test = await openTestRelay('rebuild');
		ledger = test.places.ledgerFile;
		await test.site.start();
		expect(await test.relay.settled(test.site.startedAt, SETTLE_MS)).toEqual({
			reasons: [],
			hopeless: false,
		});
	});
	afterAll(() => test.remove());

	const flows = () =>
		['flRelayWorker001', 'flRelayDuofic001', 'flRelayOfifac001'].map((id) => ({ id }));

	/** Stops the flows in n8n, as the manual says, and starts n8n without them. */
	async function stopFlows(): Promise<void> {
		const rest = await test.site.signIn();
		for (const { id } of flows()) await rest.unpublish(id);
		await test.site.n8n.stop();
	}

	async function rebuild(): Promise<string> {
		await test.site.n8n.start();
		const rest = await test.site.signIn();
		const { id, status } = await rest.run(REBUILD, 'Reconstruir los pedidos', SETTLE_MS);
		const { resultData } = await rest.executionData(id);
		return status === 'success' ? status : `${status}: ${resultData.error?.message ?? ''}`;
	}

	async function publishFlows(): Promise<void> {
		const rest = await test.site.signIn();
		for (const { id } of flows()) await rest.publish(id);
	}

	const documents = async () => await storedDocuments(test.relay.parent.file, ['PROPPR', 'TOTPPR']);
	/** What matters of an entry: where it stands, and which document it names. */
	const standing = () =>
		test.relay.ledger
			.entries()
			.map(({ key, state, result }) => [key, state, result?.document ?? null] as const);

	it('knows again what was relayed, holds what was not, and writes no second document', async () => {
		const before = await documents();
		const known = new Map(standing().map(([key, ...rest]) => [key, rest]));
		await stopFlows();
		for (const file of ledgerFiles(ledger)) rmSync(file, { force: true });

		expect(await rebuild()).toBe('success');
		const rebuilt = standing();
		for (const [key, state, document] of rebuilt) {
			const lost = known.get(key);
			if (lost) expect([key, state, document]).toEqual([key, ...lost]);
			// Orders that the relay never took up: cancelled ones, and those that nothing is to be ordered of.
			else expect([key, state]).toEqual([key, 'skipped']);
		}
		expect(rebuilt.map(([key]) => key)).toEqual(expect.arrayContaining([...known.keys()]));
		expect(rebuilt.filter(([, state]) => state === 'done')).toHaveLength(
			before.filter(({ reference }) => /^(DUOFIC|OFIFACTORY) 2026 /.test(reference)).length,
		);

		const lastEvent = test.relay.ledger.lastEventId();
		await publishFlows();
		const rest = await test.site.signIn();
		for (const [id, trigger] of [
			['flRelayDuofic001', 'Buscar ahora a mano'],
			['flRelayOfifac001', 'Buscar ahora a mano'],
			['flRelayWorker001', 'Traspasar ahora a mano'],
		] as const) {
			expect((await rest.run(id, trigger, SETTLE_MS)).status).toBe('success');
		}
		expect(await documents()).toEqual(before);
		expect(standing()).toEqual(rebuilt);
		expect(test.relay.ledger.eventsAfter(lastEvent)).toEqual([]);
	});

	it('relays what is entered after the rebuilding, although it starts "from now"', async () => {
		const before = new Set((await documents()).map(({ reference }) => reference));
		test.putFile('new-orders', '0022026.accdb');
		const limit = Date.now() + SETTLE_MS;
		let fresh: string[] = [];
		while (fresh.length === 0 && Date.now() < limit) {
			await new Promise((resolve) => setTimeout(resolve, 500));
			fresh = (await documents())
				.map(({ reference }) => reference)
				.filter((reference) => !before.has(reference));
		}
		expect(fresh.length).toBeGreaterThan(0);
	});

	it('is refused clearly while it is damaged, stays as it is, and is rebuilt beside it', async () => {
		await stopFlows();
		const stands = standing().filter(([, state]) => state === 'done');
		const before = await documents();
		const damaged = readFileSync(ledger);
		damaged.fill(0x5a, 4096);
		for (const file of ledgerFiles(ledger)) rmSync(file, { force: true });
		writeFileSync(ledger, damaged);

		expect(await rebuild()).toMatch(/^error: .*(damaged|corrupt|cannot read)/i);
		expect(readFileSync(ledger).equals(damaged)).toBe(true);
		await test.site.n8n.stop();

		const kept = path.join(path.dirname(ledger), 'dañado.sqlite');
		renameSync(ledger, kept);
		for (const file of ledgerFiles(ledger)) rmSync(file, { force: true });
		expect(await rebuild()).toBe('success');
		expect(standing().filter(([, state]) => state === 'done')).toEqual(stands);
		expect(await documents()).toEqual(before);
		expect(readFileSync(kept).equals(damaged)).toBe(true);
		expect(existsSync(ledger)).toBe(true);
		expect(readdirSync(path.dirname(ledger))).toContain(path.basename(kept));
	});
});

describe('a sales sync whose ledger was lost', () => {
	let test: TestSales;

	/** The shipped workflow with the settings of the fixture. */
	function rebuildWorkflow(shipped: WorkflowJson): WorkflowJson {
		const file = path.join(projectRoot, 'workflows', 'reconstruir-libro.json');
		const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
		const ajustes = shipped.nodes.find(({ name }) => name === 'Ajustes')?.parameters.jsonOutput;
		const { comprobantes, tablaDePendientes } = (
			JSON.parse(String(ajustes)) as { ajustes: Record<string, unknown> }
		).ajustes;
		return {
			...workflow,
			nodes: workflow.nodes.map((node) =>
				node.name === 'Ajustes de las ventas'
					? {
							...node,
							parameters: {
								...node.parameters,
								jsonOutput: JSON.stringify({
									desde: '2024-01-01',
									comprobantes,
									tablaDePendientes,
								}),
							},
						}
					: node,
			),
		};
	}

	beforeAll(async () => {
		test = await TestSales.open('rebuild-sales', { more: (shipped) => [rebuildWorkflow(shipped)] });
		await test.n8n.start();
		expect((await test.run()).status).toBe('success');
		await test.run();
	});
	afterAll(() => test.remove());

	const states = () =>
		test
			.entries()
			.map(({ key, state }) => [key, state])
			.sort();

	it('agrees again with the mall and with Tango, and reports nothing twice', async () => {
		const before = states();
		const done = before.filter(([, state]) => state === 'done').map(([key]) => key);
		const accepted = await test.accepted();
		expect(done.length).toBeGreaterThan(5);
		await test.restart(() => {
			for (const file of ledgerFiles(path.join(test.folder, 'ledger.sqlite'))) {
				rmSync(file, { force: true });
			}
		});
		const { status, error } = await test.run(REBUILD, 'Reconstruir las ventas');
		expect([status, error]).toEqual(['success', undefined]);
		const rebuilt = states();
		expect(rebuilt.filter(([, state]) => state !== 'done')).toEqual([]);
		expect(rebuilt.map(([key]) => key)).toEqual(expect.arrayContaining(done));

		await test.forgetRequests();
		expect((await test.run()).status).toBe('success');
		expect(await test.sentNow()).toEqual([]);
		expect(await test.accepted()).toEqual(accepted);
		expect(Object.values(await test.counts()).filter((count) => count !== 1)).toEqual([]);
		// X11 was marked before the first run and so is done, too.
		const now = new Map(states().map(([key, state]) => [key, state] as const));
		for (const [key, state] of before) expect([key, now.get(key)]).toEqual([key, state]);
	});
});
