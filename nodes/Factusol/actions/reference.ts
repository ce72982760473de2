import { FactuLinkError } from '../../../lib/errors';
import { trimmed } from '../../shared/parameter-kinds';
import type { ReadParameter } from '../../shared/parameters';

/**
 * The field "Reference" of an item.
 *
 * @throws FactuLinkError `REFERENCE_EMPTY` (person)
 */
export function readReference(parameter: ReadParameter, order: { document: string }): string {
	const reference = parameter('reference', trimmed);
	if (reference !== '') return reference;
	throw new FactuLinkError({
		class: 'person',
		code: 'REFERENCE_EMPTY',
		message: `The reference for order ${order.document} is empty.`,
		whatToDo:
			'Fill in the field "Reference", or leave its default expression: by it the order is found again, and not written twice.',
	});
}
