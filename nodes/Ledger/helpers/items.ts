import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { Breather } from '../../../lib/breather';
import { FactuLinkError } from '../../../lib/errors';
import type { Ledger } from '../../../lib/ledger/ledger';
import type { Change, ExecutionContext, Settled, Verdict } from '../../../lib/ledger/types';
import { toErrorItem, toNodeError } from '../../shared/error-item';

/** Which execution acts: goes into every event. */
export function contextOf(node: IExecuteFunctions): ExecutionContext {
	return { executionId: node.getExecutionId(), workflowId: node.getWorkflow().id ?? null };
}

/** The json without these fields. */
export function without(json: IDataObject, ...fields: string[]): IDataObject {
	return Object.fromEntries(Object.entries(json).filter(([field]) => !fields.includes(field)));
}

const verdictSchema = z.object({
	state: z.enum(['held', 'skipped']),
	code: z.string().min(1),
	reason: z.string().min(1),
});

/** @throws FactuLinkError LEDGER_VERDICT */
export function verdictOf(json: IDataObject): Verdict | null {
	if (json.verdict === undefined || json.verdict === null) return null;
	const verdict = verdictSchema.safeParse(json.verdict);
	if (verdict.success) return verdict.data;
	throw new FactuLinkError({
		class: 'person',
		code: 'LEDGER_VERDICT',
		message: 'The field "verdict" of this item is not a verdict.',
		whatToDo:
			'Give it a state ("held" or "skipped"), a code and a reason, or leave it out for an item that can be processed.',
	});
}

/** The error item of one input item, or the end of the node when it is not set to continue. */
export function refused(
	node: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): INodeExecutionData {
	if (node.continueOnFail()) return toErrorItem(error, itemIndex);
	throw toNodeError(node.getNode(), error, itemIndex);
}

/** What an output item says about its entry; id and owner are what the later operations ask for. */
export function ledgerField(settled: Settled, before: unknown): IDataObject {
	const { id, stream, key, state, attempts, due, changed, message } = settled;
	const kept = typeof before === 'object' && before !== null ? (before as IDataObject) : {};
	return {
		...kept,
		id,
		stream,
		key,
		state,
		attempt: attempts,
		...(state === 'pending' ? { due } : {}),
		changed,
		message,
	};
}

/**
 * Changes one entry for each input item, all in one transaction.
 *
 * @param changeOf reads the parameters of an item; what it throws concerns only that item
 * @param jsonOf the json of the output item
 */
export async function settleItems(
	node: IExecuteFunctions,
	ledger: Ledger,
	changeOf: (json: IDataObject, itemIndex: number) => Change,
	jsonOf: (json: IDataObject, settled: Settled) => IDataObject,
): Promise<INodeExecutionData[]> {
	const items = node.getInputData();
	const output: (INodeExecutionData | undefined)[] = [];
	const changes: Change[] = [];
	const places: number[] = [];
	const breather = new Breather();
	for (const [itemIndex, { json }] of items.entries()) {
		await breather.breathe();
		try {
			changes.push(changeOf(json, itemIndex));
			places.push(itemIndex);
		} catch (error) {
			output[itemIndex] = refused(node, error, itemIndex);
		}
	}
	const outcomes = await ledger.settle(changes, contextOf(node));
	for (const [place, outcome] of outcomes.entries()) {
		const itemIndex = places[place] ?? 0;
		const item = items[itemIndex];
		output[itemIndex] =
			outcome instanceof FactuLinkError
				? refused(node, outcome, itemIndex)
				: {
						...(item?.binary ? { binary: item.binary } : {}),
						json: jsonOf(item?.json ?? {}, outcome),
						pairedItem: { item: itemIndex },
					};
	}
	return output.filter((item) => item !== undefined);
}
