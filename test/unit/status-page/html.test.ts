import fc from 'fast-check';

import { html } from '../../../lib/status-page/html';
import { HOSTILE, skeleton } from '../../support/markup';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What a browser reads. */
const read = (markup: string) =>
	markup.replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
		code === undefined ? (NAMED[name ?? ''] ?? '?') : String.fromCodePoint(Number(code)),
	);

const printable = (text: string) =>
	!/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(text);

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom(...'<>"\'`&;=/ {}$#xa') }),
	fc.constantFrom(...HOSTILE),
);

describe('a template', () => {
	it('never lets a text become markup, between tags or in an attribute', () => {
		const around = (text: string) => html`<p title="${text}" class="a">${text}</p>`.toString();
		const expected = skeleton(around('harmless'));
		fc.assert(fc.property(anyText, (text) => expect(skeleton(around(text))).toEqual(expected)));
	});

	it('shows every printable text as it is', () => {
		fc.assert(
			fc.property(anyText.filter(printable), (text) => {
				expect(read(html`${text}`.toString())).toBe(text);
			}),
		);
	});

	it('shows a mark for what cannot be printed or would turn the direction of writing', () => {
		expect(html`${'a\u0000\u202eb\ud800'}`.toString()).toBe('a\ufffd\ufffdb\ufffd');
	});

	it('takes markup only from templates, also in lists, and nothing for nothing', () => {
		const inner = html`<b>${'<i>'}</b>`;
		const lookalike = { toString: () => '<i>' } as unknown as string;
		expect(html`${[inner, [' & ', null]]}${undefined}${false}${0}`.toString()).toBe(
			'<b>&lt;i&gt;</b> &amp; 0',
		);
		expect(() => html`${lookalike}`.toString()).toThrow();
	});
});
