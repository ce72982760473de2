import { readFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../../demo/project';
import { SAME_AT_TARGET_CODE } from '../../../lib/ledger/transitions';
import { CHECKS } from '../../../lib/sales/checks';
import type { SkipReason } from '../../../lib/sales/sale';
import { codeTexts, producedCodes } from '../../support/produced-codes';

/** Codes in the first column (or the one named so) of the table that follows a text. */
function tableAfter(file: string, text: string, column = 'code'): string[] {
	const page = readFileSync(path.join(projectRoot, file), 'utf8');
	const at = page.indexOf(text);
	if (at < 0) throw new Error(`${file} does not say "${text}"`);
	const [table = ''] = /(?:^\|.*\n)+/m.exec(page.slice(at)) ?? [];
	const [head = [], , ...rows] = table
		.trimEnd()
		.split('\n')
		.map((row) => row.split('|').map((cell) => cell.trim()));
	const place = head.indexOf(column);
	return rows.flatMap((row) =>
		[...(row[place] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? ''),
	);
}

const sorted = (codes: Iterable<string>) => [...new Set(codes)].sort();
const SALES = 'docs/sales-sync.md';
const SOLAR = 'docs/solar-api.md';

/** Compiles only while it names every reason for skipping. */
const SKIPPED = Object.keys({
	OTHER_BRANCH: 0,
	CANCELLED: 0,
	INITIAL_LOAD: 0,
	NOT_A_SALE: 0,
	ZERO_TOTAL: 0,
} satisfies Record<SkipReason, 0>);
const held = CHECKS.map(({ reason }) => reason).filter((reason) => !SKIPPED.includes(reason));

/** An object without a class is the description of a certificate, which is always for a person. */
const solar = producedCodes('lib/solar').map((produced) => ({
	...produced,
	class: produced.class ?? 'person',
}));
const solarNode = producedCodes('nodes/SolarApi');
const sales = producedCodes('lib/sales');
const codesOf = (produced: { code: string }[]) => produced.map(({ code }) => code);

describe('what the documentation says of codes is what the sources can produce', () => {
	it('reads every code of the sources', () => {
		expect(sorted(codesOf(solar)).filter((code) => code.startsWith('SOLAR_'))).toEqual(
			sorted(codeTexts('lib/solar', 'SOLAR_')),
		);
		expect(sorted(codesOf(sales)).filter((code) => code.startsWith('SQL_'))).toEqual(
			sorted(codeTexts('lib/sales', 'SQL_')),
		);
		expect(sorted(codesOf(solar)).length).toBeGreaterThan(15);
		expect(sorted(codesOf(sales)).length).toBeGreaterThan(15);
	});

	it('reasons for holding: the checks, whatever the mall leaves to a person, and what nodes and ledger add', () => {
		const forAPerson = [...solar, ...solarNode].filter((each) => each.class === 'person');
		expect(sorted(tableAfter(SALES, '**Reasons for holding**'))).toEqual(
			sorted([
				...held,
				...codesOf(forAPerson),
				'RUNS_NOT_FINISHED',
				SAME_AT_TARGET_CODE,
				'NODE_SETTINGS',
				'UNEXPECTED',
			]),
		);
	});

	it('reasons for waiting: whatever passes', () => {
		const passing = [...solar, ...solarNode].filter((each) => each.class === 'retry');
		expect(sorted(tableAfter(SALES, '**Reasons for waiting**'))).toEqual(sorted(codesOf(passing)));
	});

	it('reasons for skipping', () => {
		expect(sorted(tableAfter(SALES, '**Skipped**'))).toEqual(sorted([...SKIPPED, 'REPLACED']));
	});

	it("SQL Server's troubles", () => {
		expect(sorted(tableAfter(SALES, '**A run that ended in red'))).toEqual(sorted(codesOf(sales)));
	});

	it('the Solar API: certificates, and what its answers mean', () => {
		const ofTls = sorted(codesOf(solar)).filter((code) => /^SOLAR_(CERTIFICATE_|TLS$)/.test(code));
		expect(sorted(tableAfter(SOLAR, '## Certificates'))).toEqual(ofTls);
		// The one is a matter of two vouchers of a run, the other of the fields of the credential.
		const others = sorted(codesOf(solar)).filter(
			(code) => !ofTls.includes(code) && !['IDENTITY_COLLISION', 'SOLAR_CREDENTIAL'].includes(code),
		);
		expect(sorted(tableAfter(SOLAR, '## What its answers mean'))).toEqual(others);
	});
});
