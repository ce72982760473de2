import { decimal, sum, ZERO } from '../../../lib/money';
import type { SolarSettings } from './settings';

/** A voucher that passed the checks, as it came. */
export interface Voucher {
	Fecha: string;
	Hora: string;
	IdComprobante: string;
	PtoVenta: string;
	NroComprobante: string;
	Detalles: Array<Record<string, string>>;
	Pagos: Array<Record<string, string>>;
}

const VOUCHER_FIELDS = [
	'Fecha',
	'Hora',
	'IdComprobante',
	'PtoVenta',
	'NroComprobante',
	'Detalles',
	'Pagos',
];
const LINE_FIELDS = [
	'DescripcionItem',
	'Cantidad',
	'Alicuota',
	'Rubro',
	'ImporteNeto',
	'ImporteImpuestos',
];
const PAYMENT_FIELDS = ['MedioPago', 'Importe'];

const AMOUNT = /^-?(0|[1-9]\d*)\.\d{2}$/;
const QUANTITY = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/;
const RATE = /^(0|[1-9]\d*)\.\d{2}$/;

type Fields = Record<string, unknown>;

/** What is wrong with a voucher, in the words of an API of a mall; empty when nothing is. */
export function faultsOfVoucher(raw: unknown, settings: SolarSettings): string[] {
	if (!isObject(raw)) return ['EL COMPROBANTE NO ES UN OBJETO'];
	const where = `COMPROBANTE ${String(raw.PtoVenta)}-${String(raw.NroComprobante)}`;
	const messages: string[] = [];
	const demand = (holds: boolean, message: string): void => {
		if (!holds) messages.push(`${where}: ${message}`);
	};

	checkNames(raw, VOUCHER_FIELDS, demand);
	demand(isDate(raw.Fecha), 'FECHA INVALIDA');
	demand(isTime(raw.Hora), 'HORA INVALIDA');
	demand(isDigits(raw.IdComprobante, settings.typeCodeWidth), 'IDCOMPROBANTE INVALIDO');
	demand(labelOf(raw.IdComprobante) !== undefined, 'TIPO DE COMPROBANTE DESCONOCIDO');
	demand(isDigits(raw.PtoVenta, settings.pointOfSaleWidth), 'PTOVENTA INVALIDO');
	demand(isDigits(raw.NroComprobante, settings.numberWidth), 'NROCOMPROBANTE INVALIDO');

	const lines = objects(raw.Detalles);
	const payments = objects(raw.Pagos);
	demand(lines.length > 0, 'SIN DETALLES');
	demand(payments.length > 0, 'SIN PAGOS');
	lines.forEach((line, index) => checkLine(line, index + 1, demand));
	payments.forEach((payment, index) => checkPayment(payment, index + 1, demand));
	if (messages.length > 0) return messages;

	const total = sum(
		lines.flatMap((line) => [
			decimal(String(line.ImporteNeto)),
			decimal(String(line.ImporteImpuestos)),
		]),
	);
	const paid = sum(payments.map((payment) => decimal(String(payment.Importe))));
	demand(total.eq(paid), `LOS PAGOS ${paid.toFixed(2)} NO SUMAN EL TOTAL ${total.toFixed(2)}`);
	return messages;
}

function checkLine(
	line: Fields,
	number: number,
	demand: (holds: boolean, message: string) => void,
): void {
	const check = (holds: boolean, message: string): void =>
		demand(holds, `DETALLE ${number}: ${message}`);
	checkNames(line, LINE_FIELDS, check);
	check(isText(line.DescripcionItem), 'DESCRIPCIONITEM VACIA');
	check(isText(line.Rubro), 'RUBRO VACIO');
	check(matches(line.Cantidad, QUANTITY), 'CANTIDAD INVALIDA');
	check(matches(line.Alicuota, RATE), 'ALICUOTA INVALIDA');
	check(matches(line.ImporteNeto, AMOUNT), 'IMPORTENETO INVALIDO');
	check(matches(line.ImporteImpuestos, AMOUNT), 'IMPORTEIMPUESTOS INVALIDO');
	check(
		!matches(line.ImporteNeto, AMOUNT) || !decimal(String(line.ImporteNeto)).eq(ZERO),
		'EL IMPORTE NETO NO PUEDE SER CERO',
	);
}

function checkPayment(
	payment: Fields,
	number: number,
	demand: (holds: boolean, message: string) => void,
): void {
	const check = (holds: boolean, message: string): void =>
		demand(holds, `PAGO ${number}: ${message}`);
	checkNames(payment, PAYMENT_FIELDS, check);
	check(isText(payment.MedioPago), 'MEDIOPAGO VACIO');
	check(matches(payment.Importe, AMOUNT), 'IMPORTE INVALIDO');
}

/** All the names, as they are written, and no other. */
function checkNames(
	fields: Fields,
	names: readonly string[],
	demand: (holds: boolean, message: string) => void,
): void {
	for (const name of names) demand(name in fields, `FALTA ${name}`);
	for (const name of Object.keys(fields)) demand(names.includes(name), `SOBRA ${name}`);
}

const LABELS: Record<number, string> = {
	1: 'FACA',
	2: 'NDRA',
	3: 'NCRA',
	6: 'FACB',
	7: 'NDRB',
	8: 'NCRB',
	11: 'FACC',
	12: 'NDRC',
	13: 'NCRC',
	19: 'FACE',
	51: 'FACM',
	52: 'NDRM',
	53: 'NCRM',
};

function labelOf(code: unknown): string | undefined {
	return typeof code === 'string' ? LABELS[Number(code)] : undefined;
}

/**
 * What tells vouchers apart for the mall. It probably keeps only the first nine characters of the number, so that
 * numbers of twelve characters fall together; this stand-in does the same.
 */
export function identityOf(voucher: Voucher): string {
	const number = Number(voucher.NroComprobante.slice(0, 9));
	return `${Number(voucher.IdComprobante)}/${Number(voucher.PtoVenta)}/${number}`;
}

export function alreadyRegistered(voucher: Voucher): string {
	const point = String(Number(voucher.PtoVenta)).padStart(4, '0');
	const number = String(Number(voucher.NroComprobante.slice(0, 9))).padStart(8, '0');
	const label = labelOf(voucher.IdComprobante) ?? voucher.IdComprobante;
	return `EL COMPROBANTE ${label} ${point}-${number} YA ESTA REGISTRADO`;
}

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objects(value: unknown): Fields[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '';
}

function matches(value: unknown, pattern: RegExp): boolean {
	return typeof value === 'string' && pattern.test(value);
}

function isDigits(value: unknown, width: number): boolean {
	return matches(value, /^\d+$/) && String(value).length === width;
}

function isDate(value: unknown): boolean {
	if (!matches(value, /^\d{2}-\d{2}-\d{4}$/)) return false;
	const [day = 0, month = 0, year = 0] = String(value).split('-').map(Number);
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTime(value: unknown): boolean {
	return matches(value, /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/);
}
