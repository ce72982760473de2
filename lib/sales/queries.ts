import type { PendingTable } from './pending-table';
import type { Statement } from './statement';
import { Parameters, quoted } from './statement';

/**
 * The T-SQL that this package runs, all of it. It stays within what SQL Server 2016 and PostgreSQL-based T-SQL
 * servers take: no MERGE, no UPDATE of a CTE, always AS before an alias, explicit column lists.
 *
 * Decimals, days and times leave the server as text: drivers return decimal(22,7) as binary numbers and datetimes
 * as UTC instants, and both lose here. Columns are compared with parameters or with each other, never under a named
 * collation: the key columns' collation differs between installations.
 */

/** Vouchers per round trip; with their types and branches they stay far below the 2,100 parameters of a request. */
export const VOUCHERS_PER_PAGE = 250;
export const ROWS_PER_PAGE = 2000;
export const CODES_PER_QUERY = 1000;

const TYPE_LENGTH = 10;
const NUMBER_LENGTH = 20;
const ARTICLE_LENGTH = 40;

export interface TypeAndNumber {
	type: string;
	number: string;
}

export interface VoucherKey extends TypeAndNumber {
	branch: number;
}

export interface Period {
	/** First day, YYYY-MM-DD. */
	from: string;
	/** Day after the last one, YYYY-MM-DD. */
	until: string;
}

const decimalText = (column: string) => `CONVERT(varchar(40), ${column})`;
const dayText = (column: string) => `CONVERT(char(10), ${column}, 120)`;
const timeText = (column: string) => `CONVERT(char(8), ${column}, 108)`;

function startOfDay(day: string, parameters: Parameters): string {
	return `CONVERT(datetime, ${parameters.varchar(`${day} 00:00:00`, 19)}, 120)`;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group === undefined) groups.set(keyOf(item), [item]);
		else group.push(item);
	}
	return [...groups.values()];
}

function inNumbers(column: string, numbers: readonly string[], parameters: Parameters): string {
	const names = numbers.map((number) => parameters.varchar(number, NUMBER_LENGTH));
	return `${column} IN (${names.join(', ')})`;
}

/** (T_COMP = … AND N_COMP IN (…)) OR …: index seeks on both key columns with few parameters. */
function ofVouchers(
	alias: string,
	vouchers: readonly TypeAndNumber[],
	parameters: Parameters,
): string {
	return groupedBy(vouchers, ({ type }) => type)
		.map((group) => {
			const type = parameters.varchar(group[0]?.type ?? '', TYPE_LENGTH);
			const numbers = group.map(({ number }) => number);
			return `(${alias}.T_COMP = ${type} AND ${inNumbers(`${alias}.N_COMP`, numbers, parameters)})`;
		})
		.join(' OR ');
}

/** The same by the whole key: lines, taxes and treasury rows are never fetched by date or by number alone. */
function ofKeys(
	alias: string,
	typeColumn: string,
	keys: readonly VoucherKey[],
	parameters: Parameters,
): string {
	return groupedBy(keys, ({ branch, type }) => `${branch}/${type}`)
		.map((group) => {
			const branch = parameters.int(group[0]?.branch ?? 0);
			const type = parameters.varchar(group[0]?.type ?? '', TYPE_LENGTH);
			const numbers = inNumbers(
				`${alias}.N_COMP`,
				group.map(({ number }) => number),
				parameters,
			);
			return `(${alias}.NRO_SUCURS = ${branch} AND ${alias}.${typeColumn} = ${type} AND ${numbers})`;
		})
		.join(' OR ');
}

/** The columns that a table of the database has, as its catalogue spells them. */
export function columnsOfTable(table: string): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT c.TABLE_SCHEMA AS TABLE_SCHEMA, c.TABLE_NAME AS TABLE_NAME, c.COLUMN_NAME AS COLUMN_NAME,
	c.CHARACTER_MAXIMUM_LENGTH AS CHARACTER_MAXIMUM_LENGTH
