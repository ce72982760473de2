import { companyFile, type Company } from '../../../lib/factusol/company';
import type { OrderIdentity } from '../../../lib/factusol/relay-order';

/**
 * Orders by the books they go to. A purchase order belongs to the fiscal year of its order, not to the day it is
 * written on: asked for again in January, it is looked up where it was written in December.
 */
export function byBooks<Input extends { order: OrderIdentity }>(
	company: Company,
	inputs: readonly Input[],
): Map<number, Input[]> {
	const groups = new Map<number, Input[]>();
	for (const input of inputs) {
		const { fiscalYear } = companyFile(company, input.order.fiscalYear);
		const group = groups.get(fiscalYear);
		if (group) group.push(input);
		else groups.set(fiscalYear, [input]);
	}
	return groups;
}
