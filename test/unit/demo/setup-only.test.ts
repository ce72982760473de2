import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ConfigError, defaultConfigFile, readConfig } from '../../../demo/config';
import { setUpOnly } from '../../../demo/setup-only';

const folder = mkdtempSync(path.join(tmpdir(), 'factulink-setup-'));
afterAll(() => rmSync(folder, { recursive: true }));

const relay = {
	dataFolder: 'datos',
	companies: [{ code: '002', name: 'Duofic', parentSupplierCode: 1, supplierCodeAtParent: 901 }],
	parent: { code: '001', name: 'Oficit' },
};
const sales = {
	sqlServer: { host: 'SRV', user: 'n8n', password: 'x', database: 'Tango' },
	solar: { baseUrl: 'https://mall/api', user: 'u', password: 'y', idCliente: '1' },
};

/** Beside these, every site gets what tells people how things stand. */
const OF_FLOWS = /^(?:fl(?:Relay|Sales)|factusol|factuLink|microsoftSql|solarApi)/;

/** What an integrator gets for a configuration. */
function written(content: unknown) {
	const file = path.join(folder, 'site.json');
	writeFileSync(file, JSON.stringify(content));
	const out = path.join(folder, 'out');
	const text = setUpOnly(readConfig(file, 'site'), out);
	const credentials = JSON.parse(readFileSync(path.join(out, 'credentials.json'), 'utf8')) as {
		type: string;
	}[];
	return {
		text,
		credentials: credentials
			.map(({ type }) => type)
			.filter((type) => OF_FLOWS.test(type))
			.sort(),
		workflows: readdirSync(path.join(out, 'workflows'))
			.filter((name) => OF_FLOWS.test(name))
			.sort(),
	};
}

test('a site with both flows gets both, with one ledger', () => {
	const { text, credentials, workflows } = written({ ...relay, sales });
	expect(credentials).toEqual([
		'factuLinkLedger',
		'factusolDatabase',
		'factusolDatabase',
		'microsoftSql',
		'solarApi',
	]);
	expect(workflows).toEqual([
		'flRelayDuofic001.json',
		'flRelayWorker001.json',
		'flSalesSync00001.json',
	]);
	expect(text).toMatch(
		/"Factusol: …", "SQL Server: Tango", "Solar API: shopping" and press "Test"/,
	);
});

test('a site with the sales alone gets nothing of the relay, and reads nothing of it', () => {
	const { text, credentials, workflows } = written({ sales });
	expect(credentials).toEqual(['factuLinkLedger', 'microsoftSql', 'solarApi']);
	expect(workflows).toEqual(['flSalesSync00001.json']);
	expect(text).toContain(path.join(folder, 'factulink-ledger.sqlite'));
	expect(text).not.toMatch(/Factusol|data folder|orders/);
});

test('a site with the relay alone gets nothing of the sales', () => {
	const { text, credentials, workflows } = written(relay);
	expect(credentials).toEqual(['factuLinkLedger', 'factusolDatabase', 'factusolDatabase']);
	expect(workflows).toEqual(['flRelayDuofic001.json', 'flRelayWorker001.json']);
	expect(text).not.toMatch(/SQL Server|Solar/);
});

test('the shipped configuration, whose sales name no system, gets the relay', () => {
	const text = setUpOnly(readConfig(defaultConfigFile, 'site'), path.join(folder, 'shipped'));
	expect(text).not.toMatch(/SQL Server|Solar/);
});

test.each([
	[{ sales: {} }, /nothing to set up: without companies it needs sales\.sqlServer/],
	[{ sales: { solar: sales.solar } }, /names only solar/],
	[{ sales: { sqlServer: { type: 'standIn' } } }, /names a stand-in, which only the demo runs/],
	[
		{ ...relay, parent: { ...relay.parent, connection: { type: 'standIn' } } },
		/parent\.connection\.type is "standIn"/,
	],
])('a site that cannot be set up is told why: %j', (content, words) => {
	expect(() => written(content)).toThrow(ConfigError);
	expect(() => written(content)).toThrow(words);
});
