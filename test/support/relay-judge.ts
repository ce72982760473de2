import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { fixtures, projectRoot } from '../../demo/project';

const run = promisify(execFile);

export const FIXTURES = fixtures;

/** Columns that the judge compares. */
export type JudgedHeader = Record<string, string | number>;

export interface JudgedLine {
	position: number;
	article: string;
	quantity: number;
	price: number;
	discounts: number[];
	total: number;
	pending: number;
	bracket: number;
	description: string;
	size: string;
	colour: string;
	comment: string;
}

export interface ExpectedDocument {
	/** `002/2026/1/000003` */
	key: string;
	series: string;
	reference: string;
	header: JudgedHeader;
	lines: JudgedLine[];
}

export interface Judgement {
	orders: number;
	withParentLines: number;
	unfinished: string[];
	nothingToOrder: string[];
	held: string[];
	documents: ExpectedDocument[];
}

export interface StoredDocument {
	series: string;
	number: number;
	reference: string;
	header: JudgedHeader;
	lines: JudgedLine[];
}

export interface Judged {
	snapshot: string;
	file: string;
	companyName: string;
	parentSupplier: number;
	supplierAtParent: number;
}

export const DUOFIC: Judged = {
	snapshot: 'base',
	file: '0022026.accdb',
	companyName: 'Duofic',
	parentSupplier: 1,
	supplierAtParent: 901,
};

export const OFIFACTORY: Judged = {
	snapshot: 'base',
	file: '0032026.accdb',
	companyName: 'OfiFactory',
	parentSupplier: 7,
	supplierAtParent: 902,
};

/** What has to become of every order of a company file. */
export async function judge(judged: Judged): Promise<Judgement> {
	return (await ask({ ask: 'expected', fixtures: FIXTURES, ...judged })) as Judgement;
}

/** The purchase orders that stand in the parent's stand-in. */
export async function storedDocuments(
	sqlite: string,
	columns: readonly string[],
): Promise<StoredDocument[]> {
	const all: StoredDocument[] = [];
	for (;;) {
		const request = { ask: 'stored', sqlite, columns, limit: PAGE, offset: all.length };
		const page = (await ask(request)) as StoredDocument[];
		for (const document of page) all.push(document);
		if (page.length < PAGE) return all;
	}
}

/** Documents of one answer: those of a load run together are more than one text can hold. */
const PAGE = 5_000;

/** How many lines of purchase orders in the parent's stand-in have no purchase order. */
export async function strayLines(sqlite: string): Promise<number> {
	return (await ask({ ask: 'stray', sqlite })) as number;
}

async function ask(request: object): Promise<unknown> {
	const { stdout } = await run(
		process.execPath,
		[join(projectRoot, 'test/support/judge/cli.mjs'), JSON.stringify(request)],
		{ maxBuffer: 256 * 1024 * 1024 },
	);
	return JSON.parse(stdout) as unknown;
}
