import { judgeEvents, type LedgerContent, type LedgerEntry } from '../../../faults/judge/ledger';
import { judgeOrders, type ParentContent } from '../../../faults/judge/orders';
import { judgeSales, type SalesContent } from '../../../faults/judge/sales';
import type { NewOrder } from '../../../faults/sources/orders';
import type { NewVoucher } from '../../../faults/sources/vouchers';
import type { ExpectedDocument, StoredDocument } from '../../support/relay-judge';

const kinds = (findings: readonly { kind: string }[]) => findings.map(({ kind }) => kind);

const LINE = {
	position: 1,
	article: 'OF00256',
	quantity: 12,
	price: 24.86,
	discounts: [0, 0, 0],
	total: 298.32,
	pending: 12,
	bracket: 1,
	description: 'Azúcar',
	size: '',
	colour: '',
	comment: '',
};

const expected: ExpectedDocument = {
	key: '002/2026/1/010001',
	series: '2',
	reference: 'DUOFIC 2026 1-010001',
	header: { PROPPR: 901, TOTPPR: 656.3 },
	lines: [LINE, { ...LINE, position: 2 }],
};

const stored: StoredDocument = { ...expected, number: 7 };

const order = (change: Partial<NewOrder> = {}): NewOrder => ({
	key: expected.key,
	series: '1',
	number: 10_001,
	fate: 'document',
	model: {
		series: '1',
		number: 3,
		fate: 'document',
		document: expected,
		state: 2,
		lines: 2,
		unfinishedAfter: [],
	},
	document: expected,
	...change,
});

const parent = (...documents: StoredDocument[]): ParentContent => ({
	documents: new Map(documents.length > 0 ? [[expected.reference, documents]] : []),
	stray: 0,
});

const entry = (change: Partial<LedgerEntry> = {}): LedgerEntry => ({
	id: 1,
	stream: 'order-relay',
	key: expected.key,
	state: 'done',
	reasonCode: null,
	reason: null,
	attempts: 1,
	result: '{"number":7}',
	...change,
});

describe('the judge of orders', () => {
	it('is content with one document that is as it should be', () => {
		expect(judgeOrders(parent(stored), [order()], [entry()])).toEqual([]);
	});

	it.each([
		['a document that is missing', parent(), ['lost']],
		['two documents', parent(stored, { ...stored, number: 8 }), ['double']],
		['a line that is missing', parent({ ...stored, lines: [LINE] }), ['torn']],
		['lines without a document', { ...parent(stored), stray: 2 }, ['torn']],
		[
			'a total that is a cent off',
			parent({ ...stored, header: { ...stored.header, TOTPPR: 656.31 } }),
			['wrong'],
		],
		[
			'a quantity that is another one',
			parent({ ...stored, lines: [LINE, { ...LINE, position: 2, quantity: 11 }] }),
			['wrong'],
		],
		['another series', parent({ ...stored, series: '1' }), ['wrong']],
	])('finds %s', (_what, content, found) => {
		expect(kinds(judgeOrders(content, [order()], [entry()]))).toEqual(found);
	});

	it('finds a document of an order that should not be relayed', () => {
		const held = order({ fate: 'held', document: undefined });
		expect(kinds(judgeOrders(parent(stored), [held], [entry()]))).toEqual([
			'unwanted',
			'contradiction',
		]);
	});

	it.each([
		['is not done', entry({ state: 'held', reasonCode: 'LOCKED', result: null })],
		['names another document', entry({ result: '{"number":9}' })],
	])('finds an entry of the ledger that %s', (_what, given) => {
		expect(kinds(judgeOrders(parent(stored), [order()], [given]))).toEqual(['contradiction']);
	});

	it('finds an entry that nobody ordered', () => {
		const given = [entry(), entry({ id: 2, key: '002/2026/1/000099' })];
		expect(kinds(judgeOrders(parent(stored), [order()], given))).toEqual(['unwanted']);
	});
});

const COMPROBANTE = { IdComprobante: '006', PtoVenta: '0215', NroComprobante: '50000001' };
const IDENTITY = '006 0215-50000001';

const voucher = (change: Partial<NewVoucher> = {}): NewVoucher => ({
	key: '10/FAC/B0021550000001',
	type: 'FAC',
	number: 'B0021550000001',
	fate: 'send',
	reason: null,
	model: {
		case: 'F1',
		branch: 10,
		type: 'FAC',
		number: 'B0021500030562',
		fate: 'send',
		reason: null,
		comprobante: COMPROBANTE,
		together: ['F1'],
	},
	comprobante: COMPROBANTE,
	...change,
});

