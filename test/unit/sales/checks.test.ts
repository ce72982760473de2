import { CHECKS, examineVoucher } from '../../../lib/sales/checks';
import { parseSalesSettings } from '../../../lib/sales/settings';
import type { HeaderRow, LineRow, Voucher } from '../../../lib/sales/voucher';
import { readLines } from '../../../lib/sales/voucher';

const KEY = { NRO_SUCURS: 10, T_COMP: 'FAC', N_COMP: 'B0021500000001' };
const header: HeaderRow = {
	...KEY,
	TCOMP_IN_V: 'FC',
	FECHA_EMIS: '2026-03-16',
	HORA_EMIS: '100530',
	ESTADO: null,
	COD_VENDED: '07',
	MON_CTE: '1',
	COTIZ: '1.0000000',
	IMPORTE: '121.0000000',
	IMPORTE_IV: '21.0000000',
	IMPORTE_IN: '0.0000000',
};
const line: LineRow = {
	...KEY,
	N_RENGL_V: 1,
	COD_ARTICU: 'A',
	CANTIDAD: '0.0005000',
	PORC_IVA: '21.0000000',
	IMP_NETO_P: '100.0000000',
	RENGL_PADR: null,
	INSUMO_KIT_SEPARADO: null,
};

function voucher(change: Partial<HeaderRow> = {}, more: Partial<Voucher> = {}): Voucher {
	const number = change.N_COMP ?? KEY.N_COMP;
	return {
		group: { type: 'FAC', number, rows: 1, first: null, day: null },
		headers: [{ ...header, ...change }],
		lines: [line],
		taxes: [],
		treasury: [],
		typeKind: null,
		descriptions: new Map(),
		unreadable: [],
		...more,
	};
}

function verdictOf(of: Voucher, settings: Record<string, unknown> = {}) {
	return examineVoucher(of, parseSalesSettings(settings)).verdict;
}

describe('the checks that the fixture does not reach', () => {
	test('9: a code above 099 does not fit two digits', () => {
		const settings = { typeCodeWidth: 2, typeCodes: { 'FAC B': '206' } };
		expect(verdictOf(voucher(), settings)).toMatchObject({ reason: 'TYPE_CODE_TOO_WIDE' });
		expect(verdictOf(voucher(), { typeCodes: { 'FAC B': '206' } })).toMatchObject({
			sale: { mallIdentity: { code: '206' } },
		});
	});

	test.each([null, '1800-01-01'])('11: the date %s is none', (FECHA_EMIS) => {
		expect(verdictOf(voucher({ FECHA_EMIS }))).toMatchObject({ reason: 'DATE_MISSING' });
	});

	test.each([
		'',
		'b0021500000001',
		'000215000000010',
		'B0000000000001',
		'B9999900000001',
		'B0021500000000',
		'B002150000001',
	])('7: %j is no number of a voucher', (N_COMP) => {
		expect(verdictOf(voucher({ N_COMP }))).toMatchObject({ reason: 'BAD_NUMBER' });
	});

	test('12: a foreign voucher without a rate waits', () => {
		for (const COTIZ of [null, '0.0000000', '-1.0000000']) {
			expect(verdictOf(voucher({ MON_CTE: '0', COTIZ }))).toMatchObject({
				reason: 'EXCHANGE_RATE_MISSING',
			});
		}
	});

	test('16: a net that the last cents make zero is not reported', () => {
		// The adjustment takes the whole net away and leaves the tax.
		const lines = [
			{ ...line, IMP_NETO_P: '10.0000000' },
			{
				...line,
				N_RENGL_V: 2,
				COD_ARTICU: 'Art. Ajuste',
				IMP_NETO_P: '-10.0000000',
				PORC_IVA: '0.0000000',
			},
		];
		expect(verdictOf(voucher({ IMPORTE: '2.1000000' }, { lines }))).toMatchObject({
			reason: 'NO_REPORTABLE_LINES',
		});
	});

	test('0: a row that cannot be read holds its voucher and names the column', () => {
		const { unreadable } = readLines([{ ...line, IMP_NETO_P: '1,5' }]);
		expect(verdictOf(voucher({}, { unreadable }))).toMatchObject({
			outcome: 'hold',
			reason: 'ROW_UNREADABLE',
			detail: 'CTA03.IMP_NETO_P',
			keyText: '10/FAC/B0021500000001',
		});
	});

	test('are all in the list, in their order', () => {
		expect(CHECKS.map(({ number }) => number)).toEqual([...Array(19).keys()]);
	});

	test('an earlier check wins over a later one', () => {
		const broken = { ESTADO: 'ANU', N_COMP: 'X', FECHA_EMIS: null, MON_CTE: '0', COTIZ: '0' };
		expect(verdictOf(voucher(broken, { lines: [] }))).toMatchObject({ reason: 'CANCELLED' });
		expect(verdictOf(voucher({ ...broken, ESTADO: '', COD_VENDED: ' ** ' }))).toMatchObject({
			reason: 'INITIAL_LOAD',
		});
	});
});

