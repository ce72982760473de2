import type { CompanyDatabase, WritableCompanyDatabase } from '../access';
import { openCompanyDatabase, openWritableCompanyDatabase } from '../access';
import { FactuLinkError } from '../errors';
import { decimal } from '../money';
import type { Decimal } from '../money';
import {
	isUsable,
	readArticles,
	readSupplierPrices,
	type Article,
	type SupplierPrice,
} from './articles';
import { codeKey } from './codes';
import { amountOf, presentColumns, textOf } from './columns';
import { companyFile, openOptions, type Company, type CompanyFile } from './company';
import { readCustomer, readSupplier, type Party } from './parties';
import type { ThreeSlots } from './totals';

/** The company's own address as purchase orders print it (F_EMP). */
export interface OwnAddress {
	address: string;
	postalCode: string;
	town: string;
	province: string;
	phone: string;
}

/**
 * One open company file and what documents need to know of it. Facts are read once and kept as long as the books
 * are open, which is one run of a node: a batch of orders reads its supplier and its VAT percentages once.
 */
export class Books<D extends CompanyDatabase = CompanyDatabase> {
	readonly #suppliers = new Map<number, Promise<Party | null>>();
	readonly #customers = new Map<number, Promise<Party | null>>();
	/** By `codeKey`; null: the file does not have it. */
	readonly #articles = new Map<string, Article | null>();
	#vat: Promise<ThreeSlots<Decimal>> | undefined;
	#warehouses: Promise<string[]> | undefined;
	#ownAddress: Promise<OwnAddress | null> | undefined;

	constructor(
		readonly company: Company,
		readonly file: CompanyFile,
		readonly database: D,
	) {}

	supplier(code: number): Promise<Party | null> {
		return remember(this.#suppliers, code, () =>
			readSupplier(this.database, this.file.label, code),
		);
	}

	customer(code: number): Promise<Party | null> {
		return remember(this.#customers, code, () =>
			readCustomer(this.database, this.file.label, code),
		);
	}

