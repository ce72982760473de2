import { withDatabase } from '../../../lib/sales/connection';
import { explainVoucher } from '../../../lib/sales/explain';
import type { PendingSource } from '../../../lib/sales/get-pending';
import { getPending } from '../../../lib/sales/get-pending';
import { getSent } from '../../../lib/sales/get-sent';
import { markHeld } from '../../../lib/sales/mark-held';
import { markSent } from '../../../lib/sales/mark-sent';
import { findPendingTable, pendingTableSettingsSchema } from '../../../lib/sales/pending-table';
import { ROWS_PER_PAGE, VOUCHERS_PER_PAGE } from '../../../lib/sales/queries';
import { reportSales } from '../../../lib/sales/report';
import { keyTextOf } from '../../../lib/sales/sale';
import type { SalesSettings } from '../../../lib/sales/settings';
import { SkippedVouchers } from '../../../lib/sales/skipped-vouchers';
import type { VoucherResult } from '../../../lib/solar/voucher-result';
import { toVoucherResult } from '../../../lib/solar/voucher-result';
import type { ExpectedVoucher } from '../../support/sales-fixture';
import { expected, fixtureSettings, variants } from '../../support/sales-fixture';
import type { TangoDatabase } from '../../support/tango-database';
import { fixture, startTango } from '../../support/tango-database';

const LIST = pendingTableSettingsSchema.parse({});
const fromList: PendingSource = { from: 'list', table: LIST };

let tango: TangoDatabase;

async function pending(
	settings: SalesSettings = fixtureSettings(),
	source: PendingSource = fromList,
): Promise<Map<string, VoucherResult>> {
	const { verdicts } = await withDatabase(tango.credential(), (database) =>
		getPending(database, source, settings),
	);
	return new Map(
		verdicts
			.map(toVoucherResult)
			.map((result) => [`${result.key.type} ${result.key.number}`, result]),
	);
}

function expectVouchers(found: Map<string, VoucherResult>, wanted: readonly ExpectedVoucher[]) {
	for (const voucher of wanted) {
		const result = found.get(`${voucher.key.type} ${voucher.key.number}`);
		expect({ case: voucher.case, ...result }).toMatchObject({
			case: voucher.case,
			key: voucher.key,
			pendingRows: voucher.pendingRows,
			outcome: voucher.outcome,
			reason: voucher.reason,
		});
		expect(result?.comprobante).toEqual(voucher.comprobante);
		expect(result?.detail).toBe(voucher.detail);
	}
}

/** One more row of the pending list for an invoice of the fixture. */
async function listAgain(number: string, day: string, time: string, state: number) {
	await tango.run(
		`INSERT INTO dbo.EB_T_HistorialSincVentas_Solar (FECHA_EMIS, HORA_EMIS, T_COMP, N_COMP, MEDIO_DE_PAGO, IMPORTE, ESTADO_SYNC) VALUES ('${day}', '${time}', 'FAC', '${number}', 'QR', 1, ${state});\nGO\n`,
	);
}

beforeEach(async () => {
	tango = await startTango('seed.sql');
});

afterEach(async () => {
	const defects = tango.standIn?.defects ?? [];
	await tango.stop();
	expect(defects).toEqual([]);
});