describe('other taxes', () => {
	test.each([
		['', 20, false],
		['', 21, true],
		['', 80, true],
		['', 81, false],
		['', 82, true],
		['', 83, false],
		['', null, false],
		['  ', 1, false],
		['PM', 0, true],
	])('a row with code %j and rate code %j counts: %j', (COD_IMPUES, COD_ALICUO, counts) => {
		const taxes = [{ ...KEY, COD_IMPUES, COD_ALICUO, IMPORTE: '9.0000000' }];
		const of = (IMPORTE: string) => verdictOf(voucher({ IMPORTE }, { taxes })).outcome;
		expect(of('130.0000000')).toBe(counts ? 'send' : 'hold');
		expect(of('121.0000000')).toBe(counts ? 'hold' : 'send');
	});
});

describe('payments', () => {
	const paid = (...amounts: string[]) =>
		amounts.map((MONTO, index) => ({
			...KEY,
			RENGLON: index + 1,
			COD_CTA: `${index}`,
			D_H: 'D',
			MONTO,
		}));
	const paymentMeans = { '0': 'A', '1': 'B', '2': 'C' };
	const payments = (of: Voucher, settings: Record<string, unknown> = {}) => {
		const verdict = verdictOf(of, { paymentMeans, ...settings });
		if (verdict.outcome !== 'send') throw new Error(verdict.message);
		return verdict.sale.payments.map(({ mean, amount }) => `${mean} ${amount}`);
	};

	test('a difference goes to the last, or to the largest where the last would not stay above zero', () => {
		const of = (...amounts: string[]) => voucher({}, { treasury: paid(...amounts) });
		expect(payments(of('20.00', '100.00', '1.03'))).toEqual(['A 20.00', 'B 100.00', 'C 1.00']);
		expect(payments(of('21.00', '100.00', '0.03'))).toEqual(['A 21.00', 'B 99.97', 'C 0.03']);
		expect(payments(of('20.98', '100.01', '0.05'))).toEqual(['A 20.98', 'B 100.01', 'C 0.01']);
		expect(payments(of('20.98', '100.02', '0.04'))).toEqual(['A 20.98', 'B 99.98', 'C 0.04']);
	});

	test('other taxes that are left out come off the largest, the first of equals', () => {
		const taxes = [{ ...KEY, COD_IMPUES: 'PM', COD_ALICUO: 0, IMPORTE: '9.0000000' }];
		const of = (...amounts: string[]) =>
			voucher({ IMPORTE: '130.0000000' }, { taxes, treasury: paid(...amounts) });
		const settings = { otherTaxes: 'leaveOut' };
		expect(payments(of('10.00', '60.00', '60.00'), settings)).toEqual([
			'A 10.00',
			'B 51.00',
			'C 60.00',
		]);
	});

	test('a mean whose amounts cancel out is dropped', () => {
		const treasury = paid('50.00', '121.00', '-50.00').map((row) => ({
			...row,
			COD_CTA: row.COD_CTA === '2' ? '0' : row.COD_CTA,
		}));
		expect(payments(voucher({}, { treasury }))).toEqual(['B 121.00']);
	});
});

