import { decimal, toFixedText } from '../money';
import type { Amounts, SpreadLines } from './amounts';
import { currencyFactor, readAmounts, spreadOverLines, toSaleLines } from './amounts';
import {
	classOf,
	codeFits,
	codeOf,
	mallIdentityOf,
	pointOfSaleFits,
	splitNumber,
} from './mall-identity';
import { dayOf, timeOf } from './moment';
import type { Payment, Payments } from './payments';
import { readPayments, settlePayments, toSalePayments } from './payments';
import type { Detail, HoldReason, Sale, SkipReason, Verdict } from './sale';
import { keyTextOf } from './sale';
import type { SalesSettings } from './settings';
import { pesos, readyMessage, reasonMessage } from './spanish';
import type { HeaderRow, Voucher } from './voucher';
import { trimmed } from './voucher';

/**
 * The checks of the sales specification in their order: the first that applies decides. Number 18 compares the
 * vouchers of a run with each other, see `collisions.ts`; number 0 is ours, for a row that cannot be read.
 */
export const CHECKS: ReadonlyArray<{ number: number; reason: HoldReason | SkipReason }> = [
	{ number: 0, reason: 'ROW_UNREADABLE' },
	{ number: 1, reason: 'HEADER_MISSING' },
	{ number: 2, reason: 'OTHER_BRANCH' },
	{ number: 3, reason: 'AMBIGUOUS_BRANCH' },
	{ number: 4, reason: 'CANCELLED' },
	{ number: 5, reason: 'INITIAL_LOAD' },
	{ number: 6, reason: 'NOT_A_SALE' },
	{ number: 7, reason: 'BAD_NUMBER' },
	{ number: 8, reason: 'UNMAPPED_TYPE' },
	{ number: 9, reason: 'TYPE_CODE_TOO_WIDE' },
	{ number: 10, reason: 'POINT_OF_SALE_TOO_WIDE' },
	{ number: 11, reason: 'DATE_MISSING' },
	{ number: 12, reason: 'EXCHANGE_RATE_MISSING' },
	{ number: 13, reason: 'LINES_MISSING' },
	{ number: 14, reason: 'TOTAL_MISMATCH' },
	{ number: 15, reason: 'ZERO_TOTAL' },
	{ number: 16, reason: 'NO_REPORTABLE_LINES' },
	{ number: 17, reason: 'TOTAL_MISMATCH' },
	{ number: 18, reason: 'IDENTITY_COLLISION' },
];

export interface Examination {
	verdict: Verdict;
	/** Number of the check that decided; null when none did and the voucher goes. */
	decidedBy: number | null;
	/** What was computed before a check decided; null where it did not come to that. */
	amounts: Amounts | null;
	payments: Payments | null;
}

/** Headers in the branches that are reported; no branches in the settings means all. */
export function headersInBranches(
	headers: readonly HeaderRow[],
	settings: SalesSettings,
): HeaderRow[] {
	if (settings.branches.length === 0) return [...headers];
	return headers.filter((header) => settings.branches.includes(header.NRO_SUCURS));
}

