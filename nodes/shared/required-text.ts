import type { IExecuteFunctions } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';
import { itemParameter } from './item-parameter';

/**
 * A parameter that must hold text. An expression that finds nothing gives undefined, which must not become a word.
 *
 * @throws FactuLinkError `NODE_SETTINGS` (person) naming the field
 */
export function requiredText(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	itemIndex: number,
): string {
	const value = itemParameter(context, name, itemIndex, '');
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (text !== '') return text;
	throw new FactuLinkError({
		class: 'person',
		code: 'NODE_SETTINGS',
		message: `The field "${displayName}" is empty for this item.`,
		whatToDo: `Check the expression in "${displayName}" and what the item carries.`,
		details: { field: displayName },
	});
}