FROM INFORMATION_SCHEMA.COLUMNS AS c
WHERE c.TABLE_NAME = ${parameters.nvarchar(table, 128)}
ORDER BY c.TABLE_SCHEMA, c.ORDINAL_POSITION`,
		parameters: parameters.list,
		table: 'INFORMATION_SCHEMA.COLUMNS',
	};
}

/** Which rows of the pending list; since a day, `YYYY-MM-DD`, those without a day are among them. */
export interface WhichRows {
	state: number;
	since: string | null;
}

/** What fallbacks need of a row of the pending list; optional columns that it lacks are null. */
function listedColumns(list: PendingTable): string {
	const day = list.day === null ? 'NULL' : dayText(`p.${quoted(list.day)}`);
	const time = list.time === null ? 'NULL' : timeText(`p.${quoted(list.time)}`);
	const mean = list.mean === null ? 'NULL' : `p.${quoted(list.mean)}`;
	return `p.${quoted(list.type)} AS T_COMP, p.${quoted(list.number)} AS N_COMP, ${day} AS FECHA_EMIS,
	${time} AS HORA_EMIS, ${mean} AS MEDIO_DE_PAGO`;
}

/** By voucher, then by moment: the day may carry a time of its own, which its text does not show. */
function listedOrder(list: PendingTable): string {
	return [list.type, list.number, list.day, list.time]
		.filter((column) => column !== null)
		.map((column) => `p.${quoted(column)}`)
		.join(', ');
}

/** Rows of the pending list after a voucher, in the order of their vouchers and moments. */
export function listedRows(
	list: PendingTable,
	{ state, since }: WhichRows,
	after: TypeAndNumber | null,
): Statement {
	const parameters = new Parameters();
	const type = `p.${quoted(list.type)}`;
	const number = `p.${quoted(list.number)}`;
	const conditions = [`p.${quoted(list.state)} = ${parameters.int(state)}`];
	if (since !== null && list.day !== null) {
		const column = `p.${quoted(list.day)}`;
		conditions.push(`(${column} >= ${startOfDay(since, parameters)} OR ${column} IS NULL)`);
	}
	if (after !== null) {
		const afterType = parameters.varchar(after.type, TYPE_LENGTH);
		const afterNumber = parameters.varchar(after.number, NUMBER_LENGTH);
		conditions.push(
			`(${type} > ${afterType} OR (${type} = ${afterType} AND ${number} > ${afterNumber}))`,
		);
	}
	return {
		text: `SELECT ${listedColumns(list)}
FROM ${list.quotedName} AS p
WHERE ${conditions.join(' AND ')}
ORDER BY ${listedOrder(list)}
OFFSET 0 ROWS FETCH NEXT ${ROWS_PER_PAGE} ROWS ONLY`,
		parameters: parameters.list,
		table: list.name,
	};
}

/** Rows of the pending list, in whatever state, of one voucher, in the order of their moments. */
export function pendingRowsOf(list: PendingTable, voucher: TypeAndNumber): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT ${listedColumns(list)}, ${decimalText(`p.${quoted(list.state)}`)} AS ESTADO_SYNC
FROM ${list.quotedName} AS p
WHERE p.${quoted(list.type)} = ${parameters.varchar(voucher.type, TYPE_LENGTH)}
	AND p.${quoted(list.number)} = ${parameters.varchar(voucher.number, NUMBER_LENGTH)}
ORDER BY ${listedOrder(list)}`,
		parameters: parameters.list,
		table: list.name,
	};
}

/**
 * Vouchers since a day, without the pending list. Those without a date, or with Tango's empty one, are among
 * them: they have to be held and seen, not overlooked.
 */
