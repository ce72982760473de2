import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SqlServerStandIn } from '../../../demo/stand-in/sql-server/server';
import { Chance } from '../../../faults/chance';
import {
	arrivalScript,
	fillVouchers,
	finishScript,
	LEAVE_ONLY_MODELS,
	mayComeInParts,
	VoucherSource,
	type NewVoucher,
} from '../../../faults/sources/vouchers';
import { closeAllPools, withDatabase } from '../../../lib/sales/connection';
import { parseSqlServerCredential } from '../../../lib/sales/credential';
import { getPending } from '../../../lib/sales/get-pending';
import { pendingTableSettingsSchema } from '../../../lib/sales/pending-table';
import { toVoucherResult } from '../../../lib/solar/voucher-result';
import { fixtureSettings, SALES_FIXTURES } from '../../support/sales-fixture';

const PASSWORD = 'Pr0bar-la-clave';

let folder: string;
let server: SqlServerStandIn;
beforeEach(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'factulink-vouchers-'));
	server = openServer();
	for (const file of ['schema.sql', 'seed.sql']) {
		await server.runScript(readFileSync(path.join(SALES_FIXTURES, file), 'utf8'));
	}
	await server.runScript(LEAVE_ONLY_MODELS);
});
afterEach(async () => {
	await closeAllPools();
	await server.close();
	rmSync(folder, { recursive: true, force: true });
});

const openServer = () =>
	new SqlServerStandIn({
		dataFile: path.join(folder, 'tango.sqlite'),
		logins: { n8n: PASSWORD },
	});

/** What the package makes of the pending vouchers. */
async function pending() {
	await server.up();
	const credential = parseSqlServerCredential({
		server: '127.0.0.1',
		port: server.port,
		database: server.database,
		user: 'n8n',
		password: PASSWORD,
		tls: false,
		connectTimeout: 5_000,
		requestTimeout: 60_000,
	});
	const table = pendingTableSettingsSchema.parse({});
	const { verdicts } = await withDatabase(credential, (database) =>
		getPending(database, { from: 'list', table }, fixtureSettings()),
	);
	await closeAllPools();
	await server.down();
	return verdicts
		.map((verdict) => {
			const { outcome, reason, comprobante } = toVoucherResult(verdict);
			return { key: verdict.keyText, fate: outcome, reason, comprobante };
		})
		.sort(byKey);
}

const byKey = (one: { key: string }, other: { key: string }) => one.key.localeCompare(other.key);

const meant = (vouchers: readonly NewVoucher[]) =>
	vouchers
		.map(({ key, fate, reason, comprobante }) => ({ key, fate, reason, comprobante }))
		.sort(byKey);

it('leaves nothing pending of the fixture', async () => {
	expect(await pending()).toEqual([]);
});

it('copies every voucher of the fixture under a new number, by script, and knows what becomes of it', async () => {
	const source = new VoucherSource();
	const vouchers = source.models.flatMap((model) => source.copyOf(model));
	await server.runScript(arrivalScript(vouchers, 'whole'));
	expect(await pending()).toEqual(meant(vouchers));
});

it('writes thousands into the file of the stand-in', async () => {
	const source = new VoucherSource();
	const chance = new Chance(3).branch('vouchers');
	const vouchers = Array.from({ length: 2_000 }, () => source.draw(chance)).flat();
	fillVouchers(path.join(folder, 'tango.sqlite'), vouchers);
	expect(await pending()).toEqual(meant(vouchers));
});

it.each([
	['lines later', 'LINES_MISSING'],
	['header later', 'HEADER_MISSING'],
] as const)('lets vouchers wait whose %s', async (arrival, reason) => {
	const source = new VoucherSource();
	const vouchers = source.models.flatMap((model) => source.copyOf(model)).filter(mayComeInParts);
	expect(vouchers.length).toBeGreaterThan(20);
	await server.runScript(arrivalScript(vouchers, arrival));
	expect((await pending()).map((each) => each.reason)).toEqual(vouchers.map(() => reason));
	await server.runScript(finishScript(vouchers, arrival));
	expect(await pending()).toEqual(meant(vouchers));
});
