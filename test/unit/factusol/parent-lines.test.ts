import type { Article, SupplierPrice } from '../../../lib/factusol/articles';
import { codeKey } from '../../../lib/factusol/codes';
import type { CustomerOrderLine } from '../../../lib/factusol/customer-orders';
import {
	parentLines,
	type ArticleKnowledge,
	type ParentLineSettings,
} from '../../../lib/factusol/parent-lines';

const line = (article: string, change: Partial<CustomerOrderLine> = {}): CustomerOrderLine => ({
	position: 1,
	article,
	description: 'text',
	quantity: '5',
	cancelledQuantity: '0',
	price: '10',
	discounts: ['0', '0', '0'],
	total: '50',
	bracket: 0,
	size: '',
	colour: '',
	comment: '',
	...change,
});
const article = (code: string, change: Partial<Article> = {}): Article => ({
	code,
	description: code,
	family: 'INF',
	usualSupplier: 1,
	bracket: 0,
	costPrice: '7',
	costDiscounts: ['1', '0', '0'],
	supplierReference: '',
	ean: '',
	equivalent: '',
	blocked: false,
	discontinued: false,
	...change,
});
const price = (code: string, change: Partial<SupplierPrice> = {}): SupplierPrice => ({
	article: code,
	supplier: 1,
	price: '8',
	discounts: ['5', '0', '0'],
	supplierReference: '',
	...change,
});
const knowledge = (articles: Article[], prices: SupplierPrice[] = []): ArticleKnowledge => ({
	articles: new Map(articles.map((each) => [codeKey(each.code), each])),
	parentPrices: new Map(prices.map((each) => [codeKey(each.article), each])),
});
const settings: ParentLineSettings = {
	parentSupplierCode: 1,
	lineRule: { by: 'usualSupplier' },
	articleMapping: 'reference',
	includeReturns: false,
	includeFreeText: false,
};
const codes = (result: ReturnType<typeof parentLines>) => result.lines.map((each) => each.article);

describe('a line belongs to the parent', () => {
	it('when the usual supplier of its article is the parent', () => {
		const known = knowledge([article('A'), article('B', { usualSupplier: 3 })], [price('B')]);
		expect(codes(parentLines([line('A'), line('B'), line('C')], known, settings))).toEqual(['A']);
	});

	it('when its article has no usual supplier and the parent has a price for it', () => {
		const none = { usualSupplier: 0 };
		const known = knowledge([article('A', none), article('B', none)], [price('A')]);
		expect(codes(parentLines([line('A'), line('B')], known, settings))).toEqual(['A']);
	});

	it('whatever the case and the trailing blanks of its code', () => {
		const known = knowledge([article('OF00012')]);
		expect(codes(parentLines([line('of00012  ')], known, settings))).toEqual(['of00012  ']);
	});

	it('by family, by beginning or pattern of its code, or always, as the setting says', () => {
		const known = knowledge([
			article('A1', { family: 'ton' }),
			article('B1', { usualSupplier: 9 }),
		]);
		const both = [line('A1'), line('B1')];
		const by = (lineRule: ParentLineSettings['lineRule']) =>
			codes(parentLines(both, known, { ...settings, lineRule }));
		expect(by({ by: 'families', families: ['TON'] })).toEqual(['A1']);
		expect(by({ by: 'codes', patterns: ['b'] })).toEqual(['B1']);
		expect(by({ by: 'codes', patterns: ['*1'] })).toEqual(['A1', 'B1']);
		expect(by({ by: 'codes', patterns: ['(', 'A*2'] })).toEqual([]);
		expect(by({ by: 'all' })).toEqual(['A1', 'B1']);
	});
});