export function vouchersSince(
	since: string,
	branches: readonly number[],
	after: VoucherKey | null,
): Statement {
	const parameters = new Parameters();
	const conditions = [
		`(h.FECHA_EMIS >= ${startOfDay(since, parameters)} OR h.FECHA_EMIS = ${startOfDay('1800-01-01', parameters)} OR h.FECHA_EMIS IS NULL)`,
	];
	if (branches.length > 0) {
		const names = branches.map((branch) => parameters.int(branch));
		conditions.push(`h.NRO_SUCURS IN (${names.join(', ')})`);
	}
	if (after !== null) {
		const type = parameters.varchar(after.type, TYPE_LENGTH);
		const number = parameters.varchar(after.number, NUMBER_LENGTH);
		const branch = parameters.int(after.branch);
		conditions.push(
			`(h.T_COMP > ${type} OR (h.T_COMP = ${type} AND h.N_COMP > ${number}) OR (h.T_COMP = ${type} AND h.N_COMP = ${number} AND h.NRO_SUCURS > ${branch}))`,
		);
	}
	return {
		text: `SELECT h.NRO_SUCURS AS NRO_SUCURS, h.T_COMP AS T_COMP, h.N_COMP AS N_COMP,
	${dayText('h.FECHA_EMIS')} AS FECHA_EMIS
FROM dbo.CTA02 AS h
WHERE ${conditions.join(' AND ')}
ORDER BY h.T_COMP, h.N_COMP, h.NRO_SUCURS
OFFSET 0 ROWS FETCH NEXT ${ROWS_PER_PAGE} ROWS ONLY`,
		parameters: parameters.list,
		table: 'CTA02',
	};
}

const HEADER_COLUMNS = `h.NRO_SUCURS AS NRO_SUCURS, h.T_COMP AS T_COMP, h.N_COMP AS N_COMP, h.TCOMP_IN_V AS TCOMP_IN_V,
	${dayText('h.FECHA_EMIS')} AS FECHA_EMIS, h.HORA_EMIS AS HORA_EMIS, h.ESTADO AS ESTADO,
	h.COD_VENDED AS COD_VENDED, ${decimalText('h.MON_CTE')} AS MON_CTE, ${decimalText('h.COTIZ')} AS COTIZ,
	${decimalText('h.IMPORTE')} AS IMPORTE, ${decimalText('h.IMPORTE_IV')} AS IMPORTE_IV,
	${decimalText('h.IMPORTE_IN')} AS IMPORTE_IN`;

/** Headers by type and number, of any branch. */
export function headersOf(vouchers: readonly TypeAndNumber[]): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT ${HEADER_COLUMNS}
FROM dbo.CTA02 AS h
WHERE ${ofVouchers('h', vouchers, parameters)}`,
		parameters: parameters.list,
		table: 'CTA02',
	};
}

/** Headers of a period, for the report. */
export function headersOfPeriod(
	period: Period,
	branches: readonly number[],
	after: VoucherKey | null,
): Statement {
	const parameters = new Parameters();
	const conditions = [
		`h.FECHA_EMIS >= ${startOfDay(period.from, parameters)}`,
		`h.FECHA_EMIS < ${startOfDay(period.until, parameters)}`,
	];
	if (branches.length > 0) {
		const names = branches.map((branch) => parameters.int(branch));
		conditions.push(`h.NRO_SUCURS IN (${names.join(', ')})`);
	}
	if (after !== null) {
		const branch = parameters.int(after.branch);
		const type = parameters.varchar(after.type, TYPE_LENGTH);
		const number = parameters.varchar(after.number, NUMBER_LENGTH);
		conditions.push(
			`(h.NRO_SUCURS > ${branch} OR (h.NRO_SUCURS = ${branch} AND h.T_COMP > ${type}) OR (h.NRO_SUCURS = ${branch} AND h.T_COMP = ${type} AND h.N_COMP > ${number}))`,
		);
	}
	return {
		text: `SELECT ${HEADER_COLUMNS}
