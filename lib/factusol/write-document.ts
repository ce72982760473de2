import { setTimeout as pause } from 'node:timers/promises';

import type { Row, Transaction, WritableCompanyDatabase } from '../access';
import { asFactuLinkError, FactuLinkError } from '../errors';
import type { Books } from './books';
import { codeKey } from './codes';
import { integerOf, textOf } from './columns';
import type { ComposedDocument } from './compose';
import type { DocumentKind } from './documents';

/** Where a document ended up. */
export interface WrittenDocument {
	/** False when a document with that reference was there already: nothing was written. */
	created: boolean;
	series: string;
	number: number;
}

/** Shared by the orders of one run: a locked file must not cost its waiting time once for each of them. */
export class TimeBudget {
	readonly #endsAt: number;

	constructor(milliseconds: number) {
		this.#endsAt = performance.now() + milliseconds;
	}

	/** Waits, unless that would pass the end; false when it would. */
	async wait(milliseconds: number): Promise<boolean> {
		if (performance.now() + milliseconds > this.#endsAt) return false;
		await pause(milliseconds);
		return true;
	}
}

interface Known {
	series: string;
	number: number;
	party: number;
}

/**
 * Writes documents of one kind into one file, each at most once.
 *
 * REFPPR has no index, so looking a reference up reads the whole table. That happens once for the references of a
 * whole run; what anybody adds afterwards has a higher number, and is found by reading the few rows from the highest
 * known number on. Inside the transaction of each document those rows are read again *before* the next number is
 * taken from them: whoever wrote the same order in between is either seen there, or has taken that number, which
 * the primary key then refuses.
 */
export class DocumentWriter {
	readonly #books: Books<WritableCompanyDatabase>;
	readonly #kind: DocumentKind;
	readonly #budget: TimeBudget;
	readonly #references: readonly string[];
	readonly #known = new Map<string, Known>();
	/** Highest number seen, by series. Undefined until the references were looked up. */
	#highest: Map<string, number> | undefined;
	/** The number of the last attempt. */
	#tried = 0;
	/** Why the file could not be written for the whole time; the orders that follow need not find out again. */
	#gaveUp: FactuLinkError | undefined;

	/**
	 * @param references of all documents of this run
	 */
	constructor(
		books: Books<WritableCompanyDatabase>,
		kind: DocumentKind,
		references: readonly string[],
		budget: TimeBudget,
	) {
		this.#books = books;
		this.#kind = kind;
		this.#references = references;
		this.#budget = budget;
	}

