import fc from 'fast-check';

import { oneLine, toMessage } from '../../../lib/messages/message';
import { localMoment, spokenMoment } from '../../../lib/messages/moments';

describe('a message', () => {
	it('shows any text as text, in every kind of block', () => {
		const allowed =
			/<\/?(?:html|head|meta|title|body|h2|p|strong|ul|li|table|thead|tbody|tr|th|td)\b/g;
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const { html } = toMessage(text, [
					{ kind: 'heading', text },
					{ kind: 'paragraph', text },
					{ kind: 'warning', text },
					{ kind: 'list', items: [text] },
					{ kind: 'table', head: [text], rows: [[text]] },
				]);
				const tags = html.replace('<!doctype html>', '').replace(allowed, '');
				expect(tags).not.toContain('<');
			}),
		);
	});

	it('has a subject of one line that no header can hide in', () => {
		const { subject } = toMessage('Uno\r\nBcc: otro@example.com\u2028dos\u0000', []);
		expect(subject).toBe('Uno Bcc: otro@example.com dos');
		expect(oneLine('á'.repeat(600), 10)).toBe(`${'á'.repeat(9)}…`);
	});

	it('says the same as text', () => {
		const { text } = toMessage('x', [
			{ kind: 'heading', text: 'Qué pasa' },
			{ kind: 'warning', text: 'Mal.' },
			{ kind: 'list', items: ['uno', 'dos'] },
			{ kind: 'table', head: ['a', 'b'], rows: [['1', '2']] },
		]);
		expect(text).toBe('QUÉ PASA\n\n¡Atención! Mal.\n\n- uno\n- dos\n\na | b\n1 | 2\n');
	});
});

it('writes instants as the clock of the place shows them', () => {
	expect(spokenMoment('2026-03-14T23:30:00.000Z', 'Europe/Madrid')).toBe('15/03/2026 00:30');
	expect(localMoment('2026-07-01T10:05:00.000Z', 'America/Argentina/Buenos_Aires')).toEqual({
		day: '2026-07-01',
		time: '07:05',
	});
});
