import { headersInBranches } from './checks';
import type { Database, RawRow } from './database';
import type { TypeAndNumber, VoucherKey } from './queries';
import {
	CODES_PER_QUERY,
	descriptionsOf,
	headersOf,
	linesOf,
	taxesOf,
	treasuryOf,
	voucherTypes,
} from './queries';
import { keyTextOf } from './sale';
import type { SalesSettings } from './settings';
import type { HeaderRow, PendingGroup, UnreadableRow, Voucher } from './voucher';
import {
	readDescriptions,
	readHeaders,
	readLines,
	readTaxes,
	readTreasury,
	readTypes,
} from './voucher';

/** TIPO_COMP by branch and type, read once per run. */
export type VoucherTypes = ReadonlyMap<string, string>;

const typeKey = (branch: number, type: string) => `${branch}/${type}`;

/** TIPO_COMP of a branch's voucher type; null when the table has no such row. */
export function typeKindOf(types: VoucherTypes, branch: number, type: string): string | null {
	return types.get(typeKey(branch, type)) ?? null;
}

export async function readVoucherTypes(database: Database): Promise<VoucherTypes> {
	const { rows } = readTypes(await database.query(voucherTypes()));
	return new Map(rows.map((row) => [typeKey(row.NRO_SUCURS, row.IDENT_COMP), row.TIPO_COMP]));
}

const voucherText = ({ type, number }: TypeAndNumber) => `${type}/${number}`;

/**
 * Reads everything about one page of pending vouchers: one round trip for the headers, then one each for lines,
 * taxes and treasury rows of those whose branch is known, by their whole key.
 *
 * @param groups at most {@link VOUCHERS_PER_PAGE}
 */
export async function readVouchers(
	database: Database,
	groups: readonly PendingGroup[],
	types: VoucherTypes,
	settings: SalesSettings,
): Promise<Voucher[]> {
	if (groups.length === 0) return [];
	const headers = readHeaders(await database.query(headersOf(groups)));
	const headersByVoucher = new Map<string, HeaderRow[]>();
	for (const header of headers.rows) {
		const key = voucherText({ type: header.T_COMP, number: header.N_COMP });
		const same = headersByVoucher.get(key);
		if (same === undefined) headersByVoucher.set(key, [header]);
		else same.push(header);
	}

	const keys: VoucherKey[] = [];
	const vouchers = new Map<string, Voucher>();
	const voucherOfKey = new Map<string, Voucher>();
	for (const group of groups) {
		const ofGroup = headersByVoucher.get(voucherText(group)) ?? [];
		const [header, another] = headersInBranches(ofGroup, settings);
		const isAlone = header !== undefined && another === undefined;
		const voucher: Voucher = {
			group,
			headers: ofGroup,
			lines: [],
			taxes: [],
			treasury: [],
			typeKind: isAlone ? typeKindOf(types, header.NRO_SUCURS, group.type) : null,
			descriptions: new Map(),
			unreadable: [],
		};
		vouchers.set(voucherText(group), voucher);
		if (isAlone) {
			const key = { branch: header.NRO_SUCURS, type: group.type, number: group.number };
			keys.push(key);
			voucherOfKey.set(keyTextOf(key), voucher);
		}
	}
	for (const broken of headers.unreadable) {
		vouchers.get(rawVoucherText(broken.row))?.unreadable.push(broken);
	}

	if (keys.length > 0) {
		const lines = readLines(await database.query(linesOf(keys)));
		for (const row of lines.rows) voucherOfKey.get(rowKey(row))?.lines.push(row);
		const taxes = readTaxes(await database.query(taxesOf(keys)));
		for (const row of taxes.rows) voucherOfKey.get(rowKey(row))?.taxes.push(row);
		const treasury = readTreasury(await database.query(treasuryOf(keys)));
		for (const row of treasury.rows) voucherOfKey.get(rowKey(row))?.treasury.push(row);
		const broken: UnreadableRow[] = [
			...lines.unreadable,
			...taxes.unreadable,
			...treasury.unreadable,
		];
		for (const one of broken) vouchers.get(rawVoucherText(one.row))?.unreadable.push(one);
	}

	const read = [...vouchers.values()];
	if (settings.itemText === 'description') {
		const descriptions = await readArticleDescriptions(database, read);
		for (const voucher of read) voucher.descriptions = descriptions;
	}
	return read;
}

function rowKey(row: { NRO_SUCURS: number; T_COMP: string; N_COMP: string }): string {
	return keyTextOf({ branch: row.NRO_SUCURS, type: row.T_COMP, number: row.N_COMP });
}

function rawVoucherText(row: RawRow): string {
	return `${String(row.T_COMP).trimEnd()}/${String(row.N_COMP).trimEnd()}`;
}

async function readArticleDescriptions(
	database: Database,
	vouchers: readonly Voucher[],
): Promise<ReadonlyMap<string, string>> {
	const codes = new Set<string>();
	for (const voucher of vouchers) {
		for (const { COD_ARTICU: code } of voucher.lines) {
			if (code !== null && code.trim() !== '') codes.add(code);
		}
	}
	const all = [...codes];
	const descriptions = new Map<string, string>();
	for (let start = 0; start < all.length; start += CODES_PER_QUERY) {
		const page = all.slice(start, start + CODES_PER_QUERY);
		const { rows } = readDescriptions(await database.query(descriptionsOf(page)));
		for (const row of rows) {
			descriptions.set(row.COD_ARTICULO.trimEnd(), row.DESC_CTA_ARTICULO ?? '');
		}
	}
	return descriptions;
}
