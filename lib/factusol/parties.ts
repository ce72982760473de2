import type { CompanyDatabase } from '../access';
import { amountOf, integerOf, presentColumns, textOf, type TableColumns } from './columns';

/** Supplier or customer as far as a document copies its data. Percentages are decimal text. */
export interface Party {
	code: number;
	/** Legal name (NOFPRO, NOFCLI), which Factusol copies to documents. */
	name: string;
	address: string;
	town: string;
	postalCode: string;
	province: string;
	country: string;
	taxId: string;
	phone: string;
	email: string;
	/** Our own code in their books: our customer code at a supplier, our supplier code at a customer. */
	ourCode: string;
	paymentMethod: string;
	/** 0 paid, 1 due. */
	carriage: number;
	carriageText: string;
	vatRegime: number;
	surcharge: boolean;
	withholdingPercentage: string;
	promptPaymentPercentage: string;
	/** 0 when none is set. */
	defaultSeries: number;
	/** Only customers have one. */
	agent: number;
	/** NVAPRO, NVCCLI: Factusol is told not to trade with them. */
	barred: boolean;
}

const SUPPLIER: TableColumns = {
	table: 'F_PRO',
	required: ['CODPRO', 'NOFPRO'],
	optional: [
		'DOMPRO',
		'POBPRO',
		'CPOPRO',
		'PROPRO',
		'PAIPRO',
		'NIFPRO',
		'TELPRO',
		'EMAPRO',
		'CCLPRO',
		'FPAPRO',
		'TPOPRO',
		'PORPRO',
		'IVAPRO',
		'REQPRO',
		'RETPRO',
		'PPAPRO',
		'DOCPRO',
		'NVAPRO',
	],
};

const CUSTOMER: TableColumns = {
	table: 'F_CLI',
	required: ['CODCLI', 'NOFCLI'],
	optional: [
		'DOMCLI',
		'POBCLI',
		'CPOCLI',
		'PROCLI',
		'PAICLI',
		'NIFCLI',
		'TELCLI',
		'EMACLI',
		'CPRCLI',
		'FPACLI',
		'TPOCLI',
		'PORCLI',
		'IVACLI',
		'REQCLI',
		'RETCLI',
		'PRECLI',
		'PPACLI',
		'DOCCLI',
		'AGECLI',
		'NVCCLI',
	],
};

/** A supplier (F_PRO) by code; null when there is none. */
export async function readSupplier(
	database: CompanyDatabase,
	label: string,
	code: number,
): Promise<Party | null> {
	const row = await readOne(database, label, SUPPLIER, 'CODPRO', code);
	return (
		row && {
			...common(row, 'PRO'),
			ourCode: textOf(row, 'CCLPRO'),
			withholdingPercentage: amountOf(row, 'RETPRO'),
			agent: 0,
			barred: integerOf(row, 'NVAPRO') !== 0,
		}
	);
}

/** A customer (F_CLI) by code; null when there is none. */
export async function readCustomer(
	database: CompanyDatabase,
	label: string,
	code: number,
): Promise<Party | null> {
	const row = await readOne(database, label, CUSTOMER, 'CODCLI', code);
	return (
		row && {
			...common(row, 'CLI'),
			ourCode: textOf(row, 'CPRCLI'),
			// RETCLI is only the switch; the percentage has a column of its own.
			withholdingPercentage: integerOf(row, 'RETCLI') === 1 ? amountOf(row, 'PRECLI') : '0',
			agent: integerOf(row, 'AGECLI'),
			barred: integerOf(row, 'NVCCLI') !== 0,
		}
	);
}

async function readOne(
	database: CompanyDatabase,
	label: string,
	wanted: TableColumns,
	keyColumn: string,
	code: number,
) {
	const columns = await presentColumns(database, wanted, label);
	const rows = await database.select({
		table: wanted.table,
		columns: columns.map((column) => column.name),
		where: [{ column: keyColumn, is: '=', value: code }],
	});
	return rows[0] ?? null;
}

/** F_PRO and F_CLI name these columns alike, but for the suffix. */
function common(row: Parameters<typeof textOf>[0], suffix: 'PRO' | 'CLI') {
	return {
		code: integerOf(row, `COD${suffix}`),
		name: textOf(row, `NOF${suffix}`),
		address: textOf(row, `DOM${suffix}`),
		town: textOf(row, `POB${suffix}`),
		postalCode: textOf(row, `CPO${suffix}`),
		province: textOf(row, `PRO${suffix}`),
		country: textOf(row, `PAI${suffix}`),
		taxId: textOf(row, `NIF${suffix}`),
		phone: textOf(row, `TEL${suffix}`),
		email: textOf(row, `EMA${suffix}`),
		paymentMethod: textOf(row, `FPA${suffix}`),
		carriage: integerOf(row, `TPO${suffix}`),
		carriageText: textOf(row, `POR${suffix}`),
		vatRegime: integerOf(row, `IVA${suffix}`),
		surcharge: integerOf(row, `REQ${suffix}`) === 1,
		promptPaymentPercentage: amountOf(row, `PPA${suffix}`),
		defaultSeries: integerOf(row, `DOC${suffix}`),
	};
}
