import { Parser } from 'node-sql-parser';

import type { PendingTable } from '../../../lib/sales/pending-table';
import * as queries from '../../../lib/sales/queries';
import type { Statement } from '../../../lib/sales/statement';
import { quoted } from '../../../lib/sales/statement';

const list: PendingTable = {
	name: 'dbo.EB_T_HistorialSincVentas_Solar',
	quotedName: '[dbo].[EB_T_HistorialSincVentas_Solar]',
	type: 'T_COMP',
	number: 'N_COMP',
	state: 'ESTADO_SYNC',
	day: 'FECHA_EMIS',
	time: 'HORA_EMIS',
	mean: 'MEDIO_DE_PAGO',
	sentAt: 'FECHA_SYNC',
	reason: 'MOTIVO',
	reasonLength: 100,
	pendingValue: 0,
	sentValue: 1,
};
const bare: PendingTable = { ...list, day: null, time: null, mean: null, sentAt: null };
const voucher = { type: "FA'C", number: 'B0021500040374' };
const key = { ...voucher, branch: 10 };
const all: queries.WhichRows = { state: 0, since: null };
const page = Array.from({ length: queries.VOUCHERS_PER_PAGE }, (_, index) => ({
	branch: (index % 5) + 1,
	type: ['FAC', 'NCR', 'NDR'][index % 3] ?? '',
	number: `B00215${`${index}`.padStart(8, '0')}`,
}));
const period = { from: '2026-03-01', until: '2026-04-01' };

const statements: Array<[string, Statement]> = [
	['columnsOfTable', queries.columnsOfTable(list.name)],
	['listedRows, first page', queries.listedRows(list, all, null)],
	['listedRows, next page', queries.listedRows(list, all, voucher)],
	['listedRows since a day', queries.listedRows(list, { ...all, since: '2026-03-01' }, voucher)],
	['listedRows without optional columns', queries.listedRows(bare, all, voucher)],
	['pendingRowsOf', queries.pendingRowsOf(list, voucher)],
	['pendingRowsOf without optional columns', queries.pendingRowsOf(bare, voucher)],
	['vouchersSince, first page', queries.vouchersSince('2026-03-01', [], null)],
	['vouchersSince, next page', queries.vouchersSince('2026-03-01', [10, 20], key)],
	['headersOf', queries.headersOf(page)],
	['headersOfPeriod, first page', queries.headersOfPeriod(period, [], null)],
	['headersOfPeriod, next page', queries.headersOfPeriod(period, [10], key)],
	['linesOf', queries.linesOf(page)],
	['taxesOf', queries.taxesOf(page)],
	['treasuryOf', queries.treasuryOf(page)],
	['voucherTypes', queries.voucherTypes()],
	[
		'descriptionsOf',
		queries.descriptionsOf(Array.from({ length: queries.CODES_PER_QUERY }, (_, n) => `A${n}`)),
	],
	['treasuryAccounts', queries.treasuryAccounts()],
	['closePendingRows', queries.closePendingRows(list, voucher)],
	['closePendingRows without a time', queries.closePendingRows(bare, voucher)],
	['noteOnPendingRows', queries.noteOnPendingRows(list, 'MOTIVO', voucher, "it's held")],
];

describe.each(statements)('the statement %s', (_, { text, parameters }) => {
	test('is T-SQL to a T-SQL grammar, and one statement only', () => {
		const ast = new Parser().astify(text, { database: 'transactsql' });
		expect(Array.isArray(ast) ? ast.length : 1).toBe(1);
	});

	test('carries every value as a typed parameter', () => {
		const literals = text.replace(/\[[^\]]*\]/g, '').match(/'[^']*'/g) ?? [];
		expect(literals).toEqual([]);
		const named = new Set(text.match(/@p\d+/g));
		expect([...named].sort()).toEqual(parameters.map(({ name }) => `@${name}`).sort());
		for (const parameter of parameters) {
			if (parameter.type === 'int') expect(Number.isInteger(parameter.value)).toBe(true);
			else expect(parameter.value.length).toBeLessThanOrEqual(parameter.length);
		}
	});

	test('stays within the parameters of one request', () => {
		expect(parameters.length).toBeLessThanOrEqual(2000);
	});

	test('uses only what every T-SQL server takes', () => {
		expect(text).not.toMatch(
			/\bMERGE\b|\bNOLOCK\b|READUNCOMMITTED|\bCOLLATE\b|\bWITH\b|SELECT \*|;/i,
		);
		expect(text).not.toMatch(/\b(?:FROM|JOIN) [\w.[\]]+ (?!AS\b)[a-z]\b/);
	});
});

describe('changes', () => {
	test.each(statements.filter(([, { text }]) => text.startsWith('UPDATE')))(
		'by %s touch the pending list only, and repeat the state test',
		(_, { text }) => {
			expect(text).toMatch(/^UPDATE \[dbo\]\.\[EB_T_HistorialSincVentas_Solar\]/);
			expect(text).toMatch(/AND \[ESTADO_SYNC\] = @p\d+$/);
		},
	);

	test('are the only statements that are no SELECT', () => {
		const others = statements.filter(([, { text }]) => !text.startsWith('SELECT'));
		expect(others.every(([, { text }]) => text.startsWith('UPDATE'))).toBe(true);
	});
});

test('a name of the catalogue cannot leave its brackets', () => {
	expect(quoted('a]; DROP TABLE x --')).toBe('[a]]; DROP TABLE x --]');
});
