import type { MallIdentity } from './sale';
import type { SalesSettings, VoucherClass } from './settings';

/** The parts of N_COMP: letter (1), point of sale (5), number (8). */
export interface NumberParts {
	letter: string;
	/** 5 digits */
	pointOfSale: string;
	/** 8 digits */
	number: string;
}

/** Codes of AFIP (today ARCA) by class and letter; other letters have no default. */
const CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	invoice: { A: '001', B: '006', C: '011', M: '051' },
	debit: { A: '002', B: '007', C: '012', M: '052' },
	credit: { A: '003', B: '008', C: '013', M: '053' },
};

/**
 * What a voucher is. T_COMP is defined by the user of the ERP, so apart from the receipt it says nothing by itself;
 * TCOMP_IN_V is not public for debit notes, so the type table decides about them.
 *
 * @returns null when nothing tells
 */
export function classOf(
	type: string,
	internalType: string,
	typeKind: string | null,
	settings: SalesSettings,
): VoucherClass | null {
	const forced = settings.typeClasses[type];
	if (forced !== undefined) return forced;
	if (internalType === 'RC' || type === 'REC') return 'receipt';
	if (internalType === 'FC') return 'invoice';
	if (internalType === 'CC') return 'credit';
	if (typeKind === 'C') return 'credit';
	if (typeKind === 'D') return 'debit';
	return null;
}

/** Splits N_COMP; null when it is no number that a voucher can have (opening balances, for one). */
export function splitNumber(number: string): NumberParts | null {
	const match = /^([A-Z])(\d{5})(\d{8})$/.exec(number);
	if (match === null) return null;
	const [, letter = '', pointOfSale = '', own = ''] = match;
	if (pointOfSale === '00000' || pointOfSale === '99999' || own === '00000000') return null;
	return { letter, pointOfSale, number: own };
}

/**
 * What two vouchers must share to be one and the same for the mall, whatever the settings: each of them sends all
 * digits of point of sale and number. A cheap test, to be made before vouchers are read.
 */
export function sharedDigits(number: string): string {
	return number.slice(1);
}

/** The 3-digit code of a voucher, or null when its type and letter have none. */
export function codeOf(
	type: string,
	letter: string,
	voucherClass: VoucherClass,
	settings: SalesSettings,
): string | null {
	return settings.typeCodes[`${type} ${letter}`] ?? CODES[voucherClass]?.[letter] ?? null;
}

export function codeFits(code: string, settings: SalesSettings): boolean {
	return settings.typeCodeWidth === 3 || code.startsWith('0');
}

export function pointOfSaleFits(parts: NumberParts, settings: SalesSettings): boolean {
	const digits = settings.numbering === 'legacy12' ? 4 : settings.pointOfSaleWidth;
	return digits === 5 || parts.pointOfSale.startsWith('0');
}

/** The digits that are sent. Nothing is ever cut to a width: what does not fit was held before. */
export function mallIdentityOf(
	code: string,
	parts: NumberParts,
	settings: SalesSettings,
): MallIdentity {
	const shortCode = settings.typeCodeWidth === 2 ? code.slice(1) : code;
	if (settings.numbering === 'legacy12') {
		// The point of sale has at most 4 digits here, so its 4 and the 8 of the number are the last 12 of N_COMP.
		return {
			code: shortCode,
			pointOfSale: '0001',
			number: `${parts.pointOfSale.slice(1)}${parts.number}`,
		};
	}
	return {
		code: shortCode,
		pointOfSale: settings.pointOfSaleWidth === 5 ? parts.pointOfSale : parts.pointOfSale.slice(1),
		number: parts.number.padStart(settings.numberWidth, '0'),
	};
}

/** One text per identity, to find two vouchers that the mall would take for one. */
export function mallIdentityText(identity: MallIdentity): string {
	return `${identity.code} ${identity.pointOfSale}-${identity.number}`;
}
