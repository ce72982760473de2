import { copyFileSync } from 'node:fs';
import path from 'node:path';

import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { DUOFIC, FIXTURES, judge, storedDocuments } from '../support/relay-judge';
import { until } from '../support/until';

jest.setTimeout(10 * 60_000);

let test: TestRelay;

beforeAll(async () => {
	test = await openTestRelay('new-year', {
		config: (config) => {
			config.fiscalYear = 'current';
			config.companies = config.companies.filter(({ code }) => code === '002');
		},
		n8n: { startedBy: ['faketime', '2027-01-04 09:00:00'] },
	});
	await test.site.start();
});
afterAll(() => test.remove());

async function references(): Promise<string[]> {
	return (await storedDocuments(test.relay.parent.file, ['PROPPR']))
		.filter((document) => document.header.PROPPR === DUOFIC.supplierAtParent)
		.map(({ reference }) => reference);
}

it('goes on with the old year on 4 January while nobody has opened the new one', async () => {
	const expected = await judge(DUOFIC);
	await until(
		'the orders of the old year are relayed',
		async () => (await references()).length === expected.documents.length,
	);
	expect(test.relay.ledger.sources().find(({ source }) => source === '002/2026')?.error).toBeNull();
});

it("relays the new year's order 1 although the old one had an order with the same series and number", async () => {
	copyFileSync(
		path.join(FIXTURES, 'new-year', '0022027.accdb'),
		path.join(test.places.data, '0022027.accdb'),
	);
	await until('the order of the new year is relayed', async () =>
		(await references()).some((each) => each.includes(' 2027 ')),
	);
	expect(await references()).toEqual(
		expect.arrayContaining(['DUOFIC 2027 1-000001', 'DUOFIC 2027 1-000002']),
	);
	expect(test.relay.ledger.entries().map(({ key }) => key)).toEqual(
		expect.arrayContaining(['002/2026/1/000001', '002/2027/1/000001']),
	);
});
