import {
	findOrders,
	UNWANTED_BY_DEFAULT,
	type FoundOrder,
} from '../../../../lib/factusol/find-orders';
import type { Books } from '../../../../lib/factusol/books';
import type { OrderFilter } from '../../../../lib/factusol/order-keys';
import type { RelayOrder } from '../../../../lib/factusol/relay-order';
import type { ReadParameter } from '../../../shared/parameters';
import { toLineSettings } from '../../../shared/parent-line-fields';

/** Orders as Factusol Trigger emits them, so that both can feed the same nodes. */
export async function findIn(
	books: Books,
	parameter: ReadParameter,
	filter: OrderFilter,
	only?: ReadonlySet<string>,
): Promise<FoundOrder[]> {
	const { found } = await findOrders(
		books.company,
		books.file,
		{ ...toLineSettings(parameter), unwantedStates: UNWANTED_BY_DEFAULT, filter },
		only,
	);
	return found;
}

/** With what the trigger would say of it: why it is not to be relayed as it is. */
export function withVerdict({ order, excluded, unfinished }: FoundOrder): RelayOrder {
	const verdict = excluded ?? unfinished;
	return verdict ? { ...order, verdict, message: verdict.reason } : order;
}
