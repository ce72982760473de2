import type { WorkflowJson } from '../../demo/workflows';
import type { Comprobante } from '../../lib/solar/comprobante';
import { keptSecrets } from '../support/e2e/kept-secrets';
import { standsIn, TestSales } from '../support/e2e/sales';
import { voucherScript } from '../support/e2e/sales-vouchers';
import { expected, variants, type ExpectedVoucher } from '../support/sales-fixture';

jest.setTimeout(10 * 60_000);

/** Tests that read the stand-ins' own books. */
const onStandIns = standsIn ? describe : describe.skip;

const keyOf = ({ key: { branch, type, number } }: Pick<ExpectedVoucher, 'key'>) =>
	`${branch ?? '?'}/${type}/${number}`;
const identityOf = ({ IdComprobante, PtoVenta, NroComprobante }: Comprobante) =>
	`${IdComprobante} ${PtoVenta}-${NroComprobante}`;
const inOrder = (comprobantes: readonly Comprobante[]) =>
	[...comprobantes].sort((one, other) => (identityOf(one) < identityOf(other) ? -1 : 1));

const toSend = expected.vouchers.filter(({ outcome }) => outcome === 'send');
const comprobantes = toSend.flatMap(({ comprobante }) => comprobante ?? []);
const STATES = { send: 'done', hold: 'held', skip: 'skipped' } as const;
const variantId = (index: number) => `flSalesVar${String(index).padStart(6, '0')}`;

/** The shipped workflow up to what it would send, with other settings in "Ajustes". */
function variantsOf(shipped: WorkflowJson): WorkflowJson[] {
	return variants.map(({ name, change }, index) => ({
		...shipped,
		id: variantId(index),
		name,
		nodes: shipped.nodes.map((node) => {
			if (node.name !== 'Ajustes') return node;
			const { ajustes } = JSON.parse(String(node.parameters.jsonOutput)) as {
				ajustes: { comprobantes: Record<string, unknown> };
			};
			ajustes.comprobantes = { ...ajustes.comprobantes, ...change };
			return {
				...node,
				parameters: { ...node.parameters, jsonOutput: JSON.stringify({ ajustes }) },
			};
		}),
		connections: Object.fromEntries(
			Object.entries(shipped.connections as Record<string, unknown>)
				.filter(([from]) => from === 'Informar ahora a mano')
				.concat([
					[
						'Ajustes',
						{
							main: [[{ node: 'Buscar las ventas pendientes en Tango', type: 'main', index: 0 }]],
						},
					],
				]),
		),
	}));
}

let test: TestSales;
beforeAll(async () => {
	test = await TestSales.open('sales', { more: variantsOf });
	await test.n8n.start();
});
afterAll(() => test.remove());

describe('with other settings in "Ajustes", nothing sent yet', () => {
	it.each(variants.map(({ name, vouchers }, index) => ({ name, vouchers, index })))(
		'$name',
		async ({ vouchers, index }) => {
			const { status, data } = await test.run(variantId(index));
			expect(status).toBe('success');
			const [output = []] =
				data.resultData.runData['Buscar las ventas pendientes en Tango']?.[0]?.data?.main ?? [];
			const found = new Map((output ?? []).map(({ json }) => [json.key, json]));
			for (const voucher of vouchers) {
				expect(found.get(keyOf(voucher))).toMatchObject({
					outcome: voucher.outcome,
					reason: voucher.reason,
				});
				expect(found.get(keyOf(voucher))?.comprobante).toEqual(voucher.comprobante);
			}
		},
	);
});

