import path from 'node:path';

import { killMatrix } from '../../faults/kill-matrix';
import { Laboratory } from '../../faults/laboratory';
import { isWell, oneScenario } from '../../faults/run-scenarios';
import { companyFileRenamed } from '../../faults/scenarios/company-file';
import { ledgerDeleted } from '../../faults/scenarios/ledger-lost';
import { newFolder, removeFolder } from '../support/e2e/folder';
import { standsIn } from '../support/e2e/sales';

jest.setTimeout(20 * 60_000);

const ROUNDS = 3;

const say = () => undefined;

let folder: string;
let laboratory: Laboratory;

/** The short version of `npm run faults`; each part goes on with what the one before left. */
(standsIn ? describe : describe.skip)('the fault laboratory', () => {
	beforeAll(async () => {
		folder = newFolder('faults');
		laboratory = await Laboratory.open({ folder: path.join(folder, 'short'), seed: 5, say });
	});
	afterAll(async () => {
		await laboratory.close();
		removeFolder(folder);
	});

	it('loses no order and no sale, and doubles and tears none, when n8n is killed at any moment', async () => {
		const enough = new AbortController().signal;
		const report = await killMatrix({ laboratory, rounds: ROUNDS, say, enough });
		expect(report).toMatchObject({ rounds: ROUNDS, findings: [], unsettled: [] });
		expect(report.orders).toBeGreaterThan(60);
		expect(report.vouchers).toBeGreaterThan(60);
		expect(report.standing.orders.done).toBeGreaterThan(40);
		expect(report.standing.sales.done).toBeGreaterThan(40);
		expect(report.peak.memoryMb).toBeGreaterThan(0);
	});

	it.each([companyFileRenamed, ledgerDeleted])(
		'goes on after "$name" with nothing lost, double or torn',
		async (scenario) => {
			const report = await oneScenario(laboratory, scenario, say);
			expect(report).toMatchObject({ missing: undefined, unsettled: [], findings: [] });
			expect(isWell(report)).toBe(true);
			expect(report.seen.length).toBeGreaterThan(0);
		},
	);
});
