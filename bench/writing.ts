import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { companyFile } from '../lib/factusol/company';
import { findOrders } from '../lib/factusol/find-orders';
import { benchFolder, freshParent, OWN_FILES, unpacked } from './company-files';
import { findSettings, subCompany } from './companies';
import { median } from './measure';
import { inOwnProcess } from './own-process';
import { fillWithDocuments } from './parent-documents';
import type { WritingFigures, WritingRequest } from './writing-process';

/** Code of the parent among the suppliers of the project's company files. */
const PARENT_SUPPLIER = 1;

export interface WritingRow {
	batch: number;
	documentsPerSecond: number;
	linesPerDocument: number;
	/** Share of the time that goes into making documents out of orders. */
	composingShare: number;
	held: number;
}

export interface LookupRow {
	batch: number;
	/** Milliseconds for each document, with so many documents in the file before, look-up included. */
	few: { documents: number; msPerDocument: number; lookupMs: number };
	many: { documents: number; msPerDocument: number; lookupMs: number };
	/** Median of the ratios of runs that took turns. */
	ratio: number;
}

const FEW = 1_000;
const MANY = 100_000;
const REPETITIONS = 7;
const BATCHES = [100, 300];

/** Orders of a sub-company and copies of the parent's stand-in to write them to. */
class Workshop {
	readonly #orders = path.join(benchFolder, `orders-${process.pid}.json`);
	readonly #parent = path.join(benchFolder, `parent-${process.pid}.sqlite`);
	readonly #copy = path.join(benchFolder, `parent-${process.pid}.copy.sqlite`);
	#skip = 0;

	async open(): Promise<void> {
		const [, medium = ''] = OWN_FILES;
		const { accdb, fiscalYear } = unpacked(medium);
		const company = subCompany(accdb, fiscalYear, 'without driver');
		const { found } = await findOrders(
			company,
			companyFile(company, fiscalYear),
			findSettings(PARENT_SUPPLIER),
		);
		const orders = found.filter((each) => !each.excluded && !each.unfinished);
		writeFileSync(this.#orders, JSON.stringify(orders.map(({ order }) => order)));
		await freshParent(this.#parent);
	}

	/** Makes a parent's file that has so many purchase orders. */
	async parentWith(documents: number): Promise<string> {
		const file = this.#parent.replace(/\.sqlite$/, `.${documents}.sqlite`);
		copyFileSync(this.#parent, file);
		// The first is written by the relay itself, so that the copies look like what it writes.
		await this.#write({ parent: file, write: 5 });
		fillWithDocuments(file, documents);
		return file;
	}

	/** Writes the next orders to a copy of the parent's file. */
	async write(parent: string, documents: number): Promise<WritingFigures> {
		copyFileSync(parent, this.#copy);
		return await this.#write({ parent: this.#copy, write: documents });
	}

	close(parents: readonly string[]): void {
		for (const file of [this.#orders, this.#parent, this.#copy, ...parents]) {
			rmSync(file, { force: true });
		}
	}

	async #write(request: Pick<WritingRequest, 'parent' | 'write'>): Promise<WritingFigures> {
		const figures = await inOwnProcess<WritingFigures>('writing-process', {
			...request,
			orders: this.#orders,
			skip: this.#skip,
		});
		this.#skip += request.write;
		return figures;
	}
}

/** How many purchase orders a second are written through ODBC into a small file. */
export async function measureWriting(say: (text: string) => void): Promise<WritingRow[]> {
	const workshop = new Workshop();
	const parents: string[] = [];
	try {
		await workshop.open();
		const parent = await workshop.parentWith(FEW);
		parents.push(parent);
		const rows: WritingRow[] = [];
		for (const batch of [1, ...BATCHES]) {
			say(`writing ${batch} purchase orders a run`);
			const runs: WritingFigures[] = [];
			for (let run = 0; run < REPETITIONS; run++) runs.push(await workshop.write(parent, batch));
			const total = (of: (run: WritingFigures) => number) =>
				runs.reduce((sum, run) => sum + of(run), 0);
			rows.push({
				batch,
				documentsPerSecond: median(
					runs.filter((run) => run.documents > 0).map((run) => run.documents / run.seconds),
				),
				linesPerDocument: total((run) => run.lines) / total((run) => run.documents),
				composingShare: total((run) => run.composingSeconds) / total((run) => run.seconds),
				held: total((run) => run.held),
			});
		}
		return rows;
	} finally {
		workshop.close(parents);
	}
}

/** What a document costs with few and with many documents in the file, taking turns. */
export async function measureLookup(say: (text: string) => void): Promise<LookupRow[]> {
	const workshop = new Workshop();
	const parents: string[] = [];
	try {
		await workshop.open();
		for (const documents of [FEW, MANY]) {
			say(`a parent with ${documents} purchase orders`);
			parents.push(await workshop.parentWith(documents));
		}
		const [few = '', many = ''] = parents;
		const rows: LookupRow[] = [];
		for (const batch of BATCHES) {
			say(`looking up and writing ${batch} purchase orders a run`);
			const runs: { few: WritingFigures[]; many: WritingFigures[] } = { few: [], many: [] };
			for (let run = 0; run < REPETITIONS; run++) {
				runs.few.push(await workshop.write(few, batch));
				runs.many.push(await workshop.write(many, batch));
			}
			const side = (figures: readonly WritingFigures[], documents: number) => ({
				documents,
				msPerDocument: median(figures.map(msPerDocument)),
				lookupMs: median(figures.map((run) => run.lookupMs)),
			});
			// Neighbours in time share what else the machine was doing.
			const ratios = runs.many.map((run, at) => msPerDocument(run) / msPerDocument(runs.few[at]));
			rows.push({
				batch,
				few: side(runs.few, FEW),
				many: side(runs.many, MANY),
				ratio: median(ratios),
			});
		}
		return rows;
	} finally {
		workshop.close(parents);
	}
}

function msPerDocument(run: WritingFigures | undefined): number {
	return run ? (run.seconds * 1000) / run.documents : NaN;
}
