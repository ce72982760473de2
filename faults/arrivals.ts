import type { Chance } from './chance';
import type { NewOrder, OrderArrival, OrderSource } from './sources/orders';
import {
	arrivalScript,
	fillVouchers,
	finishScript,
	mayComeInParts,
	type NewVoucher,
	type VoucherArrival,
	type VoucherSource,
} from './sources/vouchers';

/** How many come in one wave. */
export interface Wave {
	orders: number;
	vouchers: number;
}

const ORDERS_COME: Readonly<Record<OrderArrival, number>> = {
	whole: 70,
	'half written': 20,
	'being edited': 10,
};

const VOUCHERS_COME: Readonly<Record<VoucherArrival, number>> = {
	whole: 70,
	'lines later': 15,
	'header later': 15,
};

/** Transactions of this size keep what SQLite holds back small. */
const FILLED_AT_ONCE = 5_000;

interface Begun<Item, Arrival> {
	items: Item[];
	arrival: Arrival;
}

/**
 * What offices and shops do all day: orders and vouchers arrive in waves, some of them in two steps. Keeps the book of
 * what has arrived, which is what the judge goes by.
 */
export class Arrivals {
	readonly orders: NewOrder[] = [];

	readonly vouchers: NewVoucher[] = [];

	private readonly begunOrders: Begun<NewOrder, OrderArrival>[] = [];

	private readonly begunVouchers: Begun<NewVoucher, VoucherArrival>[] = [];

	/** @param runScript runs T-SQL in the database of the sales */
	constructor(
		private orderSource: OrderSource,
		private readonly voucherSource: VoucherSource,
		private readonly runScript: (script: string) => Promise<void>,
		private readonly chance: Chance,
	) {}

	/** A wave arrives; what an earlier one began is finished first, sometimes. */
	async wave(size: Wave): Promise<void> {
		if (this.chance.isLess(0.7)) await this.finish();
		this.ordersArrive(size.orders);
		await this.vouchersArrive(size.vouchers);
	}

	/**
	 * A backlog that is whole from the beginning: thousands in a second, past the servers, which must not be at work.
	 * @param salesFile the file under SQL Server's stand-in
	 */
	fill(size: Wave, salesFile: string): void {
		for (let left = size.orders; left > 0; left -= FILLED_AT_ONCE) {
			const orders = Array.from({ length: Math.min(left, FILLED_AT_ONCE) }, () =>
				this.orderSource.draw(this.chance),
			);
			this.orderSource.add(orders);
			this.orders.push(...orders);
		}
		let vouchers: NewVoucher[] = [];
		const write = () => {
			fillVouchers(salesFile, vouchers);
			this.vouchers.push(...vouchers);
			vouchers = [];
		};
		for (let made = 0; made < size.vouchers;) {
			// Some come in pairs: then there is one more than was asked for.
			const drawn = this.voucherSource.draw(this.chance);
			vouchers.push(...drawn);
			made += drawn.length;
			if (vouchers.length >= FILLED_AT_ONCE) write();
		}
		write();
	}

	/** The second step of everything that came in two. */
	async finish(): Promise<void> {
		this.finishOrders();
		for (const { items, arrival } of this.begunVouchers.splice(0)) {
			await this.runScript(finishScript(items, arrival));
		}
	}

	finishOrders(): void {
		for (const { items, arrival } of this.begunOrders.splice(0)) {
			this.orderSource.finish(items, arrival);
		}
	}

	ordersArrive(count: number): void {
		const arriving = new Map<OrderArrival, NewOrder[]>();
		for (let index = 0; index < count; index++) {
			const order = this.orderSource.draw(this.chance);
			const drawn = this.chance.share(ORDERS_COME);
			const canStop = order.model.unfinishedAfter.length > 0;
			put(arriving, drawn === 'half written' && !canStop ? 'whole' : drawn, order);
		}
		for (const [arrival, items] of arriving) {
			this.orderSource.add(items, arrival);
			this.orders.push(...items);
			if (arrival !== 'whole') this.begunOrders.push({ items, arrival });
		}
	}

	async vouchersArrive(count: number): Promise<void> {
		const arriving = new Map<VoucherArrival, NewVoucher[]>();
		for (let index = 0; index < count; index++) {
			const vouchers = this.voucherSource.draw(this.chance);
			const drawn = this.chance.share(VOUCHERS_COME);
			const arrival = vouchers.every(mayComeInParts) ? drawn : 'whole';
			for (const voucher of vouchers) put(arriving, arrival, voucher);
		}
		for (const [arrival, items] of arriving) {
			await this.runScript(arrivalScript(items, arrival));
			this.vouchers.push(...items);
			if (arrival !== 'whole') this.begunVouchers.push({ items, arrival });
		}
	}

	/** For a fault that takes the file away: another one stands in its place afterwards. */
	async reopenOrders(open: () => Promise<OrderSource>): Promise<void> {
		this.orderSource.close();
		this.orderSource = await open();
	}

	close(): void {
		this.orderSource.close();
	}
}

function put<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
	const group = groups.get(key);
	if (group) group.push(item);
	else groups.set(key, [item]);
}
