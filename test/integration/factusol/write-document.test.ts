import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { WritableCompanyDatabase } from '../../../lib/access';
import { FactuLinkError } from '../../../lib/errors';
import { openBooksForWriting, type Books } from '../../../lib/factusol/books';
import { PURCHASE_ORDER } from '../../../lib/factusol/documents';
import { findOrders } from '../../../lib/factusol/find-orders';
import { composePurchaseOrder } from '../../../lib/factusol/purchase-order';
import type { RelayOrder } from '../../../lib/factusol/relay-order';
import { DocumentWriter, TimeBudget } from '../../../lib/factusol/write-document';
import { CompanyFiles } from '../../support/company-files';
import { company, composeOptions, findSettings, parentOn } from '../../support/factusol';
import { holdLock } from '../../support/lock-holder';
import { storedDocuments, type StoredDocument } from '../../support/relay-judge';
import { WriterProcess } from '../../support/writers';

const SUPPLIER = 901;

let files: CompanyFiles;
let orders: RelayOrder[];
let sqlite: string;
let books: Books<WritableCompanyDatabase>;

beforeAll(async () => {
	files = await CompanyFiles.create();
	const file = await files.copy('base/0022026.accdb', '0022026.accdb');
	const { found } = await findOrders(
		company('Duofic', '002', files.folder),
		{ file, fiscalYear: 2026, label: '0022026.accdb' },
		findSettings(1),
		new Set(['002/2026/1/000003', '002/2026/1/000009', '002/2026/1/000013']),
	);
	orders = found.map((each) => each.order);
	expect(orders).toHaveLength(3);
});
afterAll(() => files.remove());

let count = 0;
beforeEach(async () => {
	sqlite = await files.standIn('base/0012026.accdb', `parent-${count++}.sqlite`);
	books = await openBooksForWriting(parentOn(sqlite), 2026);
});
afterEach(() => books.close());

const writerFor = (some: readonly RelayOrder[], budgetMs = 20_000) =>
	new DocumentWriter(
		books,
		PURCHASE_ORDER,
		some.map((order) => order.purchaseReference),
		new TimeBudget(budgetMs),
	);

const compose = (order: RelayOrder, change = {}) =>
	composePurchaseOrder(order, books, composeOptions(SUPPLIER, order.purchaseReference, change));

const first = () => orders[0] as RelayOrder;

async function relayed(): Promise<StoredDocument[]> {
	const all = await storedDocuments(sqlite, ['PROPPR', 'TOTPPR']);
	return all.filter((document) => document.header.PROPPR === SUPPLIER);
}

async function ordersFile(some: readonly RelayOrder[]): Promise<string> {
	const file = join(files.folder, `orders-${count++}.json`);
	await writeFile(file, JSON.stringify(some));
	return file;
}

