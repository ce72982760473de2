/** A line of {@link RIGHT_ORDER}; the parent has its article. */
export const RIGHT_LINE = {
	position: 1,
	article: 'A1',
	parentArticle: 'OF00012',
	description: 'x',
	quantity: '1',
	salePrice: '2',
	saleDiscounts: ['0', '0', '0'],
	purchasePrice: '1',
	purchaseDiscounts: ['0', '0', '0'],
	purchasePriceFrom: 'supplier price',
	size: '',
	colour: '',
	comment: '',
};

/** An order as it goes from node to node, with nothing wrong in it: what is fuzzed begins here. */
export const RIGHT_ORDER = {
	key: '002/2026/1/000123',
	company: { code: '002', name: 'Duofic' },
	fiscalYear: 2026,
	series: '1',
	number: 123,
	document: '1-000123',
	date: '2026-03-14',
	time: null,
	warehouse: 'GEN',
	purchaseReference: 'DUOFIC 2026 1-000123',
	lines: [RIGHT_LINE],
};
