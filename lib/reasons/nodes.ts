import { phrases, type ReasonTable } from './reason';

const { INTEGRATOR } = phrases;

const FIELD = `Corrija en el nodo el campo que nombra el texto, y pulse Publish. ${INTEGRATOR}`;
const CREDENTIAL = `Complete en la credencial el campo que nombra el texto. ${INTEGRATOR}`;
const DEFECT = {
	what: 'El paquete FactuLink se encontró con algo que no estaba previsto.',
	todo: 'Envíe este texto a quien mantiene el paquete. No se pierde nada: lo que estaba en marcha queda retenido y se puede liberar después.',
};

/** Settings of nodes and credentials, and defects of this package. */
export const nodes: ReasonTable = {
	CREDENTIAL_INCOMPLETE: {
		what: 'A una credencial le falta un dato, o no vale.',
		todo: CREDENTIAL,
	},
	FOLDER_MISSING_IN_CREDENTIAL: {
		what: 'La credencial de FactuSOL no nombra la carpeta de datos.',
		todo: CREDENTIAL,
	},
	BAD_COMPANY_CODE: {
		what: 'El código de empresa de la credencial no es de FactuSOL.',
		todo: CREDENTIAL,
	},
	YEAR_UNKNOWN: {
		what: 'La credencial no dice de qué ejercicio es el fichero.',
		todo: CREDENTIAL,
	},
	SETTING_EMPTY: { what: 'Un campo de un nodo está vacío.', todo: FIELD },
	BAD_START_DATE: { what: 'La fecha de comienzo de un nodo no es una fecha.', todo: FIELD },
	BAD_DATE: { what: 'Una fecha escrita en un nodo no es una fecha.', todo: FIELD },
	BAD_PERCENTAGE: { what: 'Un porcentaje escrito en un nodo no es un número.', todo: FIELD },
	NODE_SETTINGS: {
		what: 'Un ajuste de un nodo no vale, o su expresión no se puede resolver.',
		todo: FIELD,
	},
	BAD_DOCUMENT_NUMBER: {
		what: 'El número de documento no está escrito como 1-000123.',
		todo: FIELD,
	},
	DOCUMENT_UNKNOWN: {
		what: 'No hay tal documento en el fichero de ese año.',
		todo: 'Compruebe serie, número y ejercicio.',
	},
	ARTICLE_UNKNOWN: {
		what: 'No hay tal artículo en el fichero de ese año.',
		todo: 'Compruebe el código y el ejercicio.',
	},
	UNEXPECTED: DEFECT,
	DRIVER_REFUSED: {
		what: 'El controlador de la base de datos rechazó una orden.',
		todo: DEFECT.todo,
	},
	VALUE_NOT_UNDERSTOOD: DEFECT,
	VALUE_KIND: DEFECT,
	COLUMN_KIND: DEFECT,
	NAME_NOT_WRITABLE: DEFECT,
	QUEUE_REENTERED: DEFECT,
	CLOSED: DEFECT,
	READER_BROKEN: {
		what: 'El lector de ficheros de Access dejó de funcionar.',
		todo: DEFECT.todo,
	},
};
