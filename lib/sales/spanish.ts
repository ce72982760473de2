import { mallIdentityText, splitNumber } from './mall-identity';
import type { HoldReason, Sale, SkipReason, VoucherIdentity } from './sale';

/** `$ 85.900,00`: a decimal text with 2 decimals as people in Argentina write pesos. */
export function pesos(amount: string): string {
	const [whole = '0', cents = '00'] = amount.split('.');
	return `$ ${whole.replace(/\B(?=(\d{3})+(?!\d))/g, '.')},${cents}`;
}

/** `FAC B 00215-00030562 de la sucursal 10` */
export function voucherName(key: VoucherIdentity): string {
	const parts = splitNumber(key.number);
	const number =
		parts === null ? key.number : `${parts.letter} ${parts.pointOfSale}-${parts.number}`;
	const branch = key.branch === null ? '' : ` de la sucursal ${key.branch}`;
	return `${key.type} ${number}${branch}`;
}

export function readyMessage(key: VoucherIdentity, sale: Sale): string {
	const lines = sale.lines.length === 1 ? '1 renglón' : `${sale.lines.length} renglones`;
	return `${voucherName(key)}: listo para informar como ${mallIdentityText(sale.mallIdentity)} (${lines}, ${pesos(sale.total)}).`;
}

/** What a person reads beside each reason; `{facts}` is what the check found. */
const REASONS: Readonly<Record<HoldReason | SkipReason, string>> = {
	HEADER_MISSING:
		'está en la lista de pendientes pero su cabecera todavía no llegó a CTA02; se vuelve a mirar en cada pasada.',
	OTHER_BRANCH: 'es de otra sucursal ({facts}), que este local no informa.',
	AMBIGUOUS_BRANCH:
		'existe en varias sucursales ({facts}) y la lista de pendientes no dice en cuál; indique en los ajustes las sucursales de este local.',
	CANCELLED: 'está anulado; no se informa.',
	INITIAL_LOAD: 'es de la carga inicial (vendedor **); no se informa.',
	NOT_A_SALE: 'es un recibo; no se informa.',
	BAD_NUMBER:
		'no tiene un número de comprobante válido (letra, 5 dígitos de punto de venta y 8 de número).',
	UNMAPPED_TYPE:
		'no tiene código para el shopping: {facts}. Complete los ajustes «clases de comprobante» o «códigos de comprobante».',
	TYPE_CODE_TOO_WIDE: 'tiene el código {facts}, que no entra en 2 dígitos.',
	POINT_OF_SALE_TOO_WIDE:
		'tiene el punto de venta {facts}, que no entra en 4 dígitos; pregunte al shopping si acepta 5.',
	DATE_MISSING: 'no tiene fecha, ni en la cabecera ni en la lista de pendientes.',
	EXCHANGE_RATE_MISSING: 'está en moneda extranjera y no tiene cotización.',
	LINES_MISSING:
		'todavía no tiene renglones en CTA03; se vuelve a mirar en cada pasada y sale solo cuando llegan.',
	TOTAL_MISMATCH: 'no cierra: {facts}.',
	ZERO_TOTAL: 'tiene total cero; no se informa.',
	NO_REPORTABLE_LINES:
		'no tiene ningún renglón de artículo con neto distinto de cero, y el shopping no lo acepta así.',
	IDENTITY_COLLISION:
		'sería para el shopping el mismo comprobante ({facts}) que {others}; revise los tipos o los ajustes de códigos.',
	ROW_UNREADABLE: 'tiene un dato que no se puede leer: {facts}.',
};

export function reasonMessage(
	key: VoucherIdentity,
	reason: HoldReason | SkipReason,
	facts: Readonly<Record<string, string>> = {},
): string {
	const text = REASONS[reason].replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
	return `${voucherName(key)}: ${text}`;
}