/** Decides what becomes of one voucher (checks 0 to 17) and computes what is sent of it. */
export function examineVoucher(voucher: Voucher, settings: SalesSettings): Examination {
	const { group } = voucher;
	const found: Pick<Examination, 'amounts' | 'payments'> = { amounts: null, payments: null };
	let branch: number | null = null;
	const base = () => {
		const key = { branch, type: group.type, number: group.number };
		return { key, keyText: keyTextOf(key), pendingRows: group.rows };
	};
	const hold = (
		decidedBy: number,
		reason: HoldReason,
		facts: Record<string, string> = {},
		detail?: Detail,
	): Examination => {
		const common = base();
		const message = reasonMessage(common.key, reason, facts);
		const verdict: Verdict = { ...common, outcome: 'hold', reason, message };
		if (detail !== undefined) verdict.detail = detail;
		return { ...found, decidedBy, verdict };
	};
	const skip = (
		decidedBy: number,
		reason: SkipReason,
		facts: Record<string, string> = {},
	): Examination => {
		const common = base();
		const message = reasonMessage(common.key, reason, facts);
		return { ...found, decidedBy, verdict: { ...common, outcome: 'skip', reason, message } };
	};

	const candidates = headersInBranches(voucher.headers, settings);
	const [header, another] = candidates;
	if (another === undefined) branch = header?.NRO_SUCURS ?? null;

	const unreadable = voucher.unreadable[0];
	if (unreadable !== undefined) {
		const place = `${unreadable.table}.${unreadable.column}`;
		return hold(0, 'ROW_UNREADABLE', { facts: place }, place);
	}
	if (voucher.headers.length === 0) return hold(1, 'HEADER_MISSING');
	if (header === undefined) {
		return skip(2, 'OTHER_BRANCH', { facts: branchesOf(voucher.headers) });
	}
	if (another !== undefined) {
		return hold(3, 'AMBIGUOUS_BRANCH', { facts: branchesOf(candidates) });
	}

	if (trimmed(header.ESTADO) === 'ANU') return skip(4, 'CANCELLED');
	if (trimmed(header.COD_VENDED) === '**') return skip(5, 'INITIAL_LOAD');
	const voucherClass = classOf(group.type, trimmed(header.TCOMP_IN_V), voucher.typeKind, settings);
	if (voucherClass === 'receipt') return skip(6, 'NOT_A_SALE');

	const parts = splitNumber(group.number);
	if (parts === null) return hold(7, 'BAD_NUMBER');
	const code =
		voucherClass === null ? null : codeOf(group.type, parts.letter, voucherClass, settings);
	if (voucherClass === null || code === null) {
		const facts =
			voucherClass === null
				? `el tipo ${group.type} no está en la tabla de tipos de la sucursal`
				: `la letra ${parts.letter} del tipo ${group.type} no tiene código`;
		return hold(8, 'UNMAPPED_TYPE', { facts });
	}
	if (!codeFits(code, settings)) return hold(9, 'TYPE_CODE_TOO_WIDE', { facts: code });
	if (!pointOfSaleFits(parts, settings)) {
		return hold(10, 'POINT_OF_SALE_TOO_WIDE', { facts: parts.pointOfSale });
	}
	const day = dayOf(header, group.first);
	if (day === null) return hold(11, 'DATE_MISSING');
	const factor = currencyFactor(header);
	if (factor === null) return hold(12, 'EXCHANGE_RATE_MISSING');

	if (voucher.lines.length === 0) return hold(13, 'LINES_MISSING');
	const amounts = readAmounts(voucher, header, factor, settings);
	found.amounts = amounts;
	if (amounts.fromHeader.minus(amounts.fromLines).abs().gt(settings.tolerance)) {
		const facts = `la cabecera dice ${pesos(toFixedText(amounts.fromHeader, 2))} y los renglones con sus impuestos suman ${pesos(toFixedText(amounts.fromLines, 2))} (en la moneda del comprobante); si faltan renglones, sale solo cuando llegan`;
		return hold(14, 'TOTAL_MISMATCH', { facts }, 'lines');
	}
	if (amounts.total.eq(0)) return skip(15, 'ZERO_TOTAL');
	const spread = spreadOverLines(amounts, settings);
	if (spread === null) return hold(16, 'NO_REPORTABLE_LINES');
	const payments = readPayments(voucher.treasury, group.first, voucherClass, amounts, settings);
	found.payments = payments;
	if (payments.difference.abs().gt(settings.tolerance)) {
		const paid = amounts.total.minus(payments.difference);
		const facts = `el total es ${pesos(toFixedText(amounts.total, 2))} y los pagos de tesorería suman ${pesos(toFixedText(paid, 2))}`;
		return hold(17, 'TOTAL_MISMATCH', { facts }, 'payments');
	}

	const settled = settlePayments(payments, amounts, settings);
	const sale = toSale(voucher, spread, settled, settings, {
		class: voucherClass,
		mallIdentity: mallIdentityOf(code, parts, settings),
		day,
		time: timeOf(header, group.first),
	});
	const common = base();
	const message = readyMessage(common.key, sale);
	return {
		...found,
		decidedBy: null,
		verdict: { ...common, outcome: 'send', reason: null, sale, message },
	};
}

/** Amounts as texts, with the sign that the settings want: the last step of all. */
function toSale(
	voucher: Voucher,
	spread: SpreadLines,
	payments: readonly Payment[],
	settings: SalesSettings,
	known: Pick<Sale, 'class' | 'mallIdentity' | 'day' | 'time'>,
): Sale {
	const isNegative = known.class === 'credit' && settings.creditNoteSign === 'negative';
	const sign = decimal(isNegative ? -1 : 1);
	return {
		...known,
		lines: toSaleLines(spread, sign, voucher.descriptions, settings),
		payments: toSalePayments(payments, sign),
		total: toFixedText(spread.total.times(sign), 2),
	};
}

function branchesOf(headers: readonly HeaderRow[]): string {
	const branches = [...new Set(headers.map(({ NRO_SUCURS }) => NRO_SUCURS))];
	return `sucursal ${branches.sort((one, other) => one - other).join(', ')}`;
}
