import type { Column, CompanyDatabase, Condition, Row } from '../access';
import { Breather } from '../breather';
import { codeKey } from './codes';
import { amountOf, integerOf, presentColumns, textOf, type TableColumns } from './columns';
import { toBracket, type Bracket } from './totals';

/** An article (F_ART). Amounts and percentages are decimal text. */
export interface Article {
	/** As the file spells it. */
	code: string;
	description: string;
	family: string;
	/** PHAART: code of the usual supplier; 0 when none. */
	usualSupplier: number;
	bracket: Bracket;
	/** PCOART and DT0ART to DT2ART: what it costs to buy. */
	costPrice: string;
	costDiscounts: [string, string, string];
	/** REFART: the supplier's own code for it. */
	supplierReference: string;
	ean: string;
	equivalent: string;
	/** NPUART: it may not be used. */
	blocked: boolean;
	/** DSCART */
	discontinued: boolean;
}

/** Whether a document may name it: neither blocked nor discontinued. */
export function isUsable({ blocked, discontinued }: Article): boolean {
	return !blocked && !discontinued;
}

/** What a supplier asks for an article (F_LPA). */
export interface SupplierPrice {
	article: string;
	supplier: number;
	price: string;
	discounts: [string, string, string];
	/** REFLPA: the supplier's own code for it. */
	supplierReference: string;
}

const ARTICLE_COLUMNS: TableColumns = {
	table: 'F_ART',
	required: ['CODART', 'DESART', 'PHAART', 'TIVART'],
	optional: [
		'FAMART',
		'PCOART',
		'DT0ART',
		'DT1ART',
		'DT2ART',
		'REFART',
		'EANART',
		'EQUART',
		'NPUART',
		'DSCART',
	],
};

const PRICE_COLUMNS: TableColumns = {
	table: 'F_LPA',
	required: ['ARTLPA', 'PROLPA', 'PRELPA'],
	optional: ['DT1LPA', 'DT2LPA', 'DT3LPA', 'REFLPA'],
};

/**
 * Articles by {@link codeKey}.
 *
 * @param codes those wanted; absent: all
 */
export async function readArticles(
	database: CompanyDatabase,
	label: string,
	codes?: ReadonlySet<string>,
): Promise<Map<string, Article>> {
	const columns = await presentColumns(database, ARTICLE_COLUMNS, label);
	const rows = await rowsByCode(database, 'F_ART', 'CODART', columns, [], codes);
	const articles = new Map<string, Article>();
	const breather = new Breather();
	for (const row of rows) {
		articles.set(codeKey(textOf(row, 'CODART')), toArticle(row));
		await breather.breathe();
	}
	return articles;
}

/** Prices of one supplier, by {@link codeKey} of the article. */
export async function readSupplierPrices(
	database: CompanyDatabase,
	label: string,
	supplier: number,
	codes?: ReadonlySet<string>,
): Promise<Map<string, SupplierPrice>> {
	const columns = await presentColumns(database, PRICE_COLUMNS, label);
	const ofSupplier: Condition = { column: 'PROLPA', is: '=', value: supplier };
	const rows = await rowsByCode(database, 'F_LPA', 'ARTLPA', columns, [ofSupplier], codes);
	return new Map(
		rows.map((row) => [
			codeKey(textOf(row, 'ARTLPA')),
			{
				article: textOf(row, 'ARTLPA').trimEnd(),
				supplier: integerOf(row, 'PROLPA'),
				price: amountOf(row, 'PRELPA'),
				discounts: [amountOf(row, 'DT1LPA'), amountOf(row, 'DT2LPA'), amountOf(row, 'DT3LPA')],
				supplierReference: textOf(row, 'REFLPA').trim(),
			},
		]),
	);
}

/**
 * Rows by their codes; without codes all, whose codes are read first. A list of codes is asked for in portions, and
 * an answer with every column of a large table would hold up the event loop.
 */
async function rowsByCode(
	database: CompanyDatabase,
	table: string,
	code: string,
	columns: readonly Column[],
	where: readonly Condition[],
	codes?: ReadonlySet<string>,
): Promise<Row[]> {
	const values = codes
		? [...codes]
		: (await database.select({ table, columns: [code], where })).map((row) => textOf(row, code));
	return await database.select({
		table,
		columns: columns.map(({ name }) => name),
		where: [...where, { column: code, is: 'in', values }],
	});
}

function toArticle(row: Row): Article {
	return {
		code: textOf(row, 'CODART').trimEnd(),
		description: textOf(row, 'DESART'),
		family: textOf(row, 'FAMART').trimEnd(),
		usualSupplier: integerOf(row, 'PHAART'),
		bracket: toBracket(integerOf(row, 'TIVART')),
		costPrice: amountOf(row, 'PCOART'),
		costDiscounts: [amountOf(row, 'DT0ART'), amountOf(row, 'DT1ART'), amountOf(row, 'DT2ART')],
		supplierReference: textOf(row, 'REFART').trim(),
		ean: textOf(row, 'EANART').trim(),
		equivalent: textOf(row, 'EQUART').trim(),
		blocked: integerOf(row, 'NPUART') !== 0,
		discontinued: integerOf(row, 'DSCART') !== 0,
	};
}
