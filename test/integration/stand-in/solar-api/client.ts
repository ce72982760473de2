import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import type { SolarStandIn } from '../../../../demo/stand-in/solar-api/server';

export interface Reply {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
}

/** One POST over real HTTPS, certificate checked. */
export async function post(
	standIn: SolarStandIn,
	path: string,
	content: unknown,
	options: RequestOptions = {},
): Promise<Reply> {
	const body = typeof content === 'string' ? content : JSON.stringify(content);
	return await new Promise((resolve, reject) => {
		const sent = request(
			`${standIn.baseUrl}${path}`,
			{
				method: 'POST',
				ca: standIn.authority.rootCertificate,
				agent: false,
				...options,
				headers: {
					'Content-Type': 'application/json',
					Accept: 'application/json',
					...(options.headers as Record<string, string> | undefined),
				},
			},
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('end', () =>
					resolve({
						status: response.statusCode ?? 0,
						headers: response.headers,
						body: Buffer.concat(chunks).toString('utf8'),
					}),
				);
			},
		);
		sent.on('error', reject);
		sent.end(body);
	});
}

export async function logIn(standIn: SolarStandIn): Promise<string> {
	const { user: usuario, password: clave } = standIn.settings;
	const reply = await post(standIn, '/autenticacion/obtenerTokenAcceso', { usuario, clave });
	return String((JSON.parse(reply.body.replace(/^\uFEFF/, '')) as { token: unknown }).token);
}

export async function sendSales(
	standIn: SolarStandIn,
	token: string,
	vouchers: unknown[],
	options: RequestOptions = {},
): Promise<Reply> {
	return await post(
		standIn,
		'/monitoring/informarVentas',
		{ IdCliente: standIn.settings.idCliente, Comprobantes: vouchers },
		{ ...options, headers: { Authorization: `Bearer ${token}`, ...(options.headers as object) } },
	);
}

export interface TestVoucher {
	[field: string]: unknown;
	Detalles: Array<Record<string, unknown>>;
	Pagos: Array<Record<string, unknown>>;
}

/** A voucher that nobody can object to. */
export function voucher(change: Partial<TestVoucher> = {}): TestVoucher {
	return {
		Fecha: '16-03-2026',
		Hora: '10:05:30',
		IdComprobante: '006',
		PtoVenta: '0215',
		NroComprobante: '00040374',
		Detalles: [
			{
				DescripcionItem: 'RM-BAS-M',
				Cantidad: '2',
				Alicuota: '21.00',
				Rubro: '1',
				ImporteNeto: '900.00',
				ImporteImpuestos: '189.00',
			},
		],
		Pagos: [{ MedioPago: 'EFECTIVO', Importe: '1089.00' }],
		...change,
	};
}

export function messagesOf(reply: Reply): string[] {
	const { Mensajes } = JSON.parse(reply.body.replace(/^\uFEFF/, '')) as {
		Mensajes: Array<{ mensaje: string }>;
	};
	return Mensajes.map(({ mensaje }) => mensaje);
}
