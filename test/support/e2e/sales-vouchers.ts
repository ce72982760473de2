/**
 * T-SQL that writes a plain voucher into the tables of the fixture: type FAC, branch 10, one line of 900.00 and its
 * 189.00 of tax, paid in cash.
 *
 * @param number N_COMP, such as `B0021500040394`
 * @returns statements that end with GO
 */
export function voucherScript(number: string): string {
	const header = {
		...KEY(number),
		FECHA_EMIS: text('2026-03-20T00:00:00'),
		HORA_EMIS: text('093000'),
		ESTADO: text(''),
		COD_CLIENT: text('000000'),
		NOMBRE_CLI: text('CONSUMIDOR FINAL'),
		COD_VENDED: text('07'),
		COND_VTA: '1',
		NRO_DE_LIS: '2',
		MON_CTE: '1',
		COTIZ: '1.0',
		IMPORTE: '1089.0',
		IMPORTE_GR: '900.0',
		IMPORTE_EX: '0.0',
		IMPORTE_IV: '189.0',
		IMPORTE_IN: '0.0',
		IMPORTE_FL: '0.0',
		IMPORTE_BO: '0.0',
		PORC_BONIF: '0.0',
		PORC_RECARGO: '0.0',
	};
	const line = {
		...KEY(number),
		N_RENGL_V: '1',
		FECHA_MOV: text('2026-03-20T00:00:00'),
		COD_ARTICU: text('RM-BAS-M'),
		COD_DEPOSI: text('01'),
		CANTIDAD: '2.0',
		CAN_EQUI_V: '1.0',
		PRECIO_NET: '450.0',
		PORC_DTO: '0.0',
		PORC_IVA: '21.0',
		IMP_NETO_P: '900.0',
		RENGL_PADR: 'NULL',
		INSUMO_KIT_SEPARADO: 'NULL',
		PROMOCION: '0',
		ID_MEDIDA_VENTAS: '1',
	};
	return insert('CTA02', header) + insert('CTA03', line);
}

/** The row of the pending list that names a voucher of {@link voucherScript}. */
export function pendingScript(number: string): string {
	return insert('EB_T_HistorialSincVentas_Solar', {
		FECHA_EMIS: text('2026-03-20T00:00:00'),
		HORA_EMIS: text('09:30:00'),
		T_COMP: text('FAC'),
		N_COMP: text(number),
		MEDIO_DE_PAGO: text('EFECTIVO'),
		IMPORTE: '1089.00',
		ESTADO_SYNC: '0',
		FECHA_SYNC: 'NULL',
	});
}

const KEY = (number: string) => ({
	NRO_SUCURS: '10',
	T_COMP: text('FAC'),
	N_COMP: text(number),
	TCOMP_IN_V: text('FC'),
});

const text = (value: string) => `'${value}'`;

function insert(table: string, values: Record<string, string>): string {
	const columns = Object.keys(values).join(', ');
	return `INSERT INTO dbo.${table} (${columns})\nVALUES (${Object.values(values).join(', ')})\nGO\n`;
}
