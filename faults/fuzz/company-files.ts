import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import fc from 'fast-check';

import { FactuLinkError } from '../../lib/errors';
import { findOrders, UNWANTED_BY_DEFAULT } from '../../lib/factusol/find-orders';
import { fixtures } from '../../demo/project';
import type { FuzzTarget } from './target';
import { target } from './target';

const PAGE = 4096;

/** One change of a file: what a broken disk, a cut copy or somebody with the right to write makes of it. */
const change = fc.oneof(
	fc.record({
		kind: fc.constant('bytes' as const),
		at: fc.nat(),
		value: fc.nat(255),
		length: fc.integer({ min: 1, max: 64 }),
	}),
	fc.record({ kind: fc.constant('number' as const), at: fc.nat(), value: fc.integer() }),
	fc.record({ kind: fc.constant('page' as const), at: fc.nat(), from: fc.nat() }),
	fc.record({
		kind: fc.constant('head' as const),
		at: fc.nat(),
		offset: fc.nat(63),
		value: fc.nat(255),
	}),
	fc.record({ kind: fc.constant('cut' as const), pages: fc.nat() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(original: Buffer, changes: readonly Change[]): Buffer {
	let bytes = Buffer.from(original);
	for (const each of changes) {
		const pages = Math.floor(bytes.length / PAGE);
		if (pages < 3) break;
		if (each.kind === 'cut') {
			bytes = bytes.subarray(0, (2 + (each.pages % pages)) * PAGE);
			continue;
		}
		// The beginning of the file has a check of its own, which would hide everything else.
		const at = PAGE + (each.at % (bytes.length - 2 * PAGE));
		if (each.kind === 'bytes') bytes.fill(each.value, at, at + each.length);
		if (each.kind === 'number') bytes.writeInt32LE(each.value, at);
		if (each.kind === 'page') {
			const from = (1 + (each.from % (pages - 1))) * PAGE;
			bytes.copy(bytes, Math.floor(at / PAGE) * PAGE, from, from + PAGE);
		}
		if (each.kind === 'head') bytes[Math.floor(at / PAGE) * PAGE + each.offset] = each.value;
	}
	return bytes;
}

/** The longest that a damaged file of one megabyte may keep its thread busy. */
const LONGEST_MS = 60_000;

let original: Buffer | undefined;

/** A company file with damage: orders come out, or an error with a class; n8n lives on, in bounded time and memory. */
export const companyFileTarget: FuzzTarget = target(
	'damaged company files',
	0.2,
	fc.array(change, { minLength: 1, maxLength: 12 }),
	async (changes) => {
		original ??= readFileSync(path.join(fixtures, 'base', '0022026.accdb'));
		const folder = mkdtempSync(path.join(tmpdir(), 'factulink-fuzz-'));
		const file = path.join(folder, '0022026.accdb');
		const begun = performance.now();
		try {
			writeFileSync(file, changed(original, changes));
			await findOrders(
				{
					name: 'Duofic',
					code: '002',
					location: { by: 'folder', folder, fiscalYear: 2026 },
					connection: { via: 'driverless' },
				},
				{ file, fiscalYear: 2026, label: 'Duofic' },
				{
					parentName: 'Oficit',
					parentSupplierCode: 1,
					lineRule: { by: 'usualSupplier' },
					articleMapping: 'reference',
					includeReturns: false,
					includeFreeText: false,
					unwantedStates: UNWANTED_BY_DEFAULT,
					filter: {},
				},
			);
		} catch (error) {
			if (!(error instanceof FactuLinkError)) throw error;
			assert.notEqual(error.class, 'bug', `${error.code}: ${error.message}`);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
		assert.ok(performance.now() - begun < LONGEST_MS, 'it took too long');
		assert.ok(process.memoryUsage().rss < 1.5 * 1024 ** 3, 'it took too much memory');
	},
);
