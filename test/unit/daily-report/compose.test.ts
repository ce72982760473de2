import { dailyReport } from '../../../lib/daily-report/compose';
import { readPart, type LedgerDay, type Part } from '../../../lib/daily-report/input';

const NOTHING: LedgerDay = { done: [], held: [], waiting: [] };
const none = { orders: 0, amount: '0.00' };

const duofic = {
	origen: 'Duofic',
	company: { code: '002', name: 'Duofic' },
	fiscalYear: 2026,
	days: [
		{
			day: '2026-03-14',
			series: '1',
			inFactusol: { orders: 9, amount: '12345.60' },
			cancelled: 1,
			withParentLines: { orders: 7, amount: '4321.00' },
			relayed: { orders: 4, amount: '1000.00' },
			held: none,
			waiting: none,
			skipped: none,
			unfinished: none,
			unknown: { orders: 3, amount: '3321.00' },
			unknownOrders: ['1-000101', '1-000102', '1-000104'],
		},
	],
	missing: [{ series: '1', from: 99, to: 100, count: 2 }],
};

const tango = {
	origen: 'Ventas de Tango',
	days: [
		{
			day: '2026-03-14',
			branch: 10,
			inTango: { vouchers: 5, amount: '1234567.89' },
			sent: { vouchers: 3, amount: '1000000.00' },
			held: { vouchers: 1, amount: '34567.89' },
			open: { vouchers: 1, amount: '200000.00' },
			reasons: { TOTAL_MISMATCH: 1 },
		},
	],
	missing: [
		{
			branch: 10,
			type: 'FAC',
			letter: 'B',
			pointOfSale: '00215',
			from: '00040375',
			to: '00040375',
			count: 1,
		},
	],
};

const part = (json: Record<string, unknown>): Part => {
	const read = readPart(json);
	if (!read) throw new Error('It is no part');
	return read;
};

it('names first what does not add up', () => {
	const { subject, text } = dailyReport('2026-03-14', [part(duofic), part(tango)], {
		...NOTHING,
		held: [
			{ stream: 'order-relay', key: '002/2026/1/000090', message: null, reason: 'Sin precio.' },
		],
	});
	expect(subject).toBe('FactuLink · Resumen del 14/03/2026: 5 cosas que mirar');
	const findings = text.split('\n').filter((line) => line.startsWith('¡Atención!'));
	expect(findings).toEqual([
		'¡Atención! Duofic: 3 pedidos con artículos de la matriz no están en el libro: 1-000101, 1-000102, 1-000104.',
		'¡Atención! Duofic: faltan números de pedido: 1-000099 a 1-000100.',
		'¡Atención! Ventas de Tango: 1 comprobante de Tango sin informar ni retener, por $ 200.000,00.',
		'¡Atención! Ventas de Tango: faltan números de comprobante en Tango: FAC B 00215-00040375 (sucursal 10).',
		'¡Atención! Pedidos: 1 a la espera de una persona.',
	]);
	expect(text).toContain(
		'9 (12.345,60 €) | 7 (4.321,00 €) | 4 (1.000,00 €) | 0 | 1 | 3 (3.321,00 €)',
	);
	expect(text).toContain('Retenidos | Anulados | Fuera del libro\n');
	expect(text).toContain('5 ($ 1.234.567,89) | 3 ($ 1.000.000,00) | 1 ($ 34.567,89)');
	expect(text).toContain('Sin precio. · 002/2026/1/000090');
});

it('says so when all adds up', () => {
	const { subject, text } = dailyReport('2026-03-14', [], {
		...NOTHING,
		done: [{ stream: 'order-relay', count: 2, examples: ['Pedido 1-000001 → 1-000038'] }],
		waiting: [{ stream: 'solar-sales', count: 3 }],
	});
	expect(subject).toBe('FactuLink · Resumen del 14/03/2026: todo cuadra');
	expect(text).toContain('2 pedidos traspasados.');
	expect(text).toContain('Pedido 1-000001 → 1-000038');
	expect(text).toContain('En cola ahora: ventas, 3.');
});

it('says once why something waits whose message is its reason', () => {
	const message = 'FAC B 00215-00040375: no cierra.';
	const held = [{ stream: 'solar-sales', key: '10/FAC/B1', message, reason: message }];
	const { text } = dailyReport('2026-03-14', [], { ...NOTHING, held });
	expect(text).toContain(`- ${message} · 10/FAC/B1\n`);
});

it('names a source that did not answer', () => {
	const failed = part({
		origen: 'OfiFactory',
		error: 'The file cannot be reached.',
		details: {
			code: 'FILE_NOT_FOUND',
			message: 'English.',
			spanish: 'No se encuentra el fichero.',
		},
	});
	const { text } = dailyReport('2026-03-14', [failed], NOTHING);
	expect(text).toContain(
		'OfiFactory: no respondió, así que falta en este resumen. No se encuentra el fichero.',
	);
});

it('leaves out items that are no report, as a node that is switched off lets through', () => {
	expect(readPart({ ajustes: {}, origen: 'Duofic' })).toBeNull();
});

it('shows hostile text as text', () => {
	const hostile = '<script>alert(1)</script>';
	const { html, subject } = dailyReport(
		'2026-03-14',
		[part({ ...duofic, origen: hostile }), part({ origen: hostile, error: hostile })],
		{
			done: [{ stream: hostile, count: 1, examples: [hostile] }],
			held: [{ stream: hostile, key: hostile, message: hostile, reason: hostile }],
			waiting: [{ stream: hostile, count: 1 }],
		},
	);
	expect(html).not.toContain('<script');
	expect(html).toContain('&lt;script&gt;');
	expect(subject).not.toContain('\n');
});
