import { setTimeout as wait } from 'node:timers/promises';

import { standsIn, TestSales, withQuickRetries, type Run } from '../support/e2e/sales';
import { expected } from '../support/sales-fixture';

jest.setTimeout(10 * 60_000);

const toSend = expected.vouchers.filter(({ outcome }) => outcome === 'send');
const keys = toSend
	.map(({ key: { branch, type, number } }) => `${branch}/${type}/${number}`)
	.sort();
/** F1, which the mall will refuse. */
const REFUSED = { key: '10/FAC/B0021500030562', number: '00030562' };
const UPDATE = {
	permission: 'UPDATE',
	table: 'dbo.EB_T_HistorialSincVentas_Solar',
	login: 'n8n_factulink',
};

let test: TestSales;

/** States of the vouchers that have to go, and how many are in each. */
function states(): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { key, state } of test.entries()) {
		if (keys.includes(key)) counts[state] = (counts[state] ?? 0) + 1;
	}
	return counts;
}

/** The reasons that people read beside them, without the voucher that each begins with. */
const reasons = () => [
	...new Set(
		test
			.entries()
			.filter(({ key }) => keys.includes(key))
			.map(({ reason }) => (reason ?? '').replace(/^\S+ \([^)]*\): /, '')),
	),
];

/** Runs once more, when what is to be tried again is due. */
async function runAgain(): Promise<Run> {
	await wait(1_500);
	return await test.run();
}

