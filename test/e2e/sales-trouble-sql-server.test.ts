import { readFileSync } from 'node:fs';
import path from 'node:path';

import { keptSecrets } from '../support/e2e/kept-secrets';
import { standsIn, TestSales, withQuickRetries } from '../support/e2e/sales';
import { StrangeServer, Trouble, type Cause } from '../support/e2e/sales-trouble';
import { SALES_FIXTURES } from '../support/sales-fixture';

/**
 * What the sales sync has to survive at SQL Server: wrong password, no such database, server down, DNS, silence,
 * certificate, missing table or column (named), permission denied, deadlock, lock, time-out, broken connections, and
 * all of that when only the marks are left to be made. After each: nothing lost, nothing sent twice, ledger and pending
 * list true, words that tell a person what to do; and a database failure is never "nothing pending".
 */
jest.setTimeout(10 * 60_000);

const WRONG_PASSWORD = 'No-Es-La-Clave-1';
const LIST = 'dbo.EB_T_HistorialSincVentas_Solar';

/** A failure of SQL Server, and what a person reads of it. */
interface Failure extends Cause {
	/** Of what the run ended with: what happened, and what to do. */
	says: RegExp;
	whatToDo: RegExp;
}

let test: TestSales;
let silent: StrangeServer;

const credential = (change: () => Record<string, string | number | boolean>) => ({
	begin: async () => await test.changeCredential('microsoftSql', change()),
	end: async () => await test.changeCredential('microsoftSql', {}),
});
const faults = (...armed: object[]) => ({
	begin: async () => {
		for (const fault of armed) await test.sqlServer('POST /faults', fault);
	},
	end: async () => await test.sqlServer('DELETE /faults'),
});
const denied = (permission: string, table: string) => {
	const change = async (verb: string) =>
		await test.sqlServer('POST /permissions', { verb, permission, table, login: 'n8n_factulink' });
	return { begin: async () => await change('DENY'), end: async () => await change('REVOKE') };
};
const script = async (text: string) => await test.sqlServer('POST /script', { script: text });
/** CTA04 as the fixture makes it, without its rows: the vouchers of these tests have none there. */
const TAXES = /CREATE TABLE dbo\.CTA04 [\s\S]*?^GO$/m.exec(
	readFileSync(path.join(SALES_FIXTURES, 'schema.sql'), 'utf8'),
)?.[0];
const broken = (how: string) => ({
	begin: async () => await script(`${how}\nGO\n`),
	end: async () => await script(`DROP TABLE IF EXISTS dbo.CTA04\nGO\n${TAXES}\n`),
});

/** What stops a run before it knows what is pending: it must end in red, and never look like "nothing pending". */
const FAILURES: Failure[] = [
	{
		what: 'a wrong password',
		...credential(() => ({ password: WRONG_PASSWORD })),
		says: /did not accept the login/,
		whatToDo: /Check user and password/,
	},
	{
		what: 'a database that does not exist',
		...credential(() => ({ database: 'OtraBase' })),
		says: /OtraBase/,
		whatToDo: /name of the database|may open that database/,
	},
	{
		what: 'a credential without its server',
		...credential(() => ({ server: '' })),
		says: /credential is not complete: server/,
		whatToDo: /fill in the named fields/,
	},
	{
		what: 'a server that is down',
		begin: async () => await test.sqlServer('POST /down'),
		end: async () => await test.sqlServer('POST /up'),
		says: /TangoCentral_test.* cannot be reached/,
		whatToDo: /Check server name/,
	},
	{
		what: 'a server name that nobody knows (DNS)',
		...credential(() => ({ server: 'no-such-server.invalid' })),
		says: /no-such-server\.invalid.* cannot be reached/,
		whatToDo: /Check server name/,
	},
	{
		what: 'a server that takes the connection and stays silent',
		...credential(() => ({ server: '127.0.0.1', port: silent.port, connectTimeout: 1_000 })),
		says: /No connection to .* came about in time/,
		whatToDo: /firewall/,
	},
	{
		what: 'a certificate of SQL Server that this machine does not know',
		...credential(() => ({ allowUnauthorizedCerts: false })),
		says: /certificate of the server .* was not accepted/,
		whatToDo: /Ignore SSL Issues/,
	},
	{
		what: 'a table that is missing: it is named',
		...broken('DROP TABLE dbo.CTA04'),
		says: /has no table dbo\.CTA04/,
		whatToDo: /Tango's central database/,
	},
	{
		what: 'a column that is missing: it is named with its table',
		...broken('ALTER TABLE dbo.CTA04 DROP COLUMN IMPORTE'),
		says: /column is missing in CTA04 .*IMPORTE/,
		whatToDo: /Compare the column names/,
	},
	{
		what: 'a table that may not be read: it is named',
		...denied('SELECT', 'dbo.CTA03'),
		says: /may not use .*CTA03/,
		whatToDo: /grant SELECT/,
	},
	{
		what: 'a pending list that may not be read: it is named',
		...denied('SELECT', LIST),
		says: /may not use .*EB_T_HistorialSincVentas_Solar/,
		whatToDo: /grant SELECT/,
	},
	{
		what: 'a deadlock that lasts',
		...faults({ matching: 'dbo.CTA03', error: 'deadlock', times: 100 }),
		says: /CTA03 .*to resolve a deadlock/,
		whatToDo: /tried again/,
	},
	{
		what: 'a table that another program keeps locked',
		...faults({ matching: 'dbo.CTA02', error: 'lock-timeout', times: 100 }),
		says: /holds a lock on CTA02/,
		whatToDo: /which program keeps the table locked/,
	},
	{
		what: 'an answer that does not come in time',
		begin: async () => {
			await test.changeCredential('microsoftSql', { requestTimeout: 1_500 });
			await test.sqlServer('POST /faults', { matching: 'dbo.CTA03', delayMs: 8_000 });
		},
		end: async () => {
			await test.sqlServer('DELETE /faults');
			await test.changeCredential('microsoftSql', {});
		},
		says: /did not answer about .* in time/,
		whatToDo: /raise "Request Timeout"/,
	},
	{
		what: 'a connection that breaks off in the middle of every answer',
		...faults({ matching: 'EB_T_HistorialSincVentas_Solar] AS p', drop: 'within', times: 100 }),
		says: /broke off while .*EB_T_HistorialSincVentas_Solar was being used/,
		whatToDo: /tried again/,
	},
];