describe('class, quantity and time', () => {
	test('the type table decides when the internal type is not known', () => {
		const of = (typeKind: string | null) => verdictOf(voucher({ TCOMP_IN_V: 'ND' }, { typeKind }));
		expect(of('D')).toMatchObject({ sale: { class: 'debit', mallIdentity: { code: '007' } } });
		expect(of('C')).toMatchObject({ sale: { class: 'credit', mallIdentity: { code: '008' } } });
		expect(of(null)).toMatchObject({ reason: 'UNMAPPED_TYPE' });
	});

	test('a forced class comes before everything else', () => {
		const settings = { typeClasses: { FAC: 'receipt' } };
		expect(verdictOf(voucher(), settings)).toMatchObject({ reason: 'NOT_A_SALE' });
	});

	test('small and whole quantities are plain text', () => {
		for (const [stored, sent] of [
			['0.0005000', '0.0005'],
			['1000.0000000', '1000'],
			['0.0000000', '0'],
			['0.2500000', '0.25'],
		] as const) {
			expect(verdictOf(voucher({}, { lines: [{ ...line, CANTIDAD: stored }] }))).toMatchObject({
				sale: { lines: [{ quantity: sent }] },
			});
		}
	});

	test.each([
		['94510', null, '09:45:10'],
		[' 94510', null, '09:45:10'],
		['246000', '08:15:00', '08:15:00'],
		['096000', '08:15:00', '08:15:00'],
		['2050', '20:50:00', '20:50:00'],
		['', null, '00:00:00'],
		[null, null, '00:00:00'],
		['12345a', null, '00:00:00'],
	])('the time %j with %j in the list is %s', (HORA_EMIS, time, sent) => {
		const group = {
			type: 'FAC',
			number: KEY.N_COMP,
			rows: 1,
			first: {
				T_COMP: 'FAC',
				N_COMP: KEY.N_COMP,
				FECHA_EMIS: null,
				HORA_EMIS: time,
				MEDIO_DE_PAGO: null,
			},
			day: null,
		};
		expect(verdictOf(voucher({ HORA_EMIS }, { group }))).toMatchObject({ sale: { time: sent } });
	});
});

describe('settings', () => {
	test('have the defaults of the specification', () => {
		expect(parseSalesSettings({})).toEqual({
			branches: [],
			typeCodeWidth: 3,
			pointOfSaleWidth: 4,
			numberWidth: 8,
			numbering: 'standard',
			itemText: 'code',
			rubro: '1',
			creditNoteSign: 'positive',
			otherTaxes: 'largestLine',
			defaultPaymentMean: 'OTROS',
			paymentMeans: {},
			creditNotePaymentSide: 'H',
			tolerance: '0.05',
			adjustmentArticles: ['Art. Ajuste'],
			typeClasses: {},
			typeCodes: {},
		});
	});

	test('name a voucher type as its user wrote it, a blank in it included', () => {
		const settings = { typeClasses: { 'N C': 'credit' }, typeCodes: { 'N C B': '113' } };
		const row = { ...line, T_COMP: 'N C' };
		const group = { type: 'N C', number: KEY.N_COMP, rows: 1, first: null, day: null };
		expect(
			verdictOf(voucher({ T_COMP: 'N C', TCOMP_IN_V: '' }, { group, lines: [row] }), settings),
		).toMatchObject({ sale: { class: 'credit', mallIdentity: { code: '113' } } });
	});

	test('take numbers that a workflow field wrote as text', () => {
		expect(
			parseSalesSettings({ typeCodeWidth: '2', numberWidth: '9', branches: ['10', 20] }),
		).toMatchObject({ typeCodeWidth: 2, numberWidth: 9, branches: [10, 20] });
	});

	test.each([
		['tolerance', { tolerance: '-1' }],
		['tolerance', { tolerance: 'much' }],
		['typeCodes', { typeCodes: { FAC: '006' } }],
		['typeCodes', { typeCodes: { ' B': '006' } }],
		['typeCodes', { typeCodes: { 'FAC  B': '006' } }],
		['typeCodes', { typeCodes: { 'FAC B': '6' } }],
		['typeClasses', { typeClasses: { FAC: 'sale' } }],
		['typeCodeWidth', { typeCodeWidth: 4 }],
		['branches', { branches: ['north'] }],
		['sign', { sign: 'x' }],
	])('that do not fit are refused by the name "%s"', (name, input) => {
		expect(() => parseSalesSettings(input)).toThrow(name);
	});
});
