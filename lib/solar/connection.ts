import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

import { FactuLinkError } from '../errors';

const seconds = (preset: number) =>
	z
		.union([z.number(), z.string().trim().regex(/^\d+$/)])
		.optional()
		.transform((value) =>
			value === undefined || `${value}` === '0' ? preset : Number.parseInt(`${value}`, 10),
		);

const connectionSchema = z.object({
	baseUrl: z
		.string()
		.trim()
		.min(1, 'the base URL is missing')
		.transform((text) => text.replace(/\/+$/, ''))
		.refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', {
			message: 'the base URL must begin with https:// and end in /api',
		})
		.refine((text) => URL.canParse(text) && new URL(text).username === '', {
			message: 'the base URL must not contain a user; there are fields for user and password',
		}),
	user: z.string().trim().min(1, 'the user is missing'),
	password: z.string().min(1, 'the password is missing'),
	idCliente: z
		.union([z.string(), z.number().int()])
		.transform((value) => `${value}`.trim())
		.refine((text) => /^\d{1,6}$/.test(text), {
			message: 'the tenant number (IdCliente) must have 1 to 6 digits',
		})
		.transform((text) => text.padStart(6, '0')),
	/** PEM certificates that are trusted besides those that this machine knows. */
	extraCa: z.string().trim().default(''),
	connectTimeoutSeconds: seconds(15),
	responseTimeoutSeconds: seconds(60),
});

/** How to reach the mall: the fields of the Solar API credential, checked. */
export type SolarConnection = z.output<typeof connectionSchema>;

/** @throws FactuLinkError `SOLAR_CREDENTIAL` (person) saying which field does not fit, without its value */
export function parseSolarConnection(input: unknown): SolarConnection {
	const parsed = connectionSchema.safeParse(input);
	if (!parsed.success) {
		const issues = [
			...new Set(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)),
		];
		throw credentialError(`The Solar API credential is not complete: ${issues.join('; ')}.`);
	}
	readCertificates(parsed.data.extraCa);
	return parsed.data;
}

/**
 * The certificates of a PEM text.
 *
 * @throws FactuLinkError `SOLAR_CREDENTIAL` (person) when there is text but no certificate in it, or a broken one
 */
export function readCertificates(pem: string): string[] {
	if (pem === '') return [];
	// A field of one line turns line ends into blanks, and some exports write them as \n.
	const blocks = pem
		.replaceAll('\\n', '\n')
		.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
	if (blocks === null) {
		throw credentialError(
			'The field "Extra CA Certificates" of the Solar API credential holds no PEM certificate.',
		);
	}
	return blocks.map((block) => {
		const body = block.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
		const lines = body.match(/.{1,64}/g) ?? [];
		const clean = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
		try {
			return new X509Certificate(clean).toString();
		} catch {
			throw credentialError(
				'A certificate in the field "Extra CA Certificates" of the Solar API credential cannot be read.',
			);
		}
	});
}

function credentialError(message: string): FactuLinkError {
	return new FactuLinkError({
		class: 'person',
		code: 'SOLAR_CREDENTIAL',
		message,
		whatToDo:
			'Open the Solar API credential and correct that field. Certificates are pasted as text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
	});
}
