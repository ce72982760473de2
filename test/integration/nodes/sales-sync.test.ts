import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';

import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	NodeExecutionHint,
} from 'n8n-workflow';

import { openLedger } from '../../../lib/ledger/open-ledger';
import type { RegisterItem } from '../../../lib/ledger/types';
import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { SolarApi } from '../../../nodes/SolarApi/SolarApi.node';
import { SqlServerSales } from '../../../nodes/SqlServerSales/SqlServerSales.node';
import { MallServer, refusal } from '../../support/mall-server';
import { expected } from '../../support/sales-fixture';
import type { TangoDatabase } from '../../support/tango-database';
import { startTango, usesRealServer } from '../../support/tango-database';

type Parameters = Record<string, unknown>;

let tango: TangoDatabase;
let mall: MallServer;
let folder: string;
let solarCredential: IDataObject;
/** What the nodes said about their runs. */
let hints: NodeExecutionHint[];

beforeEach(async () => {
	hints = [];
	tango = await startTango('seed.sql');
	mall = await MallServer.start();
	solarCredential = mall.credential() as IDataObject;
	folder = mkdtempSync(join(tmpdir(), 'factulink-sales-'));
});

afterEach(async () => {
	await mall.stop();
	await tango.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** What n8n hands to a node; a parameter that is a function stands for an expression. */
async function run(
	node: INodeType,
	parameters: Parameters,
	items: IDataObject[],
	continueOnFail = false,
): Promise<INodeExecutionData[][]> {
	const context = {
		getInputData: () => items.map((json) => ({ json })),
		addExecutionHints: (...said: NodeExecutionHint[]) => hints.push(...said),
		getNodeParameter: (name: string, itemIndex: number, fallback?: unknown) => {
			const value = name in parameters ? parameters[name] : fallback;
			if (value === undefined && !(name in parameters)) throw new Error(`No ${name}`);
			return typeof value === 'function'
				? (value as (json: IDataObject) => unknown)(items[itemIndex] ?? {})
				: value;
		},
		getCredentials: (name: string) =>
			Promise.resolve(
				name === 'microsoftSql'
					? tango.credential()
					: name === 'solarApi'
						? solarCredential
						: { file: join(folder, 'ledger.sqlite') },
			),
		getNode: () => ({
			id: '1',
			name: node.description.displayName,
			type: `n8n-nodes-factulink.${node.description.name}`,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {},
		}),
		continueOnFail: () => continueOnFail,
		getExecutionId: () => '1',
		getWorkflow: () => ({ id: '1' }),
	} as unknown as IExecuteFunctions;
	const outputs = await node.execute?.call(context);
	return outputs as INodeExecutionData[][];
}

const LIST = { pendingTable: 'EB_T_HistorialSincVentas_Solar', pendingColumns: {} };
const settings = Object.fromEntries(
	Object.entries(expected.settings).filter(([name]) => name !== 'idCliente'),
);
const SETTINGS = { settingsMode: 'json', settingsJson: JSON.stringify(settings) };
const VOUCHER = {
	voucherType: (json: IDataObject) => (json.voucher as IDataObject).type,
	voucherNumber: (json: IDataObject) => (json.voucher as IDataObject).number,
};
const SEND = {
	operation: 'send',
	key: (json: IDataObject) => json.key,
	comprobante: (json: IDataObject) => json.comprobante,
	batchSize: 10,
};

async function pending(change: Parameters = {}): Promise<IDataObject[]> {
	const parameters = { operation: 'getPending', pendingSource: 'list', ...LIST, ...SETTINGS };
	const [items = []] = await run(new SqlServerSales(), { ...parameters, ...change }, [{}]);
	return items.map(({ json }) => json);
}

const toSend = (items: IDataObject[]) => items.filter(({ outcome }) => outcome === 'send');

describe('Get Sent', () => {
	const sent = async (since: unknown) =>
		await run(new SqlServerSales(), { operation: 'getSent', since, ...LIST, ...SETTINGS }, [{}]);

	test('gives each voucher what Rebuild asks for', async () => {
		const before = await pending();
		await run(new SqlServerSales(), { operation: 'markSent', ...LIST, ...VOUCHER }, before);
		const [items = []] = await sent('2000-01-01');
		const keys = new Set(items.map(({ json }) => json.key));
		expect(toSend(before).filter(({ key }) => !keys.has(key))).toEqual([]);
		const found = items.find(({ json }) => json.key === '10/FAC/B0021500040374');
		expect(found?.json).toMatchObject({
			fingerprint: before.find(({ key }) => key === '10/FAC/B0021500040374')?.fingerprint,
			target: {
				found: true,
				result: {
					outcome: 'marked',
					message:
						'FAC B0021500040374: marcado como informado en dbo.EB_T_HistorialSincVentas_Solar.',
				},
			},
		});
	});

	test.each(['', 'ayer', '2026-02-31x', '2026-13-01', null])(
		'refuses %j as the first day',
		async (since) => {
			await expect(sent(since)).rejects.toMatchObject({ context: { code: 'SINCE_MISSING' } });
		},
	);
});

describe('Get Pending', () => {
	test('gives each voucher the fields that the ledger registers', async () => {
		const items = await pending();
		expect(items).toHaveLength(expected.vouchers.length);
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const registered = await ledger.register(
			'solar-sales',
			items.map((json) => ({
				key: json.key as string,
				fingerprint: json.fingerprint as string,
				payload: json,
				verdict: (json.verdict ?? null) as RegisterItem['verdict'],
				message: json.message as string,
			})),
		);
		const states = (wanted: string) => registered.filter(({ state }) => state === wanted).length;
		const outcomes = (wanted: string) =>
			expected.vouchers.filter(({ outcome }) => outcome === wanted).length;
		expect(states('pending')).toBe(outcomes('send'));
		expect(states('held')).toBe(outcomes('hold'));
		expect(states('skipped')).toBe(outcomes('skip'));
	});

	test('says how many there are of each outcome', async () => {
		await pending();
		const how = (wanted: string) =>
			expected.vouchers.filter(({ outcome }) => outcome === wanted).length;
		expect(hints).toEqual([
			{
				type: 'info',
				location: 'outputPane',
				message: `${expected.vouchers.length} pending: ${how('send')} to send, ${how('hold')} held, ${how('skip')} skipped`,
			},
		]);
	});

	test('says how many are left when the limit is reached', async () => {
		await pending({ onlyNew: true, maxVouchers: 20, stream: 'solar-sales' });
		expect(hints).toHaveLength(2);
		expect(hints[1]?.type).toBe('warning');
		expect(hints[1]?.message).toBe(
			`Max Vouchers is reached: ${expected.vouchers.length - 20} vouchers wait for the next runs`,
		);
	});

	test('reads the settings field by field as well', async () => {
		const items = await pending({
			settingsMode: 'fields',
			settings: {
				branches: ['20'],
				typeCodeWidth: 2,
				paymentMeans: {
					entries: [{ key: { mode: 'list', value: '250300' }, value: 'BILLETERA' }],
				},
			},
		});
		const p04 = items.find(({ key }) => key === '20/FAC/B0031800007001');
		expect(p04?.comprobante).toMatchObject({
			IdComprobante: '06',
			Pagos: [{ MedioPago: 'BILLETERA', Importe: '134750.00' }],
		});
	});

	test('leaves what the ledger has done when there is no list', async () => {
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const key = '10/FAC/B0021500040374';
		await ledger.register('solar-sales', [
			{ key, fingerprint: 'x', payload: {}, message: 'x', verdict: null },
		]);
		const [entry] = await ledger.claim({
			stream: 'solar-sales',
			limit: 1,
			leaseSeconds: 60,
			owner: 'test',
		});
		const source = { pendingSource: 'vouchers', since: '2026-03-16', stream: 'solar-sales' };
		expect((await pending(source)).map((json) => json.key)).toContain(key);
		await ledger.complete({
			target: { id: entry?.id ?? 0 },
			owner: 'test',
			result: {},
			message: null,
		});
		expect((await pending(source)).map((json) => json.key)).not.toContain(key);
	});

	test('leaves what waits in the ledger unchanged, and takes no more than the limit', async () => {
		const onlyNew = { onlyNew: true, maxVouchers: 20, stream: 'solar-sales' };
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const register = async (items: IDataObject[]) =>
			await ledger.register(
				'solar-sales',
				items.map((json) => ({
					key: json.key as string,
					fingerprint: json.fingerprint as string,
					payload: json,
					verdict: (json.verdict ?? null) as RegisterItem['verdict'],
					message: json.message as string,
				})),
			);
		const seen: string[] = [];
		for (;;) {
			const items = await pending(onlyNew);
			expect(items.length).toBeLessThanOrEqual(20);
			if (items.length === 0) break;
			seen.push(...items.map((json) => json.key as string));
			await register(items);
		}
		expect(new Set(seen).size).toBe(expected.vouchers.length);
		expect(seen).toHaveLength(expected.vouchers.length);
		const [source] = await ledger.sources('solar-sales');
		expect(source).toMatchObject({
			failures: 0,
			counts: { pending: expected.vouchers.length, remaining: 0 },
		});
	});

	test('still takes what is done and was not marked, and what changed', async () => {
		const onlyNew = { onlyNew: true, maxVouchers: 500, stream: 'solar-sales' };
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const items = toSend(await pending(onlyNew));
		const [first, second] = items;
		await ledger.register(
			'solar-sales',
			items.map((json) => ({
				key: json.key as string,
				fingerprint: json === second ? 'of another content' : (json.fingerprint as string),
				payload: json,
				message: json.message as string,
			})),
		);
		const [entry] = await ledger.claim({
			stream: 'solar-sales',
			limit: 1,
			leaseSeconds: 60,
			owner: 'test',
			keys: [first?.key as string],
		});
		await ledger.complete({ target: { id: entry?.id ?? 0 }, owner: 'test', result: {} });
		expect(toSend(await pending(onlyNew)).map((json) => json.key)).toEqual([
			first?.key,
			second?.key,
		]);
	});

	test('tells the ledger when the database does not answer, and when it does again', async () => {
		const onlyNew = { onlyNew: true, maxVouchers: 20, stream: 'solar-sales' };
		await expect(pending({ ...onlyNew, pendingTable: 'dbo.NoSuchTable' })).rejects.toMatchObject({
			context: { code: 'SQL_TABLE_MISSING' },
		});
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		expect(await ledger.sources('solar-sales')).toMatchObject([
			{ errorCode: 'SQL_TABLE_MISSING', failures: 1, lastSuccessAt: null },
		]);
		await pending(onlyNew);
		expect(await ledger.sources('solar-sales')).toMatchObject([{ errorCode: null, failures: 0 }]);
	});

	test.each([
		['SALES_SETTINGS', { settingsJson: '{"tolerance":"-1"}' }],
		['SALES_SETTINGS', { settingsJson: '{' }],
		['PENDING_LIST_SETTINGS', { pendingColumns: { typeColumn: '' } }],
		['SINCE_MISSING', { pendingSource: 'vouchers', since: 'yesterday', stream: 's' }],
		// An expression that finds nothing: no bound must not pass for "nothing is new".
		['NODE_SETTINGS', { onlyNew: true, maxVouchers: undefined, stream: 's' }],
		['SINCE_MISSING', { pendingSource: 'vouchers', since: {}, stream: 's' }],
		['PENDING_LIST_SETTINGS', { pendingTable: 'x'.repeat(70_000) }],
		['PENDING_LIST_SETTINGS', { pendingColumns: { sentValue: 2 ** 31 } }],
		['SALES_SETTINGS', { settingsMode: 'fields', settings: { paymentMeans: true } }],
		['SALES_SETTINGS', { settingsMode: 'fields', settings: { branches: [1e21] } }],
		['NODE_SETTINGS', { onlyNew: 'perhaps' }],
	])('names what is wrong with the settings: %s', async (code, change) => {
		await expect(pending(change)).rejects.toMatchObject({ context: { code, class: 'person' } });
	});
});

describe('the way of the vouchers', () => {
	test('pending, sent, marked: once each, and a second run finds nothing to send', async () => {
		const items = toSend(await pending());
		const [sent = [], rejected, later] = await run(new SolarApi(), SEND, items);
		expect(rejected).toEqual([]);
		expect(later).toEqual([]);
		expect(sent).toHaveLength(items.length);
		expect(mall.accepted).toHaveLength(items.length);
		const wanted = expected.vouchers.flatMap(({ comprobante }) => comprobante ?? []);
		const received = mall.reports.flatMap(({ body }) => body.Comprobantes);
		const byText = (one: unknown, other: unknown) =>
			JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
		expect([...received].sort(byText)).toEqual([...wanted].sort(byText));

		const mark = { operation: 'markSent', ...LIST, ...VOUCHER };
		const [marked = []] = await run(
			new SqlServerSales(),
			mark,
			sent.map(({ json }) => json),
		);
		expect(marked.every(({ json }) => (json.marked as IDataObject).closedRows !== 0)).toBe(true);
		expect(toSend(await pending())).toEqual([]);
	});

	test('a voucher that the mall would take for one of an earlier run is held, not lost', async () => {
		const colliding = expected.vouchers.filter(({ reason }) => reason === 'IDENTITY_COLLISION');
		const rowsOf = (voucher: (typeof colliding)[number] | undefined, state: 0 | 1) =>
			`UPDATE dbo.${LIST.pendingTable} SET ESTADO_SYNC = ${state} WHERE T_COMP = '${voucher?.key.type}' AND N_COMP = '${voucher?.key.number}';`;
		const [earlier, later] = colliding;
		const keyOf = (voucher: (typeof colliding)[number] | undefined) =>
			`${voucher?.key.branch}/${voucher?.key.type}/${voucher?.key.number}`;
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const take = async (key: string) => {
			const [item] = (await pending()).filter((json) => json.key === key);
			const [fresh = []] = await run(
				new Ledger(),
				{
					resource: 'entry',
					operation: 'register',
					stream: 'solar-sales',
					key,
					fingerprint: item?.fingerprint,
					options: { targetKey: item?.targetKey },
				},
				item ? [item] : [],
			);
			return fresh[0]?.json.ledger as IDataObject | undefined;
		};
		await tango.run(rowsOf(later, 1));
		expect(await take(keyOf(earlier))).toMatchObject({ outcome: 'new', state: 'pending' });
		await tango.run(`${rowsOf(earlier, 1)} ${rowsOf(later, 0)}`);
		expect(await take(keyOf(later))).toMatchObject({ outcome: 'new', state: 'held' });

		const held = await ledger.get({ stream: 'solar-sales', key: keyOf(later) });
		expect(held).toMatchObject({ reasonCode: 'SAME_AT_TARGET' });
		expect(held?.reason).toContain(keyOf(earlier));
	});

	test('Send reports nothing when it is not told how many vouchers go in one request', async () => {
		const items = toSend(await pending());
		for (const batchSize of [undefined, null, '', 'many', 0, '0', -5, 2.5]) {
			await expect(run(new SolarApi(), { ...SEND, batchSize }, items)).rejects.toMatchObject({
				message: expect.stringContaining('Vouchers per Request') as string,
				context: { code: 'NODE_SETTINGS', class: 'person' },
			});
		}
		expect(mall.reports).toEqual([]);
	});

	test('Send takes the number of vouchers per request as text, as a workflow field writes it', async () => {
		const [sent = []] = await run(
			new SolarApi(),
			{ ...SEND, batchSize: '7' },
			toSend(await pending()),
		);
		expect(sent).toHaveLength(mall.accepted.length);
		expect(mall.reports[0]?.body.Comprobantes).toHaveLength(7);
	});

	test('Send says how many went, and how many did not', async () => {
		const items = toSend(await pending());
		hints = [];
		await run(new SolarApi(), SEND, items);
		await run(new SolarApi(), SEND, [{ key: 'x' }, ...items.slice(0, 2)]);
		mall.onReport = () => ({ status: 503 });
		await run(new SolarApi(), SEND, items.slice(0, 3));
		expect(hints.map(({ type, message }) => [type, message])).toEqual([
			['info', `${items.length} vouchers: ${items.length} sent`],
			['warning', '3 vouchers: 2 already registered, 1 rejected'],
			['warning', '3 vouchers: 3 to retry later'],
		]);
	});

	test('a voucher that the mall refuses leaves by Rejected, with what the ledger holds it for', async () => {
		mall.onReport = () => refusal('Falta Rubro');
		const items = toSend(await pending()).slice(0, 1);
		const [, rejected = []] = await run(new SolarApi(), SEND, items);
		expect(rejected[0]?.json).toMatchObject({
			key: items[0]?.key,
			details: { class: 'person', code: 'SOLAR_REFUSED' },
			solar: { messages: ['Falta Rubro'] },
		});
	});

	test('a mall in trouble sends everything to Retry Later, with the pause it asks for', async () => {
		mall.onReport = () => ({ status: 503, headers: { 'Retry-After': '30' } });
		const items = toSend(await pending());
		const [sent, , later = []] = await run(new SolarApi(), SEND, items);
		expect(sent).toEqual([]);
		expect(later).toHaveLength(items.length);
		expect(later[0]?.json.details).toMatchObject({ class: 'retry', retryAfterSeconds: 30 });
		expect(later[0]?.pairedItem).toEqual({ item: 0 });
	});

	test('an item that is no voucher does not keep the others from being sent', async () => {
		const items = [{ key: 'x' }, ...toSend(await pending()).slice(0, 2)];
		const [sent, rejected = []] = await run(new SolarApi(), SEND, items);
		expect(sent).toHaveLength(2);
		expect(rejected[0]?.json.details).toMatchObject({ code: 'COMPROBANTE_UNREADABLE' });
	});

	test('items without a key are rejected, never taken for one another', async () => {
		const items = toSend(await pending()).slice(0, 2);
		const [sent, rejected = []] = await run(new SolarApi(), { ...SEND, key: undefined }, items);
		expect(sent).toEqual([]);
		expect(mall.accepted).toEqual([]);
		expect(rejected.map(({ json }) => (json.details as IDataObject).code)).toEqual([
			'NODE_SETTINGS',
			'NODE_SETTINGS',
		]);
	});

	test('Preview shows the request and sends nothing', async () => {
		const items = toSend(await pending()).slice(0, 1);
		const preview = { operation: 'preview', comprobante: SEND.comprobante };
		const [[shown] = []] = await run(new SolarApi(), preview, items);
		expect(shown?.json.request).toEqual({
			IdCliente: '000123',
			Comprobantes: [items[0]?.comprobante],
		});
		expect(mall.logins).toBe(0);
	});

	test('Check Connection names the step that did not work', async () => {
		const check = { operation: 'checkConnection' };
		expect((await run(new SolarApi(), check, [{}]))[0]?.[0]?.json).toMatchObject({ ok: true });
		solarCredential = { ...solarCredential, password: 'otra' };
		expect((await run(new SolarApi(), check, [{}]))[0]?.[0]?.json).toMatchObject({
			ok: false,
			failedStep: 'login',
		});
	});
});

describe('Get and Report', () => {
	test('Get explains a voucher', async () => {
		const parameters = {
			operation: 'get',
			voucherType: 'FAC',
			voucherNumber: 'B0021500040396',
			usePendingList: true,
			...LIST,
			...SETTINGS,
		};
		const [[item] = []] = await run(new SqlServerSales(), parameters, [{}]);
		expect(item?.json).toMatchObject({
			key: '10/FAC/B0021500040396',
			reason: 'TOTAL_MISMATCH',
			detail: 'payments',
			verdict: { state: 'held', code: 'TOTAL_MISMATCH' },
		});
		expect(item?.json.rows).toMatchObject({ treasury: expect.any(Array) as unknown });
	});

	test('Report counts what the ledger sent and what waits, with its reasons', async () => {
		const ledger = await openLedger(join(folder, 'ledger.sqlite'));
		const items = (await pending()).slice();
		await ledger.register(
			'solar-sales',
			items.map((json) => ({
				key: json.key as string,
				fingerprint: json.fingerprint as string,
				payload: json,
				verdict: (json.verdict ?? null) as RegisterItem['verdict'],
				message: json.message as string,
			})),
		);
		const parameters = {
			operation: 'report',
			from: '2026-03-19',
			until: '2026-03-20',
			stream: 'solar-sales',
			...SETTINGS,
		};
		const [[item] = []] = await run(new SqlServerSales(), parameters, [{}]);
		const days = item?.json.days as Array<{ branch: number; reasons: Record<string, number> }>;
		const reasons = days.find(({ branch }) => branch === 10)?.reasons;
		expect(reasons).toMatchObject({ LINES_MISSING: 1, IDENTITY_COLLISION: 2 });
	});
});

describe('failures', () => {
	test('of the database stop the node with words, or become one item for each input item', async () => {
		if (usesRealServer) return;
		await tango.standIn?.down();
		const found: unknown = await pending().catch((error: unknown) => error);
		expect(found).toMatchObject({
			context: { class: 'retry', code: 'SQL_UNREACHABLE' },
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(inspect(found, { depth: 10 })).not.toContain(tango.credential().password);
		const mark = { operation: 'markSent', ...LIST, ...VOUCHER };
		const [items = []] = await run(new SqlServerSales(), mark, [{}, {}], true);
		expect(items.map(({ json }) => json.details)).toMatchObject([
			{ code: 'SQL_UNREACHABLE' },
			{ code: 'SQL_UNREACHABLE' },
		]);
	});

	test('of one item do not stop the others when the node is set to continue', async () => {
		const mark = { operation: 'markSent', ...LIST, ...VOUCHER };
		const good = { voucher: { type: 'FAC', number: 'B0021500040374' } };
		const [items = []] = await run(new SqlServerSales(), mark, [{ voucher: {} }, good], true);
		expect(items[0]?.json.details).toMatchObject({ code: 'VOUCHER_MISSING' });
		expect(items[1]?.json.marked).toEqual({ closedRows: 1, isListed: true });
	});
});
