import type { EntryView } from '../../../demo/ledger-view';
import { salesReport, salesShortcomings, salesTable } from '../../../demo/sales/report';

function entry(key: string, state: EntryView['state'], more: Partial<EntryView> = {}): EntryView {
	return {
		key,
		state,
		attempts: 1,
		due: '2026-11-21T10:00:00.000Z',
		reasonCode: null,
		reason: null,
		result: state === 'done' ? { outcome: 'sent' } : null,
		updatedAt: '2026-11-21T10:00:05.000Z',
		...more,
	};
}

const entries = [
	entry('10/FAC/B0021500000001', 'done'),
	entry('10/FAC/B0021500000002', 'done', { result: { outcome: 'alreadyRegistered' } }),
	entry('10/FAC/B0021500000003', 'held', { reasonCode: 'SOLAR_REFUSED', reason: 'FALTA RUBRO' }),
	entry('10/FAC/B0021500000004', 'held', { reasonCode: 'LINES_MISSING', reason: 'Sin renglones.' }),
	entry('10/FAC/B0021500000005', 'held', { reasonCode: 'LINES_MISSING' }),
	entry('10/FAC/B0021500000006', 'skipped', { reasonCode: 'CANCELLED' }),
	entry('?/FAC/B0021500000007', 'held', { reasonCode: 'HEADER_MISSING' }),
	entry('?/FAC/B0021500000001', 'skipped', { reasonCode: 'REPLACED' }),
];
const marks = new Map([
	['FAC/B0021500000001', true],
	['FAC/B0021500000002', true],
	['FAC/B0021500000003', false],
]);

test('each voucher is counted once, a former key without branch not at all', () => {
	expect(salesReport(entries, marks)).toEqual({
		pending: 7,
		sent: 1,
		alreadyRegistered: 1,
		rejected: 1,
		marked: 2,
		held: { HEADER_MISSING: 1, LINES_MISSING: 2 },
		skipped: { CANCELLED: 1 },
	});
	expect(salesShortcomings(salesReport(entries, marks), entries)).toEqual([]);
});

test('what was not sent, given up or not marked is no success', () => {
	const unfinished = [
		...entries,
		entry('10/FAC/B0021500000008', 'pending', { reason: 'Sin conexión.' }),
		entry('10/FAC/B0021500000009', 'claimed'),
		entry('10/FAC/B0021500000010', 'dead', { reasonCode: 'SOLAR_BUSY', reason: 'Ocupado.' }),
	];
	const report = salesReport(unfinished, new Map([['FAC/B0021500000001', true]]));
	expect(salesShortcomings(report, unfinished)).toEqual([
		'10/FAC/B0021500000008 was not sent: Sin conexión.',
		'10/FAC/B0021500000009 was not sent: it is still claimed',
		'10/FAC/B0021500000010 was not sent: Ocupado.',
		'2 vouchers are with the mall, 1 are marked in SQL Server',
	]);
});

test('the table lists what waits with its reason', () => {
	const text = salesTable(salesReport(entries, marks), entries);
	expect(text).toMatch(/Tango → mall +7 +1 +1 +1 +2 +3 +1/);
	expect(text).toContain('  10/FAC/B0021500000003  FALTA RUBRO');
});
