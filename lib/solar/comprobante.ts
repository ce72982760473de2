import { z } from 'zod';

import type { Sale } from '../sales/sale';

/**
 * A voucher in the mall's own words (section 7 of the sales specification). Every value is a text, names are case
 * sensitive, and the members stand in the order of the mall's samples.
 */
export const comprobanteSchema = z
	.object({
		Fecha: z.string().regex(/^\d{2}-\d{2}-\d{4}$/),
		Hora: z.string().regex(/^\d{2}:\d{2}:\d{2}$/),
		IdComprobante: z.string().regex(/^\d{2,3}$/),
		PtoVenta: z.string().regex(/^\d{4,5}$/),
		NroComprobante: z.string().regex(/^\d{8,12}$/),
		Detalles: z
			.array(
				z
					.object({
						DescripcionItem: z.string().min(1),
						Cantidad: z.string().regex(/^-?\d+(\.\d+)?$/),
						Alicuota: z.string().regex(/^\d+\.\d{2}$/),
						Rubro: z.string().min(1),
						ImporteNeto: z.string().regex(/^-?\d+\.\d{2}$/),
						ImporteImpuestos: z.string().regex(/^-?\d+\.\d{2}$/),
					})
					.strict(),
			)
			.min(1),
		Pagos: z
			.array(
				z
					.object({
						MedioPago: z.string().min(1),
						Importe: z.string().regex(/^-?\d+\.\d{2}$/),
					})
					.strict(),
			)
			.min(1),
	})
	.strict();

export type Comprobante = z.output<typeof comprobanteSchema>;

/** Writes a sale as the mall wants it. Amounts and digits are final already; only the form changes. */
export function toComprobante(sale: Sale): Comprobante {
	const [year = '', month = '', day = ''] = sale.day.split('-');
	return {
		Fecha: `${day}-${month}-${year}`,
		Hora: sale.time,
		IdComprobante: sale.mallIdentity.code,
		PtoVenta: sale.mallIdentity.pointOfSale,
		NroComprobante: sale.mallIdentity.number,
		Detalles: sale.lines.map((line) => ({
			DescripcionItem: line.item,
			Cantidad: line.quantity,
			Alicuota: line.rate,
			Rubro: line.rubro,
			ImporteNeto: line.net,
			ImporteImpuestos: line.tax,
		})),
		Pagos: sale.payments.map(({ mean, amount }) => ({ MedioPago: mean, Importe: amount })),
	};
}

/** `006 0215-00040374`: what the mall tells vouchers apart by, for people and for comparing. */
export function identityText(comprobante: Comprobante): string {
	return `${comprobante.IdComprobante} ${comprobante.PtoVenta}-${comprobante.NroComprobante}`;
}
