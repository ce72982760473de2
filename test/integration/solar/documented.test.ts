import { readFileSync } from 'node:fs';

import { SolarStandIn } from '../../../demo/stand-in/solar-api/server';
import { checkSolarConnection } from '../../../lib/solar/check-connection';
import { SolarClient } from '../../../lib/solar/client';
import { parseSolarConnection } from '../../../lib/solar/connection';
import { sendVouchers } from '../../../lib/solar/send';
import { expected } from '../../support/sales-fixture';

/**
 * What the documentation of the API promises, against the stand-in, or against the API that SOLAR_URL names: then the
 * vouchers of the fixture are really sent.
 */
const { SOLAR_URL, SOLAR_USER, SOLAR_PASSWORD, SOLAR_CLIENT, SOLAR_CA_FILE } = process.env;

let standIn: SolarStandIn | undefined;
let credential: Record<string, unknown>;

beforeAll(async () => {
	if (SOLAR_URL) {
		credential = {
			baseUrl: SOLAR_URL,
			user: SOLAR_USER,
			password: SOLAR_PASSWORD,
			idCliente: SOLAR_CLIENT,
			extraCa: SOLAR_CA_FILE ? readFileSync(SOLAR_CA_FILE, 'utf8') : '',
		};
		return;
	}
	standIn = new SolarStandIn();
	await standIn.up();
	const { user, password, idCliente } = standIn.settings;
	const extraCa = standIn.authority.rootCertificate;
	credential = { baseUrl: standIn.baseUrl, user, password, idCliente, extraCa };
});
afterAll(async () => {
	await standIn?.down();
});

const vouchers = expected.vouchers.flatMap(({ case: key, comprobante }) =>
	comprobante ? [{ key, comprobante }] : [],
);

async function send() {
	const client = new SolarClient(parseSolarConnection(credential));
	try {
		return await sendVouchers(client, vouchers, 10);
	} finally {
		client.close();
	}
}

test('the connection is in order up to the login', async () => {
	const steps = await checkSolarConnection(credential);
	expect(steps.filter(({ result }) => result !== 'ok')).toEqual([]);
});

test('every voucher of the fixture is taken, or was taken in an earlier run', async () => {
	for (const outcome of await send()) {
		expect(['sent', 'alreadyRegistered']).toContain(outcome.outcome);
	}
});

test('sent again, every one of them is recognised', async () => {
	for (const { outcome, message } of await send()) {
		expect([outcome, message]).toEqual(['alreadyRegistered', expect.any(String)]);
	}
	if (standIn) expect(new Set(Object.values(standIn.register.counts()))).toEqual(new Set([1]));
});
