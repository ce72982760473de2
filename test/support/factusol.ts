import { dirname } from 'node:path';

import type { Company } from '../../lib/factusol/company';
import { UNWANTED_BY_DEFAULT, type FindSettings } from '../../lib/factusol/find-orders';
import type { ComposeOptions } from '../../lib/factusol/compose';
import type { WatchSettings } from '../../lib/factusol/watch-company';
import { STAND_IN_TEMPLATE } from '../../demo/stand-in/access-stand-in';

export function company(
	name: string,
	code: string,
	folder: string,
	fiscalYear: 'current' | number = 2026,
): Company {
	return {
		name,
		code,
		location: { by: 'folder', folder, fiscalYear },
		connection: { via: 'driverless' },
	};
}

/** The parent on its stand-in, which is written through the real odbc module. */
export function parentOn(sqlite: string, template = STAND_IN_TEMPLATE): Company {
	return {
		name: 'Oficit',
		code: '001',
		location: { by: 'path', file: sqlite, fiscalYear: 2026 },
		connection: { via: 'connection-string', template },
	};
}

export const duofic = (file: string): Company => company('Duofic', '002', dirname(file));

/** Design defaults for a sub-company whose parent is this supplier. */
export function findSettings(parentSupplierCode: number): FindSettings {
	return {
		parentName: 'Oficit',
		parentSupplierCode,
		lineRule: { by: 'usualSupplier' },
		articleMapping: 'reference',
		includeReturns: false,
		includeFreeText: false,
		unwantedStates: UNWANTED_BY_DEFAULT,
		filter: {},
	};
}

export function watchSettings(
	parentSupplierCode: number,
	change: Partial<WatchSettings> = {},
): WatchSettings {
	const { filter: _filter, ...settings } = findSettings(parentSupplierCode);
	return {
		...settings,
		series: [],
		lookBackDays: 0,
		startFrom: { from: 'everything' },
		changed: true,
		limit: 200,
		patience: 10,
		previousYearDays: 31,
		...change,
	};
}

export function composeOptions(
	partyCode: number,
	reference: string,
	change: Partial<ComposeOptions> = {},
): ComposeOptions {
	return {
		partyCode,
		reference,
		series: '0',
		date: '',
		warehouse: '',
		remarks: ['', ''],
		userCode: 1,
		articleCode: 'parentArticle',
		unusableArticle: 'hold',
		priceSource: { by: 'item' },
		...change,
	};
}