describe('pending vouchers, read from SQL Server', () => {
	test('are those of the specification, exact, and no other', async () => {
		const found = await pending();
		expect(found.size).toBe(expected.vouchers.length);
		expectVouchers(found, expected.vouchers);
	});

	test('are those of every variant of the settings', async () => {
		for (const { change, vouchers } of variants) {
			expectVouchers(await pending(fixtureSettings(change)), vouchers);
		}
	});

	test('do not depend on the time zone of the process', async () => {
		const before = process.env.TZ;
		try {
			for (const zone of ['America/Argentina/Buenos_Aires', 'Pacific/Kiritimati']) {
				process.env.TZ = zone;
				expectVouchers(await pending(), expected.vouchers);
			}
		} finally {
			if (before === undefined) delete process.env.TZ;
			else process.env.TZ = before;
		}
	});

	test('heal by themselves when their lines arrive', async () => {
		await tango.run(fixture('seed.late.sql'));
		const f15 = expected.vouchers.find((voucher) => voucher.case === 'F15');
		const result = (await pending()).get('FAC B0021500040385');
		expect(result?.outcome).toBe('send');
		expect(result?.comprobante).toEqual(f15?.later?.comprobante);
	});

	test('fall back to the row of the list with the lowest moment, which FECHA_EMIS may tell to the second', async () => {
		await listAgain('B0021500040402', '2026-03-19T18:00:00', '08:15:00', 0);
		const x17 = (await pending()).get('FAC B0021500040402');
		expect(x17).toMatchObject({
			pendingRows: 2,
			comprobante: { Fecha: '19-03-2026', Hora: '20:50:00' },
		});
		await listAgain('B0021500040402', '2026-03-18T23:59:59', '07:00:00', 0);
		expect((await pending()).get('FAC B0021500040402')).toMatchObject({
			pendingRows: 3,
			comprobante: { Fecha: '18-03-2026', Hora: '07:00:00' },
		});
	});

	test('come in few round trips', async () => {
		tango.standIn?.forgetRequests();
		await pending();
		// Catalogue, types, one page of the list, and headers, lines, taxes and treasury of one page of vouchers.
		const reads = tango.standIn?.requests.filter((text) => text.startsWith('SELECT'));
		if (reads !== undefined) expect(reads).toHaveLength(7);
	});

	test('come oldest first', async () => {
		const sent = [...(await pending()).values()].flatMap(({ comprobante }) =>
			comprobante === undefined ? [] : [comprobante],
		);
		const moments = sent.map(
			({ Fecha, Hora }) => `${Fecha.split('-').reverse().join('-')} ${Hora}`,
		);
		expect(moments).toEqual([...moments].sort());
	});
});

describe('without a pending list', () => {
	test('every voucher since a day counts that the ledger does not know', async () => {
		const asked: string[] = [];
		const source: PendingSource = {
			from: 'vouchers',
			since: '2026-03-16',
			known: (keys) => {
				asked.push(...keys);
				return Promise.resolve(new Set(['10/FAC/B0021500040374']));
			},
		};
		const found = await pending(fixtureSettings(), source);
		expect(asked).toContain('10/FAC/B0021500040374');
		// Known, older than the day, and not in CTA02 at all.
		for (const key of ['FAC B0021500040374', 'FAC B0021500030562', 'FAC B0021500040394']) {
			expect(found.has(key)).toBe(false);
		}
		expect(found.get('NCR B0021500040374')).toMatchObject({ outcome: 'send', pendingRows: 0 });
		expect(found.get('FAC B0040000000077')).toMatchObject({ reason: 'AMBIGUOUS_BRANCH' });
		// Without the list there is no day to fall back to.
		expect(found.get('FAC B0021500040402')).toMatchObject({ reason: 'DATE_MISSING' });
	});
});

