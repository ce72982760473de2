import type { IExecuteFunctions } from 'n8n-workflow';

import { FactuLinkError } from '../../lib/errors';

/**
 * A parameter that counts something, 1 or more; also as text, as an expression may give it. n8n passes on whatever an
 * expression finds, nothing at all included, and with that for a bound every list is empty.
 *
 * @throws FactuLinkError `NODE_SETTINGS` (person) naming the field
 */
export function wholeNumberOf(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
): number {
	const value: unknown = context.getNodeParameter(name, 0);
	const text = typeof value === 'number' || typeof value === 'string' ? `${value}`.trim() : '';
	if (/^\d{1,9}$/.test(text) && !/^0+$/.test(text)) return Number.parseInt(text, 10);
	throw new FactuLinkError({
		class: 'person',
		code: 'NODE_SETTINGS',
		message: `The field "${displayName}" holds no whole number of at least 1${text === '' ? '' : `, but "${text}"`}.`,
		whatToDo: `Enter a number in "${displayName}", or check its expression and the settings that it reads.`,
		details: { field: displayName },
	});
}