const sale = (change: Partial<LedgerEntry> = {}) =>
	entry({ stream: 'solar-sales', key: voucher().key, result: '{}', ...change });

const books = (accepted: readonly object[], ...marks: boolean[]): SalesContent => ({
	accepted: new Map(accepted.length > 0 ? [[IDENTITY, accepted.map((each) => ({ ...each }))]] : []),
	marks: new Map([['FAC/B0021550000001', marks]]),
});

describe('the judge of sales', () => {
	it('is content with a sale that the mall has once and that is marked', () => {
		expect(judgeSales(books([COMPROBANTE], true), [voucher()], [sale()])).toEqual([]);
	});

	it.each([
		['a sale that the mall does not have', books([], false), ['lost', 'mark']],
		['a mark without a sale', books([], true), ['mark', 'lost']],
		['a sale that is not marked', books([COMPROBANTE], false), ['mark']],
		['a sale of which one row is not marked', books([COMPROBANTE], true, false), ['mark']],
		['a sale that the mall has twice', books([COMPROBANTE, COMPROBANTE], true), ['double']],
		['a sale with another content', books([{ ...COMPROBANTE, Fecha: '' }], true), ['wrong']],
	])('finds %s', (_what, content, found) => {
		expect(kinds(judgeSales(content, [voucher()], [sale()]))).toEqual(found);
	});

	it('finds a sale that should have been held', () => {
		const held = voucher({ fate: 'hold', reason: 'BAD_NUMBER', comprobante: undefined });
		expect(kinds(judgeSales(books([COMPROBANTE], false), [held], [sale()]))).toEqual([
			'unwanted',
			'contradiction',
			'contradiction',
		]);
	});

	it('lets a lost ledger forget a sale that was sent and marked, and no other', () => {
		const judged = (content: SalesContent) =>
			kinds(judgeSales(content, [voucher()], [], new Set([voucher().key])));
		expect(judged(books([COMPROBANTE], true))).toEqual([]);
		expect(judged(books([COMPROBANTE], false))).toEqual(['mark', 'contradiction']);
		expect(kinds(judgeSales(books([COMPROBANTE], true), [voucher()], []))).toEqual([
			'contradiction',
		]);
	});

	it('lets an entry be that gave way to its own when the header came, and no other', () => {
		const waited = { key: '?/FAC/B0021550000001', state: 'skipped', result: null };
		const content = books([COMPROBANTE], true);
		const judged = (reasonCode: string) =>
			kinds(judgeSales(content, [voucher()], [sale(), sale({ ...waited, id: 2, reasonCode })]));
		expect(judged('REPLACED')).toEqual([]);
		expect(judged('CANCELLED')).toEqual(['unwanted']);
	});
});

describe('the judge of the ledger', () => {
	type Step = [event: string, from: string | null, to: string];
	const WAY: Step[] = [
		['registered', null, 'pending'],
		['claimed', 'pending', 'claimed'],
		['claimed', 'claimed', 'claimed'],
		['completed', 'claimed', 'done'],
	];
	const content = (steps: readonly Step[], state = 'done'): LedgerContent => ({
		entries: [entry({ state })],
		events: steps.map(([event, from, to], index) => ({
			id: index + 1,
			entryId: 1,
			at: `2026-03-14T09:30:0${index}.000Z`,
			event,
			from,
			to,
		})),
		damage: [],
	});

	it('is content with events that lead to the state', () => {
		expect(judgeEvents(content(WAY))).toEqual([]);
	});

	it.each([
		['an event that does not follow', content(WAY.filter((_step, index) => index !== 1))],
		[
			'a step that the states do not know',
			content([
				['registered', null, 'pending'],
				['completed', 'pending', 'done'],
			]),
		],
		['events that end elsewhere', content(WAY.slice(0, 3), 'pending')],
		['a second completion', content([...WAY, ['completed', 'done', 'done']])],
		['what SQLite finds', { ...content(WAY), damage: ['row 7 missing from index'] }],
	])('finds %s', (_what, given) => {
		const found = judgeEvents(given);
		expect(found.length).toBeGreaterThan(0);
		expect(new Set(kinds(found))).toEqual(new Set(['contradiction']));
	});

	it('finds times that go backwards, unless the clock was moved', () => {
		const given = content(WAY);
		const [first, ...others] = given.events;
		const events = first ? [{ ...first, at: '2026-03-15T00:00:00.000Z' }, ...others] : [];
		expect(kinds(judgeEvents({ ...given, events }))).toEqual(['contradiction']);
		expect(judgeEvents({ ...given, events }, true)).toEqual([]);
	});
});