describe('marking', () => {
	const states = async () =>
		await tango.query(
			'SELECT T_COMP, N_COMP, ESTADO_SYNC, CASE WHEN FECHA_SYNC IS NULL THEN 0 ELSE 1 END AS STAMPED FROM dbo.EB_T_HistorialSincVentas_Solar WHERE ESTADO_SYNC <> 0 OR FECHA_SYNC IS NOT NULL',
		);

	test('closes exactly the rows of the voucher, once', async () => {
		const before = await states();
		const mark = async (number: string) =>
			await withDatabase(tango.credential(), async (database) =>
				markSent(database, await findPendingTable(database, LIST), { type: 'FAC', number }),
			);
		expect(await mark('B0021500040398')).toEqual({ closedRows: 2, isListed: true });
		expect(await mark('B0021500040374')).toEqual({ closedRows: 1, isListed: true });
		expect(await mark('B0021500040374')).toEqual({ closedRows: 0, isListed: true });
		expect(await mark('B0099900040374')).toEqual({ closedRows: 0, isListed: false });
		const closed = (await states()).filter(
			(row) => !before.some(({ N_COMP }) => N_COMP === row.N_COMP),
		);
		expect(closed).toHaveLength(3);
		for (const row of closed) expect(row).toMatchObject({ ESTADO_SYNC: 1, STAMPED: 1 });
		const found = await pending();
		expect(found.has('FAC B0021500040398')).toBe(false);
		expect(found.has('FAC B0021500040374')).toBe(false);
		expect(found.has('NCR B0021500040374')).toBe(true);
		expect(found.size).toBe(expected.vouchers.length - 2);
	});

	test('writes the reason of a held voucher where the list has room, and leaves it pending', async () => {
		await tango.run(
			'ALTER TABLE dbo.EB_T_HistorialSincVentas_Solar ADD MOTIVO nvarchar(60) NULL;\nGO\n',
		);
		const voucher = { type: 'FAC', number: 'B0021500040385' };
		const note = {
			reason: 'LINES_MISSING',
			message: "FAC B 00215-00040385 de la sucursal 10: todavía no tiene renglones d'Or.",
		};
		const settings = pendingTableSettingsSchema.parse({ reasonColumn: 'motivo' });
		await withDatabase(tango.credential(), async (database) => {
			const list = await findPendingTable(database, settings);
			expect(list.reasonLength).toBe(60);
			expect(await markHeld(database, list, voucher, note)).toBe(1);
			const without = await findPendingTable(database, LIST);
			await expect(markHeld(database, without, voucher, note)).rejects.toMatchObject({
				code: 'SQL_NO_REASON_COLUMN',
				class: 'person',
			});
		});
		const [row] = await tango.query(
			"SELECT MOTIVO, ESTADO_SYNC FROM dbo.EB_T_HistorialSincVentas_Solar WHERE N_COMP = 'B0021500040385'",
		);
		expect(row?.ESTADO_SYNC).toBe(0);
		expect(row?.MOTIVO).toBe(`LINES_MISSING: ${note.message}`.slice(0, 60));
	});
});

describe('vouchers that were sent', () => {
	const sentSince = async (since: string) => {
		const { list, verdicts } = await withDatabase(tango.credential(), (database) =>
			getSent(database, LIST, since, fixtureSettings()),
		);
		expect(list).toBe('dbo.EB_T_HistorialSincVentas_Solar');
		return new Map(verdicts.map(toVoucherResult).map((result) => [result.keyText, result]));
	};
	const mark = async (...vouchers: Array<[string, string]>) =>
		await withDatabase(tango.credential(), async (database) => {
			const list = await findPendingTable(database, LIST);
			for (const [type, number] of vouchers) await markSent(database, list, { type, number });
		});
	const known = async () => new Set((await sentSince('1900-01-01')).keys());

	test('are those whose rows are all closed, with the fingerprint that they had while they were pending', async () => {
		const before = await known();
		const pendingBefore = [...(await pending()).values()];
		await mark(['FAC', 'B0021500040374'], ['FAC', 'B0021500040398']);
		const sent = await sentSince('1900-01-01');
		const news = [...sent.keys()].filter((key) => !before.has(key)).sort();
		const marked = pendingBefore.filter(
			({ key: { type, number } }) =>
				type === 'FAC' && ['B0021500040374', 'B0021500040398'].includes(number),
		);
		expect(news).toEqual(marked.map(({ keyText }) => keyText).sort());
		for (const { keyText, fingerprint } of marked) {
			expect(sent.get(keyText)?.fingerprint).toBe(fingerprint);
		}
	});

	test('count from their day on in the list, all of them when it has none', async () => {
		await mark(['FAC', 'B0021500030562']);
		const old = '10/FAC/B0021500030562';
		expect((await sentSince('2024-11-28')).has(old)).toBe(true);
		expect((await sentSince('2024-11-29')).has(old)).toBe(false);
		const withoutDay = pendingTableSettingsSchema.parse({ dayColumn: '' });
		const { verdicts } = await withDatabase(tango.credential(), (database) =>
			getSent(database, withoutDay, '2024-11-29', fixtureSettings()),
		);
		expect(verdicts.map(({ keyText }) => keyText)).toContain(old);
	});

	test('are left out while one of their rows is pending', async () => {
		await tango.run(
			"INSERT INTO dbo.EB_T_HistorialSincVentas_Solar (FECHA_EMIS, T_COMP, N_COMP, MEDIO_DE_PAGO, IMPORTE, ESTADO_SYNC) VALUES ('2026-03-16T00:00:00', 'FAC', 'B0021500040374', 'EFECTIVO', 1, 1);\nGO\n",
		);
		expect((await known()).has('10/FAC/B0021500040374')).toBe(false);
		await mark(['FAC', 'B0021500040374']);
		expect((await known()).has('10/FAC/B0021500040374')).toBe(true);
	});
});

