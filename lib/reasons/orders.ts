import { phrases, type ReasonTable } from './reason';

const { RELEASE, INTEGRATOR } = phrases;

const CORRECT_ORIGIN =
	'Corrija ese dato donde está: en el pedido de la filial, y sigue solo, o en la ficha del proveedor, y después libere el pedido.';

/** Orders on their way to a purchase order, and why one waits or is left out. */
export const orders: ReasonTable = {
	ARTICLE_UNUSABLE: {
		what: 'En la empresa de destino, un artículo no existe, está bloqueado o está descatalogado.',
		todo: `Desbloquéelo o delo de alta allí, o corrija su código en la filial. ${RELEASE}`,
	},
	PRICE_UNKNOWN: {
		what: 'Una línea no tiene precio de compra, o es cero.',
		todo: 'Ponga en la filial el precio del artículo para ese proveedor, o su precio de costo. Sigue solo.',
	},
	NOTHING_LEFT: {
		what: 'Ninguna línea del pedido se puede escribir en el destino.',
		todo: `Corrija los artículos en el destino. ${RELEASE} Si no hay que pedir nada, omítalo.`,
	},
	BEING_EDITED: {
		what: 'Alguien tiene abierto el pedido en FactuSOL.',
		todo: 'Ciérrelo en FactuSOL, en todos los puestos. Sigue solo; no lo libere.',
	},
	LINES_INCOMPLETE: {
		what: 'Las líneas del pedido no suman el neto de su cabecera.',
		todo: 'Abra el pedido en FactuSOL, compruebe sus líneas, guárdelo y ciérrelo. Sigue solo; no lo libere.',
	},
	SUPPLIER_UNKNOWN: {
		what: 'En la empresa de destino no existe el proveedor.',
		todo: `Delo de alta, o corrija su código en el nodo «Ajustes» del trabajador. ${RELEASE}`,
	},
	CUSTOMER_UNKNOWN: {
		what: 'En la empresa de destino no existe el cliente.',
		todo: `Delo de alta, o corrija su código en el nodo. ${RELEASE}`,
	},
	SUPPLIER_BARRED: {
		what: 'El proveedor está marcado para no operar con él.',
		todo: `Quite la marca en su ficha. ${RELEASE}`,
	},
	CUSTOMER_BARRED: {
		what: 'El cliente está marcado para no operar con él.',
		todo: `Quite la marca en su ficha. ${RELEASE}`,
	},
	REFERENCE_TAKEN: {
		what: 'Un documento de otro proveedor o cliente ya lleva la referencia de este pedido.',
		todo: `Corrija en FactuSOL la referencia de ese documento. ${RELEASE}`,
	},
	REFERENCE_TOO_LONG: {
		what: 'La referencia del pedido no cabe en su columna.',
		todo: `El nombre de la empresa en su credencial es demasiado largo. ${INTEGRATOR}`,
	},
	REFERENCE_EMPTY: {
		what: 'El nodo que escribe el pedido se quedó sin referencia.',
		todo: `Alguien cambió el nodo: sin referencia un pedido podría escribirse dos veces. ${INTEGRATOR}`,
	},
	TEXT_TOO_LONG: { what: 'Un texto no cabe en su columna de FactuSOL.', todo: CORRECT_ORIGIN },
	TEXT_NOT_STORABLE: {
		what: 'Un texto lleva un carácter que Access no puede guardar.',
		todo: CORRECT_ORIGIN,
	},
	ROW_TOO_LONG: {
		what: 'Los textos de una línea no caben juntos en FactuSOL.',
		todo: CORRECT_ORIGIN,
	},
	NUMBER_OUT_OF_RANGE: {
		what: 'Un número no cabe en su columna de FactuSOL.',
		todo: CORRECT_ORIGIN,
	},
	DATE_NOT_VALID: { what: 'Una fecha del pedido no es válida.', todo: CORRECT_ORIGIN },
	VAT_NOT_CONFIGURED: {
		what: 'A la configuración de la empresa de destino le falta un tipo de IVA.',
		todo: `Complete allí los tipos de IVA. ${RELEASE}`,
	},
	SERIES_FULL: {
		what: 'La serie ha llegado al número 999999.',
		todo: `Cambie de serie en el nodo «Ajustes» del trabajador. ${RELEASE}`,
	},
	RUNS_NOT_FINISHED: {
		what: 'Varias ejecuciones seguidas tomaron la entrada y no terminaron.',
		todo: `Mire si n8n se reinicia. ${INTEGRATOR} Después libere la entrada.`,
	},
	HELD_BY_WORKFLOW: {
		what: 'Lo apartó una persona o un flujo.',
		todo: 'Lea el motivo. Libere la entrada cuando toque.',
	},
	ITEM_NOT_AN_ORDER: {
		what: 'Lo que llegó al nodo no es un pedido entero.',
		todo: `Alguien puso o cambió un nodo en el flujo. ${INTEGRATOR}`,
	},
	BEFORE_START: {
		what: 'Existía antes de la puesta en marcha.',
		todo: 'Nada. Si debe traspasarse, libérelo.',
	},
	CANCELLED: { what: 'Está anulado.', todo: 'Nada.' },
	NOTHING_TO_ORDER: {
		what: 'No hay nada que pedir: las líneas son devoluciones o están anuladas.',
		todo: 'Nada.',
	},
	NOTHING_TO_DO: { what: 'Lo omitió una persona o un flujo.', todo: 'Nada.' },
	NOT_FOUND_ON_REBUILD: {
		what: 'El libro se reconstruyó, y no consta que esto se hiciera.',
		todo: 'Libérelo si hay que hacerlo; si no, omítalo.',
	},
	REPLACED: { what: 'Sigue con otra clave, que nombra el motivo.', todo: 'Nada.' },
	UNKNOWN: {
		what: 'Falló un nodo que no es de FactuLink.',
		todo: 'Lea el texto que está al lado. Si no basta, avise al integrador.',
	},
};
