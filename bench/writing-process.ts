import { readFileSync } from 'node:fs';
import { FactuLinkError } from '../lib/errors';
import { openBooksForWriting } from '../lib/factusol/books';
import type { ComposedDocument } from '../lib/factusol/compose';
import { PURCHASE_ORDER } from '../lib/factusol/documents';
import { composePurchaseOrder } from '../lib/factusol/purchase-order';
import type { RelayOrder } from '../lib/factusol/relay-order';
import { readArticlesOf } from '../lib/factusol/resolve-lines';
import { DocumentWriter, TimeBudget } from '../lib/factusol/write-document';
import { composeOptions, parentCompany } from './companies';
import { answerParent } from './own-process';

export interface WritingRequest {
	/** Stand-in of the parent's file. */
	parent: string;
	/** JSON file with orders. */
	orders: string;
	/** Orders to leave out at the beginning of the file, and orders to write after them. */
	skip: number;
	write: number;
}

export interface WritingFigures {
	documents: number;
	lines: number;
	/** From opening the books to the last commit, without the orders that were left out. */
	seconds: number;
	/** Of these, making the documents out of the orders. */
	composingSeconds: number;
	/** Of these, looking up the references of all orders of the run, once. */
	lookupMs: number;
	/** Orders that a person must decide, which were left out. */
	held: number;
}

/** One run of the node: all orders share the opened books and one look-up of references. */
async function write(request: WritingRequest): Promise<WritingFigures> {
	const orders = (JSON.parse(readFileSync(request.orders, 'utf8')) as RelayOrder[]).slice(
		request.skip,
		request.skip + request.write,
	);
	const references = orders.map((order) => order.purchaseReference);
	const start = performance.now();
	const books = await openBooksForWriting(parentCompany(request.parent), 2026);
	const writer = () =>
		new DocumentWriter(books, PURCHASE_ORDER, references, new TimeBudget(60_000));
	const documents = writer();
	await readArticlesOf(
		orders.map((order) => ({ order, policy: composeOptions(order.purchaseReference) })),
		books,
	);
	const figures = { documents: 0, lines: 0, composing: 0, held: 0, leftOut: 0 };
	for (const order of orders) {
		const began = performance.now();
		const document = await composed(order);
		const composing = performance.now() - began;
		if (!document) {
			figures.held++;
			figures.leftOut += composing;
			continue;
		}
		figures.composing += composing;
		const { created } = await documents.write(document);
		if (!created) throw new Error(`${document.reference} was there already`);
		figures.documents++;
		figures.lines += document.lines.length;
	}
	const seconds = (performance.now() - start - figures.leftOut) / 1000;
	const lookupMs = await timeOfLookUp();
	await books.close();
	return {
		documents: figures.documents,
		lines: figures.lines,
		seconds,
		composingSeconds: figures.composing / 1000,
		lookupMs,
		held: figures.held,
	};

	/** A dry run of another writer looks the references up and does nothing else. */
	async function timeOfLookUp(): Promise<number> {
		for (const order of orders) {
			const document = await composed(order);
			if (!document) continue;
			const began = performance.now();
			await writer().preview(document);
			return performance.now() - began;
		}
		return 0;
	}

	async function composed(order: RelayOrder): Promise<ComposedDocument | null> {
		try {
			return await composePurchaseOrder(order, books, composeOptions(order.purchaseReference));
		} catch (error) {
			if (error instanceof FactuLinkError && error.class === 'person') return null;
			throw error;
		}
	}
}

void answerParent(write);