describe('a pending list with other names', () => {
	const otherNames = pendingTableSettingsSchema.parse({
		table: 'dbo.PENDIENTES DEL SHOPPING',
		typeColumn: 'TIPO',
		numberColumn: 'NUMERO',
		stateColumn: 'ESTADO DE ENVIO',
		dayColumn: '',
		timeColumn: null,
		meanColumn: '',
		sentAtColumn: '',
		pendingValue: 7,
		sentValue: 9,
	});

	beforeEach(async () => {
		await tango.run(`CREATE TABLE dbo.[PENDIENTES DEL SHOPPING] (
			TIPO varchar(3) NOT NULL, NUMERO varchar(14) NOT NULL, [ESTADO DE ENVIO] int NOT NULL
		);
		INSERT INTO dbo.[PENDIENTES DEL SHOPPING] (TIPO, NUMERO, [ESTADO DE ENVIO])
		VALUES ('FAC', 'B0021500040374', 7), ('FAC', 'B0021500040376', 9);
		GO
		`);
	});

	afterEach(async () => {
		if (tango.standIn === null) await tango.query('DROP TABLE dbo.[PENDIENTES DEL SHOPPING]');
	});

	test('is read and closed by its own names and values', async () => {
		const source: PendingSource = { from: 'list', table: otherNames };
		const found = await pending(fixtureSettings(), source);
		expect([...found.keys()]).toEqual(['FAC B0021500040374']);
		expect(found.get('FAC B0021500040374')?.outcome).toBe('send');
		await withDatabase(tango.credential(), async (database) => {
			const list = await findPendingTable(database, otherNames);
			const voucher = { type: 'FAC', number: 'B0021500040374' };
			expect(await markSent(database, list, voucher)).toEqual({
				closedRows: 1,
				isListed: true,
			});
		});
		expect((await pending(fixtureSettings(), source)).size).toBe(0);
	});

	test.each([
		['SQL_TABLE_MISSING', { table: "x'; DROP TABLE dbo.CTA02 --" }],
		['SQL_TABLE_MISSING', { table: 'ventas.EB_T_HistorialSincVentas_Solar' }],
		['SQL_COLUMN_MISSING', { stateColumn: 'ESTADO] = 1 OR [ESTADO_SYNC' }],
	])('that does not exist is %s, named, and never runs', async (code, change) => {
		const table = pendingTableSettingsSchema.parse(change);
		await expect(pending(fixtureSettings(), { from: 'list', table })).rejects.toMatchObject({
			code,
			class: 'person',
		});
		expect((await pending()).size).toBe(expected.vouchers.length);
	});
});

describe('a long pending list', () => {
	test('is read page by page, and every voucher once', async () => {
		const count = ROWS_PER_PAGE + VOUCHERS_PER_PAGE + 3;
		const numbers = Array.from(
			{ length: count },
			(_, index) => `B00777${`${index + 1}`.padStart(8, '0')}`,
		);
		// Every number twice: some group lies across the end of a page.
		const rows = numbers.flatMap((number) =>
			['2026-03-02', '2026-03-01'].map(
				(day) => `('${day}T00:00:00', 'FAC', '${number}', 'EFECTIVO', 1, 0)`,
			),
		);
		for (let start = 0; start < rows.length; start += 1000) {
			await tango.run(
				`INSERT INTO dbo.EB_T_HistorialSincVentas_Solar (FECHA_EMIS, T_COMP, N_COMP, MEDIO_DE_PAGO, IMPORTE, ESTADO_SYNC)\nVALUES ${rows.slice(start, start + 1000).join(',\n')};\nGO\n`,
			);
		}
		const { verdicts } = await withDatabase(tango.credential(), (database) =>
			getPending(database, fromList, fixtureSettings()),
		);
		const long = verdicts.filter(({ key }) => key.number.startsWith('B00777'));
		expect(long).toHaveLength(count);
		expect(new Set(long.map(({ key }) => key.number)).size).toBe(count);
		for (const { pendingRows } of long) expect(pendingRows).toBe(2);
	}, 60_000);
});

