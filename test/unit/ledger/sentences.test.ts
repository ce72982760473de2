import { duration, sentences, summarySentence } from '../../../lib/ledger/sentences';
import type { Counts, Source, Summary } from '../../../lib/ledger/types';

const none: Counts = { pending: 0, claimed: 0, done: 0, held: 0, dead: 0, skipped: 0 };

const summary = (counts: Partial<Counts>, sources: Partial<Source>[] = []): Summary => ({
	at: '2026-03-14T10:00:00.000Z',
	streams: [
		{
			stream: 'order-relay',
			counts: { ...none, ...counts },
			oldestPendingSince: null,
			oldestPendingSeconds: null,
			today: none,
			lastSevenDays: none,
		},
	],
	sources: sources as Source[],
});

describe('the sentences that people read', () => {
	it.each([
		[0, '0 s'],
		[45.4, '45 s'],
		[120, '2 min'],
		[3600, '1 h'],
		[3900, '1 h 5 min'],
		[21600, '6 h'],
	])('write %s seconds as %s', (seconds, text) => {
		expect(duration(seconds)).toBe(text);
	});

	it.each(['Sin precio', 'Sin precio.', 'Sin precio. '])(
		'end with one full stop, whatever the reason ends with (%j)',
		(reason) => {
			expect(sentences.held('PRICE', reason)).toBe('En espera de una persona (PRICE): Sin precio.');
		},
	);

	it('name the person who decided, when that is known', () => {
		expect(sentences.released()).toBe('Liberado por una persona; vuelve a estar pendiente.');
		expect(sentences.released('ana', 'Ya tiene precio.')).toBe(
			'Liberado por ana; vuelve a estar pendiente: Ya tiene precio.',
		);
		expect(sentences.skipped('BY_PERSON', 'Duplicado', 'ana')).toBe(
			'Omitido por ana (BY_PERSON): Duplicado.',
		);
	});

	it('count in singular and plural, and name the sources that do not answer', () => {
		const sources = [
			{ source: '002/2026', failures: 0 },
			{ source: '003/2026', failures: 2 },
		];

		expect(summarySentence(summary({ pending: 3, held: 1 }, sources))).toBe(
			'order-relay: 3 pendientes, 1 en espera de una persona. Sin respuesta: 003/2026.',
		);
		expect(summarySentence(summary({ done: 1 }))).toBe('order-relay: 1 completado.');
		expect(summarySentence({ ...summary({}), streams: [] })).toBe('El libro está vacío.');
	});
});