describe('two processes at once', () => {
	it('write the same orders once, and both learn their numbers', async () => {
		const file = await ordersFile(orders);
		const writers = await Promise.all([
			WriterProcess.start(sqlite, file, SUPPLIER),
			WriterProcess.start(sqlite, file, SUPPLIER),
		]);
		for (const writer of writers) writer.go();
		const [a = [], b = []] = await Promise.all(writers.map((writer) => writer.result()));

		expect(a.map(({ key, number }) => [key, number])).toEqual(
			b.map(({ key, number }) => [key, number]),
		);
		expect(a.map((each, index) => each.created !== b[index]?.created)).toEqual([true, true, true]);
		expect((await relayed()).map(({ reference }) => reference).sort()).toEqual(
			orders.map((order) => order.purchaseReference).sort(),
		);
	});

	it('give different orders different numbers, without gaps', async () => {
		const halves = [orders.slice(0, 1), orders.slice(1)];
		const writers = await Promise.all(
			halves.map(async (half) => WriterProcess.start(sqlite, await ordersFile(half), SUPPLIER)),
		);
		for (const writer of writers) writer.go();
		const written = (await Promise.all(writers.map((writer) => writer.result()))).flat();
		expect(written.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
		expect(await relayed()).toHaveLength(3);
	});
});

it('leaves nothing behind of a document whose writer was killed half-way, and writes it whole afterwards', async () => {
	const writer = await WriterProcess.start(sqlite, await ordersFile(orders), SUPPLIER, 'stop');
	writer.go();
	await writer.says('stopped');
	await writer.kill();
	expect(await relayed()).toEqual([]);

	const document = await compose(first());
	await writerFor([first()]).write(document);
	const [stored] = await relayed();
	expect(stored?.lines).toHaveLength(document.lines.length);
});

describe('a file that somebody else has locked', () => {
	it('is waited for, and the document written when it is free', async () => {
		const document = await compose(first());
		const lock = await holdLock(sqlite, 'write');
		const writing = writerFor([first()]).write(document);
		setTimeout(() => void lock.release(), 1500);
		await expect(writing).resolves.toMatchObject({ created: true, number: 1 });
	});

	it('is left for later when it stays locked, and the orders after it do not wait again', async () => {
		const documents = await Promise.all(orders.map((order) => compose(order)));
		const lock = await holdLock(sqlite, 'write');
		const writer = writerFor(orders, 500);
		const [one, two] = documents;
		if (!one || !two) throw new Error('orders expected');
		await expect(writer.write(one)).rejects.toMatchObject({ class: 'retry', code: 'LOCKED' });
		const before = performance.now();
		await expect(writer.write(two)).rejects.toMatchObject({ class: 'retry', code: 'LOCKED' });
		expect(performance.now() - before).toBeLessThan(100);
		await lock.release();
		expect(await relayed()).toEqual([]);
	});
});

describe('numbers', () => {
	it('go on from the highest of the series, whatever other series hold', async () => {
		const written = await writerFor([first()]).write(await compose(first(), { series: '1' }));
		expect(written).toEqual({ created: true, series: '1', number: 38 });
	});

	it('are taken after those of a document that another program wrote in the meantime', async () => {
		const [one, two] = await Promise.all(orders.slice(0, 2).map((order) => compose(order)));
		if (!one || !two) throw new Error('orders expected');
		const writer = writerFor(orders);
		await writer.write(one);
		await books.database.transaction((transaction) =>
			transaction.insert('F_PPR', { TIPPPR: '2', CODPPR: 7, REFPPR: 'by hand', PROPPR: 10 }),
		);
		expect(await writer.write(two)).toMatchObject({ created: true, number: 8 });
	});

	it('skip one that is blocked by lines without a header', async () => {
		await books.database.transaction((transaction) =>
			transaction.insert('F_LPP', { TIPLPP: '2', CODLPP: 1, POSLPP: 1, DESLPP: 'left over' }),
		);
		expect(await writerFor([first()]).write(await compose(first()))).toMatchObject({
			created: true,
			number: 2,
		});
	});
});

describe('an order that is there already', () => {
	it('is found by its reference, also when another program wrote it after the look-up', async () => {
		const [one, two] = await Promise.all(orders.slice(0, 2).map((order) => compose(order)));
		if (!one || !two) throw new Error('orders expected');
		const writer = writerFor(orders);
		await writer.write(one);
		await writerFor([orders[1] as RelayOrder]).write(two);
		expect(await writer.write(two)).toEqual({ created: false, series: '2', number: 2 });
		expect(await relayed()).toHaveLength(2);
	});

	it('is found in whatever series it was written', async () => {
		await writerFor([first()]).write(await compose(first(), { series: '5' }));
		expect(await writerFor([first()]).write(await compose(first()))).toEqual({
			created: false,
			series: '5',
			number: 1,
		});
	});

	it('is written again after somebody deleted its purchase order', async () => {
		const writer = writerFor(orders);
		await writer.write(await compose(first()));
		const other = await openBooksForWriting(parentOn(sqlite), 2026);
		await other.close();
		// A new run looks again; the deletion happens between the two.
		await deleteDocuments(sqlite);
		expect(await writerFor([first()]).write(await compose(first()))).toMatchObject({
			created: true,
			number: 1,
		});
	});

	it('under another supplier is for a person to look at', async () => {
		await books.database.transaction((transaction) =>
			transaction.insert('F_PPR', {
				TIPPPR: '1',
				CODPPR: 90,
				REFPPR: first().purchaseReference,
				PROPPR: 10,
			}),
		);
		await expect(writerFor([first()]).write(await compose(first()))).rejects.toMatchObject({
			class: 'person',
			code: 'REFERENCE_TAKEN',
			message: expect.stringContaining('1-90') as string,
		});
	});
});

it('looks for the document before it tries again when the connection broke during the commit', async () => {
	const transaction = books.database.transaction.bind(books.database);
	let commits = 0;
	books.database.transaction = async (work) => {
		const result = await transaction(work);
		if (commits++ > 0) return result;
		// The commit took place, and its answer got lost.
		throw new FactuLinkError({
			class: 'retry',
			code: 'COMMIT_UNKNOWN',
			message: 'The connection broke.',
			whatToDo: 'Nothing.',
		});
	};
	const written = await writerFor([first()]).write(await compose(first()));
	expect(written).toEqual({ created: false, series: '2', number: 1 });
	expect(await relayed()).toHaveLength(1);
});

it('tells in a dry run what it would write, and writes nothing', async () => {
	expect(await writerFor([first()]).preview(await compose(first()))).toEqual({
		created: true,
		series: '2',
		number: 1,
	});
	expect(await relayed()).toEqual([]);
});

async function deleteDocuments(file: string): Promise<void> {
	const { execFile } = await import('node:child_process');
	const { promisify } = await import('node:util');
	const script = `const D = require('better-sqlite3'); const d = new D(process.argv[1]);
		d.exec("DELETE FROM F_PPR WHERE PROPPR = ${SUPPLIER}; DELETE FROM F_LPP WHERE TIPLPP = '2'"); d.close();`;
	await promisify(execFile)(process.execPath, ['-e', script, file], {
		cwd: join(__dirname, '../../..'),
	});
}
