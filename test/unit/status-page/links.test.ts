import fc from 'fast-check';

import { executionUrl, pageUrl } from '../../../lib/status-page/links';
import { HOSTILE } from '../../support/markup';

describe('the link to an execution', () => {
	it.each(['http://localhost:5678/', 'https://n8n.example/office'])('leads into %s', (base) => {
		expect(executionUrl(base, 'flRelayWorker001', '42')).toBe(
			`${base.replace(/\/$/, '')}/workflow/flRelayWorker001/executions/42`,
		);
	});

	it.each(['', 'javascript:alert(1)//', 'data:text/html,x', 'nowhere'])(
		'is left out when the address is "%s"',
		(base) => {
			expect(executionUrl(base, 'a', '1')).toBeUndefined();
		},
	);

	it('is left out when an id is none', () => {
		for (const id of [...HOSTILE, '', null, '../../x', 'a b']) {
			expect(executionUrl('http://localhost/', id, '1')).toBeUndefined();
			expect(executionUrl('http://localhost/', 'a', id)).toBeUndefined();
		}
	});
});

it('a view of the page is the page with another query, whatever is searched', () => {
	fc.assert(
		fc.property(fc.string(), (buscar) => {
			const url = new URL(pageUrl({ buscar, pagina: 2 }), 'http://a/webhook/estado');
			expect([url.host, url.pathname]).toEqual(['a', '/webhook/estado']);
			expect(url.searchParams.get('buscar') ?? '').toBe(buscar.toWellFormed());
		}),
	);
});
