import { FactuLinkError } from '../errors';
import { decimal, HUNDRED, percentOf, round, toText, ZERO } from '../money';
import type { Decimal } from '../money';
import type { Article, SupplierPrice } from './articles';
import type { Books } from './books';
import { codeKey } from './codes';
import type { RelayLine, RelayOrderCore } from './relay-order';
import { lineTotal, type Bracket } from './totals';

export type PriceSource =
	/** The purchase price that travels on the item. */
	| { by: 'item' }
	/** What the target company pays: the supplier's price there, else the article's cost price. */
	| { by: 'target' }
	/** The sale price of the source line less a percentage, with the discounts of that line. */
	| { by: 'sale'; lessPercent: Decimal };

export interface LinePolicy {
	/** Which code of the item names the article in the target file. */
	articleCode: 'parentArticle' | 'article';
	/** What becomes of a line whose article is missing, blocked or discontinued in the target. */
	unusableArticle: 'hold' | 'text' | 'leaveOut';
	priceSource: PriceSource;
	/** For `target` prices: whose price list counts; null where none does. */
	supplier: number | null;
}

/** A line as it will be written, but for its columns. */
export interface ResolvedLine {
	/** As the target's F_ART spells it; empty in a line of text. */
	article: string;
	description: string;
	quantity: Decimal;
	price: Decimal;
	discounts: readonly [Decimal, Decimal, Decimal];
	total: Decimal;
	bracket: Bracket;
	size: string;
	colour: string;
	comment: string;
}

export interface ResolvedLines {
	lines: ResolvedLine[];
	/** What was done differently from the source, in Spanish; for the item and the ledger. */
	notes: string[];
}

type Trouble = { code: 'missing' | 'blocked' | 'discontinued' | 'price'; line: RelayLine };

/**
 * Turns the lines of an order into lines of the target company: its article, its VAT bracket, the price.
 *
 * @throws FactuLinkError `ARTICLE_UNUSABLE` or `PRICE_UNKNOWN` (person), naming every line that a person must decide
 */
export async function resolveLines(
	order: RelayOrderCore,
	books: Books,
	policy: LinePolicy,
): Promise<ResolvedLines> {
	const find = await articleFinder(order, books, policy);
	const resolved: ResolvedLines = { lines: [], notes: [] };
	const troubles: Trouble[] = [];
	const text = (line: RelayLine): ResolvedLine => ({
		article: '',
		description: line.description,
		quantity: ZERO,
		price: ZERO,
		discounts: [ZERO, ZERO, ZERO],
		total: ZERO,
		bracket: 0,
		size: '',
		colour: '',
		comment: line.comment,
	});

	for (const line of order.lines) {
		if (line.article === '' && line.parentArticle === '') {
			resolved.lines.push(text(line));
			continue;
		}
		const { article, supplierPrice, code } = find(line);
		const trouble = usability(article);
		if (!article || trouble) {
			const state = trouble ?? 'missing';
			if (policy.unusableArticle === 'hold') {
				troubles.push({ code: state, line });
				continue;
			}
			const said = `Línea ${line.position}: el artículo ${code} ${SPANISH[state]} en ${books.company.name}`;
			if (policy.unusableArticle === 'text') {
				resolved.lines.push({
					...text(line),
					description: `${code} ${line.description} (${line.quantity})`.trim(),
				});
				resolved.notes.push(`${said}; se ha escrito como texto.`);
			} else {
				resolved.notes.push(`${said}; se ha dejado fuera.`);
			}
			continue;
		}
		const terms = priceOf(line, article, supplierPrice, policy.priceSource);
		if (!terms || terms.price.lte(ZERO)) {
			troubles.push({ code: 'price', line });
			continue;
		}
		const quantity = decimal(line.quantity);
		resolved.lines.push({
			article: article.code,
			description: line.description === '' ? article.description : line.description,
			quantity,
			...terms,
			total: lineTotal({ quantity, ...terms }),
			bracket: article.bracket,
			size: line.size,
			colour: line.colour,
			comment: line.comment,
		});
	}
	if (troubles.length > 0) throw troublesome(order, troubles, books, policy);
	return resolved;
}

type ArticlePolicy = Pick<LinePolicy, 'articleCode'>;

/**
 * Reads the articles of all orders of a run at once; resolving their lines then costs no query for each order. What
 * cannot be found by code here is found when its order is resolved.
 */
export async function readArticlesOf(
	orders: readonly { order: RelayOrderCore; policy: ArticlePolicy }[],
	books: Books,
): Promise<void> {
	await books.articles(
		new Set(orders.flatMap(({ order, policy }) => [...wantedCodes(order, policy).byCode])),
	);
}

