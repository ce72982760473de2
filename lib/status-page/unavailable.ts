import { asFactuLinkError } from '../errors';
import { messagePage } from './render/page';
import type { PageAnswer } from './status-page';

const SOON = 'No se pierde nada: los flujos lo vuelven a intentar solos.';

/** What happened to the ledger file and what to do, for the people who read the page. */
const BY_CODE: Readonly<Record<string, readonly string[]>> = {
	LEDGER_BUSY: [
		'Otro programa tiene ocupado el fichero del libro.',
		'Cierre lo que lo tenga abierto (una copia de seguridad, un visor de bases de datos) y vuelva a abrir esta página.',
		SOON,
	],
	LEDGER_DISK_FULL: ['El disco del libro está lleno.', 'Libere espacio en ese disco.', SOON],
	LEDGER_UNREACHABLE: [
		'El disco del libro no responde.',
		'Compruebe que está conectado y en buen estado.',
		SOON,
	],
	LEDGER_NOT_WRITABLE: [
		'El fichero del libro no se puede abrir para escribir.',
		'Compruebe que su carpeta existe y que la cuenta de n8n tiene permiso sobre ella.',
	],
	LEDGER_PATH: [
		'La ruta del libro no sirve.',
		'Corrija el campo File de la credencial FactuLink Ledger.',
	],
	LEDGER_NOT_A_DATABASE: [
		'El fichero que nombra la credencial no es un libro de FactuLink. No se ha tocado.',
		'Corrija el campo File de la credencial FactuLink Ledger.',
	],
	LEDGER_NEWER_VERSION: [
		'El libro es de una versión más nueva del paquete. No se ha tocado.',
		'Actualice n8n-nodes-factulink en este n8n.',
	],
	LEDGER_MISSING: [
		'El fichero del libro falta, aunque lo había.',
		'Ponga la última copia de seguridad en su lugar. Si no hay ninguna, use el flujo «Reconstruir el libro».',
	],
	LEDGER_CORRUPT: [
		'El fichero del libro está dañado. No se ha tocado.',
		'Pare n8n, guarde el fichero con sus compañeros -wal y -shm, y ponga la última copia de seguridad en su lugar.',
	],
	LEDGER_SCHEMA_CHANGED: [
		'Otro programa ha cambiado el libro por dentro. No se ha tocado.',
		'Ponga la última copia de seguridad en su lugar.',
	],
};

const OTHERWISE = [
	'La página no se ha podido hacer. Los flujos siguen con lo suyo.',
	'Compruebe en el editor de n8n la credencial FactuLink Ledger (botón Test) y avise a quien lleva la instalación.',
];

/** The page when the ledger cannot be read: what happened and what to do, never where in the program. */
export function unavailablePage(error: unknown): PageAnswer {
	const { class: errorClass, code, message } = asFactuLinkError(error);
	const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
	// The words of a defect may quote anything.
	const details = errorClass === 'bug' ? code : `${code}: ${message}`;
	return {
		status: 503,
		html: messagePage('No se puede leer el libro', known ?? OTHERWISE, details),
	};
}
