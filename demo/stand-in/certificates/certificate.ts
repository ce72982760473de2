import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import * as der from './der';

/** A certificate with its private key, both as PEM and as what is needed to issue with it. */
export interface Certificate {
	certificate: string;
	privateKey: string;
}

export interface Issuer extends Certificate {
	name: string;
	key: KeyObject;
	keyIdentifier: Buffer;
}

export interface CertificateOptions {
	commonName: string;
	/** Host names and addresses of a server certificate; without them the certificate is one of an authority. */
	hosts?: readonly string[];
	/** Who signs; absent: the certificate signs itself. */
	issuer?: Issuer;
	notBefore?: Date;
	notAfter?: Date;
}

const DAY = 24 * 60 * 60 * 1000;
const ECDSA_WITH_SHA256 = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
const KEY_USAGE_SIGN_CERTIFICATES = Buffer.from([0x06]);
const KEY_USAGE_DIGITAL_SIGNATURE = Buffer.from([0x80]);

/**
 * Issues an X.509 v3 certificate over a new P-256 key. Node can read certificates but not write them, and the
 * stand-ins must not need an `openssl` binary.
 */
export function issueCertificate(options: CertificateOptions): Issuer {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const publicKeyInfo = publicKey.export({ type: 'spki', format: 'der' });
	const keyIdentifier = createHash('sha1').update(publicKeyInfo).digest();
	const now = Date.now();

	const toBeSigned = der.sequence(
		der.explicit(0, der.integer(2)),
		der.integer(Buffer.concat([Buffer.from([0x01]), randomBytes(15)])),
		ECDSA_WITH_SHA256,
		distinguishedName(options.issuer?.name ?? options.commonName),
		der.sequence(
			der.time(options.notBefore ?? new Date(now - DAY)),
			der.time(options.notAfter ?? new Date(now + 3650 * DAY)),
		),
		distinguishedName(options.commonName),
		publicKeyInfo,
		der.explicit(3, extensions(options, keyIdentifier)),
	);
	const signature = sign('sha256', toBeSigned, options.issuer?.key ?? privateKey);
	const certificate = der.sequence(toBeSigned, ECDSA_WITH_SHA256, der.bitString(signature));

	return {
		name: options.commonName,
		key: privateKey,
		keyIdentifier,
		certificate: pem('CERTIFICATE', certificate),
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
	};
}

function distinguishedName(commonName: string): Buffer {
	return der.sequence(
		der.set(der.sequence(der.objectIdentifier('2.5.4.3'), der.utf8String(commonName))),
	);
}

function extensions(options: CertificateOptions, keyIdentifier: Buffer): Buffer {
	const isServer = options.hosts !== undefined;
	const list = [
		extension('2.5.29.19', der.sequence(...(isServer ? [] : [der.boolean(true)])), true),
		extension(
			'2.5.29.15',
			isServer
				? der.bitString(KEY_USAGE_DIGITAL_SIGNATURE, 7)
				: der.bitString(KEY_USAGE_SIGN_CERTIFICATES, 1),
			true,
		),
		extension('2.5.29.14', der.octetString(keyIdentifier)),
		extension(
			'2.5.29.35',
			der.sequence(der.implicit(0, options.issuer?.keyIdentifier ?? keyIdentifier)),
		),
	];
	if (options.hosts) {
		list.push(
			extension('2.5.29.37', der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.3.1'))),
			extension('2.5.29.17', der.sequence(...options.hosts.map(alternativeName))),
		);
	}
	return der.sequence(...list);
}

function extension(identifier: string, value: Buffer, critical = false): Buffer {
	return der.sequence(
		der.objectIdentifier(identifier),
		...(critical ? [der.boolean(true)] : []),
		der.octetString(value),
	);
}

function alternativeName(host: string): Buffer {
	if (isIP(host) === 4) return der.implicit(7, Buffer.from(host.split('.').map(Number)));
	return der.implicit(2, Buffer.from(host, 'ascii'));
}

function pem(label: string, content: Buffer): string {
	const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
