import { inspect } from 'node:util';

import { FactuLinkError } from '../../../lib/errors';
import { withDatabase } from '../../../lib/sales/connection';
import type { SqlServerCredential } from '../../../lib/sales/credential';
import { getPending } from '../../../lib/sales/get-pending';
import { markSent } from '../../../lib/sales/mark-sent';
import { findPendingTable, pendingTableSettingsSchema } from '../../../lib/sales/pending-table';
import type { SqlServerStandIn } from '../../../demo/stand-in/sql-server/server';
import { expected, fixtureSettings } from '../../support/sales-fixture';
import type { TangoDatabase } from '../../support/tango-database';
import { startTango, usesRealServer } from '../../support/tango-database';

const LIST = pendingTableSettingsSchema.parse({});

// A server of somebody else is not made to fail on purpose.
const describeStandIn = usesRealServer ? describe.skip : describe;

describeStandIn('when the database fails', () => {
	let tango: TangoDatabase;
	let standIn: SqlServerStandIn;

	beforeEach(async () => {
		tango = await startTango('seed.sql');
		if (tango.standIn === null) throw new Error('These tests need the stand-in');
		standIn = tango.standIn;
	});

	afterEach(async () => {
		const { defects } = standIn;
		await tango.stop();
		expect(defects).toEqual([]);
	});

	const pending = async (credential: SqlServerCredential = tango.credential()) =>
		await withDatabase(credential, (database) =>
			getPending(database, { from: 'list', table: LIST }, fixtureSettings()).then(
				({ verdicts }) => verdicts,
			),
		);

	async function failure(run: Promise<unknown>): Promise<FactuLinkError> {
		const thrown: unknown = await run.then(
			(value) => `It returned ${inspect(value)}`,
			(error: unknown) => error,
		);
		if (!(thrown instanceof FactuLinkError)) throw new Error(String(thrown));
		expect(thrown.whatToDo).toBeTruthy();
		expect(inspect(thrown, { depth: 20, showHidden: true })).not.toContain(
			tango.credential().password,
		);
		return thrown;
	}

	test('a wrong password is for a person', async () => {
		const found = await failure(pending(tango.credential({ password: 'otra-clave-9' })));
		expect(found).toMatchObject({ class: 'person', code: 'SQL_LOGIN_REFUSED' });
		expect(found.message).not.toContain('otra-clave-9');
	});

	test('an unknown database is for a person', async () => {
		expect(await failure(pending(tango.credential({ database: 'Otra' })))).toMatchObject({
			class: 'person',
			code: expect.stringMatching(/SQL_DATABASE_NOT_OPEN|SQL_LOGIN_REFUSED/) as string,
		});
	});

	test('a server that is down is tried again, and found when it is back', async () => {
		await standIn.down();
		expect(await failure(pending())).toMatchObject({ class: 'retry', code: 'SQL_UNREACHABLE' });
		await standIn.up();
		expect(await pending()).toHaveLength(expected.vouchers.length);
	});

	test('a server that restarted between two runs is not noticed', async () => {
		await pending();
		await standIn.down();
		await standIn.up();
		expect(await pending()).toHaveLength(expected.vouchers.length);
	});

	test.each(['CTA02', 'CTA03', 'CTA04', 'CTA29', 'CTA_TIPO_COMPROBANTE_VENTAS'])(
		'a missing table %s is named',
		async (table) => {
			await tango.run(`DROP TABLE dbo.${table};\nGO\n`);
			const found = await failure(pending());
			expect(found).toMatchObject({ class: 'person', code: 'SQL_TABLE_MISSING' });
			expect(found.message).toContain(table);
		},
	);

	test('a missing pending list is named', async () => {
		await tango.run('DROP TABLE dbo.EB_T_HistorialSincVentas_Solar;\nGO\n');
		expect(await failure(pending())).toMatchObject({
			class: 'person',
			code: 'SQL_TABLE_MISSING',
			details: { table: 'EB_T_HistorialSincVentas_Solar' },
		});
	});

	test('a missing column is named with its table', async () => {
		await tango.run('ALTER TABLE dbo.CTA03 DROP COLUMN IMP_NETO_P;\nGO\n');
		const found = await failure(pending());
		expect(found).toMatchObject({ class: 'person', code: 'SQL_COLUMN_MISSING' });
		expect(found.message).toContain('IMP_NETO_P');
		expect(found.message).toContain('CTA03');
	});

	test('a missing permission is named with its table', async () => {
		standIn.denyAll('dbo.CTA29', tango.credential().user);
		const found = await failure(pending());
		expect(found).toMatchObject({ class: 'person', code: 'SQL_PERMISSION_DENIED' });
		expect(found.message).toContain('CTA29');
	});

	test('one deadlock is survived, a lasting one is retried later', async () => {
		standIn.faults.add({ matching: 'dbo.CTA03', error: 'deadlock' });
		expect(await pending()).toHaveLength(expected.vouchers.length);
		standIn.faults.add({ matching: 'dbo.CTA03', error: 'deadlock', times: 10 });
		expect(await failure(pending())).toMatchObject({ class: 'retry', code: 'SQL_DEADLOCK' });
	});

	test('no answer in time is retried later', async () => {
		standIn.faults.add({ matching: 'dbo.CTA02', delayMs: 3000 });
		const credential = tango.credential({ requestTimeout: 500 });
		const found = await failure(pending(credential));
		expect(found).toMatchObject({ class: 'retry', code: 'SQL_TIMEOUT' });
		expect(found.message).toContain('CTA02');
	});

	test.each(['before', 'within', 'after'] as const)(
		'a connection that breaks %s an answer is read again, and in the end an error, never "nothing pending"',
		async (drop) => {
			const matching = 'EB_T_HistorialSincVentas_Solar] AS p';
			standIn.faults.add({ matching, drop });
			expect(await pending()).toHaveLength(expected.vouchers.length);
			standIn.faults.add({ matching, drop, times: 10 });
			expect(await failure(pending())).toMatchObject({
				class: 'retry',
				code: 'SQL_CONNECTION_LOST',
			});
		},
	);

	test('a connection that breaks after a mark leaves the truth in the database', async () => {
		const voucher = { type: 'FAC', number: 'B0021500040374' };
		const mark = async () =>
			await withDatabase(tango.credential(), async (database) =>
				markSent(database, await findPendingTable(database, LIST), voucher),
			);
		standIn.faults.add({ matching: 'UPDATE', drop: 'after' });
		expect(await failure(mark())).toMatchObject({ class: 'retry', code: 'SQL_CONNECTION_LOST' });
		expect(await mark()).toEqual({ closedRows: 0, isListed: true });
	});

	test('two runs that mark at once close each row once', async () => {
		const voucher = { type: 'FAC', number: 'B0021500040398' };
		const marks = await Promise.all(
			Array.from({ length: 4 }, () =>
				withDatabase(tango.credential(), async (database) =>
					markSent(database, await findPendingTable(database, LIST), voucher),
				),
			),
		);
		expect(marks.map(({ closedRows }) => closedRows).sort()).toEqual([0, 0, 0, 2]);
	});

	test('a pool that nobody uses closes by itself', async () => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'Date'] });
		try {
			await pending();
			expect(standIn.openConnections).toBeGreaterThan(0);
			jest.advanceTimersByTime(61_000);
		} finally {
			jest.useRealTimers();
		}
		for (let wait = 0; wait < 40 && standIn.openConnections > 0; wait += 1) {
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		expect(standIn.openConnections).toBe(0);
	});

	test('one pool serves all runs of a credential', async () => {
		await Promise.all(Array.from({ length: 6 }, () => pending()));
		expect(standIn.openConnections).toBeLessThanOrEqual(4);
	});
});

describeStandIn('encryption', () => {
	test('with a certificate that this machine does not know is refused unless the credential says otherwise', async () => {
		const tango = await startTango('seed.sql');
		try {
			const run = async (credential: SqlServerCredential) =>
				await withDatabase(credential, (database) =>
					getPending(database, { from: 'list', table: LIST }, fixtureSettings()).then(
						({ verdicts }) => verdicts,
					),
				);
			for (const server of ['localhost', '127.0.0.1']) {
				await expect(run(tango.credential({ server, tls: true }))).rejects.toMatchObject({
					class: 'person',
					code: 'SQL_CERTIFICATE',
				});
				const trusting = { server, tls: true, allowUnauthorizedCerts: true };
				expect(await run(tango.credential(trusting))).toHaveLength(expected.vouchers.length);
			}
		} finally {
			await tango.stop();
		}
	});
});
