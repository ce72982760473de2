import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { projectRoot } from '../../demo/project';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

/** The rooms of the order relay and of the ledger. */
const RELAY_ROOMS = [
	'lib/errors.ts',
	'lib/access',
	'lib/factusol',
	'lib/ledger',
	'nodes/Factusol',
	'nodes/FactusolTrigger',
	'nodes/Ledger',
	'nodes/shared',
];

export const SALES_ROOMS = ['lib/sales', 'lib/solar', 'nodes/SqlServerSales', 'nodes/SolarApi'];

export function sourcesIn(place: string): string[] {
	if (place.endsWith('.ts')) return [read(place)];
	return readdirSync(path.join(projectRoot, place), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => read(path.join(place, file)));
}

const CODE = /'([A-Z][A-Z_]{4,})'/g;

/** What gives a person a code: `code:`, `reasonCode:` or `reasonCode(`; with sales also `reason:` and helpers. */
const GIVES_IN_RELAY = /\b(?:code|reasonCode)(?::|\() ?([^,;\n]+)/g;
const GIVES_IN_SALES = /\b(?:code: |reason: |(?:hold|skip)\(\d+, |retry\(\s*)([^,;\n]+)/g;

/** Codes that people can meet; in the relay also the keys of the driver's cases. */
function codesGiven(rooms: readonly string[], gives: RegExp): Set<string> {
	const found = new Set<string>();
	for (const source of rooms.flatMap(sourcesIn)) {
		for (const [, value] of source.matchAll(gives)) {
			for (const [, code] of (value ?? '').matchAll(CODE)) found.add(code ?? '');
		}
		const cases = /^const CASES = \{$([\s\S]+?)^\}/m.exec(source)?.[1] ?? '';
		for (const [, code] of cases.matchAll(/^\t([A-Z_]+): \{$/gm)) found.add(code ?? '');
	}
	return found;
}

export const codesOfRelay = () => codesGiven(RELAY_ROOMS, GIVES_IN_RELAY);

export const codesOfSales = () => codesGiven(SALES_ROOMS, GIVES_IN_SALES);
