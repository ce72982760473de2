import { writeFileSync } from 'node:fs';

import type { IDataObject } from 'n8n-workflow';

import { Ledger } from '../../../nodes/Ledger/Ledger.node';
import { runNode } from '../../support/execute-context';
import { entryIn, LedgerBench, STREAM } from '../../support/ledger';

let bench: LedgerBench;

beforeEach(() => {
	bench = new LedgerBench();
});

afterEach(() => bench.remove());

const nodeType = new Ledger();

const authorization = `Basic ${Buffer.from('ana:secret:word').toString('base64')}`;

async function answer(operation: string, request: IDataObject, file = bench.file) {
	const outputs = await runNode(nodeType, {
		parameters: { resource: 'statusPage', operation },
		items: [{ headers: { authorization }, ...request }],
		credentials: { factuLinkLedger: { file } },
	});
	return outputs.map((items) => items.map(({ json }) => json));
}

describe('Status Page: Render', () => {
	it('answers the request with a page, and lets nothing of the request out', async () => {
		const [[json] = []] = await answer('render', { query: { buscar: 'x' } });
		expect(Object.keys(json ?? {})).toEqual(['status', 'html']);
		expect(json?.html).toContain('Resultados de «x»');
		expect(JSON.stringify(json)).not.toMatch(/secret|Basic/);
	});

	it.each([{}, { query: 'x', headers: 7, body: null }])('answers %j too', async (request) => {
		expect(await answer('render', request)).toMatchObject([[{ status: 200 }]]);
	});

	it('says in Spanish what is wrong with the ledger, with 503 and without a trace of the program', async () => {
		writeFileSync(bench.file, 'no database');
		const [[json] = []] = await answer('render', {});
		expect(json).toMatchObject({ status: 503 });
		expect(json?.html).toContain('no es un libro de FactuLink');
		expect(json?.html).not.toMatch(/\.ts:|\.js:|at async/);
	});

	it('says which credential to look at when it names no usable file', async () => {
		const [[json] = []] = await answer('render', {}, 'relative/path');
		expect(json).toMatchObject({ status: 503 });
		expect(json?.html).toContain('credencial FactuLink Ledger');
	});
});

describe('Status Page: Decide', () => {
	it('sends what it refuses to the second output, with the page that says so', async () => {
		const outputs = await answer('decide', { body: { accion: 'release', entrada: '1' } });
		expect(outputs).toMatchObject([[], [{ status: 400 }]]);
	});

	it('sends the browser back to the entry through the first, and names who decided', async () => {
		const ledger = await bench.open();
		const { id } = await entryIn(ledger, '002/1', 'held');
		const [[page] = []] = await answer('render', { query: { entrada: String(id) } });
		const fields = [...String(page?.html).matchAll(/name="(\w+)"\s+value="([^"]*)"/g)].slice(
			-10,
			-5,
		);
		const shown = Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]));
		const outputs = await answer('decide', { body: shown });

		expect(outputs).toEqual([[{ status: 303, location: `?entrada=${id}&aviso=liberada` }], []]);
		expect((await ledger.history(STREAM, '002/1')).at(-1)).toMatchObject({
			message: expect.stringContaining('por ana en la página') as string,
			executionId: null,
			workflowId: 'workflow-1',
		});
	});

	it('shows the page about the ledger on the second output when it cannot be read', async () => {
		writeFileSync(bench.file, 'no database');
		expect(await answer('decide', { body: {} })).toMatchObject([[], [{ status: 503 }]]);
	});
});
