import type { Decimal } from '../money';
import { decimal, round, sum, toFixedText } from '../money';
import type { Amounts } from './amounts';
import type { SalePayment } from './sale';
import type { SalesSettings, VoucherClass } from './settings';
import type { PendingRow, TreasuryRow } from './voucher';
import { trimmed } from './voucher';

export interface Payment {
	mean: string;
	amount: Decimal;
}

export interface Payments {
	list: Payment[];
	/** Total of the voucher less the sum of the payments. */
	difference: Decimal;
}

/**
 * The payments as treasury knows them, or one of the whole total when it knows none; section 4b, steps 1 to 4.
 * In a credit note money goes out, so its payment rows are those of the other side.
 */
export function readPayments(
	treasury: readonly TreasuryRow[],
	pending: PendingRow | null,
	voucherClass: VoucherClass,
	amounts: Amounts,
	settings: SalesSettings,
): Payments {
	const side = voucherClass === 'credit' ? settings.creditNotePaymentSide : 'D';
	const byMean = new Map<string, Decimal>();
	const rows = treasury
		.filter((row) => row.D_H === side)
		.sort((one, other) => one.RENGLON - other.RENGLON);
	for (const row of rows) {
		const mean = settings.paymentMeans[row.COD_CTA] ?? settings.defaultPaymentMean;
		const amount = round(decimal(row.MONTO));
		byMean.set(mean, byMean.get(mean)?.plus(amount) ?? amount);
	}
	const list = [...byMean]
		.map(([mean, amount]) => ({ mean, amount }))
		.filter(({ amount }) => !amount.eq(0));
	if (list.length === 0) {
		const mean = trimmed(pending?.MEDIO_DE_PAGO ?? null) || settings.defaultPaymentMean;
		list.push({ mean, amount: amounts.total });
	}
	return { list, difference: amounts.total.minus(sum(list.map(({ amount }) => amount))) };
}

/**
 * Makes the payments add up to the reported total: the difference goes to the last one (or to the largest, where
 * the last would not stay above zero), other taxes that are left out come off the largest; section 4b, steps 4, 5.
 */
export function settlePayments(
	payments: Payments,
	amounts: Amounts,
	settings: SalesSettings,
): Payment[] {
	const list = payments.list.map((payment) => ({ ...payment }));
	const last = list.at(-1);
	if (last !== undefined && !payments.difference.eq(0)) {
		const receiver = last.amount.plus(payments.difference).gt(0) ? last : largestOf(list, last);
		receiver.amount = receiver.amount.plus(payments.difference);
	}
	if (last !== undefined && settings.otherTaxes === 'leaveOut') {
		const receiver = largestOf(list, last);
		receiver.amount = receiver.amount.minus(amounts.otherTaxes);
	}
	return list;
}

function largestOf(list: readonly Payment[], fallback: Payment): Payment {
	const [first = fallback, ...others] = list;
	return others.reduce(
		(best, candidate) => (candidate.amount.gt(best.amount) ? candidate : best),
		first,
	);
}

export function toSalePayments(payments: readonly Payment[], sign: Decimal): SalePayment[] {
	return payments.map(({ mean, amount }) => ({
		mean,
		amount: toFixedText(amount.times(sign), 2),
	}));
}