/** The troubles come one after the other, upon the same vouchers: what the one leaves, the next one finds. */
(standsIn ? describe : describe.skip)('the sales sync in trouble', () => {
	beforeAll(async () => {
		test = await TestSales.open('sales-trouble', { adapt: withQuickRetries });
		await test.n8n.start();
	});
	afterAll(() => test.remove());

	it('with SQL Server down: the run ends in red with what to check, and is not "nothing pending"', async () => {
		await test.sqlServer('POST /down');
		const { status, error, data } = await test.run();
		expect(status).toBe('error');
		expect(error).toMatch(/TangoCentral_test.* cannot be reached/);
		expect(data.resultData.error?.description).toMatch(/Check server name/);
		expect(test.entries()).toEqual([]);
		await test.sqlServer('POST /up');
	});

	it('with a wrong password of SQL Server: the same, and the password is not in the words', async () => {
		await test.changeCredential('microsoftSql', { password: 'No-Es-La-Clave-1' });
		const { status, error, data } = await test.run();
		expect(status).toBe('error');
		expect(error).toMatch(/did not accept the login/);
		expect(data.resultData.error?.description).toMatch(/Check user and password/);
		expect(JSON.stringify(data)).not.toContain('No-Es-La-Clave-1');
		expect(test.entries()).toEqual([]);
		await test.changeCredential('microsoftSql', {});
	});

	it('without permission on a table: the table is named', async () => {
		const permission = { permission: 'SELECT', table: 'dbo.CTA03', login: 'n8n_factulink' };
		await test.sqlServer('POST /permissions', { verb: 'DENY', ...permission });
		const { status, error } = await test.run();
		expect([status, error]).toEqual(['error', expect.stringMatching(/may not use .*CTA03/)]);
		expect(test.entries()).toEqual([]);
		await test.sqlServer('POST /permissions', { verb: 'REVOKE', ...permission });
	});

	it('with the API down: everything is registered and comes back by itself, nothing is marked', async () => {
		await test.mall('POST /down');
		const { status } = await test.run();
		await test.mall('POST /up');
		expect(status).toBe('success');
		expect(states()).toEqual({ pending: keys.length });
		expect(reasons()).toEqual([expect.stringMatching(/no hay conexión con el shopping/)]);
		expect(test.marked()).toEqual([]);
	});

	it('with 429: what is not sent waits as long as the mall asks', async () => {
		await test.mall('POST /faults', { status: 429, headers: { 'Retry-After': '3' } });
		await wait(1_500);
		const before = Date.now();
		expect((await test.run()).status).toBe('success');
		expect(states()).toEqual({ pending: keys.length });
		const dues = test.entries().filter(({ key }) => keys.includes(key));
		for (const { due } of dues) expect(Date.parse(due)).toBeGreaterThan(before + 3_000);
		expect(await test.accepted()).toEqual([]);
		await wait(3_500);
	});

	it('with 5xx answers and HTML in place of JSON: it waits as well', async () => {
		await test.mall('POST /faults', { status: 503, body: '<html>Service Unavailable</html>' });
		expect((await runAgain()).status).toBe('success');
		expect(states()).toEqual({ pending: keys.length });
		expect(reasons()).toEqual([expect.stringMatching(/no está disponible/)]);
		expect(await test.accepted()).toEqual([]);
	});

	it('with a wrong password of the API: the run ends in red, the vouchers wait for a person', async () => {
		await test.changeCredential('solarApi', { password: 'Tampoco-Es-La-Clave-1' });
		const { status, error, data } = await runAgain();
		expect(status).toBe('error');
		expect(error).toMatch(/el shopping no aceptó usuario y clave/);
		expect(JSON.stringify(data)).not.toContain('Tampoco-Es-La-Clave-1');
		expect(states()).toEqual({ held: keys.length });
		expect(test.marked()).toEqual([]);
		await test.changeCredential('solarApi', {});
	});

	it('with 401 for ever: the same, after one new token', async () => {
		await test.run(undefined, 'Volver a intentar a mano');
		expect(states()).toEqual({ pending: keys.length });
		await test.mall('POST /faults', { status: 401, times: null });
		const { status, error } = await test.run();
		expect([status, error]).toEqual(['error', expect.stringMatching(/shopping/)]);
		expect(states()).toEqual({ held: keys.length });
		await test.mall('DELETE /faults');
	});

	it('with a certificate that nobody knows: the same, and the words name the certificate', async () => {
		await test.run(undefined, 'Volver a intentar a mano');
		await test.changeCredential('solarApi', { extraCa: '' });
		const { status, error } = await test.run();
		expect([status, error]).toEqual(['error', expect.stringMatching(/certificado/)]);
		expect(states()).toEqual({ held: keys.length });
		expect(await test.accepted()).toEqual([]);
		await test.changeCredential('solarApi', {});
	});

	it('when the token ends in the middle, the mall refuses one voucher, and SQL Server does not let the marks be made: the ledger has the truth', async () => {
		await test.run(undefined, 'Volver a intentar a mano');
		await test.mall('POST /faults', {
			status: 422,
			times: null,
			matching: REFUSED.number,
			body: `\uFEFF${JSON.stringify({ Mensajes: [{ mensaje: 'FALTA RUBRO' }, { mensaje: 'FALTA RUBRO' }] })}`,
		});
		await test.mall('POST /faults', { revokeTokens: true, after: 1 });
		await test.sqlServer('POST /permissions', { verb: 'DENY', ...UPDATE });
		const { status, error } = await test.run();
		expect([status, error]).toEqual([
			'error',
			expect.stringMatching(/may not use .*EB_T_HistorialSincVentas_Solar/),
		]);
		expect(test.marked()).toEqual([]);
		expect(states()).toEqual({ done: keys.length - 1, held: 1 });
		expect(await test.accepted()).toHaveLength(keys.length - 1);
		expect(test.entry(REFUSED.key)?.reason).toMatch(/el shopping lo rechazó: FALTA RUBRO$/);
	});

	it('while the marks still cannot be made: every run ends in red and sends nothing again', async () => {
		await test.forgetRequests();
		expect((await test.run()).status).toBe('error');
		expect(await test.sentNow()).toEqual([]);
		expect(test.marked()).toEqual([]);
		await test.sqlServer('POST /permissions', { verb: 'REVOKE', ...UPDATE });
	});

	it('makes the marks as soon as it can, without sending again', async () => {
		expect((await test.run()).status).toBe('success');
		expect(await test.sentNow()).toEqual([]);
		const marks = keys.filter((key) => key !== REFUSED.key).map((key) => key.slice(3));
		expect(test.marked()).toEqual(marks.sort());
	});

	it('when the connection breaks off after the mall has stored a voucher: it is recognised, not sent twice', async () => {
		await test.mall('DELETE /faults');
		await test.run(undefined, 'Volver a intentar a mano');
		await test.mall('POST /faults', { drop: 'after' });
		expect((await test.run()).status).toBe('success');
		expect(test.entry(REFUSED.key)).toMatchObject({ state: 'pending' });
		expect(await test.accepted()).toHaveLength(keys.length);
		expect((await runAgain()).status).toBe('success');
		expect(test.entry(REFUSED.key)).toMatchObject({
			state: 'done',
			result: { outcome: 'alreadyRegistered' },
		});
	});

	it('in the end everything is sent once, marked, and told in the counts', async () => {
		expect(Object.values(await test.counts())).toEqual(keys.map(() => 1));
		expect(test.marked()).toEqual(keys.map((key) => key.slice(3)).sort());
		expect(await test.sync.report()).toMatchObject({
			sent: keys.length - 1,
			alreadyRegistered: 1,
			rejected: 0,
			marked: keys.length,
		});
		expect(await test.sqlServer('GET /defects')).toEqual([]);
	});
});