	/**
	 * @throws FactuLinkError with the class of whatever stopped it; `REFERENCE_TAKEN` (person) when the reference
	 *   stands in a document of another supplier or customer
	 */
	async write(document: ComposedDocument): Promise<WrittenDocument> {
		/** Numbers that the file refused, and how often. */
		const refused = new Map<number, number>();
		for (let attempt = 1; ; attempt++) {
			if (this.#gaveUp) throw this.#gaveUp;
			try {
				return await this.#tryToWrite(document, refused);
			} catch (thrown) {
				const error = asFactuLinkError(thrown);
				// Whatever went wrong, the next look has to be a whole one: after a connection lost during the commit
				// the document may be there.
				this.#highest = undefined;
				if (error.class !== 'retry') throw error;
				if (error.code === 'DUPLICATE_KEY') {
					refused.set(this.#tried, (refused.get(this.#tried) ?? 0) + 1);
				}
				if (!(await this.#budget.wait(backOff(attempt)))) {
					this.#gaveUp = error;
					throw error;
				}
			}
		}
	}

	/** What {@link write} would find: the existing document, or the number the new one would get. */
	async preview(document: ComposedDocument): Promise<WrittenDocument> {
		const { database } = this.#books;
		await this.#lookUpReferences(database, document.series);
		const existing = this.#existing(document);
		if (existing) return existing;
		return {
			created: true,
			series: document.series,
			number: (this.#highest?.get(document.series) ?? 0) + 1,
		};
	}

	async #tryToWrite(
		document: ComposedDocument,
		refused: Map<number, number>,
	): Promise<WrittenDocument> {
		const { database } = this.#books;
		if (this.#highest?.get(document.series) === undefined) {
			await this.#lookUpReferences(database, document.series);
		}
		const early = this.#existing(document);
		if (early) return early;
		const written = await database.transaction(async (transaction) => {
			let number = (await this.#catchUp(transaction, document.series)) + 1;
			const existing = this.#existing(document);
			if (existing) return existing;
			while ((refused.get(number) ?? 0) >= REFUSALS) number++;
			const { kind, series } = document;
			checkNumber(number, document, this.#books.file.label);
			this.#tried = number;
			await transaction.insert(kind.headerTable, {
				...document.header,
				[kind.series]: series,
				[kind.number]: number,
			});
			for (const [index, line] of document.lines.entries()) {
				await transaction.insert(kind.lineTable, {
					...line,
					[kind.lineSeries]: series,
					[kind.lineNumber]: number,
					[kind.linePosition]: index + 1,
				});
			}
			return { created: true, series, number };
		});
		if (written.created) {
			this.#highest?.set(written.series, written.number);
			this.#known.set(codeKey(document.reference), {
				series: written.series,
				number: written.number,
				party: document.party,
			});
		}
		return written;
	}

	/** The order matters: a document written between the two reads has a number above the highest one. */
	async #lookUpReferences(database: WritableCompanyDatabase, series: string): Promise<void> {
		const { headerTable, number, reference } = this.#kind;
		const highest = new Map(this.#highest ?? []);
		highest.set(series, (await this.#max(database, series)) ?? 0);
		this.#known.clear();
		const rows = await database.select({
			table: headerTable,
			columns: this.#keyColumns(),
			where: [{ column: reference, is: 'in', values: this.#references }],
			orderBy: [this.#kind.series, number],
		});
		for (const row of rows) this.#remember(row);
		this.#highest = highest;
	}

	#max(reader: WritableCompanyDatabase, series: string): Promise<number | null> {
		return reader.max(this.#kind.headerTable, this.#kind.number, [
			{ column: this.#kind.series, is: '=', value: series },
		]);
	}

	/** Reads what was added to a series since the last look, and tells its highest number. */
	async #catchUp(transaction: Transaction, series: string): Promise<number> {
		const from = this.#highest?.get(series) ?? 0;
		const rows = await transaction.select({
			table: this.#kind.headerTable,
			columns: this.#keyColumns(),
			where: [
				{ column: this.#kind.series, is: '=', value: series },
				{ column: this.#kind.number, is: '>=', value: from },
			],
			orderBy: [this.#kind.number],
		});
		// The last document seen is gone: numbers below may have been given again, so what is known is no longer all.
		if (from > 0 && integerOf(rows[0] ?? {}, this.#kind.number) !== from) throw numbersMoved();
		for (const row of rows) this.#remember(row);
		return Math.max(from, ...rows.map((row) => integerOf(row, this.#kind.number)));
	}

	#existing(document: ComposedDocument): WrittenDocument | null {
		const known = this.#known.get(codeKey(document.reference));
		if (!known) return null;
		if (known.party !== document.party) {
			throw new FactuLinkError({
				class: 'person',
				code: 'REFERENCE_TAKEN',
				message: `The reference "${document.reference}" already stands in ${this.#kind.name} ${known.series}-${known.number} of ${this.#books.file.label}, which belongs to another party (${known.party} instead of ${document.party}).`,
				whatToDo:
					'Look at that document in Factusol: correct its reference or its supplier or customer, then release the entry in the ledger.',
				spanish: `La referencia «${document.reference}» ya está en el ${this.#kind.spanishName} ${known.series}-${known.number} de ${this.#books.company.name}, que es de otro titular.`,
				details: { reference: document.reference, series: known.series, number: known.number },
			});
		}
		return { created: false, series: known.series, number: known.number };
	}

	#remember(row: Row): void {
		const reference = codeKey(textOf(row, this.#kind.reference));
		// The first document wins should a person ever have copied one with its reference.
		if (reference === '' || this.#known.has(reference)) return;
		this.#known.set(reference, {
			series: textOf(row, this.#kind.series),
			number: integerOf(row, this.#kind.number),
			party: integerOf(row, this.#kind.party),
		});
	}

	#keyColumns(): string[] {
		const { series, number, reference, party } = this.#kind;
		return [series, number, reference, party];
	}
}

/**
 * A number is refused because another writer has it, whose document is then seen at the next look. When it is refused
 * again and again and no document shows, lines without a header stand in its way: the next number is taken.
 */
const REFUSALS = 4;

/** Locks of Factusol last seconds: 50 ms, doubled up to 3 s, with jitter so that two writers do not meet again. */
function backOff(attempt: number): number {
	const ceiling = Math.min(3000, 50 * 2 ** Math.min(attempt - 1, 10));
	return ceiling / 2 + Math.random() * (ceiling / 2);
}

function numbersMoved(): FactuLinkError {
	return new FactuLinkError({
		class: 'retry',
		code: 'NUMBERS_MOVED',
		message: 'A document was deleted while the next number was being taken.',
		whatToDo: 'Nothing: it is tried again.',
	});
}

/** COD* is a Long, but the mask of Factusol shows six digits and other tools expect them. */
const HIGHEST_NUMBER = 999_999;

function checkNumber(number: number, document: ComposedDocument, label: string): void {
	if (number <= HIGHEST_NUMBER) return;
	throw new FactuLinkError({
		class: 'person',
		code: 'SERIES_FULL',
		message: `Series ${document.series} of the ${document.kind.name}s in ${label} has no number left (the last is ${HIGHEST_NUMBER}).`,
		whatToDo: 'Choose another series in the node or in the record of the supplier or customer.',
	});
}
