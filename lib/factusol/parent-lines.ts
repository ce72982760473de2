import { decimal, toText, ZERO } from '../money';
import type { Article, SupplierPrice } from './articles';
import { codeKey } from './codes';
import type { CustomerOrderLine } from './customer-orders';
import type { OmittedLine, RelayLine } from './relay-order';

/** Which lines of a customer order belong to the parent company. */
export type LineRule =
	/** The article's usual supplier is the parent, or it has none and the parent has a price for it. */
	| { by: 'usualSupplier' }
	| { by: 'families'; families: readonly string[] }
	/** `*` stands for any characters; without it the code has to begin so. */
	| { by: 'codes'; patterns: readonly string[] }
	| { by: 'all' };

/** Where the parent's own code for an article is found. */
export type ArticleMapping =
	/** F_LPA.REFLPA of the parent's price, else F_ART.REFART, else the same code. */
	| 'reference'
	| 'sameCode'
	/** The article of the parent with the same barcode. */
	| 'ean'
	/** F_ART.EQUART holds the parent's code. */
	| 'equivalent';

export interface ParentLineSettings {
	/** The parent's code in F_PRO of the sub-company. */
	parentSupplierCode: number;
	lineRule: LineRule;
	articleMapping: ArticleMapping;
	includeReturns: boolean;
	includeFreeText: boolean;
}

/** What the sub-company's file knows of its articles and of the parent's prices, by `codeKey`. */
export interface ArticleKnowledge {
	articles: ReadonlyMap<string, Article>;
	parentPrices: ReadonlyMap<string, SupplierPrice>;
}

export interface ParentLines {
	/** To be ordered from the parent, in the order of the document. */
	lines: RelayLine[];
	/** Belong to the parent, or to nobody, and are left out. */
	omitted: OmittedLine[];
	/** How many lines have an article that is not the parent's. */
	own: number;
	/** Whether any line with an article is the parent's, ordered or not. */
	any: boolean;
}

export function parentLines(
	lines: readonly CustomerOrderLine[],
	knowledge: ArticleKnowledge,
	settings: ParentLineSettings,
): ParentLines {
	const result: ParentLines = { lines: [], omitted: [], own: 0, any: false };
	for (const line of lines) {
		const quantity = decimal(line.quantity).minus(decimal(line.cancelledQuantity));
		if (codeKey(line.article) === '') {
			if (settings.includeFreeText) result.lines.push(freeTextLine(line));
			else result.omitted.push(omitted(line, 'free text'));
			continue;
		}
		if (!isParentLine(line.article, knowledge, settings)) {
			result.own++;
			continue;
		}
		result.any = true;
		if (quantity.lte(ZERO) && !(settings.includeReturns && quantity.lt(ZERO))) {
			result.omitted.push(omitted(line, 'return or nothing left to order'));
			continue;
		}
		result.lines.push(toRelayLine(line, toText(quantity), knowledge, settings));
	}
	// Text without an article to explain orders nothing.
	if (!result.lines.some((line) => line.article !== '')) result.lines = [];
	return result;
}

function isParentLine(
	code: string,
	{ articles, parentPrices }: ArticleKnowledge,
	{ lineRule, parentSupplierCode }: ParentLineSettings,
): boolean {
	const article = articles.get(codeKey(code));
	switch (lineRule.by) {
		case 'all':
			return true;
		case 'codes':
			return lineRule.patterns.some((pattern) => matches(code, pattern));
		case 'families':
			return (
				article !== undefined &&
				lineRule.families.some((family) => codeKey(family) === codeKey(article.family))
			);
		case 'usualSupplier':
			if (!article) return false;
			return article.usualSupplier === 0
				? parentPrices.has(codeKey(code))
				: article.usualSupplier === parentSupplierCode;
	}
}

function matches(code: string, pattern: string): boolean {
	const source = codeKey(pattern)
		.split('*')
		.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
		.join('.*');
	return new RegExp(`^${source}${pattern.includes('*') ? '$' : ''}`).test(codeKey(code));
}

function toRelayLine(
	line: CustomerOrderLine,
	quantity: string,
	{ articles, parentPrices }: ArticleKnowledge,
	settings: ParentLineSettings,
): RelayLine {
	const article = articles.get(codeKey(line.article));
	const price = parentPrices.get(codeKey(line.article));
	return {
		position: line.position,
		article: line.article,
		...parentArticle(line.article, article, price, settings.articleMapping),
		description: line.description,
		quantity,
		salePrice: line.price,
		saleDiscounts: line.discounts,
		...purchaseTerms(article, price),
		size: line.size,
		colour: line.colour,
		comment: line.comment,
	};
}

function parentArticle(
	code: string,
	article: Article | undefined,
	price: SupplierPrice | undefined,
	mapping: ArticleMapping,
): Pick<RelayLine, 'parentArticle' | 'parentArticleIs'> {
	switch (mapping) {
		case 'sameCode':
			return { parentArticle: code, parentArticleIs: 'code' };
		case 'ean':
			return article?.ean
				? { parentArticle: article.ean, parentArticleIs: 'ean' }
				: { parentArticle: code, parentArticleIs: 'code' };
		case 'equivalent':
			return { parentArticle: article?.equivalent || code, parentArticleIs: 'code' };
		case 'reference':
			return {
				parentArticle: price?.supplierReference || article?.supplierReference || code,
				parentArticleIs: 'code',
			};
	}
}

/** The price agreed with the parent, else the cost price; Factusol's 0 means that nobody entered one. */
function purchaseTerms(
	article: Article | undefined,
	price: SupplierPrice | undefined,
): Pick<RelayLine, 'purchasePrice' | 'purchaseDiscounts' | 'purchasePriceFrom'> {
	if (price && decimal(price.price).gt(ZERO)) {
		return {
			purchasePrice: price.price,
			purchaseDiscounts: price.discounts,
			purchasePriceFrom: 'supplier price',
		};
	}
	if (article && decimal(article.costPrice).gt(ZERO)) {
		return {
			purchasePrice: article.costPrice,
			purchaseDiscounts: article.costDiscounts,
			purchasePriceFrom: 'cost price',
		};
	}
	return { purchasePrice: null, purchaseDiscounts: ['0', '0', '0'], purchasePriceFrom: null };
}

function freeTextLine(line: CustomerOrderLine): RelayLine {
	return {
		position: line.position,
		article: '',
		parentArticle: '',
		parentArticleIs: 'code',
		description: line.description,
		quantity: '0',
		salePrice: '0',
		saleDiscounts: ['0', '0', '0'],
		purchasePrice: '0',
		purchaseDiscounts: ['0', '0', '0'],
		purchasePriceFrom: null,
		size: '',
		colour: '',
		comment: line.comment,
	};
}

function omitted(line: CustomerOrderLine, reason: OmittedLine['reason']): OmittedLine {
	return {
		position: line.position,
		article: line.article,
		description: line.description,
		quantity: line.quantity,
		reason,
	};
}
