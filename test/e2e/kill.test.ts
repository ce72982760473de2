import { rmSync } from 'node:fs';
import path from 'node:path';

import {
	armKillPoints,
	installKillPoint,
	killed,
	killFolder,
	surviveUntilNothingIsOpen,
	withKillPoints,
	withQuickClaims,
} from '../support/e2e/kill-points';
import { openTestRelay, type TestRelay } from '../support/e2e/relay';
import { DUOFIC, judge, storedDocuments } from '../support/relay-judge';

jest.setTimeout(15 * 60_000);

const points = new Set<string>();
let test: TestRelay;

/** Connections that only a hand at the editor uses. */
const byHand = (point: string) => / (a mano|Mirar una vez)/.test(point);

beforeAll(async () => {
	const userFolders: string[] = [];
	test = await openTestRelay('kill', {
		config: (config) => {
			config.companies = config.companies.filter(({ code }) => code === '002');
		},
		adapt: (workflow) =>
			withKillPoints(withQuickClaims(workflow, 30), (point) => {
				if (!byHand(point)) points.add(point);
			}),
		n8n: {
			get env() {
				return { KILL_POINTS: killFolder(userFolders[0] ?? '') };
			},
		},
		prepared: (userFolder) => {
			userFolders.push(userFolder);
			installKillPoint(userFolder);
		},
	});
});
afterAll(() => test.remove());

/** Until that many orders are known, none is open, and a point was reached. */
async function untilQuiet(orders: number, point = ''): Promise<void> {
	starts += await surviveUntilNothingIsOpen({
		n8n: test.site.n8n,
		start: async () => await test.site.start(),
		open: () => {
			const entries = test.relay.ledger.entries();
			const open = entries.filter(({ state }) => state === 'pending' || state === 'claimed');
			const reached = killed(test.places.user).some((each) => each.includes(point));
			return Promise.resolve([
				...open.map(({ key, state }) => `${key} ${state}`),
				...(entries.length === orders ? [] : [`${entries.length} of ${orders} orders known`]),
				...(reached ? [] : [`${point} not reached`]),
			]);
		},
		limitMs: 7 * 60_000,
	});
}

let starts = 0;

it('loses no order and relays none twice although n8n is killed once between every two steps', async () => {
	const base = await judge(DUOFIC);
	const later = await judge({ ...DUOFIC, snapshot: 'new-orders' });
	const known = new Set([...base.documents.map(({ key }) => key), ...base.held]);
	const documents = [...base.documents, ...later.documents.filter(({ key }) => !known.has(key))];
	const held = [...new Set([...base.held, ...later.held])];

	// n8n that dies while it publishes a workflow keeps that publication in progress for minutes; what is killed here is
	// the relay. So the workflows are published while there is nothing to relay and nothing kills.
	rmSync(path.join(test.places.data, '0022026.accdb'));
	await test.site.start();
	armKillPoints(test.places.user);
	test.putFile('base', '0022026.accdb');
	await untilQuiet(known.size);
	// New and changed orders at once: n8n dies between the two branches.
	test.putFile('new-orders', '0022026.accdb');
	await untilQuiet(documents.length + held.length);
	// Changed back: now every point on the way from the listener to the worker lets through but the last.
	test.putFile('base', '0022026.accdb');
	await untilQuiet(documents.length + held.length, 'Cuando avisa');

	// "Known" is reached only when an order is handed over that is registered already, which kills bring about by chance.
	const certain = [...points].filter((point) => !point.includes('Ya apuntados')).sort();
	expect(killed(test.places.user)).toEqual(expect.arrayContaining(certain));
	expect(starts).toBeGreaterThanOrEqual(certain.length);

	const columns = Object.keys(documents[0]?.header ?? {});
	const stored = (await storedDocuments(test.relay.parent.file, columns))
		.filter((document) => document.header.PROPPR === DUOFIC.supplierAtParent)
		.map(({ number: _number, ...document }) => document)
		.sort((a, b) => a.reference.localeCompare(b.reference));
	expect(stored).toEqual(
		documents
			.map(({ key: _key, ...document }) => document)
			.sort((a, b) => a.reference.localeCompare(b.reference)),
	);
	expect(
		test.relay.ledger
			.entries()
			.filter(({ state }) => state === 'held')
			.map(({ key }) => key)
			.sort(),
	).toEqual(held.sort());
});
