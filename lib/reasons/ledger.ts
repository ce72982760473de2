import { phrases, type ReasonTable } from './reason';

const { BY_ITSELF, INTEGRATOR } = phrases;

const PLACE = `La credencial del libro tiene que nombrar un fichero en un disco de este equipo, en una carpeta en la que n8n pueda escribir. ${INTEGRATOR}`;
const BACKUP =
	'Pare n8n, guarde aparte el fichero y sus dos compañeros (-wal y -shm), y ponga en su lugar la última copia de seguridad. Si no hay ninguna, use el flujo «Reconstruir el libro». No se ha sobrescrito nada.';
const FIELD = `Corrija el campo del nodo que nombra el texto. ${INTEGRATOR}`;

/** The ledger file itself, and what is asked of it. */
export const ledger: ReasonTable = {
	LEDGER_PATH: { what: 'La ruta del libro no vale.', todo: PLACE },
	LEDGER_NOT_WRITABLE: { what: 'No se puede escribir en el fichero del libro.', todo: PLACE },
	LEDGER_NOT_A_DATABASE: { what: 'El fichero no es un libro de FactuLink.', todo: PLACE },
	LEDGER_MISSING: { what: 'Había un libro y su fichero ya no está.', todo: BACKUP },
	LEDGER_CORRUPT: { what: 'El fichero del libro está dañado.', todo: BACKUP },
	LEDGER_SCHEMA_CHANGED: { what: 'Otro programa cambió el fichero del libro.', todo: BACKUP },
	LEDGER_NEWER_VERSION: {
		what: 'El libro lo escribió una versión posterior del paquete.',
		todo: `Hay que actualizar el paquete n8n-nodes-factulink. ${INTEGRATOR}`,
	},
	LEDGER_NODE_TOO_OLD: {
		what: 'Este n8n funciona con un Node.js demasiado antiguo para el libro.',
		todo: `Hay que actualizar Node.js a la versión 24 o posterior. ${INTEGRATOR}`,
	},
	LEDGER_DRIVER_MISSING: {
		what: 'No se puede cargar la biblioteca que abre el libro.',
		todo: `Hay que instalar otra vez el paquete n8n-nodes-factulink. ${INTEGRATOR}`,
	},
	LEDGER_BUSY: {
		what: 'Otro programa tiene bloqueado el libro.',
		todo: `${BY_ITSELF} Si dura, cierre los programas que tengan abierto el libro (una copia, un visor).`,
	},
	LEDGER_DISK_FULL: {
		what: 'El disco del libro está lleno.',
		todo: `Haga sitio en ese disco. ${BY_ITSELF} No se pierde nada.`,
	},
	LEDGER_UNREACHABLE: {
		what: 'El disco del libro no responde.',
		todo: `Compruebe que el disco está conectado y en buen estado. ${BY_ITSELF}`,
	},
	LEASE_LOST: {
		what: 'La ejecución duró más que su plazo, y otra tiene la entrada.',
		todo: 'Nada: la termina quien la tiene. Si es frecuente, avise al integrador.',
	},
	LEDGER_ENTRY_UNKNOWN: {
		what: 'El libro no tiene esa entrada.',
		todo: 'Compruebe la clave, y que todos los flujos usan el mismo libro.',
	},
	LEDGER_NOT_ALLOWED: {
		what: 'Lo que se pidió no es posible en el estado en que está la entrada.',
		todo: 'Mire el historial de la entrada: lo hecho, hecho queda.',
	},
	SAME_AT_TARGET: {
		what: 'El destino lo tomaría por otra entrada del libro.',
		todo: 'Compare las dos en su origen. Si son lo mismo, omítala. Si no, corrija el número o el tipo que está mal.',
	},
	LEDGER_INPUT: { what: 'Al libro le llegó un valor que no vale.', todo: FIELD },
	LEDGER_PARAMETER: {
		what: 'Un campo de un nodo del libro está vacío o no vale.',
		todo: FIELD,
	},
	LEDGER_VERDICT: { what: 'Un elemento trae un veredicto que no lo es.', todo: FIELD },
};