	/**
	 * IVA1 to IVA3 of the company's configuration (F_CFG), in percent.
	 *
	 * @throws FactuLinkError `VAT_NOT_CONFIGURED` (person)
	 */
	vatPercentages(): Promise<ThreeSlots<Decimal>> {
		return (this.#vat ??= this.#readVat());
	}

	/** Codes of the warehouses (F_ALM), in order. */
	warehouses(): Promise<string[]> {
		return (this.#warehouses ??= this.database
			.select({ table: 'F_ALM', columns: ['CODALM'], orderBy: ['CODALM'] })
			.then((rows) => rows.map((row) => textOf(row, 'CODALM').trimEnd())));
	}

	ownAddress(): Promise<OwnAddress | null> {
		return (this.#ownAddress ??= this.#readOwnAddress());
	}

	/** Articles by `codeKey`; those that the file does not have are left out. Without codes: all. */
	async articles(codes?: ReadonlySet<string>): Promise<Map<string, Article>> {
		if (codes === undefined) return await readArticles(this.database, this.file.label);
		const unknown = new Set([...codes].filter((code) => !this.#articles.has(codeKey(code))));
		if (unknown.size > 0) {
			const read = await readArticles(this.database, this.file.label, unknown);
			for (const code of unknown) {
				this.#articles.set(codeKey(code), read.get(codeKey(code)) ?? null);
			}
		}
		return new Map(
			[...codes].flatMap((code) => {
				const article = this.#articles.get(codeKey(code));
				return article ? [[codeKey(code), article] as const] : [];
			}),
		);
	}

	/** Articles by barcode (F_ART.EANART): of several with one barcode the first that may be used, else the first. */
	async articlesByEan(eans: ReadonlySet<string>): Promise<Map<string, Article>> {
		if (eans.size === 0) return new Map();
		const rows = await this.database.select({
			table: 'F_ART',
			columns: ['CODART', 'EANART'],
			where: [{ column: 'EANART', is: 'in', values: [...eans] }],
			orderBy: ['CODART'],
		});
		const articles = await this.articles(new Set(rows.map((row) => textOf(row, 'CODART'))));
		const found = new Map<string, Article>();
		for (const row of rows) {
			const article = articles.get(codeKey(textOf(row, 'CODART')));
			const ean = codeKey(textOf(row, 'EANART'));
			const before = found.get(ean);
			if (article && (!before || (isUsable(article) && !isUsable(before)))) found.set(ean, article);
		}
		return found;
	}

	/** Prices of a supplier in these books, by `codeKey` of the article. */
	supplierPrices(
		supplier: number,
		codes: ReadonlySet<string>,
	): Promise<Map<string, SupplierPrice>> {
		return readSupplierPrices(this.database, this.file.label, supplier, codes);
	}

	close(): Promise<void> {
		return this.database.close();
	}

	async #readVat(): Promise<ThreeSlots<Decimal>> {
		const rows = await this.database.select({
			table: 'F_CFG',
			columns: ['CODCFG', 'NUMCFG'],
			where: [{ column: 'CODCFG', is: 'in', values: ['IVA1', 'IVA2', 'IVA3'] }],
		});
		const byKey = new Map(
			rows.map((row) => [codeKey(textOf(row, 'CODCFG')), amountOf(row, 'NUMCFG')]),
		);
		const percentage = (key: string): Decimal => {
			const text = byKey.get(key);
			if (text === undefined) {
				throw new FactuLinkError({
					class: 'person',
					code: 'VAT_NOT_CONFIGURED',
					message: `The configuration (F_CFG) of ${this.file.label} holds no VAT percentage ${key}.`,
					whatToDo: 'Set the VAT percentages in the configuration of that company in Factusol.',
					details: { key },
				});
			}
			return decimal(text);
		};
		return [percentage('IVA1'), percentage('IVA2'), percentage('IVA3')];
	}

	async #readOwnAddress(): Promise<OwnAddress | null> {
		const tables = await this.database.tables();
		if (!tables.some((table) => table.toUpperCase() === 'F_EMP')) return null;
		const columns = await presentColumns(
			this.database,
			{
				table: 'F_EMP',
				required: ['CODEMP'],
				optional: ['DOMEMP', 'CPOEMP', 'POBEMP', 'PROEMP', 'TELEMP'],
			},
			this.file.label,
		);
		const rows = await this.database.select({
			table: 'F_EMP',
			columns: columns.map((column) => column.name),
			orderBy: ['CODEMP'],
		});
		// F_EMP may list several companies; the file is of one of them.
		const row =
			rows.find((each) => codeKey(textOf(each, 'CODEMP')) === codeKey(this.company.code)) ??
			rows[0];
		return row
			? {
					address: textOf(row, 'DOMEMP'),
					postalCode: textOf(row, 'CPOEMP'),
					town: textOf(row, 'POBEMP'),
					province: textOf(row, 'PROEMP'),
					phone: textOf(row, 'TELEMP'),
				}
			: null;
	}
}

/** Opens the books of one fiscal year for reading. */
export async function openBooks(company: Company, fiscalYear: number): Promise<Books> {
	const file = companyFile(company, fiscalYear);
	return new Books(company, file, await openCompanyDatabase(openOptions(company, file)));
}

/** Opens the books of one fiscal year for writing. */
export async function openBooksForWriting(
	company: Company,
	fiscalYear: number,
): Promise<Books<WritableCompanyDatabase>> {
	const file = companyFile(company, fiscalYear);
	return new Books(company, file, await openWritableCompanyDatabase(openOptions(company, file)));
}

function remember<K, V>(cache: Map<K, Promise<V>>, key: K, read: () => Promise<V>): Promise<V> {
	let value = cache.get(key);
	if (!value) {
		value = read();
		cache.set(key, value);
		// What failed once (a lock) may succeed for the next order.
		value.catch(() => cache.delete(key));
	}
	return value;
}
