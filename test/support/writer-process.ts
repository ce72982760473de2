// Writes orders into the parent's stand-in, in a process of its own:
//   node -r ./test/support/register-ts.cjs test/support/writer-process.ts <stand-in> <orders.json> <supplier> [stop]
// It says "ready", waits for a line on standard input, writes, and prints what became of each order as JSON. With
// "stop" it hangs in the middle of the first document, after header and first line, and says "stopped".
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { openBooksForWriting } from '../../lib/factusol/books';
import { PURCHASE_ORDER } from '../../lib/factusol/documents';
import { composePurchaseOrder } from '../../lib/factusol/purchase-order';
import type { RelayOrder } from '../../lib/factusol/relay-order';
import { DocumentWriter, TimeBudget } from '../../lib/factusol/write-document';
import type { Transaction, WritableCompanyDatabase } from '../../lib/access';
import { composeOptions, parentOn } from './factusol';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main([sqlite = '', file = '', supplier = '', stop]: readonly string[]) {
	const orders = JSON.parse(readFileSync(file, 'utf8')) as RelayOrder[];
	const books = await openBooksForWriting(parentOn(sqlite), 2026);
	if (stop === 'stop') stopInside(books.database);
	const writer = new DocumentWriter(
		books,
		PURCHASE_ORDER,
		orders.map((order) => order.purchaseReference),
		new TimeBudget(60_000),
	);
	say('ready');
	const input = createInterface({ input: process.stdin });
	await new Promise((resolve) => input.once('line', resolve));
	input.close();
	const written = [];
	for (const order of orders) {
		const document = await composePurchaseOrder(
			order,
			books,
			composeOptions(Number(supplier), order.purchaseReference),
		);
		written.push({ key: order.key, ...(await writer.write(document)) });
	}
	await books.close();
	say(JSON.stringify(written));
}

function stopInside(database: WritableCompanyDatabase): void {
	const transaction = database.transaction.bind(database);
	database.transaction = (work) =>
		transaction((real) => {
			let inserts = 0;
			const stopping: Transaction = {
				select: (query) => real.select(query),
				max: (...query) => real.max(...query),
				insert: async (table, values) => {
					await real.insert(table, values);
					if (++inserts < 2) return;
					say('stopped');
					await new Promise(() => setInterval(() => {}, 1000));
				},
			};
			return work(stopping);
		});
}

void main(process.argv.slice(2));