onStandIns('two runs at the same time, at a mall that would take a voucher twice', () => {
	beforeAll(async () => {
		await test.mall('POST /settings', { detectDuplicates: false });
		// Both have to be at work when the other one claims.
		await test.mall('POST /faults', { delayMs: 1_500, times: 2 });
		const runs = await Promise.all([test.run(), test.run()]);
		expect(runs.map(({ status, error }) => [status, error])).toEqual([
			['success', undefined],
			['success', undefined],
		]);
	});

	it('send every voucher that has to go, exactly as expected, and once', async () => {
		expect(inOrder(await test.accepted())).toEqual(inOrder(comprobantes));
		expect(new Set(Object.values(await test.counts()))).toEqual(new Set([1]));
	});

	it.each(expected.vouchers)('leave $case as $outcome $reason in the ledger', (voucher) => {
		expect(test.entry(keyOf(voucher))).toMatchObject({
			state: STATES[voucher.outcome],
			reasonCode: voucher.reason,
		});
	});

	it('know no other voucher', () => {
		expect(test.entries().map(({ key }) => key)).toEqual(expected.vouchers.map(keyOf).sort());
	});

	it('tell a person in Spanish why each held voucher waits', () => {
		for (const { state, reason } of test.entries()) {
			if (state === 'held') expect(reason).toMatch(/^(FAC|NCR|NCP) .*: .+\.$/);
		}
	});

	it('close in SQL Server exactly the rows of what was sent', () => {
		const sent = toSend.map(({ key: { type, number } }) => `${type}/${number}`);
		expect(test.marked()).toEqual(sent.sort());
		const rows = test.pendingList().filter(({ N_COMP }) => N_COMP === 'B0021500040398');
		expect(rows.map(({ ESTADO_SYNC }) => ESTADO_SYNC)).toEqual([1, 1]);
		for (const { ESTADO_SYNC, FECHA_SYNC } of rows) {
			expect([ESTADO_SYNC, FECHA_SYNC === null]).toEqual([1, false]);
		}
	});
});

onStandIns('a run after that', () => {
	it('sends nothing and changes nothing', async () => {
		await test.forgetRequests();
		const events = test.sync.ledger.lastEventId();
		expect((await test.run()).status).toBe('success');
		expect(await test.sentNow()).toEqual([]);
		expect(test.sync.ledger.lastEventId()).toBe(events);
	});

	it('sends by itself what was waiting for its lines, when they arrive', async () => {
		const waiting = expected.vouchers.filter(({ later }) => later !== undefined);
		await test.script('seed.late.sql');
		await test.forgetRequests();
		expect((await test.run()).status).toBe('success');
		const later = waiting.flatMap((voucher) => voucher.later?.comprobante ?? []);
		expect(inOrder(await test.accepted())).toEqual(inOrder([...comprobantes, ...later]));
		expect(await test.sentNow()).toHaveLength(later.length);
		for (const voucher of waiting) {
			expect(test.entry(keyOf(voucher))).toMatchObject({ state: 'done' });
			expect(test.marked()).toContain(`${voucher.key.type}/${voucher.key.number}`);
		}
	});

	it('leaves no ghost of a voucher whose branch could not be told at first', async () => {
		const number = 'B0021500040394';
		expect(test.entry(`?/FAC/${number}`)).toMatchObject({ state: 'held' });
		await test.sqlServer('POST /script', { script: voucherScript(number) });
		expect((await test.run()).status).toBe('success');
		expect(test.entry(`10/FAC/${number}`)).toMatchObject({ state: 'done' });
		expect(test.entry(`?/FAC/${number}`)).toMatchObject({
			state: 'skipped',
			reasonCode: 'REPLACED',
		});
		expect((await test.sync.report()).held).not.toHaveProperty('HEADER_MISSING');
	});
});

onStandIns('after all of this', () => {
	it('no password, token or certificate is to be found in what n8n and the ledger keep', async () => {
		await test.n8n.stop();
		const { places, found } = keptSecrets(test);
		// What is searched is where the evidence lies: the vouchers are there.
		expect(places.filter(({ text }) => text.includes('B0021500040374')).length).toBeGreaterThan(1);
		expect(found).toEqual([]);
	});

	it('SQL Server was asked for nothing that it cannot do', async () => {
		expect(await test.sqlServer('GET /defects')).toEqual([]);
	});
});
