import { setTimeout as wait } from 'node:timers/promises';

import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import {
	DUOFIC,
	judge,
	OFIFACTORY,
	storedDocuments,
	type Judged,
	type StoredDocument,
} from '../support/relay-judge';

jest.setTimeout(10 * 60_000);

/** Polls come every five seconds here. */
const TWO_POLLS_MS = 10_000;
const SETTLE_MS = 120_000;

let test: TestRelay;

async function stored(columns: readonly string[] = ['PROPPR', 'TOTPPR']) {
	return await storedDocuments(test.relay.parent.file, columns);
}

const of = (documents: readonly StoredDocument[], judged: Judged) =>
	documents
		.filter((document) => document.header.PROPPR === judged.supplierAtParent)
		.map(({ number: _number, ...document }) => document)
		.sort((a, b) => a.reference.localeCompare(b.reference));

const held = () =>
	test.relay.ledger
		.entries()
		.filter(({ state }) => state === 'held')
		.map(({ key }) => key)
		.sort();

describe('the order relay in a real n8n, on the companies of a whole year', () => {
	beforeAll(async () => {
		test = await openTestRelay('relay');
		await test.site.start();
		expect(await test.relay.settled(test.site.startedAt, SETTLE_MS)).toEqual({
			reasons: [],
			hopeless: false,
		});
	});
	afterAll(() => test.remove());

	it.each([
		['Duofic', DUOFIC],
		['OfiFactory', OFIFACTORY],
	])(
		'makes of the orders of %s exactly the purchase orders that the judge works out',
		async (_name, judged) => {
			const expected = await judge(judged);
			const columns = Object.keys(expected.documents[0]?.header ?? {});
			expect(of(await stored(columns), judged)).toEqual(
				expected.documents
					.map(({ key: _key, ...document }) => document)
					.sort((a, b) => a.reference.localeCompare(b.reference)),
			);
		},
	);

	it('holds exactly the orders that a person must decide, each with a reason in Spanish', async () => {
		const expected = [...(await judge(DUOFIC)).held, ...(await judge(OFIFACTORY)).held].sort();
		expect(held()).toEqual(expected);
		for (const { state, reason } of test.relay.ledger.entries()) {
			if (state === 'held') expect(reason).toMatch(/espera a que alguien decida/);
		}
	});

	it('numbers the purchase orders of each series without gaps', async () => {
		for (const { supplierAtParent } of [DUOFIC, OFIFACTORY]) {
			const numbers = (await stored())
				.filter((document) => document.header.PROPPR === supplierAtParent)
				.map(({ number }) => number);
			expect(numbers).toEqual(numbers.map((_, index) => index + 1));
		}
	});

	it('finds nothing new after a restart and changes nothing', async () => {
		const before = await stored();
		const events = test.relay.ledger.lastEventId();
		await test.site.n8n.stop();
		await test.site.start();
		expect(await test.relay.settled(test.site.startedAt, SETTLE_MS)).toEqual({
			reasons: [],
			hopeless: false,
		});
		expect(await stored()).toEqual(before);
		expect(test.relay.ledger.lastEventId()).toBe(events);
	});

	it('runs from the manual triggers beside the automatic ones', async () => {
		const rest = await test.site.signIn();
		const looked = await rest.run('flRelayDuofic001', 'Buscar ahora a mano');
		expect(looked.status).toBe('success');
		const worked = await rest.run('flRelayWorker001', 'Traspasar ahora a mano');
		expect(worked.status).toBe('success');
	});

	it('tests credentials in the editor, and tells the step that failed', async () => {
		const rest = await test.site.signIn();
		const duofic = {
			companyName: 'Duofic',
			locateBy: 'folder',
			dataFolder: test.places.data,
			companyCode: '002',
			fiscalYear: 'fixed',
			fixedYear: 2026,
			connectionType: 'driverless',
		};
		expect(await rest.testCredential('flCredDuofic0001', 'factusolDatabase', duofic)).toMatchObject(
			{ status: 'OK' },
		);
		expect(
			await rest.testCredential('flCredDuofic0001', 'factusolDatabase', {
				...duofic,
				companyCode: '009',
			}),
		).toEqual({
			status: 'Error',
			message: expect.stringMatching(/Step "file".*0092026\.accdb/) as string,
		});
		const ledger = { file: test.places.ledgerFile };
		expect(await rest.testCredential('flCredLedger0001', 'factuLinkLedger', ledger)).toMatchObject({
			status: 'OK',
		});
		expect(
			await rest.testCredential('flCredLedger0001', 'factuLinkLedger', {
				file: '/proc/ledger.sqlite',
			}),
		).toMatchObject({ status: 'Error', message: expect.stringContaining('/proc') as string });
	});

	it('relays within two polls what a replaced file brings, reports the changed and the cancelled order, and ignores the deleted one', async () => {
		const before = new Set((await stored()).map(({ reference }) => reference));
		const lastEvent = test.relay.ledger.lastEventId();
		const expected = await judge({ ...DUOFIC, snapshot: 'new-orders' });
		const base = await judge(DUOFIC);
		const known = new Set([...base.documents.map(({ key }) => key), ...base.held]);
		const fresh = expected.documents.filter(({ key }) => !known.has(key));
		expect(fresh.length).toBeGreaterThan(0);

		test.putFile('new-orders', '0022026.accdb');
		await wait(TWO_POLLS_MS);
		expect(await test.relay.settled(test.site.startedAt, SETTLE_MS)).toEqual({
			reasons: [],
			hopeless: false,
		});

		const now = (await stored()).filter(({ reference }) => !before.has(reference));
		expect(now.map(({ reference }) => reference).sort()).toEqual(
			fresh.map(({ reference }) => reference).sort(),
		);
		// The deleted order was held; nobody decides that it is gone but a person.
		const everHeld = new Set([...base.held, ...expected.held, ...(await judge(OFIFACTORY)).held]);
		expect(held()).toEqual([...everHeld].sort());
		const news = test.relay.ledger.eventsAfter(lastEvent);
		expect(new Set(news.filter(({ event }) => event === 'changed').map(({ key }) => key))).toEqual(
			new Set(['002/2026/1/000034', '002/2026/1/000061']),
		);
		expect(news.map(({ key }) => key)).not.toContain('002/2026/1/000063');
	});
});
