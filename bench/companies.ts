import { STAND_IN_TEMPLATE } from '../demo/stand-in/access-stand-in';
import { openCompanyDatabase, type Connection } from '../lib/access';
import type { Company } from '../lib/factusol/company';
import { companyFile, openOptions } from '../lib/factusol/company';
import type { ComposeOptions } from '../lib/factusol/compose';
import { UNWANTED_BY_DEFAULT, type FindSettings } from '../lib/factusol/find-orders';

/** How a company file is opened: as on Linux without a driver, or as with one. */
export type Via = 'without driver' | 'ODBC';

export function subCompany(file: string, fiscalYear: number, via: Via): Company {
	const connection: Connection =
		via === 'ODBC'
			? { via: 'connection-string', template: STAND_IN_TEMPLATE }
			: { via: 'driverless' };
	return {
		name: 'Duofic',
		code: '002',
		location: { by: 'path', file, fiscalYear },
		connection,
	};
}

/** On its stand-in. */
export function parentCompany(sqlite: string): Company {
	return {
		name: 'Oficit',
		code: '001',
		location: { by: 'path', file: sqlite, fiscalYear: 2026 },
		connection: { via: 'connection-string', template: STAND_IN_TEMPLATE },
	};
}

/** Code of Duofic's supplier record in the parent's file. */
const SUPPLIER_AT_PARENT = 901;

/** The settings that the shipped workflows have. */
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

export function composeOptions(reference: string): ComposeOptions {
	return {
		partyCode: SUPPLIER_AT_PARENT,
		reference,
		series: '0',
		date: '',
		warehouse: '',
		remarks: ['', ''],
		userCode: 1,
		articleCode: 'parentArticle',
		unusableArticle: 'hold',
		priceSource: { by: 'item' },
	};
}

export interface CompanyFacts {
	orders: number;
	lines: number;
	/** The supplier most articles are bought from stands for the parent. */
	parentSupplierCode: number;
	/** Day of the newest order, `YYYY-MM-DD`. */
	newestDay: string;
}

export async function factsOf(company: Company, fiscalYear: number): Promise<CompanyFacts> {
	const database = await openCompanyDatabase(
		openOptions(company, companyFile(company, fiscalYear)),
	);
	try {
		const orders = await database.select({ table: 'F_PCL', columns: ['FECPCL'] });
		const lines = await database.select({ table: 'F_LPC', columns: ['CODLPC'] });
		const articles = await database.select({ table: 'F_ART', columns: ['PHAART'] });
		const suppliers = new Map<number, number>();
		for (const { PHAART } of articles) {
			const code = Number(PHAART);
			if (code > 0) suppliers.set(code, (suppliers.get(code) ?? 0) + 1);
		}
		const [[parentSupplierCode] = [1]] = [...suppliers].sort(([, a], [, b]) => b - a);
		return {
			orders: orders.length,
			lines: lines.length,
			parentSupplierCode,
			newestDay: orders.reduce((newest, row) => {
				const day = String(row.FECPCL ?? '').slice(0, 10);
				return day > newest ? day : newest;
			}, ''),
		};
	} finally {
		await database.close();
	}
}
