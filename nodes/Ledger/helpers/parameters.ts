import type { IExecuteFunctions } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { itemParameter } from '../../shared/item-parameter';

export function emptyParameter(displayName: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'LEDGER_PARAMETER',
		message: `The field "${displayName}" has no usable value for this item.`,
		whatToDo: `Check the expression in "${displayName}" and what the item carries.`,
		details: { field: displayName },
	});
}

/** Text of a parameter, numbers included; `''` when it is empty. */
export function optionalText(node: IExecuteFunctions, name: string, itemIndex: number): string {
	const value = itemParameter(node, name, itemIndex, '');
	return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}

/** @throws FactuLinkError LEDGER_PARAMETER when it is empty */
export function text(
	node: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string {
	const value = optionalText(node, name, itemIndex);
	if (value === '') throw emptyParameter(displayName);
	return value;
}

/** @throws FactuLinkError LEDGER_PARAMETER when the item was not claimed or registered before */
export function entryTarget(node: IExecuteFunctions, itemIndex: number): { id: number } {
	const id = Number(optionalText(node, 'entryId', itemIndex));
	if (!Number.isInteger(id) || id <= 0) throw emptyParameter('Entry ID');
	return { id };
}

/** Text of an option that may be left empty. */
export function filledText(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A JSON object from a field that gives an object (by expression) or its text; `undefined` when it is not set. */
export function optionalObject(
	value: unknown,
	displayName: string,
): Record<string, unknown> | undefined {
	if (value === undefined || value === '') return undefined;
	try {
		const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
		if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
			return parsed as Record<string, unknown>;
		}
	} catch {
		throw emptyParameter(displayName);
	}
	throw emptyParameter(displayName);
}