describe('a bounded look at the pending list', () => {
	const bounded = async (limit: number, dealtWith: ReadonlySet<string> = new Set()) =>
		await withDatabase(tango.credential(), (database) =>
			getPending(database, fromList, fixtureSettings(), {
				limit,
				newsOf: (verdicts) =>
					Promise.resolve(
						new Set(verdicts.map(({ keyText }) => keyText).filter((key) => !dealtWith.has(key))),
					),
			}),
		);

	test('returns the oldest first and says how many are left; in turns it returns each voucher once, as one look does', async () => {
		const whole = await pending();
		const dealtWith = new Set<string>();
		const found: VoucherResult[] = [];
		for (let left = expected.vouchers.length; left > 0; left -= 7) {
			const look = await bounded(7, dealtWith);
			expect(look.pending).toBe(expected.vouchers.length);
			expect(look.verdicts).toHaveLength(Math.min(7, left));
			expect(look.remaining).toBe(Math.max(0, left - 7));
			for (const verdict of look.verdicts) dealtWith.add(verdict.keyText);
			found.push(...look.verdicts.map(toVoucherResult));
		}
		expect(await bounded(7, dealtWith)).toMatchObject({ verdicts: [], remaining: 0 });
		expect(found.map(({ keyText }) => keyText).sort()).toEqual(
			[...whole.values()].map(({ keyText }) => keyText).sort(),
		);
		for (const result of found) {
			expect(result).toEqual(whole.get(`${result.key.type} ${result.key.number}`));
		}
		const days = found.flatMap(({ comprobante }) =>
			comprobante ? [comprobante.Fecha.split('-').reverse().join('-')] : [],
		);
		expect(days).toEqual([...days].sort());
	});

	test('holds vouchers that the mall would take for one, however far apart they lie', async () => {
		const rows = Array.from(
			{ length: 2 * VOUCHERS_PER_PAGE },
			(_, index) =>
				`('2026-03-20T00:00:00', 'FAC', 'B00777${`${index + 1}`.padStart(8, '0')}', 'EFECTIVO', 1, 0)`,
		);
		await tango.run(
			`INSERT INTO dbo.EB_T_HistorialSincVentas_Solar (FECHA_EMIS, T_COMP, N_COMP, MEDIO_DE_PAGO, IMPORTE, ESTADO_SYNC)\nVALUES ${rows.join(',\n')};\nGO\nUPDATE dbo.EB_T_HistorialSincVentas_Solar SET FECHA_EMIS = '2026-03-31T00:00:00' WHERE T_COMP = 'NCP' AND N_COMP = 'B0021500000120';\nGO\n`,
		);
		const { verdicts, remaining } = await bounded(expected.vouchers.length - 1);
		expect(remaining).toBeGreaterThan(VOUCHERS_PER_PAGE);
		const collided = verdicts.filter(({ reason }) => reason === 'IDENTITY_COLLISION');
		expect(collided.map(({ key }) => key.type)).toEqual(['NCR']);
	});
});

