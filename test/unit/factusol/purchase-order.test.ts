import type { Column, Row } from '../../../lib/access';
import { Books } from '../../../lib/factusol/books';
import { composePurchaseOrder } from '../../../lib/factusol/purchase-order';
import type { RelayOrderCore } from '../../../lib/factusol/relay-order';
import { composeOptions } from '../../support/factusol';
import { RowsDatabase } from '../../support/rows-database';

const column = (type: Column['type']) => (name: string) => ({ name, type });
const text = (name: string): Column => ({ name, type: 'text', length: 100 });
const [long, amount, date] = [column('long'), column('currency'), column('datetime')];
const slots = (names: readonly string[], most = 4) =>
	names.flatMap((name) =>
		Array.from({ length: most }, (_, slot) => amount(`${name}${slot + 1}PPR`)),
	);

const ORDER: RelayOrderCore = {
	key: '002/2026/1/000001',
	company: { code: '002', name: 'Duofic' },
	fiscalYear: 2026,
	series: '1',
	number: 1,
	document: '1-000001',
	date: '2026-11-21',
	time: null,
	warehouse: '',
	purchaseReference: 'DUOFIC 2026 1-000001',
	lines: [
		{
			position: 1,
			article: 'A',
			parentArticle: 'A',
			parentArticleIs: 'code',
			description: 'Papel',
			quantity: '10',
			salePrice: '20',
			saleDiscounts: ['0', '0', '0'],
			purchasePrice: '10',
			purchaseDiscounts: ['0', '0', '0'],
			purchasePriceFrom: 'supplier price',
			size: '',
			colour: '',
			comment: '',
		},
	],
};

/** The parent's books with one article and one supplier. */
function books(supplier: Row, headerColumns: readonly Column[], articles?: readonly Row[]) {
	const lineColumns = [
		...['TIPLPP', 'ARTLPP', 'DESLPP'].map(text),
		...['CODLPP', 'POSLPP', 'IVALPP'].map(long),
		...['CANLPP', 'PRELPP', 'TOTLPP', 'PENLPP'].map(amount),
	];
	const database = new RowsDatabase({
		F_PPR: {
			columns: [
				...['TIPPPR', 'REFPPR'].map(text),
				...['CODPPR', 'PROPPR', 'ESTPPR'].map(long),
				date('FECPPR'),
				amount('TOTPPR'),
				...slots(['NET', 'BAS']),
				...slots(['PIVA', 'IIVA'], 3),
				...headerColumns,
			],
			rows: [],
		},
		F_LPP: { columns: lineColumns, rows: [] },
		F_PRO: {
			columns: [long('CODPRO'), text('NOFPRO'), long('REQPRO'), amount('PPAPRO'), amount('RETPRO')],
			rows: [{ CODPRO: 901, NOFPRO: 'Duofic', ...supplier }],
		},
		F_ART: {
			columns: [
				...['CODART', 'DESART', 'EANART'].map(text),
				...['PHAART', 'TIVART', 'NPUART', 'DSCART'].map(long),
			],
			rows: articles ?? [{ CODART: 'A', DESART: 'Papel', TIVART: 0 }],
		},
		F_ALM: { columns: [text('CODALM')], rows: [] },
		F_CFG: {
			columns: [text('CODCFG'), amount('NUMCFG')],
			rows: ['21', '10', '4'].map((NUMCFG, at) => ({ CODCFG: `IVA${at + 1}`, NUMCFG })),
		},
	});
	return new Books(
		{
			name: 'Oficit',
			code: '001',
			location: { by: 'folder', folder: '/data', fiscalYear: 2026 },
			connection: { via: 'driverless' },
		},
		{ file: '/data/0012026.accdb', fiscalYear: 2026, label: 'Oficit (0012026.accdb)' },
		database,
	);
}

describe('what a supplier takes off or adds to the whole document', () => {
	const supplier = { PPAPRO: '3', RETPRO: '15', REQPRO: 1 };
	const columns = [
		...slots(['PPPA', 'IPPA']),
		...slots(['PREC', 'IREC'], 3),
		amount('PRET1PPR'),
		amount('IRET1PPR'),
	];
	const headerOf = async (headerColumns: readonly Column[]) =>
		(
			await composePurchaseOrder(
				ORDER,
				books(supplier, headerColumns),
				composeOptions(901, ORDER.purchaseReference),
			)
		).header;

	it('is written, and the base, the taxes and the total are what follows from it', async () => {
		expect(await headerOf(columns)).toMatchObject({
			...{ NET1PPR: '100', PPPA1PPR: '3', IPPA1PPR: '3', BAS1PPR: '97' },
			...{ IIVA1PPR: '20.37', IREC1PPR: '5.04', IRET1PPR: '14.55', TOTPPR: '107.86' },
		});
	});

	it('counts for nothing where the file has no column that would say so', async () => {
		const without = (name: string) => columns.filter((each) => !each.name.startsWith(name));
		expect(await headerOf(without('IPPA'))).toMatchObject({
			...{ NET1PPR: '100', PPPA1PPR: '0', BAS1PPR: '100', IIVA1PPR: '21', IREC1PPR: '5.2' },
		});
		expect(await headerOf(without('PREC'))).toMatchObject({ IREC1PPR: '0', TOTPPR: '102.82' });
		expect(await headerOf(without('IRET'))).toMatchObject({ PRET1PPR: '0', TOTPPR: '122.41' });
		expect(await headerOf([])).toMatchObject({ BAS1PPR: '100', TOTPPR: '121' });
	});
});

it('takes of the articles with one barcode the first that may be used', async () => {
	const [line] = ORDER.lines;
	if (!line) throw new Error('the order has a line');
	const order = {
		...ORDER,
		lines: [{ ...line, parentArticle: '841', parentArticleIs: 'ean' as const }],
	};
	const article = (CODART: string, change: Row = {}): Row => ({ CODART, EANART: '841', ...change });
	const blocked = article('A', { NPUART: 1 });
	const discontinued = article('D', { DSCART: 1 });
	const composed = (articles: readonly Row[]) =>
		composePurchaseOrder(
			order,
			books({}, [], articles),
			composeOptions(901, order.purchaseReference),
		);
	const { lines } = await composed([discontinued, article('C'), article('B'), blocked]);
	expect(lines.map(({ ARTLPP }) => ARTLPP)).toEqual(['B']);
	await expect(composed([discontinued, blocked])).rejects.toMatchObject({
		code: 'ARTICLE_UNUSABLE',
		message: expect.stringContaining('blocked') as string,
	});
});
