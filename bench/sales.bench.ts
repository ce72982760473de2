import { rmSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { readSales, salesSchema } from '../demo/sales/config';
import { solarCredential, sqlServerCredential } from '../demo/sales/setup';
import { SalesSystems } from '../demo/sales/systems';
import { benchFolder } from './company-files';
import { inOwnProcess } from './own-process';
import type { SalesFigures, SalesRequest } from './sales-process';

export interface SalesRow extends SalesFigures {
	vouchers: number;
	vouchersPerSecond: number;
	/** Time per voucher beside that of the first row. */
	ratio: number;
	/** The same as {@link SalesFigures.memoryMiB}, where garbage cannot pile up. */
	tightMemoryMiB: number;
}

/** While memory is plenty, V8 leaves garbage lying; with so much for old objects, what is needed shows. */
const TIGHT = ['--max-old-space-size=64'];

/** How many pending vouchers, and how often: the median of the runs counts. */
const CASES = [
	{ vouchers: 100, runs: 7 },
	{ vouchers: 1_000, runs: 3 },
	{ vouchers: 10_000, runs: 1 },
];

/**
 * The way of the sales sync (get pending, register, claim, send, complete, mark) against the stand-ins, which are
 * processes of their own. How fast SQL Server or a mall is, nobody learns here: only whether the time per voucher
 * stays the same, and what it takes in memory.
 */
export async function measureSales(progress: (text: string) => void): Promise<SalesRow[]> {
	const rows: SalesRow[] = [];
	for (const { vouchers, runs } of CASES) {
		progress(`sales, ${vouchers} vouchers`);
		const folder = path.join(benchFolder, `sales-${vouchers}`);
		rmSync(folder, { recursive: true, force: true });
		const config = readSales(salesSchema.parse({}), {}, (place) => place);
		// Once to make the tables, once to read them.
		await (await SalesSystems.start(config, folder)).stop();
		fillSales(SalesSystems.dataFile(folder), vouchers);
		const systems = await SalesSystems.start(config, folder);
		try {
			await systems.standIns.solar?.control('POST /settings', { detectDuplicates: false });
			const request: SalesRequest = {
				vouchers,
				runs,
				sqlServer: sqlServerCredential(systems.sqlServer).data,
				solar: solarCredential(systems.solar).data,
				sqlServerControl: systems.standIns.sqlServer?.fact('controlUrl') ?? '',
				ledgerFile: path.join(folder, 'ledger.sqlite'),
			};
			const figures = await inOwnProcess<SalesFigures>('sales-process', request);
			const first = rows[0]?.msPerVoucher ?? figures.msPerVoucher;
			const tight = await inOwnProcess<SalesFigures>(
				'sales-process',
				{ ...request, ledgerFile: path.join(folder, 'tight.sqlite') },
				TIGHT,
			);
			rows.push({
				...figures,
				tightMemoryMiB: tight.memoryMiB,
				vouchers,
				vouchersPerSecond: 1_000 / figures.msPerVoucher,
				ratio: figures.msPerVoucher / first,
			});
		} finally {
			await systems.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	}
	return rows;
}

/** The voucher that every other one is a copy of: F1 of the test sales. */
const MODEL = 'B0021500030562';
const TABLES = ['CTA02', 'CTA03', 'CTA04', 'CTA29', 'EB_T_HistorialSincVentas_Solar'];

/** Leaves so many vouchers in the tables, all pending; past the stand-in, which must not be at work. */
export function fillSales(file: string, vouchers: number): void {
	const database = new Database(file);
	try {
		for (const name of TABLES) {
			const table = `"dbo.${name}"`;
			database.prepare(`DELETE FROM ${table} WHERE rtrim(N_COMP) <> ?`).run(MODEL);
			const columns = (database.pragma(`table_info(${table})`) as { name: string }[])
				.map((column) => column.name)
				.filter((column) => column !== 'ID' && column !== 'ID_CTA04');
			const values = columns.map((column) =>
				column === 'N_COMP' ? "'B00215' || printf('%08d', number)" : column,
			);
			database
				.prepare(
					`WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?)
					INSERT INTO ${table} (${columns.join(', ')})
					SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${table} WHERE rtrim(N_COMP) = ?)`,
				)
				.run(vouchers - 1, MODEL);
		}
	} finally {
		database.close();
	}
}
