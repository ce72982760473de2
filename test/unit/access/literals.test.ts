import fc from 'fast-check';
import { comparedLiteral, storedLiteral } from '../../../lib/access/literals';
import type { Column, ColumnType, Value } from '../../../lib/access';
import { FactuLinkError } from '../../../lib/errors';

const place = { engine: 'standard' as const, label: 'Oficit (0012026.accdb)', table: 'F_PPR' };

function column(type: ColumnType, length?: number): Column {
	return { name: 'REFPPR', type, ...(length === undefined ? {} : { length }) };
}

function refusal(type: ColumnType, value: Value, length?: number): FactuLinkError {
	try {
		storedLiteral(column(type, length), value, place);
	} catch (error) {
		if (error instanceof FactuLinkError) return error;
	}
	throw new Error(`${String(value)} was accepted`);
}

/** Reads a text literal as an SQL scanner does: up to the first quote that is not doubled. */
function scanned(literal: string): { value: string; rest: string } {
	let value = '';
	for (let at = 1; at < literal.length; at++) {
		if (literal[at] !== "'") value += literal[at];
		else if (literal[at + 1] === "'") value += literal[at++];
		else return { value, rest: literal.slice(at + 1) };
	}
	throw new Error('the literal does not end');
}

const storableText = fc
	.string({ unit: 'binary', maxLength: 60 })
	.filter((text) => !text.includes('\0'));
const hostileText = fc
	.array(
		fc.constantFrom(
			"'",
			"''",
			'"',
			';',
			'--',
			'/*',
			'*/',
			']',
			'[',
			'\\',
			'?',
			'{ts ',
			'%',
			'\n',
			'a',
		),
		{ maxLength: 20 },
	)
	.map((parts) => parts.join(''));

describe('text', () => {
	test('a literal ends where its text ends, whatever the text', () => {
		fc.assert(
			fc.property(fc.oneof(storableText, hostileText), (text) => {
				const literal = storedLiteral(column('memo'), text, place);
				expect(literal.startsWith("'")).toBe(true);
				expect(scanned(literal)).toEqual({ value: text, rest: '' });
			}),
			{ numRuns: 2000 },
		);
	});

	test('for the Access engine, no vertical bar stands inside a text: it would evaluate what follows', () => {
		const access = { ...place, engine: 'access' as const };
		const written = (text: string) => storedLiteral(column('memo'), text, access);
		expect(written('a|b')).toBe("('a' & Chr(124) & 'b')");
		expect(written('|CurrentUser()|')).toBe("('' & Chr(124) & 'CurrentUser()' & Chr(124) & '')");
		expect(written("O'Connor")).toBe("'O''Connor'");
		expect(comparedLiteral(column('text', 5), '|', access)).toBe("('' & Chr(124) & '')");
		expect(storedLiteral(column('memo'), 'a|b', place)).toBe("'a|b'");
		const piece = fc.oneof(storableText, hostileText).filter((text) => !text.includes('Chr'));
		fc.assert(
			fc.property(piece, piece, (first, second) => {
				const text = `${first}|${second}`;
				const parts = written(text).slice(1, -1).split(' & Chr(124) & ');
				expect(written(text)).not.toContain('|');
				expect(parts.map((part) => scanned(part).value).join('|')).toBe(text);
			}),
		);
	});

	test('a text keeps its length, however it is written', () => {
		const access = { ...place, engine: 'access' as const };
		expect(() => storedLiteral(column('text', 3), '|||', access)).not.toThrow();
		expect(() => storedLiteral(column('text', 3), '||||', access)).toThrow(/holds 3/);
	});

	test.each(['a\0b', '\0', 'a\ud83d', '\ude00a', '\ud83d\ud83d\ude00'])(
		'a text with a zero byte or half of a surrogate pair is refused: %j',
		(text) => {
			expect(refusal('memo', text)).toMatchObject({
				class: 'person',
				code: 'TEXT_NOT_STORABLE',
				details: { table: 'F_PPR', column: 'REFPPR' },
			});
		},
	);

	test('a text longer than its column is refused with both lengths, and never cut', () => {
		const error = refusal('text', 'DUOFIC 2026 1-000123', 19);
		expect(error).toMatchObject({
			class: 'person',
			code: 'TEXT_TOO_LONG',
			details: { column: 'REFPPR', allowed: 19, actual: 20 },
		});
		expect(error.message).toContain('Oficit (0012026.accdb)');
		expect(error.message).toContain('F_PPR.REFPPR');
	});

	test('a text of exactly the length of its column fits, counted as Access counts (UTF-16)', () => {
		expect(storedLiteral(column('text', 4), 'añ😀', place)).toBe("'añ😀'");
		expect(refusal('text', 'añ😀', 3).code).toBe('TEXT_TOO_LONG');
	});

	test('a column may be compared with a text that is longer than it', () => {
		expect(comparedLiteral(column('text', 2), 'abc', place)).toBe("'abc'");
	});

	test('a number is no text', () => {
		expect(refusal('text', 7, 5)).toMatchObject({ class: 'bug', code: 'VALUE_KIND' });
	});
});

