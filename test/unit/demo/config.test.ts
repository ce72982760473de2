import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
	companiesOf,
	ConfigError,
	defaultConfigFile,
	readConfig,
	type RelayConfig,
} from '../../../demo/config';
import { readSales, salesSchema } from '../../../demo/sales/config';

const folder = mkdtempSync(path.join(tmpdir(), 'factulink-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const duofic = { code: '002', name: 'Duofic', parentSupplierCode: 1, supplierCodeAtParent: 901 };
const minimal = {
	dataFolder: 'datos',
	companies: [duofic],
	parent: { code: '001', name: 'Oficit' },
};

function write(content: unknown): string {
	const file = path.join(folder, 'relay.json');
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return file;
}

const relayIn = (file: string): RelayConfig => companiesOf(readConfig(file));

function refusal(content: unknown): string {
	try {
		readConfig(write(content));
	} catch (reason) {
		if (reason instanceof ConfigError) return reason.message;
		throw reason;
	}
	throw new Error('The configuration was accepted');
}

test('the shipped configuration is valid and relays everything of 2026 from the shipped files', () => {
	const config = relayIn(defaultConfigFile);
	expect(config.fiscalYear).toBe(2026);
	expect(config.companies.map(({ code, startFrom }) => [code, startFrom])).toEqual([
		['002', 'everything'],
		['003', 'everything'],
	]);
	expect(path.isAbsolute(config.dataFolder)).toBe(true);
});

test('what is left out is what is safe for a real installation', () => {
	const config = readConfig(write(minimal), 'site');
	expect(config).toMatchObject({
		ledgerFile: undefined,
		relay: {
			dataFolder: path.join(folder, 'datos'),
			fiscalYear: 'current',
			schedule: { everyMinutes: 1 },
		},
	});
	expect(config.relay?.companies[0]).toEqual({
		...duofic,
		password: '',
		seriesAtParent: 0,
		articleMapping: 'reference',
		startFrom: 'now',
		lookBackDays: 30,
	});
});

test('the demo relays the orders of the year unless the configuration says otherwise', () => {
	const [asIs, from] = relayIn(
		write({
			...minimal,
			companies: [
				duofic,
				{
					...duofic,
					code: '003',
					name: 'OfiFactory',
					supplierCodeAtParent: 902,
					startFrom: '2026-05-01',
					lookBackDays: 90,
				},
			],
		}),
	).companies;
	expect(asIs).toMatchObject({ startFrom: 'everything', lookBackDays: 0 });
	expect(from).toMatchObject({ startFrom: '2026-05-01', lookBackDays: 90 });
});

test('a Windows folder stays as it is, on any system', () => {
	const config = relayIn(write({ ...minimal, dataFolder: 'C:\\Datos\\FS' }));
	expect(config.dataFolder).toBe('C:\\Datos\\FS');
});

test('a password comes from the environment variable that is named', () => {
	process.env.FACTULINK_TEST_PASSWORD = 'Duofic-2026';
	const companies = [{ ...duofic, passwordEnv: 'FACTULINK_TEST_PASSWORD' }];
	const config = relayIn(write({ ...minimal, companies }));
	expect(config.companies[0]?.password).toBe('Duofic-2026');
	delete process.env.FACTULINK_TEST_PASSWORD;
	expect(refusal({ ...minimal, companies })).toContain(
		'companies[0].passwordEnv is "FACTULINK_TEST_PASSWORD"; expected: the name of an environment variable that is set',
	);
});

describe('what does not fit is named with its place, its value and what is expected', () => {
	test.each<[string, unknown, string]>([
		[
			'a code that is no code',
			{ ...minimal, companies: [{ ...duofic, code: '2' }] },
			'companies[0].code is "2"; expected: three letters or digits, such as "002" for the file 0022026.accdb',
		],
		[
			'a missing supplier code',
			{ ...minimal, companies: [{ ...duofic, parentSupplierCode: undefined }] },
			'companies[0].parentSupplierCode is required: the supplier code of the parent in this company, such as 1',
		],
		[
			'a supplier code as text',
			{ ...minimal, companies: [{ ...duofic, parentSupplierCode: '1' }] },
			'companies[0].parentSupplierCode is "1"; expected: the supplier code of the parent in this company, such as 1',
		],
		[
			'a setting that does not exist',
			{ ...minimal, companies: [{ ...duofic, suplierCode: 1 }] },
			'companies[0].suplierCode is not a known setting; known settings here are code, name,',
		],
		[
			'another article mapping',
			{ ...minimal, companies: [{ ...duofic, articleMapping: 'barcode' }] },
			'companies[0].articleMapping is "barcode"; expected: one of "reference", "sameCode", "ean", "equivalent"',
		],
		[
			'a day that does not exist',
			{ ...minimal, companies: [{ ...duofic, startFrom: '2026-02-30' }] },
			'companies[0].startFrom is "2026-02-30"; expected: "everything", "now" or a date such as "2026-01-31"',
		],
		[
			'a connection that cannot write for the parent',
			{ ...minimal, parent: { ...minimal.parent, connection: { type: 'driverless' } } },
			'parent.connection.type is "driverless"; expected: one of "standIn", "accessDriver", "connectionString"',
		],
		[
			'a connection string without the file',
			{
				...minimal,
				parent: {
					...minimal.parent,
					connection: { type: 'connectionString', connectionString: 'DSN=oficit' },
				},
			},
			'parent.connection.connectionString is "DSN=oficit"; expected: a connection string in which {file} stands for the path of the company file',
		],
		[
			'the code of the parent for a sub-company',
			{ ...minimal, companies: [{ ...duofic, code: '001' }] },
			'companies[0].code is "001"; expected: a code that no other company here has',
		],
		[
			'two schedules',
			{ ...minimal, schedule: { everyMinutes: 5, cron: ['0 */5 * * * *'] } },
			'schedule is {"everyMinutes":5,"cron":["0 */5 * * * *"]}; expected: either everyMinutes or cron, not both',
		],
		[
			'a schedule that n8n refuses',
			{ ...minimal, schedule: { cron: ['*/10 * * * * *'] } },
			'schedule.cron[0] is "*/10 * * * * *"; expected: six fields, the first (seconds) one number, such as "30 */5 * * * *"',
		],
		[
			'no companies',
			{ ...minimal, companies: [] },
			'companies is []; expected: at least one company',
		],
		[
			'a year out of the world',
			{ ...minimal, fiscalYear: 26 },
			'fiscalYear is 26; expected: "current" or a year such as 2026',
		],
		['no object at all', [], 'The whole file is []; expected:'],
	])('%s', (_title, content, words) => {
		expect(refusal(content)).toContain(words);
	});

	test('all of them at once', () => {
		const message = refusal({ dataFolder: '', companies: [{}], parent: {} });
		for (const place of ['dataFolder', 'companies[0].code', 'parent.name']) {
			expect(message).toContain(`\n  ${place} `);
		}
	});

	test('never the password itself', () => {
		const companies = [{ ...duofic, password: 4711 }];
		expect(refusal({ ...minimal, companies })).not.toContain('4711');
	});

	test('JSON that is none, with its most frequent cause', () => {
		expect(refusal('{"dataFolder": "C:\\Datos"}')).toContain('backslashes are not doubled');
	});

	test('a file that is not there', () => {
		expect(() => readConfig(path.join(folder, 'absent.json'))).toThrow(
			/absent\.json does not exist/,
		);
	});
});

describe('the part "sales"', () => {
	const server = {
		host: 'SRV-TANGO',
		user: 'n8n',
		password: 'x',
		database: 'Tango_test',
	};
	const mall = {
		baseUrl: 'https://mall.example:22472/Demo_BackEnd/api',
		user: 'local',
		password: 'y',
		idCliente: '123',
	};
	const withSales = (sales: unknown) => ({ ...minimal, sales });
	const lent = { MSSQL_HOST: 'lent', MSSQL_DATABASE: 'lent_test', SOLAR_URL: 'https://lent/api' };

	test('may be absent: then only the relay runs', () => {
		expect(readConfig(write(minimal)).sales).toBeUndefined();
	});

	test('may be alone: then only the sales run, and no company file is needed', () => {
		const file = write({ sales: { sqlServer: server, solar: mall }, ledger: { file: 'l.sqlite' } });
		expect(readConfig(file)).toMatchObject({
			ledgerFile: path.join(folder, 'l.sqlite'),
			relay: undefined,
			sales: { sqlServer: { host: 'SRV-TANGO' }, solar: { user: 'local' } },
		});
		expect(readConfig(write({ sales: {} }), 'demo')).toMatchObject({ relay: undefined });
	});

	test.each([
		[{}, 'dataFolder is required'],
		[{ ledger: { file: 'l.sqlite' } }, 'companies is required'],
		[{ sales: {}, parent: minimal.parent }, 'companies is required'],
		[{ sales: {}, companies: [duofic] }, 'dataFolder is required'],
		[
			{ sales: {}, schedule: { everyMinutes: 1 } },
			'schedule is not a known setting; known settings here are ledger, sales, mail',
		],
		[{ sales: { everyMinute: 1 } }, 'sales.everyMinute is not a known setting'],
	])(
		'a file with half a relay, or with no flow at all, is told what is missing: %j',
		(given, words) => {
			expect(refusal(given)).toContain(words);
		},
	);

	test('needs no type for a real system, and completes it', () => {
		const { sales } = readConfig(
			write(withSales({ sqlServer: server, solar: { ...mall, caFile: 'ca.pem' } })),
		);
		expect(sales).toMatchObject({
			sqlServer: { type: 'server', port: 1433, encrypt: true, trustServerCertificate: false },
			solar: { type: 'server', idCliente: '123', caFile: path.join(folder, 'ca.pem') },
			pendingTable: 'EB_T_HistorialSincVentas_Solar',
			everyMinutes: 5,
		});
	});

	test.each([
		[{ sqlServer: { ...server, password: undefined } }, 'sales.sqlServer.passwordEnv is required'],
		[
			{ solar: { ...mall, password: undefined, passwordEnv: 'NOT_SET_ANYWHERE' } },
			'sales.solar.passwordEnv is "NOT_SET_ANYWHERE"; expected: the name of an environment variable that is set',
		],
		[
			{ solar: { ...mall, baseUrl: 'http://x/api' } },
			'expected: an address that begins with https',
		],
		[{ sqlServer: { type: 'oracle' } }, 'sales.sqlServer.type is "oracle"; expected: { "type"'],
		[{ sqlServer: { ...server, hots: 'x' } }, 'sales.sqlServer.hots is not a known setting'],
		[{ settings: { typeCodeWidth: 7 } }, 'sales.settings.typeCodeWidth is 7'],
		[{ settings: { brnaches: [] } }, 'sales.settings.brnaches is not a known setting'],
		[{ everyMinutes: 0 }, 'sales.everyMinutes is 0; expected: minutes from 1 to 59'],
	])('is refused with the place and what is expected: %j', (sales, words) => {
		expect(refusal(withSales(sales))).toContain(words);
	});

	test.each([{}, { sqlServer: { type: 'standIn' }, solar: { type: 'standIn' } }])(
		'takes the systems that the environment lends in place of stand-ins: %j',
		(given) => {
			const lentTo = readSales(salesSchema.parse(given), lent, (place) => place);
			expect(lentTo.sqlServer).toMatchObject({ host: 'lent', port: 1433, forTrial: true });
			expect(lentTo.solar).toMatchObject({ baseUrl: 'https://lent/api' });
		},
	);

	test('keeps the systems that it names itself', () => {
		const kept = readSales(
			salesSchema.parse({ sqlServer: server, solar: mall }),
			lent,
			(place) => place,
		);
		expect(kept.sqlServer).toMatchObject({ host: 'SRV-TANGO', forTrial: false });
		expect(kept.solar).toMatchObject({ baseUrl: mall.baseUrl });
	});
});
