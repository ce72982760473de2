import { phrases, type ReasonTable } from './reason';

const { BY_ITSELF, INTEGRATOR } = phrases;

const IN_TANGO = 'Corrija el comprobante en Tango. Sale solo.';
const SETTINGS = `Corrija «Ajustes» del flujo de ventas y pulse Publish. ${INTEGRATOR}`;
const DATABASE = `${INTEGRATOR} Lo arregla quien administra SQL Server.`;
const LASTS = `${BY_ITSELF} Si dura, pregunte a quien administra SQL Server.`;
const NOTHING = 'Nada.';

/** Vouchers of Tango: their checks, and SQL Server. */
export const sales: ReasonTable = {
	HEADER_MISSING: {
		what: 'El comprobante aún no está en la base central.',
		todo: 'Espere. Si al día siguiente sigue, búsquelo en Tango.',
	},
	LINES_MISSING: {
		what: 'Las líneas del comprobante aún no están en la base central.',
		todo: 'Espere. Si al día siguiente sigue, búsquelo en Tango.',
	},
	TOTAL_MISMATCH: {
		what: 'Los importes del comprobante no cierran.',
		todo: 'Si falta algo por copiar, sale solo. Si no, corríjalo en Tango.',
	},
	BAD_NUMBER: { what: 'El número del comprobante no es válido.', todo: IN_TANGO },
	DATE_MISSING: { what: 'El comprobante no tiene fecha.', todo: IN_TANGO },
	EXCHANGE_RATE_MISSING: { what: 'El comprobante no tiene cotización.', todo: IN_TANGO },
	NO_REPORTABLE_LINES: { what: 'Ninguna línea del comprobante se informa.', todo: IN_TANGO },
	ROW_UNREADABLE: { what: 'Un dato del comprobante no se puede leer.', todo: IN_TANGO },
	AMBIGUOUS_BRANCH: {
		what: 'No se sabe de qué sucursal es el comprobante.',
		todo: `Ponga las sucursales de este local en «branches». ${SETTINGS}`,
	},
	UNMAPPED_TYPE: {
		what: 'Nada dice qué es este tipo de comprobante.',
		todo: `Complete «typeClasses» o «typeCodes». ${SETTINGS}`,
	},
	TYPE_CODE_TOO_WIDE: {
		what: 'El código del tipo no cabe en el ancho acordado.',
		todo: `Pregunte al shopping por el formato más ancho. ${SETTINGS}`,
	},
	POINT_OF_SALE_TOO_WIDE: {
		what: 'El punto de venta no cabe en el ancho acordado.',
		todo: `Pregunte al shopping por el formato más ancho. ${SETTINGS}`,
	},
	IDENTITY_COLLISION: {
		what: 'El shopping tomaría dos comprobantes por uno.',
		todo: `Corrija el tipo de uno de ellos en Tango. ${SETTINGS}`,
	},
	OTHER_BRANCH: { what: 'Es de otra sucursal.', todo: NOTHING },
	INITIAL_LOAD: { what: 'Es de la carga inicial.', todo: NOTHING },
	NOT_A_SALE: { what: 'No es una venta.', todo: NOTHING },
	ZERO_TOTAL: { what: 'Su total es cero.', todo: NOTHING },
	COMPROBANTE_UNREADABLE: {
		what: 'Lo que llegó al nodo no es un comprobante.',
		todo: `Alguien cambió un nodo. ${INTEGRATOR}`,
	},
	SALES_SETTINGS: { what: 'Un ajuste de las ventas no vale.', todo: SETTINGS },
	PENDING_LIST_SETTINGS: {
		what: 'Un ajuste de la lista de pendientes no vale.',
		todo: SETTINGS,
	},
	SINCE_MISSING: { what: 'Falta la fecha desde la que se buscan ventas.', todo: SETTINGS },
	REPORT_PERIOD: {
		what: 'El período del informe no vale.',
		todo: 'Escriba los dos días como 2026-03-01, primero el anterior.',
	},
	VOUCHER_MISSING: {
		what: 'Al nodo no le llegó ningún comprobante.',
		todo: `Alguien cambió un nodo. ${INTEGRATOR}`,
	},
	SQL_CREDENTIAL: { what: 'La credencial de SQL Server está incompleta.', todo: INTEGRATOR },
	SQL_UNREACHABLE: {
		what: 'SQL Server no responde.',
		todo: `Compruebe que el servidor de Tango está encendido y que hay red. ${BY_ITSELF}`,
	},
	SQL_LOGIN_REFUSED: { what: 'SQL Server no acepta el usuario o la clave.', todo: DATABASE },
	SQL_DATABASE_NOT_OPEN: {
		what: 'La base de datos de Tango no existe, está fuera de línea o no admite al usuario.',
		todo: DATABASE,
	},
	SQL_CERTIFICATE: { what: 'No se confía en el certificado de SQL Server.', todo: INTEGRATOR },
	SQL_PERMISSION_DENIED: { what: 'A n8n le falta un permiso en SQL Server.', todo: DATABASE },
	SQL_TABLE_MISSING: { what: 'A la base de Tango le falta una tabla.', todo: DATABASE },
	SQL_TABLE_AMBIGUOUS: { what: 'Hay dos tablas con el mismo nombre en Tango.', todo: DATABASE },
	SQL_COLUMN_MISSING: { what: 'A una tabla de Tango le falta una columna.', todo: DATABASE },
	SQL_DEADLOCK: { what: 'Otro programa tenía bloqueados los datos de Tango.', todo: LASTS },
	SQL_LOCKED: { what: 'Otro programa tenía bloqueados los datos de Tango.', todo: LASTS },
	SQL_BUSY: { what: 'SQL Server está arrancando o sobrecargado.', todo: LASTS },
	SQL_TIMEOUT: { what: 'SQL Server no respondió a tiempo.', todo: LASTS },
	SQL_CONNECTION_LOST: { what: 'Se cortó la conexión con SQL Server.', todo: LASTS },
	SQL_NO_RESULT: { what: 'SQL Server respondió sin resultado.', todo: LASTS },
	SQL_FULL: { what: 'El disco o el registro de SQL Server está lleno.', todo: DATABASE },
	SQL_ROW_UNREADABLE: {
		what: 'Una fila de Tango no se puede leer.',
		todo: `Corrija en Tango el comprobante que nombra el texto. ${INTEGRATOR}`,
	},
	SQL_NO_REASON_COLUMN: {
		what: 'La lista de pendientes no tiene columna para el motivo.',
		todo: SETTINGS,
	},
	SQL_REASON_TOO_LONG: {
		what: 'La columna del motivo es demasiado corta.',
		todo: DATABASE,
	},
	SQL_REFUSED: { what: 'SQL Server rechazó una instrucción.', todo: DATABASE },
};