describe('whole numbers', () => {
	test.each([
		['byte', 0, 255],
		['short', -32_768, 32_767],
		['long', -2_147_483_648, 2_147_483_647],
	] as const)('a %s takes exactly %d to %d', (type, least, most) => {
		fc.assert(
			fc.property(fc.integer({ min: least, max: most }), (value) => {
				expect(storedLiteral(column(type), value, place)).toBe(String(value));
				expect(storedLiteral(column(type), String(value), place)).toBe(String(value));
			}),
		);
		for (const value of [least - 1, most + 1]) {
			expect(refusal(type, value)).toMatchObject({ class: 'person', code: 'NUMBER_OUT_OF_RANGE' });
		}
	});

	test.each([1.5, '1.5', '', ' 1', '1e3', '0x10', '1;', NaN, Infinity, true])(
		'%p is no whole number',
		(value) => {
			expect(refusal('long', value)).toMatchObject({ class: 'bug', code: 'VALUE_KIND' });
		},
	);
});

describe('amounts', () => {
	test('any amount of up to four decimals is written exactly, in plain notation', () => {
		const tenThousandths = fc.bigInt({ min: -9223372036854775807n, max: 9223372036854775807n });
		fc.assert(
			fc.property(tenThousandths, (value) => {
				const digits = String(value < 0n ? -value : value).padStart(5, '0');
				const text = `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
				const literal = storedLiteral(column('currency'), text, place);
				expect(literal).toMatch(/^-?\d+(\.\d{1,4})?$/);
				const [whole = '', fraction = ''] = literal.split('.');
				expect(BigInt(whole.replace('-', '') + fraction.padEnd(4, '0'))).toBe(
					value < 0n ? -value : value,
				);
				expect(literal.startsWith('-')).toBe(value < 0n);
			}),
		);
	});

	test('a number is written as the decimal it shows', () => {
		expect(storedLiteral(column('currency'), 12.35, place)).toBe('12.35');
		expect(storedLiteral(column('currency'), 0.0001, place)).toBe('0.0001');
		expect(storedLiteral(column('double'), 1e-7, place)).toBe('0.0000001');
		expect(storedLiteral(column('double'), 1e21, place)).toBe('1000000000000000000000');
		expect(storedLiteral(column('single'), '33.33', place)).toBe('33.33');
	});

	test('more than four decimals in an amount are a defect, not rounded', () => {
		expect(refusal('currency', '1.00001')).toMatchObject({ class: 'bug', code: 'VALUE_KIND' });
	});

	test.each([
		['currency', '922337203685477.5808'],
		['currency', '-922337203685478'],
		['single', '3.5e38'],
		['double', '1'.repeat(310)],
	] as const)('a %s out of range is refused', (type, value) => {
		expect(refusal(type, value === '3.5e38' ? 3.5e38 : value)).toMatchObject({
			class: 'person',
			code: 'NUMBER_OUT_OF_RANGE',
		});
	});

	test.each(['12,50', '1.234,5', '', '.', '1.', '- 1', 'NaN', '1e5', "1'"])(
		'%p is no amount',
		(value) => {
			expect(refusal('currency', value)).toMatchObject({ class: 'bug', code: 'VALUE_KIND' });
		},
	);
});

describe('dates and times', () => {
	test('every real date and time is written as an ODBC escape', () => {
		const dates = fc.date({
			min: new Date('0100-01-01T00:00:00Z'),
			max: new Date('9999-12-31T23:59:59Z'),
			noInvalidDate: true,
		});
		fc.assert(
			fc.property(dates, (date) => {
				const iso = date.toISOString();
				const text = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
				expect(storedLiteral(column('datetime'), text, place)).toBe(`{ts '${text}'}`);
			}),
		);
	});

	test.each([
		'2026-02-29 00:00:00',
		'1900-02-29 00:00:00',
		'2026-13-01 00:00:00',
		'2026-00-10 00:00:00',
		'2026-04-31 00:00:00',
		'2026-01-00 00:00:00',
		'2026-01-01 24:00:00',
		'2026-01-01 00:60:00',
		'2026-01-01 00:00:60',
		'0099-01-01 00:00:00',
		'2026-01-01',
		'2026-01-01T00:00:00',
		"2026-01-01 00:00:00'} OR 1=1 --",
		'',
		20260101,
	])('%p is refused', (value) => {
		expect(refusal('datetime', value)).toMatchObject({ class: 'person', code: 'DATE_NOT_VALID' });
	});

	test('a leap day is real in a leap year', () => {
		expect(storedLiteral(column('datetime'), '2028-02-29 23:59:59', place)).toBe(
			"{ts '2028-02-29 23:59:59'}",
		);
	});
});

test('truth is written as a word, since Access stores -1 and SQLite 1', () => {
	expect(storedLiteral(column('boolean'), true, place)).toBe('TRUE');
	expect(storedLiteral(column('boolean'), false, place)).toBe('FALSE');
	expect(refusal('boolean', 1).code).toBe('VALUE_KIND');
});

test('a kind of column that is unknown takes nothing', () => {
	expect(refusal('other', 'x')).toMatchObject({ class: 'bug', code: 'VALUE_KIND' });
});