describe('skipped vouchers, in the runs that follow', () => {
	const LIMIT = 1;
	const skippedKeys = expected.vouchers
		.filter(({ outcome }) => outcome === 'skip')
		.map(({ key }) => keyTextOf(key));

	/** What a ledger would know, and what each run looked at. */
	function ledgerLike() {
		const known = new Map<string, string>();
		const skipped = new SkippedVouchers();
		return {
			/** One run, which registers what is news. */
			async run(limit = LIMIT) {
				const lookedAt: string[] = [];
				const { verdicts } = await withDatabase(tango.credential(), (database) =>
					getPending(database, fromList, fixtureSettings(), {
						limit,
						newsOf: (examined) => {
							const results = examined.map(toVoucherResult);
							lookedAt.push(...results.map(({ keyText }) => keyText));
							const news = results.filter(
								({ keyText, fingerprint }) => known.get(keyText) !== fingerprint,
							);
							return Promise.resolve(new Set(news.map(({ keyText }) => keyText)));
						},
						skipped,
					}),
				);
				const results = verdicts.map(toVoucherResult);
				for (const { keyText, fingerprint } of results) known.set(keyText, fingerprint);
				return { results, lookedAt };
			},
		};
	}

	/** Until every voucher is known; the list is not marked here, so that all of them stay pending. */
	async function whenNothingIsNew() {
		const ledger = ledgerLike();
		while ((await ledger.run(expected.vouchers.length)).results.length > 0);
		return ledger;
	}

	test('are looked at a few at a time, each in its turn, and all the others in every run', async () => {
		const ledger = await whenNothingIsNew();
		const seen: string[] = [];
		for (let run = 1; run <= skippedKeys.length; run++) {
			const { results, lookedAt } = await ledger.run();
			expect(results).toEqual([]);
			expect(lookedAt).toHaveLength(expected.vouchers.length - skippedKeys.length + LIMIT);
			seen.push(...lookedAt.filter((key) => skippedKeys.includes(key)));
		}
		expect(seen.sort()).toEqual([...skippedKeys].sort());
	});

	test('are news in their turn when they are to be sent after all', async () => {
		const ledger = await whenNothingIsNew();
		await tango.run("UPDATE dbo.CTA02 SET ESTADO = '' WHERE N_COMP = 'B0021500040384';\nGO\n");
		const found: VoucherResult[] = [];
		for (let run = 1; run <= skippedKeys.length; run++) found.push(...(await ledger.run()).results);
		expect(found).toMatchObject([{ key: { number: 'B0021500040384' }, outcome: 'send' }]);
	});

	test('are looked at at once when the pending list says something else about them', async () => {
		const ledger = await whenNothingIsNew();
		await listAgain('B0021500040384', '2026-03-18T23:59:59', '07:00:00', 0);
		await listAgain('B0021500040388', '2026-03-18T23:59:59', '07:00:00', 0);
		const found = [...(await ledger.run()).lookedAt];
		expect(found).toEqual(
			expect.arrayContaining(['10/FAC/B0021500040384', '10/FAC/B0021500040388']),
		);
	});

	test('never hold up a new one', async () => {
		const mark = (state: number) =>
			`UPDATE dbo.EB_T_HistorialSincVentas_Solar SET ESTADO_SYNC = ${state} WHERE N_COMP = 'B0021500040385';\nGO\n`;
		await tango.run(mark(1));
		const ledger = await whenNothingIsNew();
		await tango.run(mark(0));
		const { results } = await ledger.run();
		expect(results.map(({ key }) => key.number)).toEqual(['B0021500040385']);
	});
});

describe('explaining one voucher', () => {
	test('shows its rows, each check, the amounts and what would be sent', async () => {
		const found = await withDatabase(tango.credential(), (database) =>
			explainVoucher(database, { type: 'FAC', number: 'B0031800007005' }, LIST, fixtureSettings()),
		);
		expect(found.verdict.outcome).toBe('send');
		expect(found.rows.headers).toHaveLength(1);
		expect(found.rows.lines).toHaveLength(2);
		expect(found.rows.pending).toHaveLength(1);
		expect(found.amounts).toMatchObject({
			totalInPesos: '84039.91',
			paymentsInPesos: '84039.91',
		});
		const results = new Map(found.checks.map((check) => [check.number, check.result]));
		expect(results.get(17)).toBe('passed');
		expect(results.get(18)).toBe('notReached');
	});

	test('shows what Get Pending sends: a row that is closed already tells nothing while another is pending', async () => {
		const explain = async () =>
			await withDatabase(tango.credential(), (database) =>
				explainVoucher(
					database,
					{ type: 'FAC', number: 'B0021500040402' },
					LIST,
					fixtureSettings(),
				),
			);
		await listAgain('B0021500040402', '2026-01-02T00:00:00', '07:00:00', 1);
		const found = await explain();
		expect(toVoucherResult(found.verdict)).toEqual((await pending()).get('FAC B0021500040402'));
		expect(found.rows.pending.map((row) => [row.FECHA_EMIS, row.ESTADO_SYNC])).toEqual([
			['2026-01-02', '1'],
			['2026-03-19', '0'],
		]);
		await tango.run('UPDATE dbo.EB_T_HistorialSincVentas_Solar SET ESTADO_SYNC = 1;\nGO\n');
		expect((await explain()).verdict).toMatchObject({
			pendingRows: 2,
			sale: { day: '2026-01-02', time: '07:00:00' },
		});
	});

	test('names the check that holds it', async () => {
		const found = await withDatabase(tango.credential(), (database) =>
			explainVoucher(database, { type: 'FAC', number: 'B0021500040395' }, null, fixtureSettings()),
		);
		expect(found.verdict).toMatchObject({ reason: 'TOTAL_MISMATCH', detail: 'lines' });
		expect(found.checks.find(({ result }) => result === 'applies')?.number).toBe(14);
		expect(found.checks.find(({ number }) => number === 15)?.result).toBe('notReached');
	});
});

