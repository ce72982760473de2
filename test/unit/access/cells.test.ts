import fc from 'fast-check';
import {
	comparable,
	compareSortables,
	conditionTest,
	currencyText,
	plainText,
	singleText,
	sortable,
} from '../../../lib/access/cells';
import type { ColumnType, Value } from '../../../lib/access';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test('plain text means the same number and has no exponent', () => {
	fc.assert(
		fc.property(finite, (value) => {
			const text = plainText(value);
			expect(text).toMatch(/^-?\d+(\.\d+)?$/);
			expect(Number(text) + 0).toBe(value + 0);
		}),
		{ numRuns: 1000 },
	);
	expect([1e-7, 1.5e-9, 1e21, 1.25e22, -0].map(plainText)).toEqual([
		'0.0000001',
		'0.0000000015',
		'1000000000000000000000',
		'12500000000000000000000',
		'0',
	]);
});

test('a Single is shown as it was typed', () => {
	const discounts = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
	fc.assert(
		fc.property(discounts, (discount) => {
			expect(singleText(Math.fround(discount))).toBe(String(discount));
		}),
		{ numRuns: 2000 },
	);
	expect(singleText(Math.fround(33.33))).toBe('33.33');
});

test('the text of a Single means the same 32-bit number', () => {
	fc.assert(
		fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
			expect(Math.fround(Number(singleText(value))) + 0).toBe(value + 0);
		}),
		{ numRuns: 1000 },
	);
});

test('Currency text has at most four decimals and no trailing zeros', () => {
	expect([0, 1, -1, 10_000, -12_5000, 9_999].map(currencyText)).toEqual([
		'0',
		'0.0001',
		'-0.0001',
		'1',
		'-12.5',
		'0.9999',
	]);
	expect(currencyText(-9223372036854775808n)).toBe('-922337203685477.5808');
	fc.assert(
		fc.property(fc.maxSafeInteger(), (value) => {
			expect(currencyText(value)).toBe(currencyText(BigInt(value)));
		}),
	);
});

function holds(type: ColumnType, cell: Value | null, is: '=' | '<' | '>' | 'in', value: Value) {
	return conditionTest({ column: { name: 'X', type }, is, values: [value] })(
		cell === null ? null : comparable(type, cell),
	);
}

test('text compares without case and trailing blanks, but with leading blanks and accents', () => {
	expect(holds('text', 'of00053  ', '=', 'OF00053')).toBe(true);
	expect(holds('text', 'Ñandú', 'in', 'ñANDÚ ')).toBe(true);
	expect(holds('text', ' A', '=', 'A')).toBe(false);
	expect(holds('text', 'camion', '=', 'camión')).toBe(false);
});

test('amounts compare as numbers, exactly', () => {
	expect(holds('currency', '10', '=', '10.0')).toBe(true);
	expect(holds('currency', '9.5', '<', '10')).toBe(true);
	expect(holds('currency', '-0.0001', '<', 0)).toBe(true);
	expect(holds('currency', '900719925474099.1', '=', '900719925474099.1001')).toBe(false);
});

test('NULL satisfies no comparison and sorts first', () => {
	expect(holds('text', null, '=', '')).toBe(false);
	expect(holds('long', null, '<', 5)).toBe(false);
	const isNull = conditionTest({ column: { name: 'X', type: 'text' }, is: 'null', values: [] });
	expect([isNull(null), isNull('')]).toEqual([true, false]);
	const rows = [['b'], [null], ['A']].map((row) => sortable(row, [{ at: 0, type: 'text' }]));
	expect(rows.sort(compareSortables).map(({ row }) => row)).toEqual([[null], ['A'], ['b']]);
});