FROM dbo.CTA02 AS h
WHERE ${conditions.join(' AND ')}
ORDER BY h.NRO_SUCURS, h.T_COMP, h.N_COMP
OFFSET 0 ROWS FETCH NEXT ${ROWS_PER_PAGE} ROWS ONLY`,
		parameters: parameters.list,
		table: 'CTA02',
	};
}

export function linesOf(keys: readonly VoucherKey[]): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT l.NRO_SUCURS AS NRO_SUCURS, l.T_COMP AS T_COMP, l.N_COMP AS N_COMP, l.N_RENGL_V AS N_RENGL_V,
	l.COD_ARTICU AS COD_ARTICU, ${decimalText('l.CANTIDAD')} AS CANTIDAD, ${decimalText('l.PORC_IVA')} AS PORC_IVA,
	${decimalText('l.IMP_NETO_P')} AS IMP_NETO_P, l.RENGL_PADR AS RENGL_PADR,
	${decimalText('l.INSUMO_KIT_SEPARADO')} AS INSUMO_KIT_SEPARADO
FROM dbo.CTA03 AS l
WHERE ${ofKeys('l', 'T_COMP', keys, parameters)}`,
		parameters: parameters.list,
		table: 'CTA03',
	};
}

export function taxesOf(keys: readonly VoucherKey[]): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT t.NRO_SUCURS AS NRO_SUCURS, t.T_COMP AS T_COMP, t.N_COMP AS N_COMP, t.COD_IMPUES AS COD_IMPUES,
	t.COD_ALICUO AS COD_ALICUO, ${decimalText('t.IMPORTE')} AS IMPORTE
FROM dbo.CTA04 AS t
WHERE ${ofKeys('t', 'T_COMP', keys, parameters)}`,
		parameters: parameters.list,
		table: 'CTA04',
	};
}

/** CTA29 calls the type column COD_COMP. */
export function treasuryOf(keys: readonly VoucherKey[]): Statement {
	const parameters = new Parameters();
	return {
		text: `SELECT m.NRO_SUCURS AS NRO_SUCURS, m.COD_COMP AS T_COMP, m.N_COMP AS N_COMP, m.RENGLON AS RENGLON,
	${decimalText('m.COD_CTA')} AS COD_CTA, m.D_H AS D_H, ${decimalText('m.MONTO')} AS MONTO
FROM dbo.CTA29 AS m
WHERE ${ofKeys('m', 'COD_COMP', keys, parameters)}`,
		parameters: parameters.list,
		table: 'CTA29',
	};
}

/** The type table of all branches: a few hundred rows at most. */
export function voucherTypes(): Statement {
	return {
		text: `SELECT k.NRO_SUCURS AS NRO_SUCURS, k.IDENT_COMP AS IDENT_COMP, k.TIPO_COMP AS TIPO_COMP
FROM dbo.CTA_TIPO_COMPROBANTE_VENTAS AS k`,
		parameters: [],
		table: 'CTA_TIPO_COMPROBANTE_VENTAS',
	};
}

/** Descriptions of at most {@link CODES_PER_QUERY} article codes. */
export function descriptionsOf(codes: readonly string[]): Statement {
	const parameters = new Parameters();
	const names = codes.map((code) => parameters.varchar(code, ARTICLE_LENGTH));
	return {
		text: `SELECT a.COD_ARTICULO AS COD_ARTICULO, a.DESC_CTA_ARTICULO AS DESC_CTA_ARTICULO
FROM dbo.CTA_ARTICULO AS a
WHERE a.COD_ARTICULO IN (${names.join(', ')})`,
		parameters: parameters.list,
		table: 'CTA_ARTICULO',
	};
}

/** Branches, to choose from in the settings. A login may lack the right to read the table. */
export function branches(): Statement {
	return {
		text: `SELECT s.NRO_SUCURSAL AS NRO_SUCURSAL, s.DESC_SUCURSAL AS DESC_SUCURSAL