describe('the report', () => {
	test('adds up per day and branch, and finds what is missing', async () => {
		const report = await withDatabase(tango.credential(), (database) =>
			reportSales(
				database,
				{ from: '2026-03-16', until: '2026-03-17' },
				() =>
					Promise.resolve(
						new Map([
							['10/FAC/B0021500040374', { state: 'sent' as const, reason: null }],
							['10/FAC/B0021500040376', { state: 'held' as const, reason: 'TOTAL_MISMATCH' }],
						]),
					),
				fixtureSettings({ branches: [10] }),
			),
		);
		expect(report.days).toHaveLength(1);
		const [day] = report.days;
		expect(day).toMatchObject({
			day: '2026-03-16',
			branch: 10,
			sent: { vouchers: 1, amount: '1089.00' },
			held: { vouchers: 1, amount: '45990.00' },
			reasons: { TOTAL_MISMATCH: 1 },
		});
		const rows = await tango.query(
			"SELECT T_COMP, CONVERT(varchar(40), IMPORTE) AS IMPORTE FROM dbo.CTA02 WHERE NRO_SUCURS = 10 AND FECHA_EMIS = '2026-03-16T00:00:00' AND COD_VENDED <> '**' AND ESTADO <> 'ANU' AND T_COMP <> 'REC'",
		);
		expect(day?.inTango.vouchers).toBe(rows.length);
		expect((day?.sent.vouchers ?? 0) + (day?.held.vouchers ?? 0) + (day?.open.vouchers ?? 0)).toBe(
			rows.length,
		);
		expect(report.missing).toContainEqual({
			branch: 10,
			type: 'FAC',
			letter: 'B',
			pointOfSale: '00215',
			from: '00040375',
			to: '00040375',
			count: 1,
		});
	});

	test('counts a voucher that waits without its branch as held in each branch that has it', async () => {
		const report = await withDatabase(tango.credential(), (database) =>
			reportSales(
				database,
				{ from: '2026-03-19', until: '2026-03-20' },
				(keys) => {
					const known = {
						'?/FAC/B0040000000077': { state: 'held' as const, reason: 'AMBIGUOUS_BRANCH' },
						// This one went on under the key of its branch, which was not registered yet.
						'?/FAC/B0021500040402': { state: 'skipped' as const, reason: 'REPLACED' },
					};
					return Promise.resolve(
						new Map(Object.entries(known).filter(([key]) => keys.includes(key))),
					);
				},
				fixtureSettings(),
			),
		);
		expect(report.days.map(({ branch, held, reasons }) => ({ branch, held, reasons }))).toEqual([
			{
				branch: 10,
				held: { vouchers: 1, amount: '15500.00' },
				reasons: { AMBIGUOUS_BRANCH: 1 },
			},
			{
				branch: 20,
				held: { vouchers: 1, amount: expect.any(String) },
				reasons: { AMBIGUOUS_BRANCH: 1 },
			},
		]);
		for (const { inTango, open } of report.days) expect(open.vouchers).toBe(inTango.vouchers - 1);
	});

	test('refuses a period that is none', async () => {
		await expect(
			withDatabase(tango.credential(), (database) =>
				reportSales(
					database,
					{ from: '2026-03-17', until: '2026-03-16' },
					() => Promise.resolve(new Map()),
					fixtureSettings(),
				),
			),
		).rejects.toMatchObject({ code: 'REPORT_PERIOD' });
	});
});
