import { isDeepStrictEqual } from 'node:util';
import {
	DUOFIC,
	storedDocuments,
	strayLines,
	type ExpectedDocument,
	type JudgedLine,
	type StoredDocument,
} from '../../test/support/relay-judge';
import type { NewOrder } from '../sources/orders';
import { groupBy, type Finding, type Kind } from './findings';
import type { LedgerEntry } from './ledger';

/** What is in the parent's file now. */
export interface ParentContent {
	/** By reference. */
	documents: Map<string, StoredDocument[]>;
	/** Lines whose document is not there. */
	stray: number;
}

export async function readParent(
	file: string,
	orders: readonly NewOrder[],
): Promise<ParentContent> {
	const model = orders.find(({ document }) => document)?.document;
	const columns = Object.keys(model?.header ?? { PROPPR: 0 });
	const stored = (await storedDocuments(file, columns)).filter(
		({ header }) => header.PROPPR === DUOFIC.supplierAtParent,
	);
	return {
		documents: groupBy(stored, ({ reference }) => reference),
		stray: await strayLines(file),
	};
}

/**
 * What must hold at every moment, also while orders are on their way: nothing twice, nothing in parts, nothing that
 * nobody ordered.
 */
export function judgeDocuments(
	{ documents, stray }: ParentContent,
	orders: readonly NewOrder[],
): Finding[] {
	const wanted = new Map(orders.map((order) => [referenceOf(order), order]));
	const findings: Finding[] = [];
	const add = (kind: Kind, key: string, text: string) =>
		findings.push({ kind, flow: 'orders', key, text });
	if (stray > 0) add('torn', 'F_LPP', `${stray} lines belong to no purchase order`);
	for (const [reference, found] of documents) {
		const order = wanted.get(reference);
		const numbers = found.map(({ series, number }) => `${series}-${number}`).join(', ');
		if (found.length > 1) add('double', order?.key ?? reference, `purchase orders ${numbers}`);
		if (!order?.document) {
			add('unwanted', order?.key ?? reference, `purchase order ${numbers} should not be`);
			continue;
		}
		for (const document of found) {
			const difference = differenceOf(order.document, document);
			if (difference) add(difference.kind, order.key, difference.text);
		}
	}
	return findings;
}

/** What has to hold when nothing is on its way any more. */
export function judgeOrders(
	parent: ParentContent,
	orders: readonly NewOrder[],
	entries: readonly LedgerEntry[],
): Finding[] {
	const findings = judgeDocuments(parent, orders);
	const add = (kind: Kind, key: string, text: string) =>
		findings.push({ kind, flow: 'orders', key, text });
	const known = new Map(entries.map((entry) => [entry.key, entry]));
	for (const order of orders) {
		const entry = known.get(order.key);
		const found = parent.documents.get(referenceOf(order)) ?? [];
		if (order.fate === 'document' && found.length === 0) {
			add('lost', order.key, `no purchase order; in the ledger it is ${stateOf(entry)}`);
		}
		const state = { document: 'done', held: 'held', nothing: undefined }[order.fate];
		if (entry?.state !== state) {
			const should = state ?? 'unknown';
			add('contradiction', order.key, `it is ${stateOf(entry)} and should be ${should}`);
		}
		const [document] = found;
		if (entry?.result && document && !entry.result.includes(`"number":${document.number}`)) {
			add('contradiction', order.key, `${entry.result} is not ${document.number}`);
		}
	}
	const arrived = new Set(orders.map(({ key }) => key));
	for (const { key } of entries) {
		if (!arrived.has(key)) add('unwanted', key, 'nobody wrote this order');
	}
	return findings;
}

function referenceOf({ series, number }: NewOrder): string {
	return `${DUOFIC.companyName.toUpperCase()} 2026 ${series}-${String(number).padStart(6, '0')}`;
}

const stateOf = (entry: LedgerEntry | undefined) =>
	entry ? `${entry.state}${entry.reasonCode === null ? '' : ` (${entry.reasonCode})`}` : 'unknown';

function differenceOf(
	expected: ExpectedDocument,
	stored: StoredDocument,
): { kind: Kind; text: string } | undefined {
	const lines = (of: readonly JudgedLine[]) => of.map(({ position }) => position);
	if (!isDeepStrictEqual(lines(expected.lines), lines(stored.lines))) {
		return {
			kind: 'torn',
			text: `${stored.lines.length} lines instead of ${expected.lines.length}`,
		};
	}
	if (expected.series !== stored.series) {
		return { kind: 'wrong', text: `series ${stored.series} instead of ${expected.series}` };
	}
	const column = Object.keys(expected.header).find(
		(name) => expected.header[name] !== stored.header[name],
	);
	if (column !== undefined) {
		const text = `${column} is ${String(stored.header[column])} instead of ${String(expected.header[column])}`;
		return { kind: 'wrong', text };
	}
	const line = expected.lines.findIndex((each, at) => !isDeepStrictEqual(each, stored.lines[at]));
	if (line !== -1) {
		const text = `line ${line + 1} is ${JSON.stringify(stored.lines[line])} instead of ${JSON.stringify(expected.lines[line])}`;
		return { kind: 'wrong', text };
	}
	return undefined;
}
