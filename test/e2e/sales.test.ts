import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import type { WorkflowJson } from '../../demo/workflows';
import type { Comprobante } from '../../lib/solar/comprobante';
import { standsIn, TestSales } from '../support/e2e/sales';
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
		// The header and the line of F2 under the number of X02.
		const columns = {
			CTA02:
				'NRO_SUCURS, T_COMP, N_COMP, TCOMP_IN_V, FECHA_EMIS, HORA_EMIS, ESTADO, COD_CLIENT, NOMBRE_CLI, COD_VENDED, COND_VTA, NRO_DE_LIS, MON_CTE, COTIZ, IMPORTE, IMPORTE_GR, IMPORTE_EX, IMPORTE_IV, IMPORTE_IN, IMPORTE_FL, IMPORTE_BO, PORC_BONIF, PORC_RECARGO',
			CTA03:
				'NRO_SUCURS, T_COMP, N_COMP, N_RENGL_V, TCOMP_IN_V, FECHA_MOV, COD_ARTICU, COD_DEPOSI, CANTIDAD, CAN_EQUI_V, PRECIO_NET, PORC_DTO, PORC_IVA, IMP_NETO_P, RENGL_PADR, INSUMO_KIT_SEPARADO, PROMOCION, ID_MEDIDA_VENTAS',
		};
		await test.sqlServer('POST /script', {
			script: [
				`INSERT INTO dbo.CTA02 (${columns.CTA02})
				VALUES (10, 'FAC', '${number}', 'FC', '2026-03-20T00:00:00', '093000', '', '000000', 'CONSUMIDOR FINAL', '07', 1, 2, 1, 1.0, 1089.0, 900.0, 0.0, 189.0, 0.0, 0.0, 0.0, 0.0, 0.0)`,
				`INSERT INTO dbo.CTA03 (${columns.CTA03})
				VALUES (10, 'FAC', '${number}', 1, 'FC', '2026-03-20T00:00:00', 'RM-BAS-M', '01', 2.0, 1.0, 450.0, 0.0, 21.0, 900.0, NULL, NULL, 0, 1)`,
			].join('\nGO\n'),
		});
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
		const { sqlServer, solar } = test.sync.systems;
		const pem = readFileSync(solar.caFile ?? '', 'utf8')
			.split('\n')
			.find((line) => /^[A-Za-z0-9+/]{40,}/.test(line));
		const secrets = [
			sqlServer.password,
			solar.password,
			pem ?? '',
			'-----BEGIN CERTIFICATE',
			'Bearer ',
			// How every token of the stand-in begins, in the form that n8n logs objects.
			Buffer.from('{"alg":').toString('base64url').slice(0, 9),
		];
		expect(secrets.every((secret) => secret.length > 5)).toBe(true);
		const files = [
			...filesIn(path.join(test.user, '.n8n'), (name) => !name.startsWith('nodes')),
			test.n8n.logFile,
			...filesIn(test.folder, (name) => name.startsWith('ledger.sqlite')),
		];
		// What is searched is where the evidence lies: the vouchers are there.
		const all = files.map((file) => ({ file, text: readFileSync(file, 'latin1') }));
		expect(all.filter(({ text }) => text.includes('B0021500040374')).length).toBeGreaterThan(1);
		for (const { file, text } of all) {
			const found = secrets.filter((secret) => text.includes(secret));
			expect([path.basename(file), found]).toEqual([path.basename(file), []]);
		}
	});

	it('SQL Server was asked for nothing that it cannot do', async () => {
		expect(await test.sqlServer('GET /defects')).toEqual([]);
	});
});

/** Files directly in a folder and below, the names of whose first part are wanted. */
function filesIn(folder: string, wanted: (name: string) => boolean): string[] {
	return readdirSync(folder)
		.filter(wanted)
		.flatMap((name) => {
			const place = path.join(folder, name);
			return statSync(place).isDirectory() ? filesIn(place, () => true) : [place];
		});
}
