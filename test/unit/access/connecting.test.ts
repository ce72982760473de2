import { columnTypeOf } from '../../../lib/access/catalogue';
import {
	accessDriverString,
	engineOf,
	templateString,
} from '../../../lib/access/connection-string';
import { loadOdbcModule } from '../../../lib/access/odbc-module';
import { openCompanyDatabase, openWritableCompanyDatabase } from '../../../lib/access';

describe('connection string', () => {
	test('the Access driver gets the file and only a password that exists', () => {
		expect(accessDriverString('C:\\Datos\\FS\\0012026.accdb', undefined)).toBe(
			'Driver={Microsoft Access Driver (*.mdb, *.accdb)};DBQ=C:\\Datos\\FS\\0012026.accdb;ExtendedAnsiSQL=1;',
		);
		expect(accessDriverString('C:\\x.accdb', 'abc')).toContain(';PWD=abc;');
	});

	test('a value that would end early or be read as quoted is put in braces, closing ones doubled', () => {
		expect(accessDriverString('C:\\a;b.accdb', '{a}b;c')).toBe(
			'Driver={Microsoft Access Driver (*.mdb, *.accdb)};DBQ={C:\\a;b.accdb};PWD={{a}}b;c};ExtendedAnsiSQL=1;',
		);
	});

	test('the Access engine is known by its driver', () => {
		expect(engineOf(accessDriverString('C:\\x.accdb', undefined))).toBe('access');
		expect(engineOf('DRIVER={microsoft access driver (*.mdb, *.accdb)};DBQ=x')).toBe('access');
		expect(engineOf('Driver=SQLite3;Database=/x')).toBe('standard');
	});

	test('a template keeps its text; file and password replace their places, every time', () => {
		expect(
			templateString('Driver=X;DB={file};P={password};Again={FILE}', "/a/$&'$1.accdb", '$`'),
		).toBe("Driver=X;DB=/a/$&'$1.accdb;P=$`;Again=/a/$&'$1.accdb");
	});
});

describe('kinds of column', () => {
	test.each([
		['COUNTER', 'long'],
		['VARCHAR', 'text'],
		['LONGCHAR', 'memo'],
		['CURRENCY', 'currency'],
		['REAL', 'single'],
		['DOUBLE', 'double'],
		['SMALLINT', 'short'],
		['INTEGER', 'long'],
		['DATETIME', 'datetime'],
		['BIT', 'boolean'],
		['BYTE', 'byte'],
		['VARCHAR(13)', 'text'],
		['longvarchar', 'memo'],
		['TIMESTAMP', 'datetime'],
		['LONGBINARY', 'other'],
		['GUID', 'other'],
	])('the type name %s means %s', (name, type) => {
		expect(columnTypeOf(name)).toBe(type);
	});
});

describe('the odbc module', () => {
	test('when it is not installed, the error says the command that installs it', () => {
		const load = () => {
			throw Object.assign(new Error("Cannot find module 'odbc'"), { code: 'MODULE_NOT_FOUND' });
		};
		expect(() => loadOdbcModule(load)).toThrow(
			expect.objectContaining({
				class: 'person',
				code: 'ODBC_MODULE_MISSING',
				whatToDo: expect.stringContaining('.n8n/nodes, run: npm install odbc'),
			}),
		);
	});

	test('when it is there without its binary, the error says the command that builds it', () => {
		const load = () => {
			throw new Error(
				"Cannot find module '/x/odbc/lib/bindings/napi-v8/odbc.node'\nRequire stack:",
			);
		};
		expect(() => loadOdbcModule(load)).toThrow(
			expect.objectContaining({
				code: 'ODBC_MODULE_MISSING',
				whatToDo: expect.stringMatching(/npm rebuild odbc.*unixodbc-dev/s),
			}),
		);
	});
});

describe('opening', () => {
	const label = 'Oficit';

	test('writing without a driver is refused, naming what to choose instead', async () => {
		await expect(
			openWritableCompanyDatabase({ file: __filename, label, connection: { via: 'driverless' } }),
		).rejects.toMatchObject({
			class: 'person',
			code: 'READ_ONLY_CONNECTION',
			whatToDo: expect.stringContaining('Microsoft Access ODBC driver'),
		});
	});

	test('the mdbtools driver is refused, because it returns wrong data', async () => {
		await expect(
			openCompanyDatabase({
				file: __filename,
				label,
				connection: { via: 'connection-string', template: 'Driver=MDBTools;DBQ={file}' },
			}),
		).rejects.toMatchObject({ class: 'person', code: 'DRIVER_NOT_RELIABLE' });
	});

	(process.platform === 'win32' ? test.skip : test)(
		'the Access driver is refused where it does not exist',
		async () => {
			await expect(
				openCompanyDatabase({ file: __filename, label, connection: { via: 'access-driver' } }),
			).rejects.toMatchObject({ class: 'person', code: 'DRIVER_MISSING' });
		},
	);
});
