import type { IDataObject } from 'n8n-workflow';

import { SqlServerSales } from '../../../nodes/SqlServerSales/SqlServerSales.node';
import { everyPageOf, optionsOf, searchOf } from '../../support/list-context';
import type { TangoDatabase } from '../../support/tango-database';
import { startTango } from '../../support/tango-database';

let tango: TangoDatabase;
beforeEach(async () => {
	tango = await startTango('seed.sql');
});
afterEach(() => tango.stop());

const node = new SqlServerSales();
const sql = (change: IDataObject = {}) => ({
	credentials: { microsoftSql: tango.credential(change) as unknown as IDataObject },
});

it('branches have their names, by number', async () => {
	const rows = await tango.query(
		'SELECT NRO_SUCURSAL, DESC_SUCURSAL FROM dbo.SUCURSAL ORDER BY NRO_SUCURSAL',
	);
	expect(rows.length).toBeGreaterThan(1);
	expect(await optionsOf(node, 'getBranches', sql())).toEqual(
		rows.map((row) => ({
			name: `${String(row.NRO_SUCURSAL)} · ${String(row.DESC_SUCURSAL).trim()}`,
			value: String(row.NRO_SUCURSAL),
		})),
	);
});

it('branches without a table of them are those that have vouchers', async () => {
	await tango.run('DROP TABLE dbo.SUCURSAL\nGO\n');
	expect(await optionsOf(node, 'getBranches', sql())).toEqual([
		{ name: '10', value: '10' },
		{ name: '20', value: '20' },
	]);
});

it('voucher types are those of vouchers and of the type table, each with what it is to Tango', async () => {
	const used = await tango.query('SELECT DISTINCT T_COMP FROM dbo.CTA02');
	const kinds = await tango.query(
		'SELECT DISTINCT IDENT_COMP FROM dbo.CTA_TIPO_COMPROBANTE_VENTAS',
	);
	const wanted = [
		...new Set([...used.map((row) => row.T_COMP), ...kinds.map((row) => row.IDENT_COMP)]),
	].sort();
	const results = await everyPageOf(node, 'searchVoucherTypes', sql());
	expect(results.map(({ value }) => value)).toEqual(wanted);
	expect(results).toEqual(
		expect.arrayContaining([
			{ name: 'FAC · invoice', value: 'FAC' },
			{ name: 'NCR · credit note', value: 'NCR' },
			{ name: 'NDR · debit note', value: 'NDR' },
			{ name: 'REC · receipt, not reported', value: 'REC' },
		]),
	);
});

it('a type that Tango does not tell the class of says so', async () => {
	await tango.run(
		`INSERT INTO dbo.CTA02 (NRO_SUCURS, T_COMP, N_COMP, TCOMP_IN_V, FECHA_EMIS, IMPORTE)
VALUES (20, 'ZZZ', 'B0031800000001', 'XX', '2026-03-01T00:00:00', 1.0000000);
GO
`,
	);
	const { results } = await searchOf(node, 'searchVoucherTypes', { ...sql(), filter: 'zzz' });
	expect(results).toEqual([{ name: 'ZZZ · not in the type table', value: 'ZZZ' }]);
});

it('voucher types cost one question for each type of each branch, not a look at all vouchers', async () => {
	const { standIn } = tango;
	if (standIn === null) return;
	const pairs = await tango.query('SELECT DISTINCT NRO_SUCURS, T_COMP FROM dbo.CTA02');
	standIn.forgetRequests();
	await searchOf(node, 'searchVoucherTypes', sql());
	const asked = standIn.requests.filter((text) => text.includes('CTA02'));
	const branches = new Set(pairs.map((row) => row.NRO_SUCURS)).size;
	expect(asked.length).toBe(1 + pairs.length + branches);
	for (const text of asked) expect(text).toContain('FETCH NEXT 1 ROWS ONLY');
});

it('treasury accounts have their names and can be searched', async () => {
	const rows = await tango.query('SELECT COD_CTA, DESCRIPCIO FROM dbo.SBA01 ORDER BY COD_CTA');
	const { results } = await searchOf(node, 'searchTreasuryAccounts', sql());
	expect(results).toEqual(
		rows.map((row) => ({
			name: `${String(row.COD_CTA)} · ${String(row.DESCRIPCIO).trim()}`,
			value: String(row.COD_CTA),
		})),
	);
	const found = await searchOf(node, 'searchTreasuryAccounts', { ...sql(), filter: 'billetera' });
	expect(found.results).toEqual([{ name: '250300 · BILLETERA QR', value: '250300' }]);
});

it('more accounts than fit on a page come page by page', async () => {
	const values = Array.from(
		{ length: 250 },
		(_, index) => `(${300000 + index}, 'CUENTA ${index}')`,
	);
	await tango.run(`INSERT INTO dbo.SBA01 (COD_CTA, DESCRIPCIO) VALUES ${values.join(', ')};\nGO\n`);
	const first = await searchOf(node, 'searchTreasuryAccounts', sql());
	expect(first.results).toHaveLength(100);
	const all = await everyPageOf(node, 'searchTreasuryAccounts', sql());
	expect(all).toHaveLength(256);
	expect(new Set(all.map(({ value }) => value)).size).toBe(256);
});

describe('when the database cannot be read, the list says why and what to do', () => {
	const lists = [
		['getBranches', optionsOf],
		['searchTreasuryAccounts', searchOf],
		['searchVoucherTypes', searchOf],
	] as const;

	it.each(lists)('%s: the server is not there', async (method, ask) => {
		await expect(ask(node, method, sql({ port: 1 }))).rejects.toThrow(
			/cannot be reached.*\. Check server name, instance and port/,
		);
	});

	it.each(lists)('%s: the password is wrong, and stays secret', async (method, ask) => {
		const refusal: unknown = await ask(node, method, sql({ password: 'Equivocada-4711' })).catch(
			(error: unknown) => error,
		);
		expect(refusal).toMatchObject({
			message: expect.stringMatching(
				/did not accept the login .* Check user and password/,
			) as string,
		});
		expect(JSON.stringify(refusal)).not.toContain('Equivocada-4711');
	});

	it('a missing right names the table', async () => {
		const { standIn } = tango;
		if (standIn === null) return;
		standIn.denyAll('dbo.SBA01', tango.credential().user);
		await expect(searchOf(node, 'searchTreasuryAccounts', sql())).rejects.toThrow(
			/may not use .*SBA01.* grant SELECT/,
		);
	});

	it('a login without the right to the branches still gets their numbers', async () => {
		const { standIn } = tango;
		if (standIn === null) return;
		standIn.denyAll('dbo.SUCURSAL', tango.credential().user);
		expect((await optionsOf(node, 'getBranches', sql())).map(({ value }) => value)).toEqual([
			'10',
			'20',
		]);
	});
});
