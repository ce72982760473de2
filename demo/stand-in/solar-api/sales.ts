import type { Register } from './register';
import type { SolarSettings } from './settings';
import { alreadyRegistered, faultsOfVoucher, identityOf, type Voucher } from './voucher';

export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body: string;
}

const BYTE_ORDER_MARK = '\uFEFF';
const ACCEPTED_HTML = '<!DOCTYPE html><html><body><h1>Ventas informadas</h1></body></html>';

/** Checks a request of `informarVentas`, stores what is good and says what is not. */
export function takeSales(body: string, settings: SolarSettings, register: Register): Answer {
	const request = parsed(body);
	if (request === undefined) return refused(['EL PEDIDO NO ES JSON'], settings);
	if (request.IdCliente !== settings.idCliente) {
		return refused([`EL CLIENTE ${String(request.IdCliente)} NO EXISTE`], settings);
	}
	const raws: unknown[] = Array.isArray(request.Comprobantes) ? request.Comprobantes : [];
	if (raws.length === 0) return refused(['NO SE INFORMARON COMPROBANTES'], settings);
	if (raws.length > settings.largestBatch) {
		return { status: 413, body: 'Request Entity Too Large' };
	}

	const good: Voucher[] = [];
	const messages: string[] = [];
	const seen = new Set<string>();
	for (const raw of raws) {
		const faults = faultsOfVoucher(raw, settings);
		if (faults.length > 0) {
			messages.push(...faults);
			continue;
		}
		const voucher = raw as Voucher;
		const identity = identityOf(voucher);
		if (settings.detectDuplicates && (register.has(voucher) || seen.has(identity))) {
			messages.push(alreadyRegistered(voucher));
		} else {
			seen.add(identity);
			good.push(voucher);
		}
	}
	if (messages.length === 0 || settings.batchMode === 'partial') {
		for (const voucher of good) register.add(voucher);
	}
	return messages.length > 0 ? refused(messages, settings) : accepted(settings, good.length);
}

function parsed(body: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
}

function accepted(settings: SolarSettings, count: number): Answer {
	switch (settings.acceptedBody) {
		case 'empty':
			return { status: 201, body: '' };
		case 'html':
			return { status: 201, headers: { 'Content-Type': 'text/html' }, body: ACCEPTED_HTML };
		case 'json':
			return json(201, { mensaje: `SE REGISTRARON ${count} COMPROBANTES` }, settings);
	}
}

function refused(messages: readonly string[], settings: SolarSettings): Answer {
	const Mensajes = messages.flatMap((mensaje) =>
		Array.from({ length: settings.repeatMessages }, () => ({ mensaje })),
	);
	return json(422, { Mensajes }, settings);
}

export function json(status: number, content: unknown, settings: SolarSettings): Answer {
	const mark = settings.byteOrderMark ? BYTE_ORDER_MARK : '';
	return {
		status,
		headers: { 'Content-Type': 'application/json; charset=utf-8' },
		body: mark + JSON.stringify(content),
	};
}
