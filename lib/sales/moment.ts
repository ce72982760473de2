import type { HeaderRow, PendingRow } from './voucher';
import { trimmed } from './voucher';

/** What Tango stores where it has no date. */
export const EMPTY_DAY = '1800-01-01';

/** The day of a voucher, YYYY-MM-DD: the header's, else the pending row's, else null. Never shifted. */
export function dayOf(header: HeaderRow, pending: PendingRow | null): string | null {
	return known(header.FECHA_EMIS) ?? known(pending?.FECHA_EMIS ?? null);
}

/** The time of a voucher, HH:MM:SS: the header's, else the pending row's, else midnight. */
export function timeOf(header: HeaderRow, pending: PendingRow | null): string {
	return (
		readTime(trimmed(header.HORA_EMIS)) ??
		readTime(trimmed(pending?.HORA_EMIS ?? null).replaceAll(':', '')) ??
		'00:00:00'
	);
}

function known(day: string | null): string | null {
	return day === null || day === EMPTY_DAY ? null : day;
}

/** HHMMSS, or HMMSS where a leading zero was lost; anything else is no time. */
function readTime(digits: string): string | null {
	if (!/^\d{5,6}$/.test(digits)) return null;
	const match = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(digits.padStart(6, '0'));
	return match === null ? null : `${match[1]}:${match[2]}:${match[3]}`;
}