/** The codes that name the articles of an order in the target file. */
function wantedCodes(order: RelayOrderCore, policy: ArticlePolicy) {
	const byEan = (line: RelayLine) =>
		policy.articleCode === 'parentArticle' && line.parentArticleIs === 'ean';
	const codeOf = (line: RelayLine) =>
		policy.articleCode === 'parentArticle' ? line.parentArticle : line.article;
	const codes = (lines: readonly RelayLine[]) =>
		new Set(lines.map(codeOf).filter((code) => code !== ''));
	return {
		byEan,
		codeOf,
		byCode: codes(order.lines.filter((line) => !byEan(line))),
		eans: codes(order.lines.filter(byEan)),
	};
}

async function articleFinder(order: RelayOrderCore, books: Books, policy: LinePolicy) {
	const { byEan, codeOf, byCode, eans: wantedEans } = wantedCodes(order, policy);
	const articles = await books.articles(byCode);
	const eans = await books.articlesByEan(wantedEans);
	const prices =
		policy.priceSource.by === 'target' && policy.supplier !== null
			? await books.supplierPrices(
					policy.supplier,
					new Set([...articles.values(), ...eans.values()].map((article) => article.code)),
				)
			: new Map<string, SupplierPrice>();
	return (line: RelayLine) => {
		const code = codeOf(line);
		const article = (byEan(line) ? eans : articles).get(codeKey(code));
		return { code, article, supplierPrice: prices.get(codeKey(article?.code)) };
	};
}

function usability(article: Article | undefined): 'missing' | 'blocked' | 'discontinued' | null {
	if (!article) return 'missing';
	if (article.blocked) return 'blocked';
	return article.discontinued ? 'discontinued' : null;
}

function priceOf(
	line: RelayLine,
	article: Article,
	supplierPrice: SupplierPrice | undefined,
	source: PriceSource,
): Pick<ResolvedLine, 'price' | 'discounts'> | null {
	switch (source.by) {
		case 'item':
			return line.purchasePrice === null
				? null
				: { price: decimal(line.purchasePrice), discounts: decimals(line.purchaseDiscounts) };
		case 'target':
			return supplierPrice && decimal(supplierPrice.price).gt(ZERO)
				? {
						price: decimal(supplierPrice.price),
						discounts: decimals(supplierPrice.discounts),
					}
				: { price: decimal(article.costPrice), discounts: decimals(article.costDiscounts) };
		case 'sale':
			return {
				// PRE* has four decimals.
				price: round(percentOf(decimal(line.salePrice), HUNDRED.minus(source.lessPercent)), 4),
				discounts: decimals(line.saleDiscounts),
			};
	}
}

function decimals(three: readonly [string, string, string]): [Decimal, Decimal, Decimal] {
	return [decimal(three[0]), decimal(three[1]), decimal(three[2])];
}

const ENGLISH = {
	missing: 'does not exist',
	blocked: 'may not be used (blocked)',
	discontinued: 'is discontinued',
	price: 'has no price',
} as const;

const SPANISH = {
	missing: 'no existe',
	blocked: 'está bloqueado',
	discontinued: 'está descatalogado',
	price: 'no tiene precio de compra',
} as const;

function troublesome(
	order: RelayOrderCore,
	troubles: readonly Trouble[],
	books: Books,
	policy: LinePolicy,
): FactuLinkError {
	const codeOf = (line: RelayLine) =>
		policy.articleCode === 'parentArticle' ? line.parentArticle : line.article;
	const list = (words: Record<Trouble['code'], string>, lineWord: string) =>
		troubles
			.map(({ code, line }) => `${lineWord} ${line.position} ${codeOf(line)} ${words[code]}`)
			.join('; ');
	const onlyPrices = troubles.every((trouble) => trouble.code === 'price');
	return new FactuLinkError({
		class: 'person',
		code: onlyPrices ? 'PRICE_UNKNOWN' : 'ARTICLE_UNUSABLE',
		message: `Order ${order.document} of ${order.company.name} cannot be written in ${books.file.label}: ${list(ENGLISH, 'line')}.`,
		whatToDo: onlyPrices
			? `Enter the purchase price in ${order.company.name} (the supplier's price or the cost price of the article); the order goes on by itself when its file is read again.`
			: `Correct the article in ${books.company.name} or the order in ${order.company.name}, then release the entry in the ledger. The node can also write such lines as text or leave them out.`,
		spanish: `El pedido ${order.document} de ${order.company.name} espera a que alguien decida: ${list(SPANISH, 'línea')} (en ${books.company.name}).`,
		details: {
			order: order.key,
			lines: troubles
				.map(
					({ line, code }) =>
						`${line.position}:${toText(decimal(line.quantity))}:${codeOf(line)}:${code}`,
				)
				.join(' '),
		},
	});
}
