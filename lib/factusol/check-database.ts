import { randomUUID } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { findCompanyFile } from '../access/company-file';
import { asFactuLinkError, FactuLinkError } from '../errors';
import { openBooks, type Books } from './books';
import { presentColumns, textOf, type TableColumns } from './columns';
import { companyFile, today, type Company } from './company';
import { HEADER_COLUMNS, LINE_COLUMNS } from './customer-orders';
import { PURCHASE_ORDER } from './documents';

export interface CheckStep {
	step: 'credential' | 'file' | 'folder' | 'open' | 'version' | 'tables' | 'columns' | 'numbers';
	ok: boolean;
	/** One sentence: what was found, or what is wrong and what to do. */
	message: string;
}

export interface DatabaseReport {
	ok: boolean;
	company: { code: string; name: string };
	fiscalYear: number | null;
	file: string | null;
	/** Whether this connection can write at all. */
	writable: boolean;
	steps: CheckStep[];
	/** The first thing that is wrong. */
	failure: FactuLinkError | null;
}

const PURCHASE_HEADER: TableColumns = {
	table: PURCHASE_ORDER.headerTable,
	required: PURCHASE_ORDER.requiredHeader,
	optional: [],
};
const PURCHASE_LINES: TableColumns = {
	table: PURCHASE_ORDER.lineTable,
	required: PURCHASE_ORDER.requiredLine,
	optional: [],
};

/**
 * Looks at everything that has to be right before orders can travel, step by step, and stops at the first step
 * that fails. The file is only read; whether its folder can be written is tried with an empty file that is removed.
 *
 * @param fiscalYear default: the year of the calendar
 */
export async function checkDatabase(
	company: Company,
	fiscalYear = today().year,
): Promise<DatabaseReport> {
	const report: DatabaseReport = {
		ok: true,
		company: { code: company.code, name: company.name },
		fiscalYear: null,
		file: null,
		writable: company.connection.via !== 'driverless',
		steps: [],
		failure: null,
	};
	let books: Books | undefined;
	let label = '';
	const steps: Array<[CheckStep['step'], () => Promise<string>]> = [
		[
			'credential',
			async () => {
				const file = companyFile(company, fiscalYear);
				report.file = file.file;
				report.fiscalYear = file.fiscalYear;
				label = file.label;
				return `${company.name} is company ${company.code}, fiscal year ${file.fiscalYear}: ${file.file}`;
			},
		],
		[
			'file',
			async () => {
				const { size } = await stat(await findCompanyFile(report.file ?? '', label));
				return `The file is there (${(size / 1_000_000).toFixed(1)} MB)`;
			},
		],
		[
			'folder',
			async () => {
				if (!report.writable)
					return 'This connection only reads, so the folder need not be writable';
				// Access keeps its lock file beside the database: without rights on the folder nothing can be written.
				// Only trying tells: on Windows, asking for the rights leaves the access list out.
				const probe = join(dirname(report.file ?? ''), `factulink-${randomUUID()}.tmp`);
				await writeFile(probe, '', { flag: 'wx' });
				await rm(probe);
				return 'The folder can be written, as the lock file of Access needs';
			},
		],
		[
			'open',
			async () => {
				books = await openBooks(company, fiscalYear);
				await books.database.tables();
				return `The file opens (${CONNECTION[company.connection.via]})`;
			},
		],
		['version', async () => await versionOf(opened())],
		['tables', async () => await tablesOf(opened())],
		[
			'columns',
			async () => {
				for (const wanted of [HEADER_COLUMNS, LINE_COLUMNS, PURCHASE_HEADER, PURCHASE_LINES]) {
					await presentColumns(opened().database, wanted, opened().file.label);
				}
				return 'All columns that are needed exist';
			},
		],
		['numbers', async () => await numbersOf(opened())],
	];
	function opened(): Books {
		if (!books) throw new Error('the file is not open');
		return books;
	}
	try {
		for (const [step, look] of steps) {
			try {
				report.steps.push({ step, ok: true, message: await look() });
			} catch (thrown) {
				const error = step === 'folder' ? folderTrouble(thrown, report) : thrown;
				report.failure = asFactuLinkError(error);
				report.ok = false;
				report.steps.push({
					step,
					ok: false,
					message: `${report.failure.message} ${report.failure.whatToDo}`,
				});
				break;
			}
		}
	} finally {
		await books?.close();
	}
	return report;
}

const CONNECTION = {
	'access-driver': 'Microsoft Access ODBC driver',
	'connection-string': 'custom ODBC connection string',
	driverless: 'read-only without driver',
} as const;

async function versionOf({ database }: Books): Promise<string> {
	const tables = await database.tables();
	if (!tables.some((table) => table.toUpperCase() === 'F_VER')) {
		return 'The file does not tell its Factusol version (no table F_VER)';
	}
	const [row] = await database.select({ table: 'F_VER', columns: ['CODVER'] });
	return `Structure version ${row ? textOf(row, 'CODVER') : 'unknown'}`;
}

const NEEDED_TABLES = [
	'F_PCL',
	'F_LPC',
	'F_PPR',
	'F_LPP',
	'F_PRO',
	'F_CLI',
	'F_ART',
	'F_LPA',
	'F_CFG',
	'F_ALM',
];

async function tablesOf({ database, file }: Books): Promise<string> {
	const present = new Set((await database.tables()).map((table) => table.toUpperCase()));
	const missing = NEEDED_TABLES.filter((table) => !present.has(table));
	if (missing.length > 0) throw tablesMissing(missing, file.label);
	return `All ${NEEDED_TABLES.length} tables that are needed exist`;
}

async function numbersOf(books: Books): Promise<string> {
	const orders = await books.database.select({ table: 'F_PCL', columns: ['TIPPCL', 'CODPCL'] });
	const percentages = await books.vatPercentages();
	return `${orders.length} customer orders; VAT ${percentages.map((each) => each.toFixed()).join(', ')} %`;
}

function tablesMissing(missing: readonly string[], label: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'TABLE_MISSING',
		message: `${label} has no table ${missing.join(', ')}.`,
		whatToDo: 'Check that the credential names a company file of Factusol.',
		details: { tables: missing.join(', ') },
	});
}

function folderTrouble(thrown: unknown, report: DatabaseReport): FactuLinkError {
	const code = (thrown as NodeJS.ErrnoException).code;
	if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
		return new FactuLinkError({
			class: 'person',
			code: 'NO_ACCESS',
			message: `The account that runs n8n has no right to write in the folder of ${report.file}.`,
			whatToDo: 'Give that account the right to create, change and delete files in the folder.',
			cause: thrown,
		});
	}
	return asFactuLinkError(thrown);
}