FROM dbo.SUCURSAL AS s
ORDER BY s.NRO_SUCURSAL
OFFSET 0 ROWS FETCH NEXT ${ROWS_PER_PAGE} ROWS ONLY`,
		parameters: [],
		table: 'SUCURSAL',
	};
}

const ONE_TYPE =
	'SELECT h.NRO_SUCURS AS NRO_SUCURS, h.T_COMP AS T_COMP, h.TCOMP_IN_V AS TCOMP_IN_V';

/** A voucher of the first type in the first branch after this one; of all branches without one. */
export function firstTypeFrom(branch: number | null): Statement {
	const parameters = new Parameters();
	return {
		text: `${ONE_TYPE}
FROM dbo.CTA02 AS h${branch === null ? '' : `\nWHERE h.NRO_SUCURS > ${parameters.int(branch)}`}
ORDER BY h.NRO_SUCURS, h.T_COMP, h.N_COMP
OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`,
		parameters: parameters.list,
		table: 'CTA02',
	};
}

/** A voucher of the next type in the same branch. */
export function nextTypeIn(branch: number, type: string): Statement {
	const parameters = new Parameters();
	return {
		text: `${ONE_TYPE}
FROM dbo.CTA02 AS h
WHERE h.NRO_SUCURS = ${parameters.int(branch)} AND h.T_COMP > ${parameters.varchar(type, TYPE_LENGTH)}
ORDER BY h.T_COMP, h.N_COMP
OFFSET 0 ROWS FETCH NEXT 1 ROWS ONLY`,
		parameters: parameters.list,
		table: 'CTA02',
	};
}

/** Treasury accounts, to choose from when the payment map is filled in. A database may lack the table. */
export function treasuryAccounts(): Statement {
	return {
		text: `SELECT ${decimalText('a.COD_CTA')} AS COD_CTA, a.DESCRIPCIO AS DESCRIPCIO
FROM dbo.SBA01 AS a
ORDER BY a.COD_CTA
OFFSET 0 ROWS FETCH NEXT ${ROWS_PER_PAGE} ROWS ONLY`,
		parameters: [],
		table: 'SBA01',
	};
}

/**
 * Closes the pending rows of a voucher. The state is tested again, so that a second run, or a run beside this one,
 * changes nothing and learns it from the number of rows.
 */
export function closePendingRows(list: PendingTable, voucher: TypeAndNumber): Statement {
	const parameters = new Parameters();
	const changes = [`${quoted(list.state)} = ${parameters.int(list.sentValue)}`];
	if (list.sentAt !== null) changes.push(`${quoted(list.sentAt)} = GETDATE()`);
	return {
		text: `UPDATE ${list.quotedName}
SET ${changes.join(', ')}
WHERE ${quoted(list.type)} = ${parameters.varchar(voucher.type, TYPE_LENGTH)}
	AND ${quoted(list.number)} = ${parameters.varchar(voucher.number, NUMBER_LENGTH)}
	AND ${quoted(list.state)} = ${parameters.int(list.pendingValue)}`,
		parameters: parameters.list,
		table: list.name,
	};
}

/** Writes why a voucher waits into the pending rows, which stay pending. */
export function noteOnPendingRows(
	list: PendingTable,
	column: string,
	voucher: TypeAndNumber,
	note: string,
): Statement {
	const parameters = new Parameters();
	return {
		text: `UPDATE ${list.quotedName}
SET ${quoted(column)} = ${parameters.nvarchar(note, 4000)}
WHERE ${quoted(list.type)} = ${parameters.varchar(voucher.type, TYPE_LENGTH)}
	AND ${quoted(list.number)} = ${parameters.varchar(voucher.number, NUMBER_LENGTH)}
	AND ${quoted(list.state)} = ${parameters.int(list.pendingValue)}`,
		parameters: parameters.list,
		table: list.name,
	};
}
