import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { headersInBranches } from '../../lib/sales/checks';
import type { RawRow } from '../../lib/sales/database';
import { grouped } from '../../lib/sales/read-pending';
import { typeKindOf } from '../../lib/sales/read-voucher';
import type { SalesSettings } from '../../lib/sales/settings';
import { parseSalesSettings } from '../../lib/sales/settings';
import type { Read, Voucher } from '../../lib/sales/voucher';
import {
	readDescriptions,
	readHeaders,
	readLines,
	readPendingRows,
	readTaxes,
	readTreasury,
	readTypes,
} from '../../lib/sales/voucher';
import type { Comprobante } from '../../lib/solar/comprobante';

export const SALES_FIXTURES = join(__dirname, '..', 'fixtures', 'sales');

export interface ExpectedVoucher {
	case: string;
	key: { branch: number | null; type: string; number: string };
	pendingRows: number;
	outcome: 'send' | 'hold' | 'skip';
	reason: string | null;
	detail?: string;
	comprobante?: Comprobante;
	later?: { outcome: 'send'; reason: null; comprobante: Comprobante };
}

interface ExpectedFile {
	settings: Record<string, unknown>;
	vouchers: ExpectedVoucher[];
}

interface VariantsFile {
	variants: Array<{ name: string; change: Record<string, unknown>; vouchers: ExpectedVoucher[] }>;
}

function readJson<T>(file: string): T {
	return JSON.parse(readFileSync(join(SALES_FIXTURES, file), 'utf8')) as T;
}

export const expected = readJson<ExpectedFile>('expected.json');
export const variants = readJson<VariantsFile>('expected.settings.json').variants;

/** The fixture's settings with changes; the tenant number belongs to the Solar credential, not to these. */
export function fixtureSettings(change: Record<string, unknown> = {}): SalesSettings {
	const own = Object.entries(expected.settings).filter(([name]) => name !== 'idCliente');
	return parseSalesSettings({ ...Object.fromEntries(own), ...change });
}

/** Values of one table as T-SQL literals spell them. */
type Tables = Map<string, Array<Map<string, string | null>>>;

/** Reads `INSERT INTO dbo.T (columns) VALUES (…), (…);` as the seed files write it. */
function readInserts(sql: string, tables: Tables): void {
	const statement = /INSERT INTO dbo\.(\w+) \(([^)]*)\)\s*VALUES\s*/g;
	for (let match = statement.exec(sql); match !== null; match = statement.exec(sql)) {
		const [, table = '', columnList = ''] = match;
		const columns = columnList.split(',').map((column) => column.trim());
		const rows = tables.get(table) ?? [];
		tables.set(table, rows);
		let at = statement.lastIndex;
		for (;;) {
			const { values, end } = readTuple(sql, at);
			if (values.length !== columns.length) throw new Error(`${table}: ${values.join()}`);
			rows.push(new Map(columns.map((column, index) => [column, values[index] ?? null])));
			const separator = /^\s*([,;])\s*/.exec(sql.slice(end));
			if (separator === null) throw new Error(`No end of the values of ${table}`);
			at = end + separator[0].length;
			if (separator[1] === ';') break;
		}
	}
}

function readTuple(sql: string, start: number): { values: Array<string | null>; end: number } {
	const values: Array<string | null> = [];
	const value = /\s*(?:N?'((?:[^']|'')*)'|(NULL)|(-?[\d.]+))\s*([,)])/y;
	if (sql[start] !== '(') throw new Error(`No values at ${start}`);
	value.lastIndex = start + 1;
	for (;;) {
		const match = value.exec(sql);
		if (match === null) throw new Error(`No literal in ${sql.slice(start, start + 80)}`);
		const [, text, , number, separator] = match;
		values.push(text !== undefined ? text.replaceAll("''", "'") : (number ?? null));
		if (separator === ')') return { values, end: value.lastIndex };
	}
}

/** Rows of the fixture in the shape in which the statements of `lib/sales/queries.ts` return them. */
export class SalesFixture {
	private readonly tables: Tables = new Map();

	constructor(...files: string[]) {
		for (const file of files) {
			readInserts(readFileSync(join(SALES_FIXTURES, file), 'utf8'), this.tables);
		}
	}

	/** Every pending voucher with its rows, read by its key as the product does. */
	vouchers(settings: SalesSettings): Voucher[] {
		const headers = whole(readHeaders(this.rows('CTA02', ['NRO_SUCURS'], ['FECHA_EMIS'])));
		const lines = whole(
			readLines(this.rows('CTA03', ['NRO_SUCURS', 'N_RENGL_V', 'RENGL_PADR'], [])),
		);
		const taxes = whole(readTaxes(this.rows('CTA04', ['NRO_SUCURS', 'COD_ALICUO'], [])));
		const treasury = whole(
			readTreasury(
				this.rows('CTA29', ['NRO_SUCURS', 'RENGLON'], []).map((row) => ({
					...row,
					T_COMP: row.COD_COMP,
				})),
			),
		);
		const types = new Map(
			whole(readTypes(this.rows('CTA_TIPO_COMPROBANTE_VENTAS', ['NRO_SUCURS'], []))).map((row) => [
				`${row.NRO_SUCURS}/${row.IDENT_COMP}`,
				row.TIPO_COMP,
			]),
		);
		const descriptions = new Map(
			whole(readDescriptions(this.rows('CTA_ARTICULO', [], []))).map((row) => [
				row.COD_ARTICULO.trimEnd(),
				row.DESC_CTA_ARTICULO ?? '',
			]),
		);
		const pending = this.rows('EB_T_HistorialSincVentas_Solar', [], ['FECHA_EMIS'])
			.filter((row) => row.ESTADO_SYNC === '0')
			.sort((one, other) => (momentOf(one) < momentOf(other) ? -1 : 1));
		return grouped(whole(readPendingRows(pending))).map((group): Voucher => {
			const own = headers.filter((row) => row.T_COMP === group.type && row.N_COMP === group.number);
			const [header, another] = headersInBranches(own, settings);
			const isOwn = (row: { NRO_SUCURS: number; T_COMP: string; N_COMP: string }) =>
				header !== undefined &&
				another === undefined &&
				row.NRO_SUCURS === header.NRO_SUCURS &&
				row.T_COMP === group.type &&
				row.N_COMP === group.number;
			return {
				group,
				headers: own,
				lines: lines.filter(isOwn),
				taxes: taxes.filter(isOwn),
				treasury: treasury.filter(isOwn),
				typeKind: header === undefined ? null : typeKindOf(types, header.NRO_SUCURS, group.type),
				descriptions,
				unreadable: [],
			};
		});
	}

	private rows(table: string, integers: string[], days: string[]): RawRow[] {
		return (this.tables.get(table) ?? []).map((row) => {
			const raw: RawRow = {};
			for (const [column, value] of row) {
				if (value !== null && integers.includes(column)) raw[column] = Number(value);
				else if (value !== null && days.includes(column)) raw[column] = value.slice(0, 10);
				else raw[column] = value;
			}
			return raw;
		});
	}
}

/** The fixture's days in the list carry no time of their own. */
function momentOf(row: RawRow): string {
	return `${String(row.FECHA_EMIS)} ${String(row.HORA_EMIS ?? '')}`;
}

function whole<T>({ rows, unreadable }: Read<T>): T[] {
	if (unreadable[0] !== undefined) throw new Error(JSON.stringify(unreadable[0]));
	return rows;
}
