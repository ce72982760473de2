import type { DocumentView } from '../../../demo/documents';
import type { EntryView, SourceView } from '../../../demo/ledger-view';
import { relayReport, shortcomings, table } from '../../../demo/report';

const since = new Date('2026-11-21T10:00:00Z');
const companies = [
	{ code: '002', name: 'Duofic' },
	{ code: '003', name: 'OfiFactory' },
];

function entry(key: string, state: EntryView['state'], more: Partial<EntryView> = {}): EntryView {
	return {
		key,
		state,
		attempts: 1,
		due: '2026-11-21T10:00:00.000Z',
		reasonCode: null,
		reason: null,
		result: state === 'done' ? { created: true } : null,
		updatedAt: '2026-11-21T10:00:05.000Z',
		...more,
	};
}

function source(name: string, orders: number, withParentLines: number, waiting = 0): SourceView {
	return {
		source: name,
		lastPollAt: null,
		lastSuccessAt: null,
		counts: { orders, withParentLines, nothingToOrder: 1, waiting, remaining: 0 },
		error: null,
		failures: 0,
	};
}

function document(key: string, series: string, number: number): DocumentView {
	return { key, series, number, reference: key, lines: 1, total: 12.34 };
}

const entries = [
	entry('002/2026/1/000001', 'done'),
	entry('002/2026/1/000002', 'done', { updatedAt: '2026-11-20T09:00:00.000Z' }),
	entry('002/2026/1/000003', 'done', { result: { created: false } }),
	entry('002/2026/1/000004', 'held', { reasonCode: 'ARTICLE_MISSING', reason: 'Falta OF00901.' }),
	entry('002/2026/1/000005', 'skipped', { reasonCode: 'CANCELLED', reason: 'Anulado.' }),
	entry('003/2026/1/260001', 'done'),
];
const documents = [
	document('002/2026/1/000001', '2', 1),
	document('002/2026/1/000002', '2', 2),
	document('002/2026/1/000003', '2', 3),
	document('003/2026/1/260001', '3', 1),
];
const sources = [source('002/2026', 8, 4, 1), source('002/2027', 2, 1), source('003/2026', 3, 1)];

test('each order is counted once, by company, over all of its fiscal years', () => {
	const report = relayReport({ companies, entries, sources, documents, since });
	expect(report.companies[0]).toEqual({
		code: '002',
		name: 'Duofic',
		orders: 10,
		withParentLines: 5,
		relayed: 2,
		relayedNow: 1,
		alreadyThere: 1,
		held: [{ key: '002/2026/1/000004', code: 'ARTICLE_MISSING', reason: 'Falta OF00901.' }],
		failed: [],
		skipped: [{ key: '002/2026/1/000005', reason: 'Anulado.' }],
		nothingToOrder: 2,
		waiting: 1,
	});
	expect(shortcomings(report)).toEqual([]);
});

test('the table tells each company with its first and last document of each series', () => {
	const lines = table(relayReport({ companies, entries, sources, documents, since })).split('\n');
	expect(lines[2]).toMatch(/^Duofic \(002\) +10 +5 +2 +1 +1 +0 +1 +2 +1 {2}2-000001 … 2-000003$/);
	expect(lines[3]).toMatch(/^OfiFactory \(003\) .* 3-000001 … 3-000001$/);
	expect(lines).toContain('  002/2026/1/000004  Falta OF00901.');
});

describe('a run is no success when', () => {
	const after = (change: Partial<Parameters<typeof relayReport>[0]>) =>
		shortcomings(relayReport({ companies, entries, sources, documents, since, ...change }));

	test('an order failed for good', () => {
		const dead = entry('002/2026/1/000006', 'dead', { reason: 'Bloqueado.' });
		expect(after({ entries: [...entries, dead] })).toEqual([
			'002/2026/1/000006 was not relayed: Bloqueado.',
		]);
	});

	test('an order is still to be worked on', () => {
		const pending = entry('003/2026/1/260002', 'pending');
		expect(after({ entries: [...entries, pending] })).toEqual([
			'003/2026/1/260002 was not relayed: it is still pending',
		]);
	});

	test('the source has more orders than the ledger knows', () => {
		expect(after({ sources: [source('002/2026', 9, 8)] })).toEqual([
			'Duofic: 8 orders are for the parent, the ledger knows 5',
		]);
	});

	test('a document is missing at the parent although its order is done', () => {
		expect(after({ documents: documents.slice(1) })).toEqual([
			"Duofic: 3 orders are done, the parent's file has 2 documents",
		]);
	});

	test('an order has two documents', () => {
		const twice = [...documents, document('003/2026/1/260001', '3', 2)];
		expect(after({ documents: twice })).toEqual(["The parent's file has 5 documents for 4 orders"]);
	});
});
