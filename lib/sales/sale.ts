import type { VoucherClass } from './settings';

/** What identifies a voucher; the branch is null where it cannot be told. */
export interface VoucherIdentity {
	branch: number | null;
	type: string;
	number: string;
}

/** What the mall identifies a voucher by, in the very digits that are sent. */
export interface MallIdentity {
	/** IdComprobante */
	code: string;
	/** PtoVenta */
	pointOfSale: string;
	/** NroComprobante */
	number: string;
}

export interface SaleLine {
	/** Article code or description, blanks cut at both ends. */
	item: string;
	/** Decimal text as stored, without trailing zeros. */
	quantity: string;
	/** Percentage, decimal text. */
	rate: string;
	rubro: string;
	/** Net and tax of the whole line in pesos; decimal text with 2 decimals. */
	net: string;
	tax: string;
}

export interface SalePayment {
	mean: string;
	/** Pesos; decimal text with 2 decimals. */
	amount: string;
}

/** A voucher as the mall gets it: lines add up to `total`, and so do payments, to the cent. */
export interface Sale {
	class: VoucherClass;
	mallIdentity: MallIdentity;
	/** YYYY-MM-DD */
	day: string;
	/** HH:MM:SS */
	time: string;
	lines: SaleLine[];
	payments: SalePayment[];
	/** Pesos; decimal text with 2 decimals. */
	total: string;
}

export type HoldReason =
	| 'HEADER_MISSING'
	| 'AMBIGUOUS_BRANCH'
	| 'BAD_NUMBER'
	| 'UNMAPPED_TYPE'
	| 'TYPE_CODE_TOO_WIDE'
	| 'POINT_OF_SALE_TOO_WIDE'
	| 'DATE_MISSING'
	| 'EXCHANGE_RATE_MISSING'
	| 'LINES_MISSING'
	| 'TOTAL_MISMATCH'
	| 'NO_REPORTABLE_LINES'
	| 'IDENTITY_COLLISION'
	| 'ROW_UNREADABLE';

export type SkipReason =
	'OTHER_BRANCH' | 'CANCELLED' | 'INITIAL_LOAD' | 'NOT_A_SALE' | 'ZERO_TOTAL';

/** Which comparison of TOTAL_MISMATCH did not agree; or the column of ROW_UNREADABLE. */
export type Detail = string;

interface VerdictBase {
	key: VoucherIdentity;
	/** `10/FAC/B0021500030562`; `?` where the branch cannot be told. Stable between runs. */
	keyText: string;
	/** How many rows of the pending list name this voucher; 0 when the list is not used. */
	pendingRows: number;
	/** One Spanish sentence for the people who look after the sales. */
	message: string;
}

/** What is to become of one pending voucher. */
export type Verdict = VerdictBase &
	(
		| { outcome: 'send'; reason: null; sale: Sale }
		| { outcome: 'hold'; reason: HoldReason; detail?: Detail }
		| { outcome: 'skip'; reason: SkipReason }
	);

export function keyTextOf(key: VoucherIdentity): string {
	return `${key.branch ?? '?'}/${key.type}/${key.number}`;
}