describe('the quantity to order', () => {
	const known = knowledge([article('A')]);

	it('is what was ordered less what was cancelled', () => {
		const [only] = parentLines([line('A', { cancelledQuantity: '1.5' })], known, settings).lines;
		expect(only?.quantity).toBe('3.5');
	});

	it('at or below zero leaves the line out and names it', () => {
		const lines = [
			line('A', { position: 1, quantity: '-2' }),
			line('A', { position: 2, quantity: '3', cancelledQuantity: '3' }),
			line('A', { position: 3 }),
		];
		const result = parentLines(lines, known, settings);
		expect(result.lines.map((each) => each.position)).toEqual([3]);
		expect(result.omitted.map((each) => [each.position, each.reason])).toEqual([
			[1, 'return or nothing left to order'],
			[2, 'return or nothing left to order'],
		]);
	});

	it('below zero is ordered when returns are included', () => {
		const result = parentLines([line('A', { quantity: '-2' })], known, {
			...settings,
			includeReturns: true,
		});
		expect(result.lines.map((each) => each.quantity)).toEqual(['-2']);
	});

	it('of a return alone leaves nothing to order, but the order is known to concern the parent', () => {
		const result = parentLines([line('A', { quantity: '-2' })], known, settings);
		expect([result.lines.length, result.any]).toEqual([0, true]);
	});
});

describe('lines of free text', () => {
	const known = knowledge([article('A')]);

	it('are left out and named', () => {
		const result = parentLines([line('A'), line('', { position: 2 })], known, settings);
		expect(result.omitted).toMatchObject([{ position: 2, reason: 'free text' }]);
	});

	it('travel along when the setting includes them, but never alone', () => {
		const included = { ...settings, includeFreeText: true };
		expect(parentLines([line('A'), line('  ')], known, included).lines).toHaveLength(2);
		expect(parentLines([line('')], known, included)).toMatchObject({ lines: [], any: false });
	});
});

describe("the parent's own code", () => {
	const code = (known: ArticleKnowledge, articleMapping: ParentLineSettings['articleMapping']) => {
		const [only] = parentLines([line('A')], known, { ...settings, articleMapping }).lines;
		return [only?.parentArticle, only?.parentArticleIs];
	};
	const full = article('A', { supplierReference: 'ART', ean: '841', equivalent: 'EQ' });

	it("is the reference in the parent's price, else in the article, else the same code", () => {
		expect(
			code(knowledge([full], [price('A', { supplierReference: 'LPA' })]), 'reference'),
		).toEqual(['LPA', 'code']);
		expect(code(knowledge([full], [price('A')]), 'reference')).toEqual(['ART', 'code']);
		expect(code(knowledge([article('A')]), 'reference')).toEqual(['A', 'code']);
	});

	it('is the same code, the barcode or the equivalent code when the setting says so', () => {
		expect(code(knowledge([full]), 'sameCode')).toEqual(['A', 'code']);
		expect(code(knowledge([full]), 'ean')).toEqual(['841', 'ean']);
		expect(code(knowledge([full]), 'equivalent')).toEqual(['EQ', 'code']);
		expect(code(knowledge([article('A')]), 'ean')).toEqual(['A', 'code']);
	});
});

describe('the purchase price', () => {
	const terms = (known: ArticleKnowledge) => {
		const [only] = parentLines([line('A')], known, settings).lines;
		return [only?.purchasePrice, only?.purchaseDiscounts, only?.purchasePriceFrom];
	};

	it('is the one agreed with the parent, with its discounts', () => {
		expect(terms(knowledge([article('A')], [price('A')]))).toEqual([
			'8',
			['5', '0', '0'],
			'supplier price',
		]);
	});

	it('is the cost price where the parent has none, or only a zero', () => {
		const cost = ['7', ['1', '0', '0'], 'cost price'];
		expect(terms(knowledge([article('A')]))).toEqual(cost);
		expect(terms(knowledge([article('A')], [price('A', { price: '0' })]))).toEqual(cost);
	});

	it('is unknown where neither was entered', () => {
		expect(terms(knowledge([article('A', { costPrice: '0' })]))).toEqual([
			null,
			['0', '0', '0'],
			null,
		]);
	});
});