/** What a run gets over by itself. */
const PASSING = [
	{ what: 'a single deadlock', ...faults({ matching: 'dbo.CTA03', error: 'deadlock' }) },
	{
		what: 'a connection that breaks off once before the answer',
		...faults({ matching: 'EB_T_HistorialSincVentas_Solar] AS p', drop: 'after' }),
	},
	{
		what: 'a connection that breaks off once in the middle of the answer',
		...faults({ matching: 'EB_T_HistorialSincVentas_Solar] AS p', drop: 'within' }),
	},
	{ what: 'an answer that is slow', ...faults({ matching: 'dbo.CTA02', delayMs: 2_000 }) },
];

/** What strikes when the mall has the vouchers already, and only the marks in the pending list are left to be made. */
const MARKING = [
	{
		what: 'a pending list that may not be changed',
		...denied('UPDATE', LIST),
		says: /may not use .*EB_T_HistorialSincVentas_Solar/,
		whatToDo: /UPDATE on the pending list/,
		rows: 'open',
	},
	{
		what: 'a deadlock at every mark',
		...faults({ matching: 'UPDATE', error: 'deadlock', times: 100 }),
		says: /to resolve a deadlock/,
		whatToDo: /tried again/,
		rows: 'open',
	},
	{
		what: 'a connection that breaks off after every mark',
		...faults({ matching: 'UPDATE', drop: 'after', times: 3 }),
		rows: 'closed',
	},
] as const;

(standsIn ? describe : describe.skip)('the sales sync in trouble with SQL Server', () => {
	beforeAll(async () => {
		test = await TestSales.open('sales-trouble-sql', { adapt: withQuickRetries });
		silent = await StrangeServer.start();
		await test.n8n.start();
		// Whatever is sent twice from now on, the mall takes twice, and its books show it.
		await test.mall('POST /settings', { detectDuplicates: false });
		expect((await test.run()).status).toBe('success');
	});
	afterAll(async () => {
		await silent.stop();
		await test.remove();
	});

	describe('a run that cannot know what is pending ends in red with what to do, and the next one sends everything once, after', () => {
		it.each(FAILURES)('$what', async ({ says, whatToDo, ...cause }) => {
			const trouble = await Trouble.withVouchers(test);
			await test.forgetRequests();
			const { status, error, data } = await trouble.runDuring(cause);
			expect([status, error]).toEqual(['error', expect.stringMatching(says)]);
			expect(data.resultData.error?.description).toMatch(whatToDo);
			expect(trouble.states()).toEqual(['unknown', 'unknown', 'unknown']);
			expect(await test.sentNow()).toEqual([]);

			await trouble.untilDone();
			await trouble.expectTruth();
		});
	});

	describe('a run gets by itself over', () => {
		it.each(PASSING)('$what', async (cause) => {
			const trouble = await Trouble.withVouchers(test);
			const { status, error } = await trouble.runDuring(cause);
			expect([status, error]).toEqual(['success', undefined]);
			trouble.expectLeft({ state: 'done', code: null });
			await trouble.expectTruth();
		});
	});

	describe('what the mall has is never sent again, and is marked later, after', () => {
		it.each(MARKING)('$what', async ({ begin, end, rows, ...words }) => {
			const trouble = await Trouble.withVouchers(test);
			await begin();
			try {
				expect((await test.run()).status).toBe('success');
				expect(trouble.states()).toEqual(['done', 'done', 'done']);
				expect(await trouble.atTheMall()).toEqual([1, 1, 1]);
				const marked = test.marked();
				const closed = trouble.vouchers.map(({ name }) => marked.includes(name));
				expect(closed).toEqual(trouble.vouchers.map(() => rows === 'closed'));

				await test.forgetRequests();
				const again = await test.run();
				expect(await test.sentNow()).toEqual([]);
				if ('says' in words) {
					expect([again.status, again.error]).toEqual(['error', expect.stringMatching(words.says)]);
					expect(again.data.resultData.error?.description).toMatch(words.whatToDo);
				} else {
					expect(again.status).toBe('success');
				}
			} finally {
				await end();
			}
			await trouble.untilDone();
			expect(await test.sentNow()).toEqual([]);
			await trouble.expectTruth();
		});
	});

	it('no password, token or certificate is in what n8n and the ledger keep of all these failures', async () => {
		await test.n8n.stop();
		const { places, found } = keptSecrets(test, [WRONG_PASSWORD]);
		for (const trace of ['did not accept the login', 'to resolve a deadlock']) {
			expect(places.some(({ text }) => text.includes(trace))).toBe(true);
		}
		expect(found).toEqual([]);
	});
});
