import { classifyOdbcError } from '../../../lib/access/errors';
import { FactuLinkError } from '../../../lib/errors';

const place = {
	label: 'Oficit (0012026.accdb)',
	file: 'C:\\Datos\\FS\\0012026.accdb',
	doing: 'writing F_PPR',
	table: 'F_PPR',
	secrets: ['Oficit-2026'],
};

function classify(...odbcErrors: Array<{ state: string; code: number; message: string }>) {
	return classifyOdbcError(
		Object.assign(new Error('[odbc] Error executing the sql statement'), { odbcErrors }),
		place,
	);
}

test.each([
	['HY000', -1811, 'FILE_NOT_FOUND', 'retry'],
	['HY000', -1044, 'FILE_NOT_FOUND', 'retry'],
	['HY000', -1023, 'FILE_NOT_FOUND', 'retry'],
	['HY000', -1024, 'FILE_IN_USE', 'retry'],
	['HY000', -1032, 'FILE_IN_USE', 'retry'],
	['HY000', -1102, 'LOCKED', 'retry'],
	['HY000', -1260, 'LOCKED', 'retry'],
	['42000', -1809, 'READ_ONLY', 'person'],
	['42000', -1905, 'WRONG_PASSWORD', 'person'],
	['HY000', -1028, 'NOT_AN_ACCESS_FILE', 'person'],
	['23000', -1605, 'DUPLICATE_KEY', 'retry'],
	['07002', -3010, 'COLUMN_MISSING', 'person'],
	['42S02', -1305, 'TABLE_MISSING', 'person'],
	['HY000', 5, 'LOCKED', 'retry'],
	['HY000', 6, 'LOCKED', 'retry'],
	['HY000', 8, 'READ_ONLY', 'person'],
	['HY000', 26, 'NOT_AN_ACCESS_FILE', 'person'],
	['HY000', 14, 'NO_ACCESS', 'person'],
] as const)('state %s with native code %d is %s, a matter of %s', (state, code, name, kind) => {
	expect(classify({ state, code, message: '(unknown)' })).toMatchObject({
		code: name,
		class: kind,
		details: { state, nativeCode: code, table: 'F_PPR' },
	});
});

test.each([
	['IM002', 'DRIVER_MISSING', 'person'],
	['IM014', 'DRIVER_BITNESS', 'person'],
	['08S01', 'CONNECTION_LOST', 'retry'],
	['08003', 'CONNECTION_LOST', 'retry'],
	['23000', 'DUPLICATE_KEY', 'retry'],
	['42S22', 'COLUMN_MISSING', 'person'],
] as const)('without a known native code, state %s is %s', (state, name, kind) => {
	expect(classify({ state, code: 0, message: '' })).toMatchObject({ code: name, class: kind });
});

test.each([
	['Could not update; currently locked by user Admin on machine CAJA', 'LOCKED'],
	['No se pudo actualizar; actualmente bloqueado', 'LOCKED'],
	['Operation must use an updateable query.', 'READ_ONLY'],
	['La operación debe usar una consulta actualizable.', 'READ_ONLY'],
	['[SQLite]UNIQUE constraint failed: F_PPR.TIPPPR, F_PPR.CODPPR (19)', 'DUPLICATE_KEY'],
	['[SQLite]NOT NULL constraint failed: F_PPR.CODPPR (19)', 'CONSTRAINT'],
	['[SQLite]no such column: NOPE (1)', 'COLUMN_MISSING'],
	['[SQLite]no such table: F_XYZ (1)', 'TABLE_MISSING'],
	['Too few parameters. Expected 1.', 'COLUMN_MISSING'],
	['Pocos parámetros. Se esperaba 1.', 'COLUMN_MISSING'],
	["[unixODBC][Driver Manager]Can't open lib 'Nope' : file not found", 'DRIVER_MISSING'],
	['The driver did not supply an error!', 'CONNECTION_LOST'],
	['Not a valid password.', 'WRONG_PASSWORD'],
	['No es una contraseña válida.', 'WRONG_PASSWORD'],
	['Disk or network error.', 'CONNECTION_LOST'],
	['Error de disco o red.', 'CONNECTION_LOST'],
])('without a code that says more, the text decides: %s', (message, name) => {
	expect(classify({ state: 'HY000', code: 1, message }).code).toBe(name);
});

test('a state of a duplicate key does not hide that a value is missing', () => {
	expect(
		classify({ state: '23000', code: 19, message: 'NOT NULL constraint failed: F_PPR.TIPPPR' })
			.code,
	).toBe('CONSTRAINT');
});

test('a native code wins over a text that says something else', () => {
	expect(classify({ state: 'HY000', code: -1905, message: 'read-only' }).code).toBe(
		'WRONG_PASSWORD',
	);
});

test('a warning before the record that says what happened is passed over', () => {
	const error = classify(
		{ state: 'IM006', code: 0, message: "Driver's SQLSetConnectAttr failed" },
		{ state: 'HY000', code: -1811, message: 'Could not find file' },
	);
	expect(error.code).toBe('FILE_NOT_FOUND');
	expect(error.message).toContain('Could not find file');
});

test('an error without records, or with an empty list, is classified by its text', () => {
	expect(classifyOdbcError(new Error('database is locked'), place).code).toBe('LOCKED');
	expect(classify().code).toBe('DRIVER_REFUSED');
	expect(classifyOdbcError('nothing known', place)).toMatchObject({
		class: 'bug',
		code: 'DRIVER_REFUSED',
	});
});

test('an error that is classified already is left as it is', () => {
	const error = new FactuLinkError({
		class: 'person',
		code: 'X',
		message: 'x',
		whatToDo: 'x',
	});
	expect(classifyOdbcError(error, place)).toBe(error);
});

test.each([
	'cannot open DBQ=C:\\x.accdb;PWD=Oficit-2026;ExtendedAnsiSQL=1',
	'cannot open DBQ=C:\\x.accdb;PWD={other;}}secret};',
	'cannot open Password = other-secret',
	'the text Oficit-2026 by itself',
])('no password stays in the text: %s', (message) => {
	const error = classify({ state: 'HY000', code: -1028, message });
	expect(error.message).not.toMatch(/Oficit-2026|secret/);
	expect(error.message).toContain('•••');
});

test('the sentence says which company and what was being done', () => {
	expect(classify({ state: 'HY000', code: 5, message: 'database is locked' }).message).toBe(
		'Oficit (0012026.accdb), writing F_PPR: another program is writing there and did not release its lock in time (driver text: database is locked).',
	);
});
