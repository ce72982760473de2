import { openBooksForWriting } from '../../../lib/factusol/books';
import { PURCHASE_ORDER } from '../../../lib/factusol/documents';
import { findOrders } from '../../../lib/factusol/find-orders';
import { composePurchaseOrder } from '../../../lib/factusol/purchase-order';
import type { RelayOrder } from '../../../lib/factusol/relay-order';
import { DocumentWriter, TimeBudget } from '../../../lib/factusol/write-document';
import { asFactuLinkError } from '../../../lib/errors';
import { CompanyFiles } from '../../support/company-files';
import { company, composeOptions, findSettings, parentOn } from '../../support/factusol';
import { DUOFIC, judge, OFIFACTORY, storedDocuments, type Judged } from '../../support/relay-judge';

let files: CompanyFiles;
beforeAll(async () => {
	files = await CompanyFiles.create();
});
afterAll(() => files.remove());

async function ordersOf(judged: Judged): Promise<RelayOrder[]> {
	const code = judged.file.slice(0, 3);
	await files.copy(`${judged.snapshot}/${judged.file}`, judged.file);
	const sub = company(judged.companyName, code, files.folder);
	const { found } = await findOrders(
		sub,
		{ file: `${files.folder}/${judged.file}`, fiscalYear: 2026, label: judged.file },
		findSettings(judged.parentSupplier),
	);
	return found.filter((each) => !each.excluded && !each.unfinished).map((each) => each.order);
}

async function relay(sqlite: string, orders: readonly RelayOrder[], supplier: number) {
	const books = await openBooksForWriting(parentOn(sqlite), 2026);
	const created: string[] = [];
	const there: string[] = [];
	const held: Array<[string, string]> = [];
	try {
		const writer = new DocumentWriter(
			books,
			PURCHASE_ORDER,
			orders.map((order) => order.purchaseReference),
			new TimeBudget(20_000),
		);
		for (const order of orders) {
			try {
				const document = await composePurchaseOrder(
					order,
					books,
					composeOptions(supplier, order.purchaseReference),
				);
				const written = await writer.write(document);
				(written.created ? created : there).push(order.key);
			} catch (thrown) {
				const error = asFactuLinkError(thrown);
				expect(error.class).toBe('person');
				held.push([order.key, error.code]);
			}
		}
	} finally {
		await books.close();
	}
	return { created, there, held };
}

describe.each([
	['Duofic', DUOFIC],
	['OfiFactory', OFIFACTORY],
])('the orders of %s', (_name, judged) => {
	it('become exactly the purchase orders that the judge works out, and the others are held', async () => {
		const sqlite = await files.standIn('base/0012026.accdb', `parent-${judged.file}.sqlite`);
		const expected = await judge(judged);
		const orders = await ordersOf(judged);

		const outcome = await relay(sqlite, orders, judged.supplierAtParent);

		expect(outcome.held.map(([key]) => key).sort()).toEqual(expected.held.sort());
		expect(outcome.created.sort()).toEqual(expected.documents.map(({ key }) => key).sort());
		const columns = Object.keys(expected.documents[0]?.header ?? {});
		const stored = (await storedDocuments(sqlite, columns)).filter(
			(document) => document.header.PROPPR === judged.supplierAtParent,
		);
		expect(stored.map(({ number: _number, ...document }) => document).sort(byReference)).toEqual(
			expected.documents.map(({ key: _key, ...document }) => document).sort(byReference),
		);
		expect(stored.map(({ number }) => number)).toEqual(stored.map((_, index) => index + 1));

		const again = await relay(sqlite, orders, judged.supplierAtParent);
		expect(again.created).toEqual([]);
		expect(again.there.sort()).toEqual(outcome.created.sort());
		expect(await storedDocuments(sqlite, columns)).toHaveLength(
			outcome.created.length + PURCHASE_ORDERS_OF_THE_FIXTURE,
		);
	});
});

const PURCHASE_ORDERS_OF_THE_FIXTURE = 9;

function byReference(a: { reference: string }, b: { reference: string }): number {
	return a.reference.localeCompare(b.reference);
}
