import { phrases, type ReasonTable } from './reason';

const { BY_ITSELF, INTEGRATOR } = phrases;

const MACHINE_ON =
	'Compruebe que el equipo con los datos de FactuSOL está encendido y que la carpeta compartida se ve desde el equipo de n8n. Sigue solo en cuanto responde.';
const CLOSE_IT = `${BY_ITSELF} Si dura, cierre en FactuSOL el documento, el mantenimiento o la copia que tiene el fichero.`;
const NOTHING = `Nada: ${BY_ITSELF.toLowerCase()} Antes de escribir se busca la referencia, así que nada se hace dos veces. Si dura, compruebe la red y reinicie n8n.`;

/** Opening, reading and writing the files of a company. */
export const companyFiles: ReasonTable = {
	LOCKED: { what: 'El fichero de FactuSOL está ocupado por otro programa.', todo: CLOSE_IT },
	FILE_IN_USE: {
		what: 'El fichero de FactuSOL está abierto en exclusiva por otro programa.',
		todo: CLOSE_IT,
	},
	FILE_NOT_FOUND: {
		what: 'No se encuentra el fichero de FactuSOL.',
		todo: `${MACHINE_ON} En enero: cree el ejercicio nuevo en FactuSOL.`,
	},
	LINKED_ELSEWHERE: {
		what: 'El fichero de FactuSOL es un enlace que sale de su carpeta, y no se abre.',
		todo: `Averigüe quién lo hizo. Si la empresa está allí de verdad, ponga ese sitio en la credencial. ${INTEGRATOR}`,
	},
	FOLDER_NOT_FOUND: { what: 'No se llega a la carpeta de FactuSOL.', todo: MACHINE_ON },
	SHARE_NOT_ANSWERING: {
		what: 'La carpeta compartida de FactuSOL no responde.',
		todo: MACHINE_ON,
	},
	FILE_CHANGING: {
		what: 'El fichero de FactuSOL cambiaba mientras se leía.',
		todo: `${BY_ITSELF} Si dura, mire qué programa lo está escribiendo.`,
	},
	READ_TOO_SLOW: {
		what: 'Leer el fichero de FactuSOL llevó más de dos minutos.',
		todo: `${BY_ITSELF} Si dura, compruebe la red entre n8n y la carpeta de FactuSOL.`,
	},
	CONNECTION_LOST: { what: 'Se cortó la conexión con el fichero de FactuSOL.', todo: NOTHING },
	COMMIT_UNKNOWN: {
		what: 'Se cortó la conexión al guardar; se comprobará antes de repetir.',
		todo: NOTHING,
	},
	DRIVER_SILENT: { what: 'El controlador de Access no responde.', todo: NOTHING },
	DUPLICATE_KEY: {
		what: 'Otro programa tomó el mismo número de documento.',
		todo: 'Nada: se toma el número siguiente.',
	},
	NUMBERS_MOVED: {
		what: 'Alguien tomaba números o borraba documentos en ese momento.',
		todo: 'Nada: se toma el número siguiente.',
	},
	READ_ONLY: {
		what: 'El fichero de FactuSOL, o su carpeta, es de solo lectura para n8n.',
		todo: `La cuenta de n8n tiene que poder crear, cambiar y borrar ficheros en la carpeta de FactuSOL. ${INTEGRATOR}`,
	},
	NO_ACCESS: {
		what: 'La cuenta de n8n no tiene permiso sobre el fichero o la carpeta de FactuSOL.',
		todo: `Dé a la cuenta de n8n permiso de lectura y escritura sobre la carpeta. ${INTEGRATOR}`,
	},
	DISK_FULL: {
		what: 'El disco de FactuSOL está lleno, o el fichero ha llegado a 2 GB.',
		todo: 'Haga sitio en el disco, o compacte la empresa en FactuSOL.',
	},
	PASSWORD_NEEDED: {
		what: 'El fichero de FactuSOL tiene contraseña y la credencial no la lleva.',
		todo: 'Ponga la contraseña en la credencial de esa empresa en n8n.',
	},
	WRONG_PASSWORD: {
		what: 'La contraseña del fichero de FactuSOL no es correcta.',
		todo: 'Corrija la contraseña en la credencial de esa empresa en n8n.',
	},
	NOT_A_FILE: {
		what: 'La ruta del fichero de FactuSOL es una carpeta.',
		todo: 'Corrija la ruta en la credencial de esa empresa.',
	},
	NOT_AN_ACCESS_FILE: {
		what: 'El fichero no es una base de datos de Access.',
		todo: 'Compruebe que la credencial nombra el fichero de la empresa, y que está entero.',
	},
	FILE_TOO_LARGE: {
		what: 'El fichero de FactuSOL pasa de 2 GB.',
		todo: 'Compacte la empresa en FactuSOL.',
	},
	FILE_DAMAGED: {
		what: 'El fichero de FactuSOL está dañado.',
		todo: 'Si se estaba copiando, espere a que termine. Si no, repárelo en FactuSOL o restaure la copia de seguridad.',
	},
	ENCRYPTION_NOT_SUPPORTED: {
		what: 'El fichero de FactuSOL está cifrado de un modo que no se puede leer sin controlador.',
		todo: `Hay que leerlo con el controlador de Access. ${INTEGRATOR}`,
	},
	TABLE_MISSING: {
		what: 'Al fichero de FactuSOL le falta una tabla.',
		todo: 'Compruebe que es el fichero de la empresa y ábrala una vez con un FactuSOL actual, que pone el fichero al día.',
	},
	COLUMN_MISSING: {
		what: 'Al fichero de FactuSOL le falta una columna.',
		todo: 'Abra la empresa una vez con un FactuSOL actual, que pone el fichero al día.',
	},
	CONSTRAINT: {
		what: 'Una regla de la tabla de FactuSOL no admite los datos.',
		todo: 'Corrija en el pedido el dato que nombra el motivo.',
	},
	ODBC_MODULE_MISSING: {
		what: 'Falta el módulo «odbc» en la instalación de n8n.',
		todo: INTEGRATOR,
	},
	DRIVER_MISSING: {
		what: 'Falta el controlador ODBC de Access en este equipo.',
		todo: INTEGRATOR,
	},
	DRIVER_BITNESS: {
		what: 'El controlador de Access no es de los mismos bits que Node.js.',
		todo: INTEGRATOR,
	},
	DRIVER_NOT_RELIABLE: {
		what: 'El controlador que nombra la credencial no sirve para escribir con seguridad.',
		todo: INTEGRATOR,
	},
	READ_ONLY_CONNECTION: {
		what: 'La credencial es de solo lectura y esta operación escribe.',
		todo: `Hay que elegir un controlador en la credencial. ${INTEGRATOR}`,
	},
};
