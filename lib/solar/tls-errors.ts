/** Why a secure connection did not come about, in words for the person who has to mend it. */
export interface TlsTrouble {
	code: string;
	/** Follows "The certificate of … ": what is wrong with it. */
	cause: string;
	whatToDo: string;
}

const ADD_CERTIFICATE =
	'Open the base URL in a browser, export the certificates above the server\'s own one as PEM (Base64) and paste them into "Extra CA Certificates" of the Solar API credential; or ask the mall to have its server send the whole chain.';

const UNVERIFIABLE: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_UNKNOWN',
	cause:
		'cannot be verified: the server does not send the intermediate certificate, or the authority behind it is not known to this machine',
	whatToDo: ADD_CERTIFICATE,
};
const SELF_SIGNED: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_SELF_SIGNED',
	cause: 'was issued by the server itself or by an authority that this machine does not know',
	whatToDo: ADD_CERTIFICATE,
};
const EXPIRED: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_EXPIRED',
	cause: 'has expired',
	whatToDo:
		'Check date and time of this machine; if they are right, the mall has to renew its certificate. Nothing is lost meanwhile.',
};
const NOT_YET_VALID: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_NOT_YET_VALID',
	cause: 'is not valid yet',
	whatToDo: 'Check date and time of this machine.',
};
const WRONG_NAME: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_WRONG_NAME',
	cause: 'was issued for another host name',
	whatToDo:
		'Use the host name that the mall gave, not an IP address or an alias, in the base URL of the credential.',
};
const REVOKED: TlsTrouble = {
	code: 'SOLAR_CERTIFICATE_REVOKED',
	cause: 'was revoked by its authority',
	whatToDo: 'Ask the mall about it before anything is sent.',
};
const NO_TLS: TlsTrouble = {
	code: 'SOLAR_TLS',
	cause: 'was never shown: no common way to encrypt the connection was found',
	whatToDo:
		'Check the port in the base URL (it must be the HTTPS port); if it is right, ask the mall which TLS versions its server offers.',
};

const BY_CODE: ReadonlyMap<string, TlsTrouble> = new Map([
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNVERIFIABLE],
	['UNABLE_TO_GET_ISSUER_CERT', UNVERIFIABLE],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', UNVERIFIABLE],
	['CERT_UNTRUSTED', UNVERIFIABLE],
	['INVALID_CA', UNVERIFIABLE],
	['CERT_SIGNATURE_FAILURE', UNVERIFIABLE],
	['SELF_SIGNED_CERT_IN_CHAIN', SELF_SIGNED],
	['DEPTH_ZERO_SELF_SIGNED_CERT', SELF_SIGNED],
	['CERT_HAS_EXPIRED', EXPIRED],
	['CERT_NOT_YET_VALID', NOT_YET_VALID],
	['ERR_TLS_CERT_ALTNAME_INVALID', WRONG_NAME],
	['CERT_REVOKED', REVOKED],
	['EPROTO', NO_TLS],
]);

/** @returns null when the code is none of a secure connection */
export function tlsTrouble(code: string): TlsTrouble | null {
	return BY_CODE.get(code) ?? (code.startsWith('ERR_SSL_') ? NO_TLS : null);
}
