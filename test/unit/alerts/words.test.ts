import { alertWords } from '../../../lib/alerts/words';
import { reasonWords } from '../../../lib/reasons';
import { codesOfRelay, codesOfSales } from '../../support/codes';

const codes = [...new Set([...codesOfRelay(), ...codesOfSales()])].sort();

describe('every code that the package can give', () => {
	it('is many', () => {
		expect(codes.length).toBeGreaterThan(150);
	});

	it.each(codes)('%s says in Spanish what happened and what to do', (code) => {
		const words = reasonWords(code);
		expect(words?.what).toMatch(/^[A-ZÁÉÍÓÚ¿¡].*\.$/);
		expect(words?.todo).toMatch(/^[A-ZÁÉÍÓÚ¿¡].*\.$/);
		expect(`${words?.what} ${words?.todo}`).not.toMatch(/\b(?:the|file|cannot|check|please)\b/i);
	});
});

it('knows no code that nobody gives', () => {
	expect(reasonWords('ENOENT')).toBeUndefined();
	expect(reasonWords('toString')).toBeUndefined();
	expect(reasonWords(null)).toBeUndefined();
});

it('has words for a flow and a code of somebody else', () => {
	const { title, what, todo } = alertWords(
		{
			kind: 'held',
			stream: 'mi-flujo',
			code: 'ALGO',
			count: 2,
			since: '2026-03-14T09:30:00.000Z',
			examples: [],
		},
		'Europe/Madrid',
	);
	expect(title).toBe('2 entradas de «mi-flujo» a la espera de una persona: Motivo ALGO.');
	expect(what[0]).toContain('14/03/2026 10:30');
	expect(todo[0]).toContain('Lea el texto');
});
