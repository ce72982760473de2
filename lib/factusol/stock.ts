import { decimal, sum, toText } from '../money';
import type { Books } from './books';
import { codeKey } from './codes';
import { amountOf, integerOf, textOf } from './columns';

export interface StockLevel {
	article: string;
	warehouse: string;
	/** ACTSTO */
	physical: string;
	/** DISSTO: physical less reserved. */
	available: string;
	/** MINSTO, MAXSTO */
	minimum: string;
	maximum: string;
	/** Σ PENLPP of purchase orders not yet received: F_STO has no column for it. */
	pendingReceipt: string;
}

/** Stock of one article per warehouse (F_STO), and what purchase orders will still bring. */
export async function readStock(
	books: Books,
	article: string,
	warehouse?: string,
): Promise<StockLevel[]> {
	const { database } = books;
	const rows = await database.select({
		table: 'F_STO',
		columns: ['ARTSTO', 'ALMSTO', 'ACTSTO', 'DISSTO', 'MINSTO', 'MAXSTO'],
		where: [
			{ column: 'ARTSTO', is: '=', value: article },
			...(warehouse ? [{ column: 'ALMSTO', is: '=' as const, value: warehouse }] : []),
		],
		orderBy: ['ALMSTO'],
	});
	const pending = await pendingByWarehouse(books, article);
	return rows.map((row) => ({
		article: textOf(row, 'ARTSTO').trimEnd(),
		warehouse: textOf(row, 'ALMSTO').trimEnd(),
		physical: amountOf(row, 'ACTSTO'),
		available: amountOf(row, 'DISSTO'),
		minimum: amountOf(row, 'MINSTO'),
		maximum: amountOf(row, 'MAXSTO'),
		pendingReceipt: pending.get(codeKey(textOf(row, 'ALMSTO'))) ?? '0',
	}));
}

async function pendingByWarehouse(books: Books, article: string): Promise<Map<string, string>> {
	const lines = await books.database.select({
		table: 'F_LPP',
		columns: ['TIPLPP', 'CODLPP', 'PENLPP'],
		where: [
			{ column: 'ARTLPP', is: '=', value: article },
			{ column: 'PENLPP', is: '>', value: '0' },
		],
	});
	if (lines.length === 0) return new Map();
	const open = await books.database.select({
		table: 'F_PPR',
		columns: ['TIPPPR', 'CODPPR', 'ALMPPR'],
		where: [
			{
				column: 'CODPPR',
				is: 'in',
				values: [...new Set(lines.map((row) => integerOf(row, 'CODLPP')))],
			},
			// 0 to be received, 1 partly received
			{ column: 'ESTPPR', is: '<=', value: 1 },
		],
	});
	const result = new Map<string, string>();
	for (const order of open) {
		const warehouse = codeKey(textOf(order, 'ALMPPR'));
		const units = lines
			.filter(
				(line) =>
					codeKey(textOf(line, 'TIPLPP')) === codeKey(textOf(order, 'TIPPPR')) &&
					integerOf(line, 'CODLPP') === integerOf(order, 'CODPPR'),
			)
			.map((line) => decimal(amountOf(line, 'PENLPP')));
		result.set(warehouse, toText(sum([decimal(result.get(warehouse) ?? '0'), ...units])));
	}
	return result;
}
