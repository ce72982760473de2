import fc from 'fast-check';
import { TableCatalogue, resolveMax, resolveSelect } from '../../../lib/access/catalogue';
import { insertText, maxTexts, selectTexts } from '../../../lib/access/sql';
import type { Select } from '../../../lib/access';

const place = { engine: 'access' as const, label: 'Duofic (0022026.accdb)', table: 'F_LPC' };
const table = new TableCatalogue(place.label, 'F_LPC', [
	{ name: 'TIPLPC', type: 'text', length: 1 },
	{ name: 'CODLPC', type: 'long' },
	{ name: 'POSLPC', type: 'short' },
	{ name: 'DESLPC', type: 'memo' },
	{ name: 'CANLPC', type: 'currency' },
	{ name: 'DT1LPC', type: 'single' },
	{ name: 'FFALPC', type: 'datetime' },
	{ name: 'Fecha pedido', type: 'datetime' },
	{ name: 'Order', type: 'long' },
	{ name: 'FOTO', type: 'other' },
]);

function texts(query: Omit<Select, 'table'>): string[] {
	return selectTexts(resolveSelect({ table: 'F_LPC', ...query }, table), place);
}

test('money and Single columns are fetched as Double under neutral names', () => {
	expect(texts({ columns: ['CODLPC', 'CANLPC', 'DT1LPC'] })).toEqual([
		'SELECT CODLPC, (CANLPC * 1.0E0) AS FL2, (DT1LPC * 1.0E0) AS FL3 FROM F_LPC',
	]);
});

test('names are those of the file, whatever case is asked for', () => {
	expect(
		texts({ columns: ['codlpc'], where: [{ column: 'Tiplpc', is: '=', value: "1'" }] }),
	).toEqual(["SELECT CODLPC FROM F_LPC WHERE TIPLPC = '1'''"]);
});

test('conditions are joined by AND and written by the kind of their column', () => {
	expect(
		texts({
			columns: ['POSLPC'],
			where: [
				{ column: 'FFALPC', is: '>=', value: '2026-01-01 00:00:00' },
				{ column: 'FFALPC', is: '<', value: '2026-01-02 00:00:00' },
				{ column: 'CODLPC', is: 'in', values: [1, 2] },
			],
		}),
	).toEqual([
		"SELECT POSLPC FROM F_LPC WHERE FFALPC >= {ts '2026-01-01 00:00:00'} AND FFALPC < {ts '2026-01-02 00:00:00'} AND CODLPC IN (1, 2)",
	]);
});

test('NULL is asked for by a condition of its own', () => {
	expect(
		texts({
			columns: ['CODLPC'],
			where: [
				{ column: 'ffalpc', is: 'null' },
				{ column: 'TIPLPC', is: '=', value: '1' },
			],
		}),
	).toEqual(["SELECT CODLPC FROM F_LPC WHERE FFALPC IS NULL AND TIPLPC = '1'"]);
});

test('a text that no row can hold does not keep the others of a list from being found', () => {
	expect(
		texts({
			columns: ['CODLPC'],
			where: [{ column: 'TIPLPC', is: 'in', values: ['1', 'a\0', '\ud83d', 'W'] }],
		}),
	).toEqual(["SELECT CODLPC FROM F_LPC WHERE TIPLPC IN ('1', 'W')"]);
	expect(
		texts({ columns: ['CODLPC'], where: [{ column: 'TIPLPC', is: 'in', values: ['\0'] }] }),
	).toEqual([]);
});

test('names that are no plain words are put in brackets', () => {
	expect(texts({ columns: ['Fecha pedido', 'ORDER'] })).toEqual([
		'SELECT [Fecha pedido], [Order] FROM F_LPC',
	]);
});

test('an empty list needs no statement', () => {
	expect(
		texts({
			columns: ['CODLPC'],
			where: [
				{ column: 'CODLPC', is: 'in', values: [] },
				{ column: 'POSLPC', is: '=', value: 1 },
			],
		}),
	).toEqual([]);
});

test('a long list becomes several statements that ask for each value once, none too long', () => {
	const codes = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 900 });
	fc.assert(
		fc.property(codes, (values) => {
			const asked = texts({ columns: ['CODLPC'], where: [{ column: 'CODLPC', is: 'in', values }] })
				.map((text) => /IN \((.*)\)$/.exec(text)?.[1]?.split(', ').map(Number) ?? [])
				.map((part) => {
					expect(part.length).toBeGreaterThan(0);
					expect(part.length).toBeLessThanOrEqual(200);
					return part;
				})
				.flat();
			expect([...asked].sort()).toEqual([...new Set(values)].sort());
		}),
	);
});

test('texts that are the same to Access are asked for once, so that no row comes twice', () => {
	const values = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 'Abc' : 'aBC '));
	expect(
		texts({ columns: ['CODLPC'], where: [{ column: 'DESLPC', is: 'in', values }] }),
	).toHaveLength(1);
});

test('lists of long texts are parted by length', () => {
	const values = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(1000)}`);
	const parts = texts({ columns: ['CODLPC'], where: [{ column: 'DESLPC', is: 'in', values }] });
	expect(parts.length).toBeGreaterThan(1);
	for (const part of parts) expect(part.length).toBeLessThan(40_000);
});

test('the highest value is asked for with the same conditions', () => {
	const query = resolveMax(table, 'CODLPC', [{ column: 'TIPLPC', is: '=', value: '1' }]);
	expect(maxTexts(query, place)).toEqual([
		"SELECT MAX(CODLPC) AS FL1 FROM F_LPC WHERE TIPLPC = '1'",
	]);
	expect(() => resolveMax(table, 'DESLPC', [])).toThrow(/is not read in this way/);
});

test('an insert names its columns, so that the others take their defaults', () => {
	expect(
		insertText(table, { tiplpc: '1', CODLPC: 7, DESLPC: "Puerta 1'20 € ]", CANLPC: '2.5' }, place),
	).toBe(
		"INSERT INTO F_LPC (TIPLPC, CODLPC, DESLPC, CANLPC) VALUES ('1', 7, 'Puerta 1''20 € ]', 2.5)",
	);
});

test('a row too long for one statement of Access is refused', () => {
	expect(() => insertText(table, { DESLPC: 'x'.repeat(60_000) }, place)).toThrow(
		expect.objectContaining({ class: 'person', code: 'ROW_TOO_LONG' }),
	);
});

test.each([
	[() => texts({ columns: ['NOPE'] }), 'COLUMN_MISSING', 'person'],
	[
		() => texts({ columns: [], where: [{ column: 'NOPE', is: '=', value: 1 }] }),
		'COLUMN_MISSING',
		'person',
	],
	[() => texts({ columns: ['CODLPC'], orderBy: ['NOPE'] }), 'COLUMN_MISSING', 'person'],
	[() => insertText(table, { 'CODLPC) VALUES (1); --': 1 }, place), 'COLUMN_MISSING', 'person'],
	[() => texts({ columns: ['FOTO'] }), 'COLUMN_KIND', 'bug'],
] as const)(
	'a name that is not in the file never reaches a statement (%#)',
	(build, code, kind) => {
		expect(build).toThrow(expect.objectContaining({ code, class: kind }));
	},
);
