import { phrases, type ReasonTable } from './reason';

const { BY_ITSELF, INTEGRATOR } = phrases;

const AGAIN = 'Después, en el flujo de ventas, Execute workflow desde «Volver a intentar a mano».';
const MALL = `Hable con el shopping. ${AGAIN}`;
const CERTIFICATE = `${INTEGRATOR} ${AGAIN}`;

/** The mall's API. */
export const solar: ReasonTable = {
	SOLAR_REFUSED: {
		what: 'El shopping rechazó el comprobante.',
		todo: 'El motivo es lo que dice el shopping. Corregido en Tango, sale solo. Si no hacía falta, libérelo.',
	},
	SOLAR_WRONG_REQUEST: {
		what: 'El shopping no entendió el envío.',
		todo: `El motivo es lo que dice el shopping. ${INTEGRATOR}`,
	},
	SOLAR_UNCLEAR_ANSWER: {
		what: 'La respuesta del shopping no dice si tomó el comprobante.',
		todo: 'Pregunte al shopping si lo tiene. Liberarlo es seguro.',
	},
	SOLAR_CREDENTIAL: {
		what: 'La credencial del shopping está incompleta.',
		todo: `Complete el campo que nombra el texto. ${AGAIN}`,
	},
	SOLAR_LOGIN_REFUSED: {
		what: 'El shopping no acepta el usuario o la clave.',
		todo: `Corrija la credencial del shopping en n8n. ${AGAIN}`,
	},
	SOLAR_FORBIDDEN: {
		what: 'El shopping no permite informar ventas con este usuario.',
		todo: MALL,
	},
	SOLAR_WRONG_ADDRESS: {
		what: 'En la dirección del shopping no está su API.',
		todo: `Compruebe la dirección en la credencial del shopping. ${AGAIN}`,
	},
	SOLAR_CERTIFICATE_UNKNOWN: {
		what: 'No se conoce a quien firmó el certificado del shopping.',
		todo: CERTIFICATE,
	},
	SOLAR_CERTIFICATE_SELF_SIGNED: {
		what: 'El certificado del shopping está firmado por él mismo.',
		todo: CERTIFICATE,
	},
	SOLAR_CERTIFICATE_EXPIRED: {
		what: 'El certificado del shopping ha caducado.',
		todo: `Compruebe el reloj de este equipo. Si está bien, el shopping debe renovarlo; no se pierde nada. ${AGAIN}`,
	},
	SOLAR_CERTIFICATE_NOT_YET_VALID: {
		what: 'El certificado del shopping aún no vale.',
		todo: `Compruebe el reloj de este equipo. ${AGAIN}`,
	},
	SOLAR_CERTIFICATE_WRONG_NAME: {
		what: 'El certificado del shopping es de otro nombre.',
		todo: `La credencial debe llevar el nombre que dio el shopping. ${AGAIN}`,
	},
	SOLAR_CERTIFICATE_REVOKED: {
		what: 'El certificado del shopping fue retirado.',
		todo: 'Pregunte al shopping antes de enviar nada.',
	},
	SOLAR_TLS: { what: 'No se logró una conexión cifrada con el shopping.', todo: CERTIFICATE },
	SOLAR_NAME_UNKNOWN: {
		what: 'No se encuentra el servidor del shopping.',
		todo: `Compruebe la conexión a Internet. ${BY_ITSELF}`,
	},
	SOLAR_UNREACHABLE: {
		what: 'El servidor del shopping no responde.',
		todo: `Compruebe la conexión a Internet. ${BY_ITSELF}`,
	},
	SOLAR_TIMEOUT: {
		what: 'El shopping no respondió a tiempo.',
		todo: `${BY_ITSELF} Lo que ya tenía se reconoce.`,
	},
	SOLAR_CONNECTION_LOST: {
		what: 'Se cortó la conexión con el shopping.',
		todo: `${BY_ITSELF} Lo que ya tenía se reconoce.`,
	},
	SOLAR_BUSY: { what: 'El shopping no está disponible.', todo: BY_ITSELF },
	SOLAR_TOO_MANY_REQUESTS: { what: 'El shopping pide esperar.', todo: BY_ITSELF },
};
