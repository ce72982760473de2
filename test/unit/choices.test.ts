import fc from 'fast-check';

import { choiceLabel, choicePage, type Choice } from '../../lib/choices';

const choices: Choice[] = [
	{ code: '1', name: 'OFICIT S.L.' },
	{ code: '2', name: 'Distribución Ñandú' },
	{ code: '12', name: '' },
];

it('labels show code and name, and the code alone where there is no name', () => {
	expect(choices.map(choiceLabel)).toEqual(['1 · OFICIT S.L.', '2 · Distribución Ñandú', '12']);
});

it.each([
	['oficit', ['1']],
	['OFICIT', ['1']],
	['distribucion nandu', ['2']],
	['ñandú distri', ['2']],
	['1', ['1', '12']],
	['  ', ['1', '2', '12']],
	['nobody', []],
])('a search for "%s" finds codes and names whatever case and accents', (filter, codes) => {
	expect(choicePage(choices, filter, 0).choices.map(({ code }) => code)).toEqual(codes);
});

it('the pages together are the whole list, each once and in order', () => {
	fc.assert(
		fc.property(
			fc.array(fc.record({ code: fc.string(), name: fc.string() }), { maxLength: 60 }),
			fc.integer({ min: 1, max: 9 }),
			(list, size) => {
				const seen: Choice[] = [];
				let start: number | null = 0;
				while (start !== null) {
					const page = choicePage(list, '', start, size);
					expect(page.choices.length).toBeLessThanOrEqual(size);
					seen.push(...page.choices);
					start = page.next;
				}
				expect(seen).toEqual(list);
			},
		),
	);
});

it.each([Number.NaN, -5, 0.5])('a page that begins at %d is the first one', (start) => {
	expect(choicePage(choices, '', start).choices).toEqual(choices);
});
