import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../../../demo/project';
import { SqlServerStandIn } from '../../../demo/stand-in/sql-server/server';
import { closeAllPools, withDatabase } from '../../../lib/sales/connection';
import { parseSqlServerCredential } from '../../../lib/sales/credential';
import type { Database } from '../../../lib/sales/database';
import { explainVoucher } from '../../../lib/sales/explain';
import { getPending } from '../../../lib/sales/get-pending';
import { getSent } from '../../../lib/sales/get-sent';
import { markSent } from '../../../lib/sales/mark-sent';
import { findPendingTable, pendingTableSettingsSchema } from '../../../lib/sales/pending-table';
import { reportSales } from '../../../lib/sales/report';
import { fixtureSettings } from '../../support/sales-fixture';
import { fixture } from '../../support/tango-database';

/** The script that the database administrator runs, in its batches. */
const batches = readFileSync(join(projectRoot, 'docs/sql/least-rights.sql'), 'utf8')
	.split(/^\s*GO\s*$/im)
	.map((batch) => batch.replace(/^--.*$/gm, '').trim())
	.filter((batch) => batch !== '');
const grants = batches.flatMap((batch) => batch.match(/^GRANT .*;$/gm) ?? []);

const LOGIN = 'n8n_factulink';
const PASSWORD = 'Pr0bar-la-clave';
const LIST = pendingTableSettingsSchema.parse({});
const settings = fixtureSettings({ itemText: 'description' });

let standIn: SqlServerStandIn;

beforeAll(async () => {
	standIn = new SqlServerStandIn({ logins: { [LOGIN]: PASSWORD } });
	await standIn.up();
	for (const file of ['schema.sql', 'seed.sql']) await standIn.runScript(fixture(file));
	standIn.restrict(LOGIN);
	for (const grant of grants) await standIn.runScript(grant);
});

afterAll(async () => {
	await closeAllPools();
	await standIn.close();
	expect(standIn.defects).toEqual([]);
});

async function asTheLogin<T>(work: (database: Database) => Promise<T>): Promise<T> {
	const credential = parseSqlServerCredential({
		server: '127.0.0.1',
		port: standIn.port,
		database: 'TangoCentralTest',
		user: LOGIN,
		password: PASSWORD,
		tls: false,
	});
	return await withDatabase(credential, work);
}

const run = async (text: string) =>
	await asTheLogin(async (database) => {
		await database.query({ text, parameters: [], table: 'x' });
	});

/** Everything that the shipped workflows do with SQL Server, and Get and Report. */
async function wholeFlow(): Promise<number> {
	return await asTheLogin(async (database) => {
		const { verdicts } = await getPending(database, { from: 'list', table: LIST }, settings);
		const known = () => Promise.resolve(new Set<string>());
		await getPending(database, { from: 'vouchers', since: '2024-01-01', known }, settings);
		await getSent(database, LIST, '2024-01-01', settings);
		const voucher = { type: 'FAC', number: 'B0021500040374' };
		await explainVoucher(database, voucher, LIST, settings);
		const states = () => Promise.resolve(new Map());
		await reportSales(database, { from: '2026-03-01', until: '2026-04-01' }, states, settings);
		await markSent(database, await findPendingTable(database, LIST), voucher);
		return verdicts.length;
	});
}

it('the script does nothing but make the login and grant what is listed', () => {
	expect(grants.length).toBeGreaterThan(6);
	const rest = batches.map((batch) => batch.replace(/^GRANT .*;$/gm, '').trim()).filter(Boolean);
	expect(rest).toEqual([
		expect.stringMatching(/^CREATE LOGIN n8n_factulink WITH PASSWORD = N'<password>'/),
		'USE [<TangoCentral>];',
		'CREATE USER n8n_factulink FOR LOGIN n8n_factulink;',
	]);
});

it('is enough for the whole flow', async () => {
	expect(await wholeFlow()).toBeGreaterThan(30);
});

it.each(grants)('leaves nothing out: the flow needs %s', async (grant) => {
	await standIn.runScript(grant.replace(/^GRANT/, 'REVOKE').replace(' TO ', ' FROM '));
	await expect(wholeFlow()).rejects.toMatchObject({
		class: 'person',
		code: expect.stringMatching(/^SQL_(PERMISSION_DENIED|TABLE_MISSING)$/) as string,
	});
	await standIn.runScript(grant);
	await wholeFlow();
});

it('gives the right to change nothing but state and time of the pending list', async () => {
	const updates = grants.filter((grant) => /UPDATE|INSERT|DELETE/.test(grant));
	expect(updates).toEqual([
		'GRANT UPDATE ON dbo.EB_T_HistorialSincVentas_Solar (ESTADO_SYNC, FECHA_SYNC) TO n8n_factulink;',
	]);
});

it.each([
	['read another table', 'SELECT s.NRO_SUCURSAL AS N FROM dbo.SUCURSAL AS s'],
	['change a voucher', "UPDATE dbo.CTA02 SET ESTADO = 'X' WHERE NRO_SUCURS = 10"],
	[
		'change an amount of the pending list',
		'UPDATE dbo.EB_T_HistorialSincVentas_Solar SET IMPORTE = 0 WHERE ESTADO_SYNC = 0',
	],
	[
		'empty the pending list',
		'DELETE FROM dbo.EB_T_HistorialSincVentas_Solar WHERE ESTADO_SYNC = 1',
	],
	[
		'add to the pending list',
		"INSERT INTO dbo.EB_T_HistorialSincVentas_Solar (FECHA_EMIS, T_COMP, N_COMP, MEDIO_DE_PAGO, IMPORTE, ESTADO_SYNC) VALUES ('2026-03-16T00:00:00', 'FAC', 'X', 'E', 1, 0)",
	],
])('does not let the login %s', async (_what, text) => {
	await expect(run(text)).rejects.toMatchObject({ class: 'person' });
});
