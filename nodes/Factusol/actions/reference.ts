import type { IExecuteFunctions } from 'n8n-workflow';

import { FactuLinkError } from '../../../lib/errors';
import { itemParameter } from '../../shared/item-parameter';

/**
 * The field "Reference" of an item.
 *
 * @throws FactuLinkError `REFERENCE_EMPTY` (person)
 */
export function readReference(
	context: IExecuteFunctions,
	order: { document: string },
	itemIndex: number,
): string {
	const value = itemParameter(context, 'reference', itemIndex, '');
	// An expression that finds nothing gives undefined, which must not become a word.
	const reference =
		typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (reference !== '') return reference;
	throw new FactuLinkError({
		class: 'person',
		code: 'REFERENCE_EMPTY',
		message: `The reference for order ${order.document} is empty.`,
		whatToDo:
			'Fill in the field "Reference", or leave its default expression: by it the order is found again, and not written twice.',
	});
}
